//! Whether the time of an answer tells who has an account (P09): the area under the ROC curve of those who have one against
//! those who have none. 0.5 is a coin; what is told here is the distance from it.

use std::io::Write as _;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use argon2::{Argon2, PasswordHasher as _};

use crate::client::Client;
use crate::figure::{Better, Figure};
use crate::served::{Database, Served};

/// How many of either are asked for, in turns.
const PAIRS: u32 = 1_000;
const LOG_IN: &str = "/fn/sessions/create";
const FORGOTTEN: &str = "/fn/passwords/mail";
/// What must hold, and must not hold of the control, which shows that a difference would be found.
const HOLD: f64 = 0.05;
const CONTROL: f64 = 0.4;

/// Imports the people who have accounts, each of whom is asked for once.
pub(crate) async fn prepare(database: &Database) -> Result<()> {
    let hash = Argon2::default().hash_password(b"nobody-guesses-this").map_err(|cause| anyhow::anyhow!("{cause}"))?;
    let mut file = tempfile::Builder::new().suffix(".ndjson").tempfile()?;
    for number in 0..PAIRS {
        let user = serde_json::json!({
            "ids": { "user_id": format!("known-{number}") },
            "primary_email_address": format!("known-{number}@bench.invalid"),
            "state": "STATE_APPROVED",
            "password_hash": hash.to_string(),
        });
        writeln!(file, "{user}")?;
    }
    database.import_file(file.path()).await
}

/// Logging in with a wrong password, and asking for a code to choose another one.
pub(crate) async fn measure(served: &Served) -> Result<Vec<Figure>> {
    let login = |name: &str| (LOG_IN, format!("user_id={name}&password=wrong-but-long-enough"));
    let forgotten = |name: &str| (FORGOTTEN, format!("login={name}"));
    let control = |name: &str| if name.starts_with("known") { login(name) } else { forgotten(name) };
    let figure = |name, value: f64| Figure { name, unit: "", value, bounds: Some((HOLD, HOLD)), better: Better::Less };
    let by_login = distance(served, login).await?;
    let by_code = distance(served, forgotten).await?;
    let naive = distance(served, control).await?;
    Ok(vec![
        figure("log-in: known and unknown, distance of the AUC from 0.5", by_login),
        figure("forgotten password: the same", by_code),
        Figure {
            bounds: Some((CONTROL, CONTROL)),
            better: Better::More,
            ..figure("control: as if nothing were hashed for the unknown", naive)
        },
    ])
}

/// Asks for known and unknown names in turns, each from an address of its own, so that nobody is held up.
async fn distance(served: &Served, form: impl Fn(&str) -> (&'static str, String)) -> Result<f64> {
    let mut client = Client::connect(served.address, "").await?;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for number in 0..PAIRS {
        for (kind, times) in [("known", &mut known), ("other", &mut unknown)] {
            let from = format!("2001:db8:{:x}:{number:x}::1", u8::from(kind == "known"));
            let (path, form) = form(&format!("{kind}-{number}"));
            let begun = Instant::now();
            let answer = client.post_from(&from, path, &form).await?;
            times.push(begun.elapsed().as_secs_f64());
            ensure!(answer.status.as_u16() < 500, "{path} answers {}", answer.status);
        }
    }
    Ok((area(&known, &unknown).context("no times")? - 0.5).abs())
}

/// How often one of `left` is above one of `right`, of all pairs of them.
fn area(left: &[f64], right: &[f64]) -> Option<f64> {
    let mut right = right.to_vec();
    right.sort_by(f64::total_cmp);
    let below = |value: f64| {
        let (less, not_more) = (right.partition_point(|x| *x < value), right.partition_point(|x| *x <= value));
        Some(f64::from(u32::try_from(less + not_more).ok()?) / 2.0)
    };
    let sum = left.iter().map(|value| below(*value)).sum::<Option<f64>>()?;
    Some(sum / f64::from(u32::try_from(left.len() * right.len()).ok()?))
}
