//! Reserved IDs.

use domain::Reservation;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{fns::go, host::Host, paths};
#[cfg(not(target_arch = "wasm32"))]
use domain::{Error, IdPattern, Timestamp};

/// All reservations.
#[server(prefix = "/fn", endpoint = "reservations/list", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn list_reservations() -> Result<Vec<Reservation>, FormError> {
    let host = Host::current()?;
    Ok(service::reservations::list(&host.service, &host.caller).await?)
}

/// What is typed to reserve IDs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ReservationForm {
    /// Which.
    #[serde(default)]
    pub pattern: String,
    /// What for.
    #[serde(default)]
    pub reason: String,
    /// Until when, to the minute in UTC; empty for good.
    #[serde(default)]
    pub until: String,
}

/// Keeps IDs free.
#[server(prefix = "/fn", endpoint = "reservations/create")]
pub async fn create_reservation(#[server(flatten)] form: ReservationForm) -> Result<(), FormError> {
    let host = Host::current()?;
    let (pattern, until) = (form.pattern.trim(), Timestamp::parse_minute("until", &form.until));
    // What is wrong is told all at once.
    Error::all([IdPattern::parse(pattern).map(|_| ()), until.clone().map(|_| ())])?;
    let reason = form.reason.replace("\r\n", "\n");
    service::reservations::create(&host.service, &host.caller, pattern, reason, until?).await?;
    go(&paths::with(paths::RESERVED, &[("done", "reserved")]));
    Ok(())
}

/// Gives reserved IDs free.
#[server(prefix = "/fn", endpoint = "reservations/delete")]
pub async fn delete_reservation(pattern: String) -> Result<(), FormError> {
    let host = Host::current()?;
    service::reservations::delete(&host.service, &host.caller, &pattern).await?;
    go(&paths::with(paths::RESERVED, &[("done", "lifted")]));
    Ok(())
}
