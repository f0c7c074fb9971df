//! Mails that could not be delivered.

use domain::FailedMail;
use leptos::prelude::*;

use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{fns::go, host::Host, paths};
#[cfg(not(target_arch = "wasm32"))]
use domain::Page;

/// The latest thousand of them.
#[server(prefix = "/fn", endpoint = "mails/failed", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn list_failed_mails() -> Result<Vec<FailedMail>, FormError> {
    let host = Host::current()?;
    let page = Page::new(1, Page::MAX_LIMIT)?;
    Ok(service::mails::list_failed(&host.service, &host.caller, page).await?.0)
}

/// Has one tried again.
#[server(prefix = "/fn", endpoint = "mails/retry")]
pub async fn retry_mail(mail_id: String) -> Result<(), FormError> {
    let host = Host::current()?;
    service::mails::retry(&host.service, &host.caller, &mail_id).await?;
    go(&paths::with(paths::FAILED_MAILS, &[("done", "mail-retried")]));
    Ok(())
}
