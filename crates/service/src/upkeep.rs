//! What is swept now and then.

use domain::Result;

use crate::{
    Caller, Service, authorizations, guessing, login_tokens, mails, notifications, rate_limits, retention, validations,
};

/// Removes what has ended by itself (sessions, codes and tokens, validations), what is old (guesses, notifications, mails that
/// were sent), and deleted users whose time is up; adds totals up. Answers how many sessions it were.
pub async fn run(service: &Service) -> Result<u64> {
    let mut tx = service.db.write().await?;
    tx.unhurried().await?;
    let ended = store::sessions::delete_expired(&mut tx, service.now()).await?;
    guessing::sweep(&mut tx, service).await?;
    rate_limits::sweep(&mut tx, service).await?;
    authorizations::sweep(&mut tx, service.now()).await?;
    login_tokens::sweep(&mut tx, service.now()).await?;
    validations::sweep(&mut tx, service.now()).await?;
    notifications::sweep(&mut tx, service.now()).await?;
    mails::sweep(&mut tx, service.now()).await?;
    store::users::fold_totals(&mut tx).await?;
    tx.commit().await?;
    let purged = retention::run(service, &Caller::host("upkeep")).await?;
    if purged > 0 {
        tracing::info!(purged, "purged deleted users whose time was up");
    }
    Ok(ended)
}
