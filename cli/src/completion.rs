//! What may follow in a command line: commands, flags, and the IDs of users that there are.

use std::{
    ffi::{OsStr, OsString},
    sync::mpsc::channel,
    thread,
    time::Duration,
};

use clap_complete::{CompleteEnv, CompletionCandidate};
use domain::Action;
use prost_types::FieldMask;
use proto::roster::v1::{FilterUsersRequest, FilterUsersResponse};

use crate::{
    cli,
    context::{Auth, Context},
    program::Program,
    settings::Settings,
};

/// By this variable a shell asks.
pub(crate) const VARIABLE: &str = "ROSTERCLI_COMPLETE";
/// Nobody waits longer for a list of names.
const PATIENCE: Duration = Duration::from_millis(1500);
/// More are not read by anybody.
const MOST: u32 = 50;

/// Answers a shell, if one asks.
pub(crate) fn answered(program: Program, words: &[OsString]) -> bool {
    if std::env::var_os(VARIABLE).is_none() {
        return false;
    }
    let environment = CompleteEnv::with_factory(|| cli::command(program)).var(VARIABLE).bin(program.name());
    let folder = std::env::current_dir().ok();
    environment.try_complete(words.iter().cloned(), folder.as_deref()).unwrap_or(true)
}

/// The IDs of users that begin like this.
pub(crate) fn user_ids(begun: &OsStr) -> Vec<CompletionCandidate> {
    let Some(begun) = begun.to_str().map(str::to_owned) else { return Vec::new() };
    let (sender, found) = channel();
    thread::spawn(move || sender.send(found_users(&begun).unwrap_or_default()));
    let users = found.recv_timeout(PATIENCE).unwrap_or_default();
    users.into_iter().map(|(user_id, name)| CompletionCandidate::new(user_id).help(Some(name.into()))).collect()
}

/// The actions of the trail.
pub(crate) fn actions(begun: &OsStr) -> Vec<CompletionCandidate> {
    let begun = begun.to_str().unwrap_or_default();
    let names = Action::ALL.iter().map(|action| action.as_str()).filter(|name| name.starts_with(begun));
    names.map(CompletionCandidate::new).collect()
}

fn found_users(begun: &str) -> Option<Vec<(String, String)>> {
    let program = Program::of(std::env::args_os().next().as_deref());
    let context = Context::new(program, Settings::quiet(program).ok()?).ok()?;
    if !begun.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return None;
    }
    let field_mask = Some(FieldMask { paths: vec!["name".to_owned()] });
    let filter = if begun.is_empty() { String::new() } else { format!("id:{begun}*") };
    let request = FilterUsersRequest { filter, field_mask, limit: MOST, ..FilterUsersRequest::default() };
    let found = context.call_as(Auth::Kept, "roster.v1.UserDirectory/Filter", &request).ok()?;
    let users = found.message::<FilterUsersResponse>().ok()?.users;
    let users = users.into_iter().map(|user| (user.ids.unwrap_or_default().user_id, user.name));
    let mut users: Vec<_> = users.collect();
    users.sort_unstable();
    Some(users)
}
