//! The first page an admin sees.

use domain::Overview;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::deeds::Deed;
use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::host::Host;

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewView {
    /// Figures and lists; the changes stand beside it, in words.
    pub overview: Overview,
    /// What happened last.
    pub changes: Vec<Deed>,
}

/// Figures, what waits for an admin, and what happened last.
#[server(prefix = "/fn", endpoint = "overview/get", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn get_overview() -> Result<OverviewView, FormError> {
    let host = Host::current()?;
    let mut overview = service::overview::get(&host.service, &host.caller).await?;
    let changes = std::mem::take(&mut overview.changes).iter().map(Deed::to_anybody).collect();
    Ok(OverviewView { overview, changes })
}
