//! What Lighthouse thinks of the list.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use tokio::process::Command;

use crate::figure::{Better, Figure};
use crate::served::Served;

/// The categories that count, on the phone that Lighthouse makes up and on a desktop.
const PHONE: [(&str, &str); 3] = [
    ("performance", "Lighthouse, phone: performance"),
    ("accessibility", "Lighthouse, phone: accessibility"),
    ("best-practices", "Lighthouse, phone: best practices"),
];
const DESKTOP: [(&str, &str); 3] = [
    ("performance", "Lighthouse, desktop: performance"),
    ("accessibility", "Lighthouse, desktop: accessibility"),
    ("best-practices", "Lighthouse, desktop: best practices"),
];

/// Runs Lighthouse twice on the list, logged in.
pub(crate) async fn measure(served: &Served, chromium: &Path) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (categories, preset) in [(PHONE, None), (DESKTOP, Some("--preset=desktop"))] {
        let report = match run(served, chromium, preset).await {
            Ok(report) => report,
            // Now and then Chromium hands out a trace without a beginning, and Lighthouse asks to be run again.
            Err(_) => run(served, chromium, preset).await?,
        };
        for (category, name) in categories {
            let score = report.pointer(&format!("/categories/{category}/score")).and_then(Value::as_f64);
            let value = score.with_context(|| format!("no score for {category}"))? * 100.0;
            figures.push(Figure { name, unit: "", value, bounds: Some((95.0, 100.0)), better: Better::More });
        }
    }
    Ok(figures)
}

async fn run(served: &Served, chromium: &Path, preset: Option<&str>) -> Result<Value> {
    let folder = tempfile::tempdir()?;
    let report = folder.path().join("report.json");
    let headers = folder.path().join("headers.json");
    fs::write(&headers, serde_json::json!({ "Cookie": served.cookie }).to_string())?;

    let program = Path::new("xtask/bench/node_modules/.bin/lighthouse");
    ensure!(program.exists(), "Lighthouse is missing from xtask/bench/");
    let mut command = Command::new(program);
    command.arg(format!("http://localhost:{}/users", served.address.port()));
    command.args(["--quiet", "--output=json", "--no-enable-error-reporting"]).args(preset);
    command.arg("--only-categories=performance,accessibility,best-practices");
    command.arg(format!("--output-path={}", report.display())).arg(format!("--extra-headers={}", headers.display()));
    command.arg(
        "--chrome-flags=--headless=new --no-sandbox --disable-quic --no-first-run --disable-sync \
                 --disable-background-networking --disable-component-update",
    );
    command.env("CHROME_PATH", chromium).stdin(Stdio::null()).kill_on_drop(true);
    if !command.status().await?.success() {
        bail!("Lighthouse failed");
    }
    Ok(serde_json::from_slice(&fs::read(report)?)?)
}
