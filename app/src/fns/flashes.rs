//! Refused forms that wait for their page.

use leptos::prelude::*;

use crate::form::{Flash, FormError};
#[cfg(not(target_arch = "wasm32"))]
use crate::host::Host;

/// Takes a refused form out, once; `None` where there is none, or it is somebody else's.
#[server(prefix = "/fn", endpoint = "flashes/take", output = super::json::Json)]
pub async fn take_flash(name: String) -> Result<Option<Flash>, FormError> {
    let host = Host::current()?;
    let text = service::flashes::take(&host.service, &host.caller, &name).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}
