//! `users import`

mod columns;
mod journal;
mod rows;

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::ProgressBar;
use proto::roster::v1::{ImportUser, ImportUsersRequest, ImportUsersResponse, import_user_result::Outcome};

use self::{
    journal::Journal,
    rows::{Row, Rows},
};
use super::export::Format;
use crate::{
    context::Context,
    failure::{Failure, Result},
    input,
    interrupt::Interrupt,
    progress,
    report::{Reason, Report},
    user_fields::pair,
};

pub(super) const EXAMPLES: &str = "Examples:
  roster users import users.ndjson --dry-run
  roster users import users.csv --map 'Login=user_id,E-Mail=primary_email_address,Remarks=' --report refused.csv

An import that was stopped goes on where it stopped when it is started again with the same file; how far it is stands in
a file beside it. A refused row never stops the others.";

/// The method that takes users in batches.
const IMPORT: &str = "roster.v1.UserImport/Import";
/// As many users as the server takes at once.
const BATCH: usize = 1000;
/// Passwords are hashed before the server answers, each for a while.
const PASSWORDS: usize = 20;

/// What to import, and how.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(crate) struct Import {
    /// The file: NAME.ndjson has a user a line in the API's JSON, NAME.csv a header line and a user a record
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How the file is written, where its name does not say it
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// What columns of a CSV file are: COLUMN=FIELD, and COLUMN= for those to leave out
    #[arg(long, value_name = "COLUMN=FIELD", value_delimiter = ',', value_parser = pair)]
    map: Vec<(String, String)>,
    /// Only say what would become of each
    #[arg(long)]
    dry_run: bool,
    /// Leave users alone whose ID is there already, in place of refusing them
    #[arg(long)]
    allow_existing: bool,
    /// Stop behind the batch with the first refused row
    #[arg(long)]
    fail_fast: bool,
    /// Begin at the beginning, whatever was imported of this file before
    #[arg(long)]
    restart: bool,
    /// Write refused rows to this CSV file, with their lines and the reasons
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// What became of the rows so far.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize, serde::Serialize)]
struct Counts {
    created: u64,
    skipped: u64,
    failed: u64,
}

impl Counts {
    fn total(self) -> u64 {
        self.created + self.skipped + self.failed
    }
}

