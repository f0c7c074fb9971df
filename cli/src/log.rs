//! What is said beside the output: a line of level, message and facts on standard error.

use std::io::{IsTerminal as _, Write as _, stderr};

use serde_json::Value;

use crate::{
    failure::{Failure, Result},
    printable,
};

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Debug,
    Info,
    Warn,
    Error,
    Fatal,
}

const LEVELS: [(&str, Level); 5] = [
    ("debug", Level::Debug),
    ("info", Level::Info),
    ("warn", Level::Warn),
    ("error", Level::Error),
    ("fatal", Level::Fatal),
];

/// Where such lines go.
#[derive(Debug)]
pub(crate) struct Log {
    least: Level,
    json: bool,
    colours: bool,
}

impl Log {
    /// As the settings want it.
    pub(crate) fn new(level: &str, format: &str) -> Result<Self> {
        let level = level.to_ascii_lowercase();
        let Some((_, least)) = LEVELS.into_iter().find(|(name, _)| *name == level) else {
            return Err(Failure::text(format!(
                "there is no log level {level:?}: say debug, info, warn, error or fatal"
            )));
        };
        let json = match format {
            "console" => false,
            "json" => true,
            other => {
                return Err(Failure::text(format!("there is no log format {other:?}: say console or json")));
            }
        };
        Ok(Self { least, json, colours: colours(stderr().is_terminal()) })
    }

    pub(crate) fn debug(&self, message: &str, facts: &[(&str, Value)]) {
        self.write(Level::Debug, message, facts);
    }

    pub(crate) fn info(&self, message: &str) {
        self.write(Level::Info, message, &[]);
    }

    pub(crate) fn info_with(&self, message: &str, facts: &[(&str, Value)]) {
        self.write(Level::Info, message, facts);
    }

    pub(crate) fn warn(&self, message: &str) {
        self.write(Level::Warn, message, &[]);
    }

    pub(crate) fn warn_with(&self, message: &str, facts: &[(&str, Value)]) {
        self.write(Level::Warn, message, facts);
    }

    /// Whether lines of debugging are wanted at all.
    pub(crate) fn debugs(&self) -> bool {
        self.least == Level::Debug
    }

    /// What one might do next; only people want to know.
    pub(crate) fn hint(&self, text: &str) {
        if self.least <= Level::Info && !self.json && stderr().is_terminal() {
            let (dim, plain) = if self.colours { ("\x1b[2m", "\x1b[0m") } else { ("", "") };
            let _ = writeln!(stderr(), "{dim}{text}{plain}");
        }
    }

    fn write(&self, level: Level, message: &str, facts: &[(&str, Value)]) {
        if level >= self.least {
            let line = if self.json { as_json(level, message, facts) } else { self.as_text(level, message, facts) };
            // Nobody can be told that standard error is closed.
            let _ = writeln!(stderr(), "{line}");
        }
    }

    fn as_text(&self, level: Level, message: &str, facts: &[(&str, Value)]) -> String {
        let name = name(level).to_uppercase();
        let name = match (self.colours, level) {
            (false, _) | (true, Level::Debug) => name,
            (true, Level::Info) => format!("\x1b[34m{name}\x1b[0m"),
            (true, Level::Warn) => format!("\x1b[33m{name}\x1b[0m"),
            (true, Level::Error | Level::Fatal) => format!("\x1b[31m{name}\x1b[0m"),
        };
        if facts.is_empty() {
            return format!("{name}\t{}", printable::line(message));
        }
        let facts = facts.iter().map(|(key, value)| format!("{}: {value}", Value::from(*key)));
        let facts = facts.collect::<Vec<_>>().join(", ");
        format!("{name}\t{}\t{{{}}}", printable::line(message), printable::line(&facts))
    }
}

/// Colours are for people, and not for those who want none.
pub(crate) fn colours(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn name(level: Level) -> &'static str {
    LEVELS.into_iter().find(|(_, known)| *known == level).map_or("", |(name, _)| name)
}

fn as_json(level: Level, message: &str, facts: &[(&str, Value)]) -> String {
    let facts = facts.iter().map(|(key, value)| format!(",{}:{value}", Value::from(*key)));
    let facts = facts.collect::<Vec<_>>().concat();
    format!("{{\"level\":\"{}\",\"msg\":{}{facts}}}", name(level), Value::from(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_the_form_that_scripts_know() {
        let log = Log { least: Level::Info, json: false, colours: false };
        let facts = [("total", Value::from(9)), ("error", Value::from("no"))];
        assert_eq!(log.as_text(Level::Warn, "so", &facts), "WARN\tso\t{\"total\": 9, \"error\": \"no\"}");
        assert_eq!(log.as_text(Level::Info, "so", &[]), "INFO\tso");
        assert_eq!(log.as_text(Level::Info, "so\nFATAL\t\x1b[2J", &[]), "INFO\tso FATAL  [2J");
        assert_eq!(as_json(Level::Info, "a \"b\"", &facts[..1]), r#"{"level":"info","msg":"a \"b\"","total":9}"#);
    }

    #[test]
    fn unknown_levels_and_formats_are_refused() {
        assert!(Log::new("loud", "console").is_err());
        assert!(Log::new("info", "xml").is_err());
        assert!(Log::new("WARN", "json").is_ok());
    }
}
