//! The first page an admin sees.

use domain::Overview;
use leptos::prelude::*;

use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::host::Host;

/// Figures, what waits for an admin, and what happened last.
#[server(prefix = "/fn", endpoint = "overview/get", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn get_overview() -> Result<Overview, FormError> {
    let host = Host::current()?;
    Ok(service::overview::get(&host.service, &host.caller).await?)
}
