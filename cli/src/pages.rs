//! Lists that are asked for page after page by what the page before said: nothing is twice in them or missing, whatever changes
//! meanwhile.

use std::borrow::Cow;

use prost::Message;
use prost_reflect::{DynamicMessage, Value};
use proto::roster::v1::{FilterUsersRequest, ListAuditRecordsRequest};

use crate::{context::Context, failure::Result, output};

/// As many as a server gives at once.
pub(crate) const MOST: u32 = 1000;

/// A request that says how many rows it wants, and behind which place.
pub(crate) trait Paged: Message {
    /// Where the next page is asked for: its limit, and what the page before said.
    fn page(&mut self) -> (&mut u32, &mut String);
}

impl Paged for FilterUsersRequest {
    fn page(&mut self) -> (&mut u32, &mut String) {
        (&mut self.limit, &mut self.after)
    }
}

impl Paged for ListAuditRecordsRequest {
    fn page(&mut self) -> (&mut u32, &mut String) {
        (&mut self.limit, &mut self.after)
    }
}

/// The pages of a list, as they are asked for one by one.
pub(crate) struct Pages<'a, R> {
    context: &'a Context,
    method: &'static str,
    field: &'static str,
    request: R,
    left: u32,
}

impl<'a, R: Paged> Pages<'a, R> {
    /// Those of a method, whose answer has the rows in `field`; `most` rows of them, 0 for all.
    pub(crate) fn of(context: &'a Context, method: &'static str, field: &'static str, request: R, most: u32) -> Self {
        let left = if most == 0 { u32::MAX } else { most };
        Self { context, method, field, request, left }
    }

    fn ask(&mut self) -> Result<Vec<DynamicMessage>> {
        let (limit, _) = self.request.page();
        *limit = self.left.min(MOST);
        let answer = self.context.call(self.method, &self.request)?.dynamic()?;
        let next = answer.get_field_by_name("next");
        let next = next.as_ref().map(Cow::as_ref).and_then(Value::as_str).unwrap_or_default().to_owned();
        let rows = output::items(&answer, self.field);
        let is_last = next.is_empty();
        *self.request.page().1 = next;
        self.left = if is_last { 0 } else { self.left.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX)) };
        Ok(rows)
    }
}

impl<R: Paged> Iterator for Pages<'_, R> {
    type Item = Result<Vec<DynamicMessage>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        let rows = self.ask();
        if rows.is_err() {
            self.left = 0;
        }
        Some(rows)
    }
}
