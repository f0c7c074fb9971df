//! `auth-info`

use crate::{context::Context, failure::Result, output};

/// Shows who is logged in.
pub(crate) fn run(context: &Context) -> Result<()> {
    context.warn_of_plain_text()?;
    output::one(context, &context.call("EntityAccess/AuthInfo", &())?.dynamic()?)
}
