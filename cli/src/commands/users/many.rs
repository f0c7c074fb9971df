//! One deed for all whom a filter finds: who they are is shown and confirmed before anything is done, and who is refused does
//! not stop the others.

use std::path::PathBuf;

use clap::Args;
use domain::terms;
use prost_types::FieldMask;
use proto::{
    roster::v1::{ChangeUsersResponse, change_user_result::Outcome},
    v3::{User, UserIdentifiers},
};

use super::walk::walk;
use crate::{
    context::Context,
    failure::{Failure, Result},
    interrupt::Interrupt,
    output, progress, prompt,
    report::{Reason, Report},
    user_id::{UserId, identifiers},
};

/// As many as are changed at once: few enough that Ctrl-C is heard soon.
const BATCH: usize = 500;
/// So many are named before anything is done.
const NAMED: usize = 5;

/// Which users, where a filter says it.
#[derive(Args, Debug)]
pub(super) struct Many {
    /// All users who match, in place of one; docs/filters.md says what can be asked for
    #[arg(long, value_name = "FILTER", allow_hyphen_values = true, help_heading = "Many users")]
    pub(super) filter: Option<String>,
    /// Only show who is meant
    #[arg(long, requires = "filter", help_heading = "Many users")]
    dry_run: bool,
    /// Do not ask whether that is meant
    #[arg(long, help_heading = "Many users")]
    pub(super) yes: bool,
    /// Stop behind the first batch in which somebody is refused
    #[arg(long, requires = "filter", help_heading = "Many users")]
    fail_fast: bool,
    /// Write who is refused to this CSV file, with the reasons, and whose lot is unknown where no answer comes
    #[arg(long, requires = "filter", value_name = "FILE", help_heading = "Many users")]
    report: Option<PathBuf>,
}

/// What is done to them, in the words of questions and summaries: `suspends`, `suspended`.
pub(super) struct Deed {
    pub(super) does: &'static str,
    pub(super) done: &'static str,
    /// Whether it is done to deleted users, and otherwise to all others.
    pub(super) of_deleted: bool,
}

/// How far it came.
#[derive(Default)]
struct Counts {
    /// So many were asked for.
    sent: u64,
    done: u64,
    failed: u64,
}

impl Counts {
    /// All that is known, of so many in all.
    fn told(&self, deed: &Deed, all: u64) -> String {
        let Self { sent, done, failed } = *self;
        let unknown = sent.saturating_sub(done + failed);
        let mut told = format!("{done} {}, {failed} refused", deed.done);
        if unknown > 0 {
            told = format!("{told}, {unknown} unknown");
        }
        if sent < all { format!("{told}, {} left as they were", all - sent) } else { told }
    }
}

impl Many {
    /// Finds them, asks, and has `send` do it, some at a time. Nobody can be named beside a filter.
    pub(super) fn run(
        &self,
        context: &Context,
        (user, filter): (&UserId, &str),
        deed: &Deed,
        send: impl Fn(Vec<UserIdentifiers>) -> Result<ChangeUsersResponse>,
    ) -> Result<()> {
        user.refuse_beside("--filter")?;
        if filter.trim().is_empty() {
            return Err(Failure::here(
                "no_filter",
                "the filter is empty, which is everybody; say 'id:*' if that is meant",
            ));
        }
        context.refuse_to_show("--filter")?;
        // What can't be read is refused by the server, with the place.
        if terms::parse(filter).is_ok_and(|filter| filter.deleted != deed.of_deleted) {
            let text = format!("nobody can be {} who is deleted; leave deleted: out of the filter", deed.done);
            return Err(Failure::here("deleted_users", &text));
        }
        if self.dry_run {
            return show(context, filter, deed);
        }
        let users = found(context, filter)?;
        if users.is_empty() {
            context.log.info("Nobody matches.");
            return Ok(());
        }
        self.confirm(context, deed, &users)?;
        let mut counts = Counts::default();
        let ended = self.apply(&users, send, &mut counts);
        let said = counts.told(deed, users.len() as u64);
        match ended {
            Ok(()) if counts.failed == 0 => {
                context.log.info(&said);
                Ok(())
            }
            Ok(()) => Err(Failure::text(said)),
            Err(Failure::Cancelled(why)) => Err(Failure::Cancelled(format!("{why}: {said}"))),
            Err(failure) => Err(Failure::text(format!("{failure}\n{said}"))),
        }
    }

