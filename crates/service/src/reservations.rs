//! IDs that admins keep free.

use domain::{Action, Error, IdPattern, Reservation, Result, Right, Timestamp, UserId, reservation::MAX_RESERVATIONS};
use store::Tx;

use crate::{Caller, Service, work::Work};

/// All reservations, by pattern.
///
/// # Errors
/// Unauthenticated; permission denied to who is no admin.
pub async fn list(service: &Service, caller: &Caller) -> Result<Vec<Reservation>> {
    caller.require_admin(Right::USER_INFO)?;
    store::reservations::list(&mut service.db.read().await?).await
}

/// Keeps IDs free from now on; whoever has one of them keeps it.
///
/// # Errors
/// Field errors; at `pattern`, if there is the same already, or as many as there may be.
pub async fn create(
    service: &Service,
    caller: &Caller,
    pattern: &str,
    reason: String,
    expires_at: Option<Timestamp>,
) -> Result<Reservation> {
    let granted = caller.require_admin(Right::USER_SETTINGS_BASIC)?;
    let pattern = IdPattern::parse(pattern)?;
    let mut work = Work::begin(service, &granted).await?;
    let new = Reservation { pattern, reason, reserved_by: work.actor.clone(), created_at: work.now, expires_at };
    new.check()?;
    if store::reservations::list(&mut work.tx).await?.len() >= MAX_RESERVATIONS {
        let message = format!("There are {MAX_RESERVATIONS} reservations, which is the most. Lift one of them first.");
        return Err(Error::invalid("pattern", message));
    }
    store::reservations::insert(&mut work.tx, &new).await?;
    work.note(Action::ReservationCreate, serde_json::to_value(&new).map_err(Error::internal)?).await?;
    Ok(new)
}

/// Gives reserved IDs free.
///
/// # Errors
/// At `pattern`, for what is none; not found.
pub async fn delete(service: &Service, caller: &Caller, pattern: &str) -> Result<()> {
    let granted = caller.require_admin(Right::USER_SETTINGS_BASIC)?;
    let pattern = IdPattern::parse(pattern)?;
    let mut work = Work::begin(service, &granted).await?;
    if !store::reservations::delete(&mut work.tx, &pattern).await? {
        return Err(Error::reservation_not_found(pattern.as_str()));
    }
    work.note(Action::ReservationDelete, serde_json::json!({ "pattern": pattern })).await
}

/// Refuses an ID that is kept free. Asked in the transaction that would take it.
///
/// # Errors
/// Already exists, at `user_id`, with who keeps it and what for.
pub(crate) async fn check(tx: &mut Tx, id: &UserId, now: Timestamp) -> Result<()> {
    let all = store::reservations::list(tx).await?;
    Reservation::find(&all, id, now).map_or(Ok(()), |one| Err(Error::id_reserved(id.as_str(), one)))
}