impl Import {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        if self.file == Path::new(input::STANDARD) {
            return Err(Failure::text(
                "an import that is stopped goes on in its file, so standard input has to be written to one first",
            ));
        }
        let by_name = Format::of(&self.file);
        let format = self.format.or(by_name).ok_or_else(|| {
            Failure::text(format!("{}: is it ndjson or csv? Say it by --format", self.file.display()))
        })?;
        context.refuse_to_show("import")?;
        let mut rows = Rows::open(&self.file, format, &self.map)?;
        if self.dry_run && self.report.is_some() && Journal::is_there(&self.file) {
            return Err(Failure::text(
                "an import of this file is not at its end; leave its report alone, or remove the journal",
            ));
        }
        let how = format!("{format:?} {:?}", self.map);
        let to = context.settings.text("identity-server-grpc-address");
        let mut journal = Journal::open(&self.file, &[to, &how], self.restart, self.dry_run)?;
        let mut report = Report::of_rows(self.report.as_deref(), journal.behind > 0)?;
        if journal.behind > 0 {
            context.log.info(&format!(
                "Going on behind row {}; {} were done before",
                journal.behind,
                journal.counts.total()
            ));
            rows.skip(journal.behind)?;
        }
        let (interrupt, bar) = (Interrupt::watch(), progress::bar(rows.length()));
        let ended = self.batches(context, &mut rows, &mut journal, &mut report, &interrupt, &bar);
        bar.finish_and_clear();
        self.conclude(context, &journal, ended)
    }

    fn batches(
        &self,
        context: &Context,
        rows: &mut Rows,
        journal: &mut Journal,
        report: &mut Report,
        interrupt: &Interrupt,
        bar: &ProgressBar,
    ) -> Result<()> {
        loop {
            let (batch, broken) = next_batch(rows);
            let Some(last) = batch.last() else { return broken };
            let behind = last.number;
            // What was under way when an import was killed may have been done; so those that exist are no failure.
            let again = journal.under_way.is_some_and(|until| batch.iter().any(|row| row.number <= until));
            journal.begin(behind)?;
            let before = journal.counts.failed;
            self.send(context, batch, again, &mut journal.counts, report)?;
            report.flush()?;
            journal.end(behind)?;
            bar.set_position(rows.read());
            bar.set_message(format!("{} rows, {} refused", journal.counts.total(), journal.counts.failed));
            // What was read is done before it is said why no more is.
            broken?;
            if self.fail_fast && journal.counts.failed > before {
                return Err(Failure::text("a row was refused"));
            }
            if interrupt.pressed() {
                return Err(Failure::Cancelled("stopped by Ctrl-C".to_owned()));
            }
        }
    }

    fn send(
        &self,
        context: &Context,
        batch: Vec<Row>,
        again: bool,
        counts: &mut Counts,
        report: &mut Report,
    ) -> Result<()> {
        let (mut sent, mut records, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        for Row { line, user, .. } in batch {
            match user {
                Ok(record) => {
                    sent.push((line, user_id(&record)));
                    records.push(record);
                }
                Err(text) => refused.push((line, String::new(), Reason { text, ..Reason::default() })),
            }
        }
        for (index, outcome) in self.outcomes(context, records, again)? {
            let (line, who) = sent.get(index).cloned().unwrap_or_default();
            match outcome {
                Some(Outcome::Created(_)) => counts.created += 1,
                Some(Outcome::Skipped(_)) => counts.skipped += 1,
                Some(Outcome::Error(error)) => refused.push((line, who, Reason::of(&error))),
                None => refused.push((line, who, Reason::unknown())),
            }
        }
        // Only now, so that none is there twice where the server did not answer and all of them are sent again.
        refused.sort_by_key(|(line, ..)| *line);
        counts.failed += refused.len() as u64;
        refused.iter().try_for_each(|(line, who, reason)| report.refused(Some(*line), who, reason))
    }

    /// What the server makes of records, by their places.
    fn outcomes(
        &self,
        context: &Context,
        records: Vec<ImportUser>,
        again: bool,
    ) -> Result<Vec<(usize, Option<Outcome>)>> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let request =
            ImportUsersRequest { records, dry_run: self.dry_run, allow_existing: self.allow_existing || again };
        let answer: ImportUsersResponse = context.call(IMPORT, &request)?.message()?;
        Ok(answer.results.into_iter().map(|result| (result.index as usize, result.outcome)).collect())
    }

    /// What was said after the name of the program, so that it can be said again.
    fn again(&self, context: &Context) -> String {
        let mut words: Vec<_> = ["users", "import"].map(str::to_owned).into();
        words.extend(context.settings.said());
        words.push(self.file.display().to_string());
        if let Some(format) = self.format {
            words.push(format!("--format={}", format!("{format:?}").to_lowercase()));
        }
        words.extend(self.map.iter().map(|(column, field)| format!("--map={column}={field}")));
        let switches = [(self.allow_existing, "--allow-existing"), (self.fail_fast, "--fail-fast")];
        words.extend(switches.iter().filter(|(on, _)| *on).map(|(_, flag)| (*flag).to_owned()));
        if let Some(report) = &self.report {
            words.push(format!("--report={}", report.display()));
        }
        words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }

    /// Says what became of all of it.
    fn conclude(&self, context: &Context, journal: &Journal, ended: Result<()>) -> Result<()> {
        let Counts { created, skipped, failed } = journal.counts;
        let verb = if self.dry_run { "would be imported" } else { "imported" };
        let said = format!("{created} {verb}, {skipped} left as they were, {failed} refused");
        let (name, words) = (context.program.name(), self.again(context));
        let again = if self.dry_run {
            "nothing was done".to_owned()
        } else {
            format!("`{name} {words}` goes on behind row {}", journal.behind)
        };
        match ended {
            Ok(()) => {
                context.log.info(&said);
                journal.remove()?;
                if failed > 0 { Err(Failure::Said(255)) } else { Ok(()) }
            }
            Err(Failure::Cancelled(why)) => Err(Failure::Cancelled(format!("{why}: {said}; {again}"))),
            Err(failure) => Err(Failure::text(format!("{failure}\n{said}; {again}"))),
        }
    }
}

/// The next rows, and why there are no more where they can't be read.
fn next_batch(rows: &mut Rows) -> (Vec<Row>, Result<()>) {
    let (mut batch, mut passwords) = (Vec::new(), 0);
    while batch.len() < BATCH && passwords < PASSWORDS {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(failure) => return (batch, Err(failure)),
        };
        let password =
            row.user.as_ref().is_ok_and(|one| one.user.as_ref().is_some_and(|user| !user.password.is_empty()));
        passwords += usize::from(password);
        batch.push(row);
    }
    (batch, Ok(()))
}

/// A word as shells take it for one.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@".contains(c);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

fn user_id(record: &ImportUser) -> String {
    let ids = record.user.as_ref().and_then(|user| user.ids.as_ref());
    ids.map(|ids| ids.user_id.clone()).unwrap_or_default()
}

/// A file beside another one.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
