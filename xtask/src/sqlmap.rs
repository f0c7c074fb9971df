//! `cargo xtask sqlmap`: tries to get SQL through every place of a request that becomes part of a statement.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::{process, project, python, scratch::Scratch, steps};

/// Requests, each with a star where something is put in.
const PLACES: [&str; 7] = [
    "/api/v3/users/alice*",
    "/api/v3/users?order=name*&limit=2",
    "/api/v3/users?field_mask=name*&limit=2",
    "/api/v3/users?limit=2*&page=1*",
    "/api/v3/search/users?query=alice*",
    "/api/v3/search/users?name_contains=alice*&attributes_contain[team]=x*",
    "/api/v3/search/accounts?query=alice*",
];

/// The longest that one place may take.
const LIMIT: Duration = Duration::from_mins(10);

/// Runs sqlmap on each place as an admin.
pub(crate) fn sqlmap() -> Result<()> {
    let environment = python::environment(&project::root().join("xtask/sqlmap"))?;
    let server = Scratch::start()?;
    for place in PLACES {
        let output = project::target().join("sqlmap");
        let _ = fs::remove_dir_all(&output);
        let log = project::target().join("sqlmap.log");
        let mut command = process::command(environment.join("bin/sqlmap"));
        command.args(["--batch", "--level", "3", "--risk", "2", "--flush-session", "--disable-coloring"]);
        command.arg("--url").arg(format!("http://{}{place}", server.address));
        // What is refused is answered with 4xx; that is no reason to stop.
        command.args(["--ignore-code", "400,401,403,404", "--skip", "user-agent,referer,host", "--output-dir"]);
        command.arg(&output).args(["--headers", &format!("Authorization: Bearer {}", server.admin)]);
        command.stdout(fs::File::create(&log).with_context(|| format!("cannot write {}", log.display()))?);
        steps::step(&format!("sqlmap: {place}"), || {
            if process::Running::start(&mut command)?.wait_for(LIMIT)?.is_none() {
                bail!("sqlmap did not end within {} minutes", LIMIT.as_secs() / 60);
            }
            let said = fs::read_to_string(&log)?;
            match said.lines().find(|line| line.contains("is vulnerable") || line.contains("Parameter: ")) {
                Some(line) => bail!("{line}"),
                None if said.contains("do not appear to be injectable") => Ok(()),
                None => bail!("sqlmap tried nothing:\n{said}"),
            }
        })?;
    }
    Ok(())
}
