//! A figure, what it must hold, and what it aims at.

use std::fmt::Write as _;

/// Which side of a bound is the good one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Better {
    /// Time, memory, bytes.
    Less,
    /// Throughput, scores.
    More,
}

/// One line of the table.
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) name: &'static str,
    /// The unit, as it stands behind the number.
    pub(crate) unit: &'static str,
    /// The outcome.
    pub(crate) value: f64,
    /// What must hold, and the aim; nothing where the figure is only told.
    pub(crate) bounds: Option<(f64, f64)>,
    /// Which side of the bounds is good.
    pub(crate) better: Better,
}

/// A figure in seconds.
pub(crate) fn seconds(name: &'static str, value: f64, bounds: (f64, f64)) -> Figure {
    Figure { name, unit: "s", value, bounds: Some(bounds), better: Better::Less }
}

impl Figure {
    /// The line, in Markdown.
    pub(crate) fn row(&self) -> String {
        let mut row = format!("| {} | {} |", self.name, self.written(self.value));
        // A `String` takes everything.
        let _ = match self.bounds {
            Some((hold, aim)) => {
                writeln!(row, " {} | {} | {} |", self.written(hold), self.written(aim), self.verdict(hold, aim))
            }
            None => writeln!(row, " – | – | |"),
        };
        row
    }

    fn verdict(&self, hold: f64, aim: f64) -> &'static str {
        let meets = |bound: f64| match self.better {
            Better::Less => self.value <= bound,
            Better::More => self.value >= bound,
        };
        if meets(aim) {
            "aim"
        } else if meets(hold) {
            "ok"
        } else {
            "**missed**"
        }
    }

    /// Three digits are as much as any of these is worth.
    fn written(&self, value: f64) -> String {
        let digits =
            if value < 10.0 && value.fract() > 0.0 { 2 } else { usize::from(value < 100.0 && value.fract() > 0.0) };
        format!("{value:.digits$} {}", self.unit).trim_end().to_owned()
    }
}
