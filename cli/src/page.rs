//! Which part of a list to show.

use clap::Args;
use serde_json::Value;

use crate::{client::Answer, context::Context};

/// `--limit` and `--page`
#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct Page {
    /// How many to show; the server decides where nothing is said
    #[arg(long, value_name = "NUMBER", default_value_t = 0, hide_default_value = true)]
    pub(crate) limit: u32,
    /// Which page of so many
    #[arg(long, value_name = "NUMBER", default_value_t = 0, hide_default_value = true)]
    pub(crate) page: u32,
}

impl Page {
    /// Whether nobody asked for a certain one.
    pub(crate) fn is_usual(self) -> bool {
        (self.limit, self.page) == (0, 0)
    }

    /// Says how to see more, where there is more.
    pub(crate) fn hint(self, context: &Context, answer: &Answer, shown: usize) {
        let Some(total) = answer.total else { return };
        let page = self.page.max(1);
        let limit = if self.limit == 0 { u32::try_from(shown).unwrap_or(u32::MAX) } else { self.limit };
        let facts = [("total", Value::from(total))];
        if shown > 0 && u64::from(limit) * u64::from(page) < total {
            let text = format!("Use the flags \"--limit={limit} --page={}\" to get the next page of results", page + 1);
            context.log.info_with(&text, &facts);
        }
    }
}
