//! Users by filter.

use prost_types::FieldMask;
use proto::roster::v1::FilterUsersRequest;

use crate::{context::Context, pages::Pages};

/// Those who match, in the order in which they were made; `most` of them, 0 for all.
pub(super) fn walk(context: &Context, filter: String, mask: FieldMask, most: u32) -> Pages<'_, FilterUsersRequest> {
    let request = FilterUsersRequest { filter, field_mask: Some(mask), ..FilterUsersRequest::default() };
    Pages::of(context, "roster.v1.UserDirectory/Filter", "users", request, most)
}