    fn confirm(&self, context: &Context, deed: &Deed, users: &[String]) -> Result<()> {
        if self.yes {
            return Ok(());
        }
        let named = users.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = users.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let users = if users.len() == 1 { "1 user".to_owned() } else { format!("{} users", users.len()) };
        context.log.warn(&format!("This {} {users}: {named}{more}", deed.does));
        if !prompt::possible() {
            return Err(Failure::here("no_confirmation", "nobody is there to ask; say --yes if that is meant"));
        }
        prompt::sure(&context.log)
    }

    /// Names in the report who was sent, and perhaps changed.
    fn note_unknown(&self, report: &mut Report, batch: &[String], failure: &Failure) -> Result<()> {
        if self.report.is_none() {
            return Ok(());
        }
        let reason = Reason { text: format!("unknown: {failure}"), ..Reason::default() };
        batch.iter().try_for_each(|user_id| report.refused(None, user_id, &reason))?;
        report.flush()
    }

    fn apply(
        &self,
        users: &[String],
        send: impl Fn(Vec<UserIdentifiers>) -> Result<ChangeUsersResponse>,
        counts: &mut Counts,
    ) -> Result<()> {
        let mut report = Report::of("user_id", self.report.as_deref())?;
        let (interrupt, bar) = (Interrupt::watch(), progress::bar(users.len() as u64));
        for batch in users.chunks(BATCH) {
            counts.sent += batch.len() as u64;
            let answer = match send(batch.iter().cloned().map(identifiers).collect()) {
                Ok(answer) => answer,
                Err(failure) => {
                    self.note_unknown(&mut report, batch, &failure)?;
                    return Err(failure);
                }
            };
            for result in answer.results {
                let user_id = batch.get(result.index as usize).map(String::as_str).unwrap_or_default();
                match result.outcome {
                    Some(Outcome::Done(_)) => counts.done += 1,
                    Some(Outcome::Error(error)) => {
                        counts.failed += 1;
                        report.refused(None, user_id, &Reason::of(&error))?;
                    }
                    None => {
                        counts.failed += 1;
                        report.refused(None, user_id, &Reason::unknown())?;
                    }
                }
            }
            report.flush()?;
            bar.set_position(counts.done + counts.failed);
            bar.set_message(format!("{} done, {} refused", counts.done, counts.failed));
            if self.fail_fast && counts.failed > 0 {
                return Err(Failure::text("somebody was refused"));
            }
            if interrupt.pressed() {
                return Err(Failure::Cancelled("stopped by Ctrl-C".to_owned()));
            }
        }
        bar.finish_and_clear();
        Ok(())
    }
}

/// The IDs of all who match.
fn found(context: &Context, filter: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for users in walk(context, filter.to_owned(), FieldMask::default(), 0) {
        let ids = users?.into_iter().filter_map(|user| user.transcode_to::<User>().ok()?.ids);
        found.extend(ids.map(|ids| ids.user_id));
    }
    Ok(found)
}

/// Lists them, as `users list` does.
fn show(context: &Context, filter: &str, deed: &Deed) -> Result<()> {
    let paths = ["name", "primary_email_address", "state", "admin"].map(str::to_owned).to_vec();
    let columns = [vec!["ids".to_owned()], paths.clone()].concat();
    let mut list = output::List::begin(context, columns)?;
    for users in walk(context, filter.to_owned(), FieldMask { paths }, 0) {
        list.write(&users?)?;
    }
    let count = list.end()?;
    context.log.info(&format!("{count} users would be {}; nothing was done", deed.done));
    Ok(())
}
