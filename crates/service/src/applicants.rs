//! People who wait for approval: the list, and deciding about several at once.

use domain::{
    Applicant, Contains, Error, Order, OrderKey, Page, Result, Right, State, User, UserFilter, UserId, UserPatch,
    applicant::MAX_AT_ONCE, fold::fold, text,
};
use store::Tx;

use crate::{Caller, Service, users};

/// So many namesakes are named.
const NAMESAKES: u32 = 3;

/// One page of who waits, who has waited longest first, and how many wait.
///
/// # Errors
/// Unauthenticated; permission denied to who is no admin.
pub async fn list(service: &Service, caller: &Caller, page: Page) -> Result<(Vec<Applicant>, u64)> {
    let order = Order { key: OrderKey::CreatedAt, descending: false };
    let filter = UserFilter { state: Some(State::Requested), order, ..UserFilter::default() };
    let (waiting, total) = users::page(service, caller, &filter, page).await?;
    let mut tx = service.db.read().await?;
    let mut applicants = Vec::new();
    for user in waiting {
        let namesakes = namesakes(&mut tx, &user).await?;
        applicants.push(Applicant { user, namesakes });
    }
    Ok((applicants, total))
}

async fn namesakes(tx: &mut Tx, user: &User) -> Result<Vec<UserId>> {
    let name = fold(&user.name);
    if name.trim().is_empty() {
        return Ok(Vec::new());
    }
    let contains = Contains { name: user.name.clone(), ..Contains::default() };
    let filter = UserFilter { contains, without: Some(user.user_id.clone()), ..UserFilter::default() };
    let found = store::lists::list(tx, &filter, Page::new(1, NAMESAKES)?).await?;
    Ok(found.into_iter().filter(|other| fold(&other.name) == name).map(|other| other.user_id).collect())
}

/// Approves or rejects those who wait, by ID and the version that was seen; whoever was changed meanwhile is not touched. The
/// message is mailed to each. Answers what became of each, in the order given.
///
/// # Errors
/// Field errors; permission denied.
pub async fn decide(
    service: &Service,
    caller: &Caller,
    seen: &[(UserId, i64)],
    state: State,
    message: &str,
) -> Result<Vec<Result<User>>> {
    caller.require_admin(Right::USER_SETTINGS_BASIC)?;
    if !matches!(state, State::Approved | State::Rejected) {
        return Err(Error::invalid("state", "Approve or reject."));
    }
    if seen.is_empty() || seen.len() > MAX_AT_ONCE {
        return Err(Error::invalid("pick", format!("Choose 1 to {MAX_AT_ONCE} of those who wait.")));
    }
    text::check_description("state_description", message)?;
    let mut outcomes = Vec::new();
    for (id, version) in seen {
        let patch =
            UserPatch { state: Some(state), state_description: Some(message.to_owned()), ..UserPatch::default() };
        outcomes.push(users::update(service, caller, id, patch, Some(*version)).await);
    }
    Ok(outcomes)
}
