//! Lists that are asked for page after page by what the page before said: nothing is twice in them or missing, whatever changes
//! meanwhile.

use prost::Message;
use prost_reflect::DynamicMessage;
use proto::roster::v1::{FilterUsersRequest, ListAuditRecordsRequest};

use crate::{client::Answer, context::Context, failure::Result, output};

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

    /// The next page as it came, without a look at its rows; nothing behind the last.
    pub(crate) fn next_answer(&mut self) -> Option<Result<Answer>> {
        if self.left == 0 {
            return None;
        }
        let (limit, _) = self.request.page();
        *limit = self.left.min(MOST);
        let asked = *limit;
        let answer = self.context.call(self.method, &self.request);
        let next = answer.as_ref().ok().and_then(|answer| answer.message::<Place>().ok()).unwrap_or_default().next;
        // Only a page that is full has another one behind it.
        self.left = if next.is_empty() { 0 } else { self.left - asked };
        *self.request.page().1 = next;
        Some(answer)
    }

    /// The rows of a page.
    pub(crate) fn rows(&self, answer: &Answer) -> Result<Vec<DynamicMessage>> {
        Ok(output::items(&answer.dynamic()?, self.field))
    }
}

/// What all answers of this kind say: where the next page begins.
#[derive(Clone, PartialEq, Message)]
struct Place {
    #[prost(string, tag = "2")]
    next: String,
}

impl<R: Paged> Iterator for Pages<'_, R> {
    type Item = Result<Vec<DynamicMessage>>;

    fn next(&mut self) -> Option<Self::Item> {
        let answer = self.next_answer()?;
        Some(answer.and_then(|answer| self.rows(&answer)))
    }
}

#[cfg(test)]
mod tests {
    use proto::roster::v1::{FilterUsersResponse, ListAuditRecordsResponse};

    use super::*;

    #[test]
    fn every_answer_says_in_the_same_field_where_the_next_page_begins() {
        let next = |bytes: Vec<u8>| Place::decode(bytes.as_slice()).unwrap().next;
        let place = "2a".to_owned();
        assert_eq!(next(FilterUsersResponse { next: place.clone(), ..Default::default() }.encode_to_vec()), place);
        assert_eq!(next(ListAuditRecordsResponse { next: place.clone(), ..Default::default() }.encode_to_vec()), place);
    }
}
