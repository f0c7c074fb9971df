//! Answers on standard output: JSON as scripts know it, or what people and spreadsheets read more easily.

mod template;
mod text;

use std::io::{self, IsTerminal as _, Write as _, stdout};

use prost_reflect::{DynamicMessage, ReflectMessage as _, Value};

use self::template::Template;
use crate::{
    client::Answer,
    context::Context,
    failure::{Failure, Result},
    json::{compact, pretty},
    page::Page,
    program::Program,
};

/// How answers are written.
#[derive(Debug)]
pub(crate) enum Format {
    Json,
    /// An object a line.
    Ndjson,
    Table,
    Csv,
    Template(Template),
}

impl Format {
    /// As the setting says; `auto` is a table for people and JSON for programs.
    pub(crate) fn of(context: &Context) -> Result<Self> {
        Self::parse(context.settings.text("output-format"))
    }

    /// What there is under a name.
    ///
    /// # Errors
    /// With what there is.
    pub(crate) fn parse(name: &str) -> Result<Self> {
        match name {
            "ndjson" => Ok(Self::Ndjson),
            "table" => Ok(Self::Table),
            "csv" => Ok(Self::Csv),
            "auto" if stdout().is_terminal() => Ok(Self::Table),
            "json" | "auto" => Ok(Self::Json),
            template if template.contains("{{") => Template::parse(template).map(Self::Template),
            other => Err(Failure::text(format!(
                "there is no output format {other:?}: say json, ndjson, table, csv, auto, or a template such as '{{{{ .Ids.UserId }}}}'"
            ))),
        }
    }
}

/// Writes a text. A reader that has seen enough is no failure.
pub(crate) fn text(text: &str) -> Result<()> {
    match stdout().write_all(text.as_bytes()).and_then(|()| stdout().flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Said(0)),
        Err(error) => Err(Failure::text(format!("standard output: {error}"))),
    }
}

/// Goes on though nobody reads any more: for what has to be done to its end.
pub(crate) fn even_unread(written: Result<()>) -> Result<()> {
    if matches!(written, Err(Failure::Said(0))) { Ok(()) } else { written }
}

/// The fields of a user that a template shows, by their paths.
pub(crate) fn shown_by_template(context: &Context) -> Result<Vec<String>> {
    let of = proto::brief_pool().get_message_by_name("ttn.lorawan.v3.User");
    match (Format::of(context)?, of) {
        (Format::Template(template), Some(of)) if context.program == Program::Roster => Ok(template.paths(&of)),
        _ => Ok(Vec::new()),
    }
}

/// Writes one message.
pub(crate) fn one(context: &Context, message: &DynamicMessage) -> Result<()> {
    let written = match Format::of(context)? {
        Format::Json => format!("{}\n", pretty(message)?),
        Format::Ndjson => line(message)?,
        Format::Table => text::vertical(message),
        Format::Csv => text::csv(&text::columns(std::slice::from_ref(message)), std::slice::from_ref(message), true)?,
        Format::Template(template) => format!("{}\n", template.fill(message)?),
    };
    // Often what was done is what is shown, and more of it is to be done.
    even_unread(text(&written))
}

/// Writes the messages in a field of an answer, and says where there are more.
pub(crate) fn list(context: &Context, page: Page, answer: &Answer, field: &str) -> Result<()> {
    let mut list = List::begin(context, Vec::new())?;
    list.write(&items(&answer.dynamic()?, field))?;
    let shown = list.end()?;
    page.hint(context, answer, shown);
    Ok(())
}

/// The same for lists that are written with the object around them. Tables show what is in it.
pub(crate) fn whole(context: &Context, page: Page, answer: &Answer) -> Result<()> {
    let message = answer.dynamic()?;
    let field = message.descriptor().fields().next().map(|field| field.name().to_owned()).unwrap_or_default();
    match Format::of(context)? {
        Format::Json | Format::Template(_) => one(context, &message)?,
        Format::Ndjson | Format::Table | Format::Csv => return list(context, page, answer, &field),
    }
    page.hint(context, answer, items(&message, &field).len());
    Ok(())
}

/// Writes the messages of a list, of which more may follow.
pub(crate) struct List {
    format: Format,
    columns: Vec<String>,
    written: usize,
    begun: bool,
}

impl List {
    /// `columns` are the paths of what tables show; nothing stands for whatever there is.
    pub(crate) fn begin(context: &Context, columns: Vec<String>) -> Result<Self> {
        Ok(Self { format: Format::of(context)?, columns, written: 0, begun: false })
    }

    /// Writes some of them.
    pub(crate) fn write(&mut self, messages: &[DynamicMessage]) -> Result<()> {
        if self.columns.is_empty() {
            self.columns = text::columns(messages);
        }
        let mut out = String::new();
        match &self.format {
            Format::Json => {
                for message in messages {
                    out.push_str(if self.written == 0 && out.is_empty() { "[" } else { ", " });
                    out.push_str(&pretty(message)?);
                }
            }
            Format::Ndjson => {
                for message in messages {
                    out.push_str(&line(message)?);
                }
            }
            Format::Table => out = text::table(&self.columns, messages, !self.begun),
            Format::Csv => out = text::csv(&self.columns, messages, !self.begun)?,
            Format::Template(template) => {
                for message in messages {
                    out.push_str(&template.fill(message)?);
                    out.push('\n');
                }
            }
        }
        self.written += messages.len();
        self.begun |= !self.columns.is_empty();
        text(&out)
    }

    /// How many there were so far.
    pub(crate) fn written(&self) -> usize {
        self.written
    }

    /// Writes what comes behind the last of them, and answers how many there were.
    pub(crate) fn end(self) -> Result<usize> {
        match (&self.format, self.written) {
            (Format::Json, 0) => text("[]\n")?,
            (Format::Json, _) => text("]\n")?,
            (Format::Csv, 0) if !self.begun => text(&text::csv(&self.columns, &[], true)?)?,
            _ => {}
        }
        Ok(self.written)
    }
}

/// The messages in a field of a message.
pub(crate) fn items(message: &DynamicMessage, field: &str) -> Vec<DynamicMessage> {
    let value = message.get_field_by_name(field);
    let items = value.as_deref().and_then(Value::as_list).unwrap_or_default();
    items.iter().filter_map(|item| item.as_message().cloned()).collect()
}

fn line(message: &DynamicMessage) -> Result<String> {
    Ok(compact(message)? + "\n")
}
