//! The table: who is answered what (contract §5.5, and `decisions.md` where ours differs).

use crate::api::Operation;

/// Who asks, and which column says what they are answered.
pub(super) const CALLERS: [(&str, usize); 13] = [
    ("anonymous", 0),
    ("malformed token", 1),
    ("expired key", 2),
    ("revoked key", 3),
    ("own cookie", 4),
    ("own key", 5),
    ("own access token", 5),
    ("own key, other right", 6),
    ("somebody else's key", 7),
    ("admin's key", 8),
    ("admin's access token", 8),
    ("admin's key, other right", 9),
    ("suspended admin's key", 10),
];

/// What is asked for, and who may.
pub(super) struct Row {
    /// `Service/Method`.
    pub(super) method: &'static str,
    /// The message as JSON; `$ME`, `$KEY` and `$SESSION` are somebody, their key, and their session; `$GONE` was deleted.
    pub(super) request: &'static str,
    /// What each caller is answered.
    answers: [&'static str; 11],
    /// What is answered to who may do it.
    granted: &'static str,
}

/// Stands for what a row says is answered to who may do it.
const MAY: &str = "granted";
const BAD: &str = "token";
const EXPIRED: &str = "api_key_expired";
const REVOKED: &str = "api_key_not_found";
const NOBODY: &str = "unauthenticated";
const STRANGER: &str = "no_user_rights";
const LACKING: &str = "insufficient_user_rights";
const SUSPENDED: &str = "user_suspended";
const DENIED: &str = "permission_denied";
const CLOSED: &str = "user_registration_disabled";

/// Oneself, and admins to whose key the right was given.
const USER: [&str; 11] = [STRANGER, BAD, EXPIRED, REVOKED, MAY, MAY, LACKING, STRANGER, MAY, LACKING, SUSPENDED];
/// Oneself alone: admins have no such right on others.
const SELF: [&str; 11] = [STRANGER, BAD, EXPIRED, REVOKED, MAY, MAY, LACKING, STRANGER, LACKING, LACKING, SUSPENDED];
/// The same as `USER`, where the other right is the one that is needed.
const NOTIFIED: [&str; 11] = [STRANGER, BAD, EXPIRED, REVOKED, MAY, MAY, MAY, STRANGER, MAY, MAY, SUSPENDED];
/// What is not public of a user.
const PRIVATE: [&str; 11] = [NOBODY, BAD, EXPIRED, REVOKED, MAY, MAY, LACKING, STRANGER, MAY, LACKING, SUSPENDED];
/// Whoever is known and may act.
const KNOWN: [&str; 11] = [NOBODY, BAD, EXPIRED, REVOKED, MAY, MAY, MAY, MAY, MAY, MAY, SUSPENDED];
/// Whoever shows nothing that is bad.
const SOUND: [&str; 11] = [MAY, BAD, EXPIRED, REVOKED, MAY, MAY, MAY, MAY, MAY, MAY, MAY];
/// Whoever wants to.
const ALL: [&str; 11] = [MAY; 11];
/// Fields that an admin alone changes.
const ADMINS_FIELD: [&str; 11] = {
    const FIELD: &str = "update_admin_field";
    [STRANGER, BAD, EXPIRED, REVOKED, FIELD, FIELD, LACKING, STRANGER, MAY, LACKING, SUSPENDED]
};
/// An admin whose key may do everything.
const EVERYTHING: [&str; 11] = [NOBODY, BAD, EXPIRED, REVOKED, DENIED, DENIED, DENIED, DENIED, MAY, DENIED, SUSPENDED];
const SEARCH: [&str; 11] = {
    const NO: &str = "search_forbidden";
    [NO, BAD, EXPIRED, REVOKED, NO, NO, NO, NO, MAY, NO, SUSPENDED]
};

/// Whoever was deleted has no rights left, and is there for admins only.
const GONE: [&str; 11] =
    [STRANGER, BAD, EXPIRED, REVOKED, STRANGER, STRANGER, STRANGER, STRANGER, MAY, STRANGER, SUSPENDED];

/// Admins; all others are told the same, whatever they show.
const fn admins(no: &'static str) -> [&'static str; 11] {
    [no, no, no, no, no, no, no, no, MAY, no, SUSPENDED]
}

const fn row(method: &'static str, request: &'static str, answers: [&'static str; 11], granted: &'static str) -> Row {
    Row { method, request, answers, granted }
}

const OK: &str = "ok";
const IDS: &str = r#"{"user_id":"$ME"}"#;
const USER_IDS: &str = r#"{"user_ids":{"user_id":"$ME"}}"#;
const A_KEY: &str = r#"{"user_ids":{"user_id":"$ME"},"key_id":"$KEY"}"#;
const NEW_KEY: &str = r#"{"user_ids":{"user_id":"$ME"},"rights":["RIGHT_USER_INFO"]}"#;
const CHANGED_KEY: &str =
    r#"{"user_ids":{"user_id":"$ME"},"api_key":{"id":"$KEY","name":"x"},"field_mask":{"paths":["name"]}}"#;
const BOOKMARK: &str = r#"{"user_ids":{"user_id":"$ME"},"entity_ids":{"user_ids":{"user_id":"boss"}}}"#;
const BOOKMARK_OF_ANOTHER_KIND: &str =
    r#"{"user_ids":{"user_id":"$ME"},"entity_ids":{"client_ids":{"client_id":"thing"}}}"#;
const BOOKMARKS: &str = r#"{"user_ids":{"user_id":"$ME"},"entity_ids":[{"user_ids":{"user_id":"boss"}}]}"#;
const CLIENT: &str = r#"{"user_ids":{"user_id":"$ME"},"client_ids":{"client_id":"thing"}}"#;
const NEW_USER: &str = r#"{"user":{"ids":{"user_id":"$ME-2"},"primary_email_address":"$ME-2@example.com","password":"correct horse battery"}}"#;
const RENAMED: &str = r#"{"user":{"ids":{"user_id":"$ME"},"name":"x"},"field_mask":{"paths":["name"]}}"#;
const PROMOTED: &str = r#"{"user":{"ids":{"user_id":"$ME"},"state":4},"field_mask":{"paths":["state"]}}"#;
const NAME: &str = r#"{"user_ids":{"user_id":"$ME"},"field_mask":{"paths":["name"]}}"#;
const ADDRESS: &str = r#"{"user_ids":{"user_id":"$ME"},"field_mask":{"paths":["primary_email_address"]}}"#;
const WRONG_PASSWORD: &str = r#"{"user_ids":{"user_id":"$ME"},"old":"wrong","new":"correct horse battery"}"#;
const SESSION: &str = r#"{"user_ids":{"user_id":"$ME"},"session_id":"$SESSION"}"#;
const EMAIL: &str = r#"{"email":"invited-$ME@example.com"}"#;
const UNINVITING: &str = "no_invite_rights";
const RECEIVER: &str = r#"{"receiver_ids":{"user_id":"$ME"}}"#;
const SEEN: &str = r#"{"receiver_ids":{"user_id":"$ME"},"ids":["00000000-0000-0000-0000-000000000000"],"status":1}"#;
const NOTIFICATION: &str = r#"{"entity_ids":{"user_ids":{"user_id":"$ME"}},"notification_type":"x","receivers":["NOTIFICATION_RECEIVER_COLLABORATOR"]}"#;
const PROOF: &str = r#"{"id":"x","token":"y"}"#;
const CHANGES: &str = r#"{"changes":[{"user":{"ids":{"user_id":"$ME"},"name":"x"},"field_mask":{"paths":["name"]}}]}"#;
const RESERVED: &str = r#"{"reservation":{"pattern":"$ME-*"}}"#;
const RECORDS: &str =
    r#"{"records":[{"user":{"ids":{"user_id":"$ME-2"},"primary_email_address":"$ME-2@example.com"}}]}"#;

/// One row a method, or more where it depends on what is asked for.
pub(super) const ROWS: &[Row] = &[
    row("UserRegistry/Create", NEW_USER, admins(CLOSED), OK),
    row("UserRegistry/Get", NAME, KNOWN, OK),
    row("UserRegistry/Get", ADDRESS, PRIVATE, OK),
    row("UserRegistry/List", r#"{"limit":1}"#, admins(DENIED), OK),
    row("UserRegistry/Update", RENAMED, USER, OK),
    row("UserRegistry/Update", PROMOTED, ADMINS_FIELD, OK),
    row("UserRegistry/CreateTemporaryPassword", USER_IDS, ALL, OK),
    row("UserRegistry/UpdatePassword", WRONG_PASSWORD, ALL, "old_password"),
    row("UserRegistry/Delete", IDS, USER, OK),
    row("UserRegistry/Restore", r#"{"user_id":"$GONE"}"#, GONE, OK),
    row("UserRegistry/Purge", IDS, admins("admins_purge_users"), OK),
    row("UserAccess/ListRights", IDS, SOUND, OK),
    row("UserAccess/CreateAPIKey", NEW_KEY, SELF, OK),
    row("UserAccess/ListAPIKeys", USER_IDS, SELF, OK),
    row("UserAccess/GetAPIKey", A_KEY, SELF, OK),
    row("UserAccess/UpdateAPIKey", CHANGED_KEY, SELF, OK),
    row("UserAccess/DeleteAPIKey", A_KEY, SELF, OK),
    row("UserAccess/CreateLoginToken", USER_IDS, ALL, "login_tokens_disabled"),
    row("UserInvitationRegistry/Send", EMAIL, admins(UNINVITING), OK),
    row("UserInvitationRegistry/List", r#"{"limit":1}"#, admins(UNINVITING), OK),
    row("UserInvitationRegistry/Delete", EMAIL, admins(UNINVITING), "invitation_not_found"),
    row("UserSessionRegistry/List", USER_IDS, SELF, OK),
    row("UserSessionRegistry/Delete", SESSION, SELF, OK),
    row("UserBookmarkRegistry/Create", BOOKMARK, USER, OK),
    row("UserBookmarkRegistry/Create", BOOKMARK_OF_ANOTHER_KIND, USER, "entity_not_found"),
    row("UserBookmarkRegistry/List", USER_IDS, USER, OK),
    row("UserBookmarkRegistry/Delete", USER_IDS, USER, "user_bookmark_not_found"),
    row("UserBookmarkRegistry/BatchDelete", BOOKMARKS, USER, OK),
    row("EntityRegistrySearch/SearchUsers", r#"{"query":"x"}"#, SEARCH, OK),
    row("EntityRegistrySearch/SearchAccounts", r#"{"query":"person"}"#, KNOWN, OK),
    row("EntityAccess/AuthInfo", "{}", SOUND, OK),
    row("Is/GetConfiguration", "{}", ALL, OK),
    row("EmailValidationRegistry/RequestValidation", IDS, USER, OK),
    row("EmailValidationRegistry/Validate", PROOF, ALL, "validation_token_not_found"),
    row("ContactInfoRegistry/RequestValidation", USER_IDS, USER, "no_validation_needed"),
    row("ContactInfoRegistry/Validate", PROOF, ALL, "validation_token_not_found"),
    row("NotificationService/Create", NOTIFICATION, ALL, NOBODY),
    row("NotificationService/List", RECEIVER, NOTIFIED, OK),
    row("NotificationService/UpdateStatus", SEEN, NOTIFIED, OK),
    row("OAuthAuthorizationRegistry/List", USER_IDS, USER, OK),
    row("OAuthAuthorizationRegistry/ListTokens", CLIENT, USER, OK),
    row("OAuthAuthorizationRegistry/Delete", CLIENT, USER, "authorization_not_found"),
    row("OAuthAuthorizationRegistry/DeleteToken", CLIENT, USER, "access_token_not_found"),
    row("UserDirectory/Filter", r#"{"filter":"state:approved"}"#, EVERYTHING, OK),
    row("UserDirectory/Update", CHANGES, KNOWN, OK),
    row("UserDirectory/Delete", r#"{"user_ids":[{"user_id":"nobody"}]}"#, KNOWN, OK),
    row("UserDirectory/Restore", r#"{"user_ids":[{"user_id":"nobody"}]}"#, KNOWN, OK),
    row("UserDirectory/Purge", r#"{"user_ids":[{"user_id":"nobody"}]}"#, KNOWN, OK),
    row("UserImport/Import", RECORDS, EVERYTHING, OK),
    row("AuditTrail/List", r#"{"limit":1}"#, EVERYTHING, OK),
    row("ReservationRegistry/List", "{}", EVERYTHING, OK),
    row("ReservationRegistry/Create", RESERVED, EVERYTHING, OK),
    row("ReservationRegistry/Delete", r#"{"pattern":"$ME-*"}"#, EVERYTHING, "reservation_not_found"),
    row("InvitationDirectory/Create", r#"{"emails":["new-$ME@example.com"],"state":1}"#, EVERYTHING, OK),
    row("InvitationDirectory/Resend", EMAIL, EVERYTHING, "invitation_not_found"),
    row("InvitationDirectory/Extend", EMAIL, EVERYTHING, "invitation_not_found"),
];

/// Its list of messages can't be written in a query, so that nobody is asked who they are (contract §2.1).
pub(super) const NOT_OVER_HTTP: [&str; 1] = ["UserBookmarkRegistry/BatchDelete"];

impl Row {
    /// The code and the name of what is answered to a caller.
    pub(super) fn expected(&self, column: usize, operation: &Operation) -> (i32, &'static str) {
        let collaborators =
            operation.binding.as_ref().is_some_and(|(_, path, _)| path.ends_with("/collaborators/search"));
        let name = match self.answers[column] {
            // There is nothing here that anybody could collaborate on.
            MAY if collaborators => "entity_not_found",
            MAY => self.granted,
            refused => refused,
        };
        (code(name), name)
    }
}

/// The code that goes with a name.
fn code(name: &str) -> i32 {
    match name {
        OK => 0,
        BAD | CLOSED | "no_validation_needed" => 3,
        "login_tokens_disabled" => 9,
        EXPIRED | REVOKED | NOBODY | "old_password" => 16,
        name if name.ends_with("_not_found") => 5,
        _ => 7,
    }
}
