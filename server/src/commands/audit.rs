//! `roster-server audit verify` and `roster-server audit export`

use std::{iter, path::PathBuf};

use domain::{AuditRecord, Damage, Timestamp};
use serde::Serialize;
use serde_json::Value;
use service::{Caller, audit};

use super::{print, with_service};
use crate::{Refusal, Result, anchors, config::Config};

/// `audit verify`
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// Compare the seals with this anchor file, too
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
}

/// `audit export`
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// Only records from this time on, such as 2026-11-23T00:00:00Z
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Only records before this time
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
}

/// Verifies the whole trail, and says what is wrong with it first.
pub(crate) fn verify(config: &Config, args: &Verify) -> Result<()> {
    let caller = Caller::host("audit verify");
    let anchors: Box<dyn Iterator<Item = _>> = match args.anchor.as_deref().map(anchors::read) {
        Some(anchors) => Box::new(anchors?),
        None => Box::new(iter::empty()),
    };
    let found = with_service(config, async |service| audit::verify(service, &caller, anchors).await)?;
    let audit::Verified { seals, records, unsealed, last, damage } = found;
    print(format_args!("{records} records under {seals} seals are right; {unsealed} follow them.\n"))?;
    if let Some(last) = last {
        print(format_args!("The last good seal: {last}\n"))?;
    }
    damage.map_or(Ok(()), |damage| Err(damaged(&damage)))
}

/// What is wrong with the trail, and how to go on.
pub(crate) fn damaged(damage: &Damage) -> Refusal {
    const ON: &str =
        "Keep a copy of the database as it is, and compare it with the backups: docs/operations.md, “The trail”";
    Refusal::new(format!("the trail is damaged: {damage}. {ON}"))
}

/// Writes the records of a time, in the order of their numbers.
pub(crate) fn export(config: &Config, args: &Export) -> Result<()> {
    let time =
        |field: &str, text: &Option<String>| text.as_deref().map(|text| Timestamp::parse(field, text)).transpose();
    let from = time("from", &args.from)?.unwrap_or(Timestamp::from_micros(i64::MIN));
    let to = time("to", &args.to)?.unwrap_or(Timestamp::from_micros(i64::MAX));
    let caller = Caller::host("audit export");
    with_service(config, async |service| {
        let mut after = i64::MIN;
        loop {
            let some = audit::walk(service, &caller, after, (from, to)).await?;
            let Some(last) = some.last() else { return Ok(Ok(())) };
            after = last.id;
            if let Err(refusal) = print(lines(&some)?) {
                return Ok(Err(refusal));
            }
        }
    })?
}

/// A record as it is exported.
#[derive(Serialize)]
struct Line<'a> {
    id: i64,
    at: String,
    actor: &'a str,
    action: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    target: &'a str,
    before: Value,
    after: Value,
    request_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    address: &'a str,
}

fn lines(records: &[AuditRecord]) -> domain::Result<String> {
    let mut lines = String::new();
    for record in records {
        let line = Line {
            id: record.id,
            at: record.at.to_string(),
            actor: &record.actor,
            action: &record.action,
            target: &record.target,
            before: json(&record.before),
            after: json(&record.after),
            request_id: &record.request_id,
            address: &record.address,
        };
        lines.push_str(&serde_json::to_string(&line).map_err(domain::Error::internal)?);
        lines.push('\n');
    }
    Ok(lines)
}

/// What was changed in the table by hand may be no JSON; then it is a text.
fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}
