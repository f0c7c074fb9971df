//! Refused forms that wait for the page that shows them: read once, for five minutes, by the same session. What a
//! form held whose session had ended meanwhile waits for who logs in next with its name, which can't be guessed.

use std::time::Duration;

use domain::Result;

use crate::{Caller, Service, token};

const KEPT: Duration = Duration::from_mins(5);

/// Keeps a text and answers the name under which the same session can take it.
pub async fn save(service: &Service, caller: &Caller, body: &str) -> Result<String> {
    let name = token::public_name(service.rng.as_ref())?;
    let now = service.now();
    let mut tx = service.db.write().await?;
    store::flashes::insert(&mut tx, &name, session_of(caller), body, now, now.plus(KEPT)).await?;
    tx.commit().await?;
    Ok(name)
}

/// Takes the text, once; `None` where there is none, or it is somebody else's.
pub async fn take(service: &Service, caller: &Caller, name: &str) -> Result<Option<String>> {
    if !token::is_public_name(name) {
        return Ok(None);
    }
    let mut tx = service.db.write().await?;
    let body = store::flashes::take(&mut tx, name, session_of(caller), service.now()).await?;
    tx.commit().await?;
    Ok(body)
}

/// Who is not logged in has no session; the name, which can't be guessed, must do.
fn session_of(caller: &Caller) -> &str {
    caller.session_id().unwrap_or_default()
}
