//! The API over HTTP, asked by sixteen connections of `wrk` at once, and over gRPC by as many channels.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use hyper::Method;
use proto::v3::{GetUserRequest, UserIdentifiers, user_registry_client::UserRegistryClient};
use tokio::process::Command;
use tokio::task::JoinSet;
use tonic::Request;
use tonic::transport::Endpoint;

use crate::client::Client;
use crate::figure::{Better, Figure, seconds};
use crate::served::Served;

/// Connections that ask all at once.
const CONNECTIONS: u32 = 16;
/// How long they ask for one thing.
const TIME: Duration = Duration::from_secs(5);
/// How many users are imported, and how many of them a call.
const IMPORTED: u32 = 10_000;
const BATCH: u32 = 1_000;
/// The hash of a password that nobody uses.
const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$gUkS7IhMI8QJgsSjL2VDzA$5byVSx3DxkxxE99M1FOiDjSXXm4np0IffUuUxIfdjp8";

/// Something that is asked for.
struct Ask {
    name: &'static str,
    /// The one that 99 of 100 stay under, where it is told.
    slow: Option<(&'static str, f64)>,
    hold: f64,
    method: &'static str,
    /// Expressions of Lua, in which `user` is the number of one of the users, another each time.
    path: &'static str,
    body: &'static str,
}

const ASKS: [Ask; 5] = [
    Ask {
        name: "GET of a user with an API key",
        slow: Some(("the same, p99", 15.0)),
        hold: 10_000.0,
        method: "GET",
        path: r#""/api/v3/users/bench-" .. user .. "?field_mask=name,state""#,
        body: "nil",
    },
    Ask {
        name: "list of 20 with three fields",
        slow: Some(("the same, p99", 15.0)),
        hold: 4_000.0,
        method: "GET",
        path: r#""/api/v3/users?limit=20&field_mask=name,state,primary_email_address""#,
        body: "nil",
    },
    Ask {
        name: "search with few matches",
        slow: None,
        hold: 1_500.0,
        method: "GET",
        path: r#""/api/v3/search/users?limit=20&query=bench-" .. user"#,
        body: "nil",
    },
    Ask {
        name: "search that everybody matches",
        slow: None,
        hold: 20.0,
        method: "GET",
        path: r#""/api/v3/search/users?limit=20&query=example""#,
        body: "nil",
    },
    Ask {
        name: "update of a name",
        slow: None,
        hold: 1_500.0,
        method: "PUT",
        path: r#""/api/v3/users/bench-" .. user"#,
        body: r#"'{"user":{"name":"Name ' .. number .. '"},"field_mask":"name"}'"#,
    },
];

/// Imports, then each kind of request for some seconds.
pub(crate) async fn measure(served: &Served, key: &str) -> Result<Vec<Figure>> {
    let mut figures = vec![import(served, key).await?];
    for ask in &ASKS {
        figures.extend(load(served, key, ask).await?);
    }
    figures.push(grpc(served, key).await?);
    Ok(figures)
}

async fn import(served: &Served, key: &str) -> Result<Figure> {
    let mut client = Client::program(served.address, key).await?;
    let begun = Instant::now();
    for first in (0..IMPORTED).step_by(BATCH as usize) {
        let mut records = String::new();
        for number in first..first + BATCH {
            let comma = if number == first { "" } else { "," };
            write!(
                records,
                r#"{comma}{{"user":{{"ids":{{"user_id":"bench-{number}"}},"state":1,"primary_email_address":"bench-{number}@bench.invalid"}},"password_hash":"{HASH}"}}"#
            )?;
        }
        let body = format!(r#"{{"records":[{records}]}}"#);
        let answer = client.call(Method::POST, "/api/roster/v1/users/import", body).await?;
        ensure!(answer.status.is_success(), "import answers {}", answer.status);
        let made = String::from_utf8_lossy(&answer.body).contains(r#""created":1000"#);
        ensure!(made, "some were not imported");
    }
    Ok(seconds("10,000 users with hashes by Import", begun.elapsed().as_secs_f64(), (2.0, 1.0)))
}

async fn load(served: &Served, key: &str, ask: &Ask) -> Result<Vec<Figure>> {
    let mut script = tempfile::Builder::new().suffix(".lua").tempfile()?;
    let Ask { method, path, body, .. } = ask;
    std::io::Write::write_all(
        &mut script,
        format!(
            r#"wrk.headers["Authorization"] = "Bearer {key}"
local number = 0
request = function()
  number = number + 1
  local user = number % {IMPORTED}
  return wrk.format("{method}", {path}, nil, {body})
end
"#
        )
        .as_bytes(),
    )?;
    let mut wrk = Command::new("wrk");
    wrk.args(["--threads", "1", "--latency", "--connections"]).arg(CONNECTIONS.to_string());
    wrk.arg("--duration").arg(format!("{}s", TIME.as_secs())).arg("--script").arg(script.path());
    let output = wrk.arg(format!("http://{}", served.address)).output().await.context("cannot run wrk")?;
    let told = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "wrk: {}", String::from_utf8_lossy(&output.stderr));
    ensure!(!told.contains("Non-2xx") && !told.contains("Socket errors"), "{}: {told}", ask.name);
    let value = |name: &str| {
        let line = told.lines().find_map(|line| line.trim().strip_prefix(name));
        line.map(|line| line.trim().to_owned()).with_context(|| format!("wrk tells no {name}: {told}"))
    };
    let rate = value("Requests/sec:")?.parse()?;
    let bounds = Some((ask.hold, ask.hold * 2.0));
    let mut figures = vec![Figure { name: ask.name, unit: "/s", value: rate, bounds, better: Better::More }];
    if let Some((name, hold)) = ask.slow {
        let bounds = Some((hold, hold / 3.0));
        figures.push(Figure { name, unit: "ms", value: millis(&value("99%")?)?, bounds, better: Better::Less });
    }
    Ok(figures)
}

/// A time as wrk writes it: `812.00us`, `3.20ms`, `1.02s`.
fn millis(text: &str) -> Result<f64> {
    let (number, factor) = if let Some(number) = text.strip_suffix("us") {
        (number, 1e-3)
    } else if let Some(number) = text.strip_suffix("ms") {
        (number, 1.0)
    } else {
        (text.strip_suffix('s').with_context(|| format!("{text} is no time"))?, 1e3)
    };
    Ok(number.parse::<f64>()? * factor)
}

/// The same GET by gRPC, each channel waiting for one answer before it asks again.
async fn grpc(served: &Served, key: &str) -> Result<Figure> {
    let number = Arc::new(AtomicU32::new(0));
    let mut channels = JoinSet::new();
    let begun = Instant::now();
    for _ in 0..CONNECTIONS {
        let mut users = UserRegistryClient::new(Endpoint::new(format!("http://{}", served.address))?.connect().await?);
        let (number, bearer) = (Arc::clone(&number), format!("Bearer {key}").parse()?);
        let bearer: tonic::metadata::MetadataValue<_> = bearer;
        channels.spawn(async move {
            let mut answers = 0_u32;
            while begun.elapsed() < TIME {
                let user_id = format!("bench-{}", number.fetch_add(1, Ordering::Relaxed) % IMPORTED);
                let user_ids = Some(UserIdentifiers { user_id, ..UserIdentifiers::default() });
                let mut request = Request::new(GetUserRequest { user_ids, ..GetUserRequest::default() });
                request.metadata_mut().insert("authorization", bearer.clone());
                users.get(request).await?;
                answers += 1;
            }
            anyhow::Ok(answers)
        });
    }
    let mut answers = 0;
    while let Some(done) = channels.join_next().await {
        answers += done??;
    }
    let value = f64::from(answers) / begun.elapsed().as_secs_f64();
    let (name, bounds) = ("the GET over gRPC", Some((8_000.0, 16_000.0)));
    Ok(Figure { name, unit: "/s", value, bounds, better: Better::More })
}
