//! Users by filter, page after page by key: nobody is twice in it or missing, whatever changes meanwhile.

use prost_reflect::DynamicMessage;
use prost_types::FieldMask;
use proto::roster::v1::{FilterUsersRequest, FilterUsersResponse};

use crate::{context::Context, failure::Result, output};

/// As many as the server gives at once.
pub(super) const MOST: u32 = 1000;
const FILTER: &str = "roster.v1.UserDirectory/Filter";

/// How far it came.
pub(super) struct Walk<'a> {
    context: &'a Context,
    request: FilterUsersRequest,
    ended: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn begin(context: &'a Context, filter: String, mask: FieldMask) -> Self {
        let request = FilterUsersRequest { filter, field_mask: Some(mask), limit: MOST, after: String::new() };
        Self { context, request, ended: false }
    }

    /// The next users, `most` of them at most; none at the end.
    pub(super) fn next(&mut self, most: u32) -> Result<Vec<DynamicMessage>> {
        if self.ended || most == 0 {
            return Ok(Vec::new());
        }
        self.request.limit = most.min(MOST);
        let answer = self.context.call(FILTER, &self.request)?;
        self.request.after = answer.message::<FilterUsersResponse>()?.next;
        self.ended = self.request.after.is_empty();
        Ok(output::items(&answer.dynamic()?, "users"))
    }
}
