//! Sessions: a browser that is logged in.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// The public name of a session; good for naming it, worthless for using it.
pub type SessionId = String;

/// A session as its owner sees it. The token itself is not here, and nowhere at rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct Session {
    /// The public name.
    pub session_id: SessionId,
    /// When the user logged in.
    pub created_at: Timestamp,
    /// When the session was last used, to the minute.
    pub seen_at: Timestamp,
    /// When it ends without further use.
    pub idle_expires_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// Where the log-in came from.
    pub address: String,
    /// What the browser calls itself.
    pub user_agent: String,
}
