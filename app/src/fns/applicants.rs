//! People who wait for approval.

use domain::Applicant;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{fns::go, host::Host, paths};
#[cfg(not(target_arch = "wasm32"))]
use domain::{Error, Page, State, UserId};

/// Who waits, a hundred at a time, who has waited longest first, and how many wait.
#[server(prefix = "/fn", endpoint = "applicants/list", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn list_applicants() -> Result<(Vec<Applicant>, u64), FormError> {
    let host = Host::current()?;
    Ok(service::applicants::list(&host.service, &host.caller, Page::new(1, 100)?).await?)
}

/// What an admin decides.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DecisionForm {
    /// Who was ticked: the ID and the version that was seen, with a space between.
    #[serde(default)]
    pub pick: Vec<String>,
    /// The state that they get.
    #[serde(default)]
    pub state: String,
    /// What they are told.
    #[serde(default)]
    pub state_description: String,
}

/// Approves or rejects. About whom nothing could be decided is named; the others are done nevertheless.
#[server(prefix = "/fn", endpoint = "applicants/decide")]
pub async fn decide_applicants(#[server(flatten)] form: DecisionForm) -> Result<(), FormError> {
    let host = Host::current()?;
    let seen = form.pick.iter().map(|pick| parse(pick)).collect::<domain::Result<Vec<_>>>()?;
    let state = State::parse(&form.state)?;
    let message = form.state_description.replace("\r\n", "\n");
    let outcomes = service::applicants::decide(&host.service, &host.caller, &seen, state, &message).await?;
    let refused: Vec<_> =
        seen.iter().zip(outcomes).filter_map(|((id, _), outcome)| Some((id, outcome.err()?))).collect();
    if let Some((_, first)) = refused.first() {
        let ids: Vec<_> = refused.iter().map(|(id, _)| id.as_str()).collect();
        let message = format!("Nothing was decided about {}: {}", ids.join(", "), first.message);
        return Err(Error::invalid("pick", message).into());
    }
    go(&paths::with(paths::APPLICANTS, &[("done", "decided")]));
    Ok(())
}

#[cfg(not(target_arch = "wasm32"))]
fn parse(pick: &str) -> domain::Result<(UserId, i64)> {
    let (id, version) = pick.split_once(' ').unwrap_or((pick, ""));
    let version = version.parse().map_err(|_| Error::invalid("pick", "Reload the page, and choose again."));
    Ok((UserId::parse(id)?, version?))
}
