//! `roster-server import FILE`

use std::{
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use clap::ValueEnum;
use domain::Error;
use indicatif::{ProgressBar, ProgressStyle};
use service::{
    Caller, Service,
    imports::{self, OnConflict, Options, Outcome, Row},
};
use store::imports::Progress;
use tokio::sync::mpsc;

use super::{print, with_service};
use crate::{
    Refusal, Result,
    config::Config,
    import::{self, Position, Report, Source},
};

/// Records of one transaction. More would save little; a batch is what is lost when an import is killed.
const BATCH: usize = 5_000;
/// Users from which on it is worth the time to put the database in order afterwards.
const MANY: i64 = 50_000;
/// Batches that are read ahead.
const AHEAD: usize = 2;

/// `import`
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// NAME.ndjson: a user a line, in the API's JSON form; or NAME.csv: a header line, then a user a line
    file: PathBuf,
    /// What happens to a record whose ID a user has already
    #[arg(long, value_enum, default_value_t = Conflict::Fail)]
    on_conflict: Conflict,
    /// Check everything and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write the refused records to this CSV file: line, ID, field, reason
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Stop at the first refused record
    #[arg(long)]
    fail_fast: bool,
    /// Take IDs that are blocked elsewhere
    #[arg(long)]
    allow_blocked: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Conflict {
    /// The user stays as they are
    Skip,
    /// The user becomes what the record says
    Update,
    /// The record is refused
    Fail,
}

impl From<Conflict> for OnConflict {
    fn from(conflict: Conflict) -> Self {
        match conflict {
            Conflict::Skip => Self::Skip,
            Conflict::Update => Self::Update,
            Conflict::Fail => Self::Fail,
        }
    }
}

/// Imports the file, from where an earlier run of the same file stopped.
pub(crate) fn run(config: &Config, args: &Import) -> Result<()> {
    let digest = import::digest(&args.file)?;
    let begun = Instant::now();
    let done = with_service(config, async |service| Ok(import(service, args, &digest).await))??;
    let seconds = begun.elapsed().as_secs_f64();
    let dry = if args.dry_run { " Nothing was written." } else { "" };
    let Progress { created, updated, skipped, refused, .. } = done;
    print(format_args!(
        "{created} users made, {updated} changed, {skipped} left as they were, {refused} records refused; {seconds:.1} s.{dry}\n"
    ))?;
    if refused > 0 { Err(Refusal::new(format!("{refused} records were refused"))) } else { Ok(()) }
}

async fn import(service: &Service, args: &Import, digest: &[u8]) -> Result<Progress> {
    let caller = Caller::host("import");
    let options =
        Options { on_conflict: args.on_conflict.into(), allow_blocked: args.allow_blocked, dry_run: args.dry_run };
    let mut progress =
        if args.dry_run { Progress::default() } else { imports::progress(service, &caller, digest).await? };
    if progress.next_byte > 0 {
        eprintln!("Going on at line {}, where the last run stopped.", progress.next_line);
    }
    let mut report = Report::open(args.report.as_deref(), progress.report_bytes.unsigned_abs())?;
    let bar = bar(args, &progress)?;
    let mut batches = read(args, &progress)?;
    while let Some(batch) = batches.recv().await {
        let (rows, end) = batch?;
        let before = progress;
        let reached = |outcome: &Outcome| {
            let stop = outcome.refused.get(..1).filter(|_| args.fail_fast);
            let refused = stop.unwrap_or(&outcome.refused);
            let report_bytes = report.add(before.report_bytes.unsigned_abs(), refused).map_err(Error::internal)?;
            if let Some([first]) = stop {
                return Err(stopped(first.line, &before));
            }
            progress = advanced(&before, outcome, end, report_bytes);
            Ok(progress)
        };
        imports::batch(service, &caller, digest, options, rows, reached).await?;
        bar.set_position(end.byte);
        bar.set_message((progress.created + progress.updated + progress.skipped).to_string());
    }
    bar.finish_and_clear();
    if !args.dry_run {
        imports::finish(service, &caller, digest).await?;
        if progress.created + progress.updated >= MANY {
            pack(service, &caller).await;
        }
    }
    Ok(progress)
}

/// Only makes lists quicker and the file smaller, so the import is good without it.
async fn pack(service: &Service, caller: &Caller) {
    let spinner = ProgressBar::new_spinner().with_message("Putting the database in order");
    spinner.enable_steady_tick(Duration::from_millis(100));
    let packed = imports::pack(service, caller).await;
    spinner.finish_and_clear();
    match packed {
        Ok(true) => {}
        Ok(false) => eprintln!("The database was not put in order, since a server is using it."),
        Err(error) => eprintln!("The database was not put in order: {error}"),
    }
}

/// Nothing of the batch of the refused record is written.
fn stopped(line: i64, before: &Progress) -> Error {
    let written = match before.next_line {
        0 => "nothing was written".to_owned(),
        next => format!("the lines up to {} are imported", next - 1),
    };
    Error::invalid("record", format!("line {line} is refused; {written}"))
}

fn advanced(before: &Progress, outcome: &Outcome, end: Position, report_bytes: u64) -> Progress {
    Progress {
        next_byte: end.byte.cast_signed(),
        next_line: end.line.cast_signed(),
        report_bytes: report_bytes.cast_signed(),
        created: before.created + outcome.created,
        updated: before.updated + outcome.updated,
        skipped: before.skipped + outcome.skipped,
        refused: before.refused + i64::try_from(outcome.refused.len()).unwrap_or(i64::MAX),
    }
}

type Batch = Result<(Vec<Row>, Position)>;

/// Reads the file on a thread of its own, a few batches ahead.
fn read(args: &Import, from: &Progress) -> Result<mpsc::Receiver<Batch>> {
    let at = Position { byte: from.next_byte.unsigned_abs(), line: from.next_line.unsigned_abs() };
    let mut source = Source::open(&args.file, at)?;
    let (sender, receiver) = mpsc::channel(AHEAD);
    let work = move || {
        loop {
            let batch = next_batch(&mut source);
            let last = !matches!(&batch, Ok((rows, _)) if rows.len() == BATCH);
            let empty = matches!(&batch, Ok((rows, _)) if rows.is_empty());
            if empty || sender.blocking_send(batch).is_err() || last {
                return;
            }
        }
    };
    thread::Builder::new().name("reading".into()).spawn(work).map_err(|cause| Refusal::new(cause.to_string()))?;
    Ok(receiver)
}

fn next_batch(source: &mut Source) -> Batch {
    let mut rows = Vec::with_capacity(BATCH);
    while rows.len() < BATCH
        && let Some(row) = source.next()?
    {
        rows.push(row);
    }
    Ok((rows, source.position()))
}

/// Shown on terminals only.
fn bar(args: &Import, from: &Progress) -> Result<ProgressBar> {
    let length = args.file.metadata().map_err(|cause| Refusal::new(cause.to_string()))?.len();
    let style = ProgressStyle::with_template("{bar:30} {percent}%  {msg} users  {binary_bytes_per_sec}  {eta} left");
    let bar = ProgressBar::new(length).with_style(style.map_err(|cause| Refusal::new(cause.to_string()))?);
    bar.set_position(from.next_byte.unsigned_abs());
    bar.reset_eta();
    bar.enable_steady_tick(Duration::from_millis(200));
    Ok(bar)
}
