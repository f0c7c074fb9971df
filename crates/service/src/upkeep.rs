//! What is swept now and then.

use domain::Result;

use crate::Service;

/// Removes sessions that have ended by themselves. Answers how many.
pub async fn run(service: &Service) -> Result<u64> {
    let mut tx = service.db.write().await?;
    let ended = store::sessions::delete_expired(&mut tx, service.now()).await?;
    tx.commit().await?;
    Ok(ended)
}
