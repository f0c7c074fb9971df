//! Every URL of the console.

use domain::UserId;

/// The overview, or one's own account for who is no admin.
pub const OVERVIEW: &str = "/";
/// Logging in.
pub const LOGIN: &str = "/login";
/// Setting a password by a one-time code, which stands in the fragment.
pub const UPDATE_PASSWORD: &str = "/update-password";
/// Asking for such a code, by mail.
pub const FORGOT_PASSWORD: &str = "/forgot-password";
/// Asking for a link to log in with, by mail.
pub const LOGIN_LINK: &str = "/login-link";
/// Logging in by such a link; its token stands in the fragment.
pub const TOKEN_LOGIN: &str = "/token-login";
/// Showing that an address is one's own; reference and code stand in the fragment.
pub const VALIDATE: &str = "/validate";
/// The list of users.
pub const USERS: &str = "/users";
/// The list of deleted users.
pub const USERS_DELETED: &str = "/users?tab=deleted";
/// The users of a list as a CSV file; takes what the list takes.
pub const USERS_CSV: &str = "/export/users.csv";
/// The same as newline-delimited JSON.
pub const USERS_NDJSON: &str = "/export/users.ndjson";
/// The IDs that admins keep free.
pub const RESERVED: &str = "/reserved-ids";
/// Who waits for approval.
pub const APPLICANTS: &str = "/users/requests";
/// Invitations.
pub const INVITATIONS: &str = "/users/invitations";
/// The link of an invitation, to be photographed; takes `email`.
pub const INVITATION_QR: &str = "/users/invitations/qr";
/// Making an account of one's own; the token of an invitation stands in the fragment.
pub const REGISTER: &str = "/register";
/// The form for a new user.
pub const USERS_NEW: &str = "/users/new";
/// One's own profile.
pub const ACCOUNT: &str = "/account";
/// Where the form posts to that changes one's own picture.
pub const PICTURE: &str = "/account/picture";
/// Where one is sent once it is changed.
pub const PICTURE_SAVED: &str = "/account?done=saved";
/// Changing one's own password.
pub const ACCOUNT_PASSWORD: &str = "/account/password";
/// One's own sessions.
pub const ACCOUNT_SESSIONS: &str = "/account/sessions";

/// What one was told, and of what one wants to be mailed.
pub const ACCOUNT_NOTIFICATIONS: &str = "/account/notifications";

/// What one has let programs do.
pub const ACCOUNT_PROGRAMS: &str = "/account/programs";
/// Programs that may ask users to act for them.
pub const PROGRAMS: &str = "/programs";
/// Mails that could not be delivered.
pub const FAILED_MAILS: &str = "/failed-mails";
/// Deleting one's own account.
pub const ACCOUNT_DELETE: &str = "/account/delete";

/// One's own API keys.
pub const ACCOUNT_API_KEYS: &str = "/account/api-keys";

/// One of one's own API keys.
pub fn account_api_key(key_id: &str) -> String {
    format!("{ACCOUNT_API_KEYS}/{}", encode(key_id))
}

/// Logging in, and then on to where one wanted to go.
pub fn login_then(next: &str) -> String {
    match same_origin(next) {
        Some(next) if next != OVERVIEW => format!("{LOGIN}?n={}", encode(&next)),
        _ => LOGIN.to_owned(),
    }
}

/// The edit view of a user.
pub fn user(id: &UserId) -> String {
    format!("{USERS}/{id}")
}

/// Where a user is logged in.
pub fn user_sessions(id: &UserId) -> String {
    format!("{USERS}/{id}/sessions")
}

/// Giving a user a temporary password.
pub fn user_password(id: &UserId) -> String {
    format!("{USERS}/{id}/password")
}

/// What was done to a user.
pub fn user_activity(id: &UserId) -> String {
    format!("{USERS}/{id}/activity")
}

/// The edit view with the dialog that deletes.
pub fn user_delete(id: &UserId) -> String {
    format!("{USERS}/{id}?dialog=delete")
}

/// The view of a deleted user with the dialog that purges.
pub fn user_purge(id: &UserId) -> String {
    format!("{USERS}/{id}?dialog=purge")
}

/// The live users in one state.
pub fn users_in(state: domain::State) -> String {
    format!("{USERS}?state={state}")
}

/// `path` with parameters added, each encoded.
pub fn with(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut path = path.to_owned();
    for (name, value) in parameters {
        path.push(if path.contains('?') { '&' } else { '?' });
        path.push_str(name);
        path.push('=');
        path.push_str(&encode(value));
    }
    path
}

/// `path` without the parameters of these names.
pub fn without(path: &str, names: &[&str]) -> String {
    let Some((base, query)) = path.split_once('?') else { return path.to_owned() };
    let stays = |pair: &&str| !names.contains(&pair.split('=').next().unwrap_or_default());
    let kept: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).filter(stays).collect();
    if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) }
}

/// A path on this server, made safe for a header; `None` for anything that a browser could read as another
/// site's address.
pub fn same_origin(path: &str) -> Option<String> {
    let local = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    let plain = path.bytes().all(|b| b.is_ascii_graphic()) && !path.contains('#');
    (local && plain && path.len() <= 2000).then(|| path.to_owned())
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            for digit in [byte >> 4, byte & 15] {
                encoded.push(char::from_digit(digit.into(), 16).unwrap_or('0').to_ascii_uppercase());
            }
            let at = encoded.len() - 2;
            encoded.insert(at, '%');
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_server_are_ways_on() {
        for good in ["/", "/users", "/users?q=a%20b&order=-name", "/users/maria"] {
            assert_eq!(same_origin(good).as_deref(), Some(good));
        }
        let bad = ["", "users", "//evil.example", "/\\evil.example", "https://evil.example", "https:evil", "\\\\evil"];
        let worse = ["/a b", "/a\r\nSet-Cookie: x=y", "/\tevil", "/ü", "/a#b", "javascript:alert(1)"];
        for path in bad.into_iter().chain(worse) {
            assert_eq!(same_origin(path), None, "{path:?}");
        }
    }

    #[test]
    fn what_is_typed_into_a_url_is_encoded() {
        assert_eq!(with("/users", &[("q", "50% ü&x")]), "/users?q=50%25%20%C3%BC%26x");
        assert_eq!(with("/users?tab=deleted", &[("q", "a")]), "/users?tab=deleted&q=a");
    }

    #[test]
    fn parameters_can_be_taken_out_again() {
        assert_eq!(without("/users?q=a&flash=x&page=2", &["flash"]), "/users?q=a&page=2");
        assert_eq!(without("/users?flash=x", &["flash"]), "/users");
        assert_eq!(without("/users", &["flash"]), "/users");
    }

    #[test]
    fn login_remembers_where_one_wanted_to_go() {
        assert_eq!(login_then("/users?q=a"), "/login?n=%2Fusers%3Fq%3Da");
        assert_eq!(login_then("//evil.example"), "/login");
        assert_eq!(login_then("/"), "/login");
    }
}
