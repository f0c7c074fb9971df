//! Logs: a line an event to standard error, as text or as JSON.

use std::{
    io::{self, Write},
    panic,
};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    Layer as _, Registry, filter::Targets, fmt, fmt::MakeWriter, layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use crate::config::{Format, Log};

/// Crates whose lines the level is about. Others only warn: what they say in detail may hold secrets.
const OURS: [&str; 5] = ["app", "domain", "server", "service", "store"];

/// Begins to log, once a process. Panics are logged too, in one line and without a backtrace.
pub fn init(log: Log) {
    let level = log.level.filter();
    let targets =
        Targets::new().with_default(level.min(LevelFilter::WARN)).with_targets(OURS.map(|target| (target, level)));
    let lines = fmt::layer::<Registry>().with_writer(OneLine(io::stderr));
    let layer = match log.format {
        Format::Text => lines.with_ansi(false).with_target(false).with_filter(targets).boxed(),
        Format::Json => lines.json().flatten_event(true).with_span_list(false).with_filter(targets).boxed(),
    };
    // Tests may have begun already.
    let _ = tracing_subscriber::registry().with(layer).try_init();
    panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(location, cause = panic.payload_as_str().unwrap_or_default(), "a panic, which is a bug");
    }));
}

/// Makes writers that let no event be more than one line, and no control character through: what people typed
/// can forge nothing.
#[derive(Clone, Copy, Debug)]
pub struct OneLine<M>(pub M);

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for OneLine<M> {
    type Writer = OneLineWriter<M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        OneLineWriter(self.0.make_writer())
    }
}

/// Writes one event; see [`OneLine`].
#[derive(Debug)]
pub struct OneLineWriter<W>(W);

impl<W: Write> Write for OneLineWriter<W> {
    /// The formatter hands over a whole event at a time.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let body = text.strip_suffix('\n').unwrap_or(&text);
        if body.contains(char::is_control) {
            let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
            let escaped: String = body.chars().map(escape).collect();
            self.0.write_all(format!("{escaped}\n").as_bytes())?;
        } else {
            self.0.write_all(event)?;
        }
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_forges_no_line() {
        let mut written = OneLineWriter(Vec::new());
        written.write_all("ok “ü”\n".as_bytes()).unwrap();
        written.write_all(b"path=/a\nINFO forged\r\x1b[31m\x00\n").unwrap();
        let text = String::from_utf8(written.0).unwrap();
        assert_eq!(text, "ok “ü”\npath=/a\\nINFO forged\\r\\u{1b}[31m\\u{0}\n");
    }
}
