//! What was done to a user.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::deeds::Deed;
use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::host::Host;
#[cfg(not(target_arch = "wasm32"))]
use domain::{Error, TrailFilter, UserId};

/// Records a page.
#[cfg(not(target_arch = "wasm32"))]
const PAGE: u32 = 50;

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityView {
    /// The user, live or deleted.
    pub user: domain::User,
    /// A page of what was done to them, the newest first.
    pub deeds: Vec<Deed>,
    /// The number before which the next page begins, where there is one.
    pub older: Option<i64>,
}

/// What was done to a user, the newest first; with a number, what was done before that record.
#[server(prefix = "/fn", endpoint = "activity/list", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn list_activity(user_id: String, before: Option<i64>) -> Result<ActivityView, FormError> {
    let host = Host::current()?;
    let id = UserId::parse(&user_id).map_err(|_| Error::user_not_found(&user_id))?;
    let user = service::users::get_deleted(&host.service, &host.caller, &id).await?;
    let filter = TrailFilter { target: Some(id), ..TrailFilter::default() };
    let activity = service::audit::list(&host.service, &host.caller, &filter, before, PAGE).await?;
    let deeds = activity.records.iter().map(Deed::to_user).collect();
    Ok(ActivityView { user, deeds, older: activity.older })
}
