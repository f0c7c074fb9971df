//! From a key to new rows, in a browser.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use tokio::process::Command;

use crate::figure::Figure;
use crate::lists::{p95, time};
use crate::served::Served;

/// Types searches into the list in Chromium.
pub(crate) async fn measure(served: &Served, chromium: &Path) -> Result<Figure> {
    let file = tempfile::NamedTempFile::new()?;
    let mut npm = Command::new("npm");
    npm.args(["run", "--silent", "keystrokes"]).current_dir("end2end").kill_on_drop(true);
    npm.env("CHROMIUM", chromium).env("ROSTER_URL", format!("http://localhost:{}", served.address.port()));
    npm.env("ROSTER_COOKIE", &served.cookie).env("OUTPUT", file.path());
    ensure!(npm.status().await?.success(), "the keys can't be measured");
    let times: Vec<f64> = serde_json::from_slice(&fs::read(file.path())?)?;
    ensure!(times.len() >= 20, "only {} keys were measured", times.len());
    Ok(time("key to new rows in Chromium, 100,000 users, p95", p95(&times), Some((150.0, 60.0))))
}
