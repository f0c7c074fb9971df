//! Showing that an address is one's own.

use leptos::prelude::*;

use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{fns::go, host::Host, paths};

/// Mails oneself a code, to one's address.
#[server(prefix = "/fn", endpoint = "validations/mail")]
pub async fn mail_validation() -> Result<(), FormError> {
    let host = Host::current()?;
    service::validations::request(&host.service, &host.caller, host.caller.own_id()?).await?;
    go(&paths::with(paths::ACCOUNT, &[("done", "validation")]));
    Ok(())
}

/// Shows that an address is one's own, by the code that was mailed there.
#[server(prefix = "/fn", endpoint = "validations/use")]
pub async fn validate_address(reference: String, code: String) -> Result<(), FormError> {
    let host = Host::current()?;
    service::validations::confirm(&host.service, &host.caller, &reference, &code).await?;
    let next = if host.caller.user().is_some() { paths::ACCOUNT } else { paths::LOGIN };
    go(&paths::with(next, &[("done", "validated")]));
    Ok(())
}
