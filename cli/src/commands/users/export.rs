//! `users export`

use std::{
    fmt,
    fs::{self, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use clap::{Args, ValueEnum};
use domain::csv::{ATTRIBUTE, EXPORTED, guarded};
use indicatif::ProgressBar;
use prost_reflect::DynamicMessage;
use prost_types::FieldMask;
use proto::json::Json;
use proto::{roster::v1::FilterUsersRequest, v3::ListUsersRequest};
use serde_json::Value;
use tempfile::NamedTempFile;

use super::walk::walk;
use crate::{
    client::Answer,
    context::Context,
    failure::{Failure, Result},
    input,
    interrupt::Interrupt,
    json::compact,
    output,
    pages::{MOST, Pages},
    progress,
};

pub(super) const EXAMPLES: &str = "Examples:
  roster users export users.ndjson
  roster users export users.csv --attributes team,floor
  roster users export --filter 'state:approved created:>=2026-01-01' | wc -l

What is exported can be imported. Who is there all the while is in it once, whatever changes meanwhile.";

/// What goes into a file beside the ID and the times.
const FIELDS: [&str; 8] = [
    "name",
    "description",
    "attributes",
    "primary_email_address",
    "primary_email_address_validated_at",
    "state",
    "state_description",
    "admin",
];

/// Which users to write, and where.
#[derive(Args, Debug)]
pub(crate) struct Export {
    /// The file; standard output without one
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// What to write, where the name of the file does not say it
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Attributes that get a column of a CSV file
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    attributes: Vec<String>,
    /// Only users who fulfil this; docs/filters.md says what there is
    #[arg(long, value_name = "FILTER", allow_hyphen_values = true, default_value = "", hide_default_value = true)]
    filter: String,
    /// Only deleted users
    #[arg(long)]
    deleted: bool,
}

/// How a file of users is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A user a line, in the API's JSON
    Ndjson,
    /// A header line, and a user a record
    Csv,
}

impl Format {
    /// As the name of a file says.
    pub(super) fn of(file: &Path) -> Option<Self> {
        match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "ndjson" | "jsonl" | "json" => Some(Self::Ndjson),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

impl Export {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        context.refuse_to_show("export")?;
        // The setting knows more forms than files have.
        let by_setting = context.settings.given("output-format").map(|text| {
            Format::from_str(text, false)
                .map_err(|_| Failure::text(format!("users are exported as ndjson or csv, and not as {text:?}")))
        });
        let format = match (self.format, by_setting, &self.file) {
            (Some(format), ..) => Some(format),
            (None, Some(format), _) => Some(format?),
            (None, None, Some(file)) if file != Path::new(input::STANDARD) => Format::of(file),
            (None, None, _) => Some(Format::Ndjson),
        };
        let format = format.ok_or_else(|| Failure::text("what is to be in that file? Say --format ndjson or csv"))?;
        if format == Format::Csv && self.attributes.is_empty() {
            context.log.warn("Attributes are left out of a CSV file unless --attributes names them.");
        }
        let Some(file) = self.file.as_ref().filter(|file| *file != Path::new(input::STANDARD)) else {
            let mut out = Sink(BufWriter::new(io::stdout()));
            return self.write(context, format, &mut out).map(drop);
        };
        let named = |error: &dyn fmt::Display| Failure::text(format!("{}: {error}", file.display()));
        let Some(file) = replaceable(file).map_err(|error| named(&error))? else {
            let opened = OpenOptions::new().append(true).create(true).open(file).map_err(|error| named(&error))?;
            let count = self.write(context, format, &mut Sink(BufWriter::new(opened)))?;
            context.log.info(&format!("{count} users were written to {}", file.display()));
            return Ok(());
        };
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Nobody takes a part for the whole: the file is there once all is in it.
        let mut fresh = NamedTempFile::new_in(folder).map_err(|error| named(&without_path(&error)))?;
        let count = self.write(context, format, &mut Sink(BufWriter::new(&mut fresh)))?;
        fresh.persist(&file).map_err(|error| named(&error))?;
        context.log.info(&format!("{count} users are in {}", file.display()));
        Ok(())
    }

    /// Writes page after page, and answers how many users there were. While one is written, the next is asked for.
    fn write(&self, context: &Context, format: Format, out: &mut Sink<impl Write + Send>) -> Result<usize> {
        if format == Format::Csv {
            let columns = EXPORTED.iter().map(|&column| column.to_owned());
            let attributes = self.attributes.iter().map(|key| format!("{ATTRIBUTE}{key}"));
            out.record(columns.chain(attributes))?;
        }
        let (interrupt, bar) = (Interrupt::watch(), progress::bar(0));
        let (sender, pages) = sync_channel(1);
        let count = thread::scope(|scope| {
            let shown = bar.clone();
            let writing = scope.spawn(move || self.write_pages(format, out, &pages, &shown));
            let asked = ask(Source::begin(context, self), &interrupt, &sender);
            drop(sender);
            let count = writing.join().map_err(|_| Failure::text("writing broke off"))?;
            // What can't be written is why nobody takes pages any more.
            count.and_then(|count| asked.map(|()| count))
        })?;
        bar.finish_and_clear();
        Ok(count)
    }

    fn write_pages(
        &self,
        format: Format,
        out: &mut Sink<impl Write>,
        pages: &Receiver<Answer>,
        bar: &ProgressBar,
    ) -> Result<usize> {
        let mut count = 0;
        for page in pages {
            let users = output::items(&page.dynamic()?, "users");
            for user in &users {
                match format {
                    Format::Ndjson => out.line(user)?,
                    Format::Csv => out.record(self.cells(user)?)?,
                }
            }
            count += users.len();
            bar.set_message(format!("{count} users"));
        }
        out.0.flush().map_err(Sink::<io::Stdout>::failed)?;
        Ok(count)
    }

    fn cells(&self, user: &DynamicMessage) -> Result<Vec<String>> {
        let value = serde_json::to_value(Json(user)).map_err(|error| Failure::text(error.to_string()))?;
        let text = |path: &str| match value.pointer(path) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let fixed = EXPORTED.iter().map(|&name| match name {
            "admin" if value.get("admin").is_none() => "false".to_owned(),
            "state" if value.get("state").is_none() => "STATE_REQUESTED".to_owned(),
            "user_id" => text("/ids/user_id"),
            name => text(&format!("/{name}")),
        });
        let attributes = self.attributes.iter().map(|key| text(&format!("/attributes/{key}")));
        Ok(fixed.chain(attributes).collect())
    }
}

/// Asks for one page after the other, until there is none or nobody takes them.
fn ask(mut source: Source<'_>, interrupt: &Interrupt, pages: &SyncSender<Answer>) -> Result<()> {
    while let Some(page) = source.next() {
        if pages.send(page?).is_err() {
            return Ok(());
        }
        if interrupt.pressed() {
            return Err(Failure::Cancelled("stopped by Ctrl-C; nothing is kept of a file".to_owned()));
        }
    }
    Ok(())
}

/// Where users come from: by key, or by numbered pages from a server that knows no other way.
struct Source<'a> {
    context: &'a Context,
    walk: Pages<'a, FilterUsersRequest>,
    /// Which page is next; nothing where they come by key.
    page: Option<u32>,
    begun: bool,
    filtered: bool,
    deleted: bool,
    least: u64,
}

impl<'a> Source<'a> {
    fn begin(context: &'a Context, export: &Export) -> Self {
        let deleted = if export.deleted { "deleted:yes " } else { "" };
        let filter = format!("{deleted}{}", export.filter).trim().to_owned();
        Self {
            context,
            walk: walk(context, filter, mask(), 0),
            page: None,
            begun: false,
            filtered: !export.filter.is_empty(),
            deleted: export.deleted,
            least: u64::MAX,
        }
    }

    /// The next page; none at the end.
    fn next(&mut self) -> Option<Result<Answer>> {
        if let Some(page) = self.page {
            return self.numbered(page).transpose();
        }
        match self.walk.next_answer() {
            Some(Err(Failure::TooOld(_))) if !self.begun && !self.filtered => self.numbered(1).transpose(),
            found => {
                self.begun = true;
                found
            }
        }
    }

    /// In the order in which they were made, so that new ones move no page.
    fn numbered(&mut self, page: u32) -> Result<Option<Answer>> {
        self.page = Some(page + 1);
        let request = ListUsersRequest {
            field_mask: Some(mask()),
            order: "created_at".to_owned(),
            limit: MOST,
            page,
            deleted: self.deleted,
        };
        let answer = self.context.call("UserRegistry/List", &request)?;
        let total = answer.total.unwrap_or_default();
        if total < self.least && self.least != u64::MAX {
            self.context.log.warn("Users were deleted meanwhile, so some may be missing; export again for all of them");
        }
        self.least = self.least.min(total);
        let is_behind = output::items(&answer.dynamic()?, "users").is_empty();
        Ok(if is_behind { None } else { Some(answer) })
    }
}

fn mask() -> FieldMask {
    FieldMask { paths: FIELDS.map(str::to_owned).to_vec() }
}

/// Where users go.
struct Sink<W>(W);

impl<W: Write> Sink<W> {
    fn failed(error: io::Error) -> Failure {
        // A reader that has seen enough is no failure.
        if error.kind() == io::ErrorKind::BrokenPipe { Failure::Said(0) } else { Failure::text(error.to_string()) }
    }

    fn line(&mut self, user: &DynamicMessage) -> Result<()> {
        let line = compact(user)? + "\n";
        self.0.write_all(line.as_bytes()).map_err(Self::failed)
    }

    fn record(&mut self, cells: impl IntoIterator<Item = String>) -> Result<()> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let cells = cells.into_iter().map(|cell| guarded(&cell).into_owned());
        writer.write_record(cells).map_err(|error| Failure::text(error.to_string()))?;
        let bytes = writer.into_inner().map_err(|error| Failure::text(error.to_string()))?;
        self.0.write_all(&bytes).map_err(Self::failed)
    }
}

/// What the system says, without the name of a file that nobody knows.
fn without_path(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

/// The file in whose place another one can be put, at the end of all links. Devices and pipes, and what a link leads to that
/// is not there, can only be written to.
fn replaceable(file: &Path) -> io::Result<Option<PathBuf>> {
    // What is open already has a name there, which is not the file's own.
    if ["/dev", "/proc"].iter().any(|folder| file.starts_with(folder)) {
        return Ok(None);
    }
    match fs::metadata(file) {
        Ok(found) if found.is_file() => fs::canonicalize(file).map(Some),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(fs::symlink_metadata(file).is_err().then(|| file.to_owned()))
        }
        Err(error) => Err(error),
    }
}
