//! OAuth 2: programs that act for users, and what users have let them do.

use serde::{Deserialize, Serialize};

use crate::{Error, Result, Rights, State, Timestamp, text};

/// The client of the command line, which exists from the first migration on (contract §12.3).
pub const CLI: &str = "cli";
/// Redirect addresses that are pages of ours: one shows the code, the other passes it to a program on the same machine.
pub const OWN_PAGES: [&str; 2] = ["code", "local-callback"];
/// The most redirect addresses of a client, for each purpose (contract §1.5).
pub const REDIRECT_URIS_MAX: usize = 10;
/// The most characters of such an address (contract §1.5).
pub const REDIRECT_URI_MAX: usize = 128;
/// Characters of a challenge of PKCE by S256: base64url of 256 bits.
const CHALLENGE_CHARS: usize = 43;

/// A program that may ask users to act for them. Its secret is not here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// The database's key; never shown.
    pub id: i64,
    /// The ID.
    pub client_id: String,
    /// What people call it; may be empty.
    pub name: String,
    /// What it is for; may be empty.
    pub description: String,
    /// Whether it has a secret; programs on people's machines can keep none.
    pub confidential: bool,
    /// Where users are sent back to, to the letter.
    pub redirect_uris: Vec<String>,
    /// Where users are sent after they have logged out there.
    pub logout_redirect_uris: Vec<String>,
    /// Where it stands; only an approved or flagged one works.
    pub state: State,
    /// Nobody is asked whether it may.
    pub skip_authorization: bool,
    /// What it may do for each user.
    pub rights: Rights,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Client {
    /// What people call it, if only by its ID.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { &self.client_id } else { &self.name }
    }

    /// Whether it has to prove that it is the one that began: it can keep no secret. The contract's own client can't.
    pub fn needs_challenge(&self) -> bool {
        !self.confidential && self.client_id != CLI
    }

    /// The redirect address that was asked for, or the first one.
    ///
    /// # Errors
    /// Permission denied, unless it is one of the client's to the letter.
    pub fn redirect_uri(&self, asked: Option<&str>) -> Result<&str> {
        let mut own = self.redirect_uris.iter().map(String::as_str);
        let found = match asked {
            None | Some("") => own.next(),
            Some(asked) => own.find(|uri| *uri == asked),
        };
        found.ok_or_else(Error::invalid_redirect_uri)
    }

    /// Why it can do nothing, if so.
    pub fn refusal(&self) -> Option<Error> {
        match self.state {
            State::Approved | State::Flagged => None,
            State::Requested => Some(Error::oauth_client("client_not_approved")),
            State::Rejected => Some(Error::oauth_client("client_rejected")),
            State::Suspended => Some(Error::oauth_client("client_suspended")),
        }
    }
}

/// A client to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewClient {
    /// The ID.
    pub client_id: String,
    /// What people call it, or empty.
    pub name: String,
    /// What it is for, or empty.
    pub description: String,
    /// Whether it gets a secret.
    pub confidential: bool,
    /// Where users are sent back to.
    pub redirect_uris: Vec<String>,
    /// Where users are sent after they have logged out there.
    pub logout_redirect_uris: Vec<String>,
    /// Nobody is asked whether it may.
    pub skip_authorization: bool,
    /// What it may do for each user.
    pub rights: Rights,
}

impl NewClient {
    /// Checks everything.
    ///
    /// # Errors
    /// Field errors, in the order of the fields.
    pub fn check(&self) -> Result<()> {
        let without =
            |field, message| if self.redirect_uris.is_empty() { Err(Error::invalid(field, message)) } else { Ok(()) };
        let no_rights = || Error::invalid("rights", "Choose at least one right.");
        Error::all([
            check_client_id(&self.client_id),
            text::check_name(&self.name),
            text::check_description("description", &self.description),
            without("redirect_uris", "Give at least one address to send users back to."),
            check_uris("redirect_uris", &self.redirect_uris),
            check_uris("logout_redirect_uris", &self.logout_redirect_uris),
            if self.rights.is_empty() { Err(no_rights()) } else { Ok(()) },
        ])
    }
}

/// Checks the ID of a client: as of users, of three characters at least (contract §1.5).
///
/// # Errors
/// At `client_id`.
pub fn check_client_id(id: &str) -> Result<()> {
    let parts_are_full = id.split('-').all(|part| !part.is_empty());
    let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if plain && parts_are_full && (3..=36).contains(&id.len()) {
        Ok(())
    } else {
        Err(Error::invalid("client_id", "Use 3 to 36 lower-case letters, digits and single dashes inside."))
    }
}

fn check_uris(field: &str, uris: &[String]) -> Result<()> {
    if uris.len() > REDIRECT_URIS_MAX {
        return Err(Error::invalid(field, format!("Give {REDIRECT_URIS_MAX} addresses at most.")));
    }
    if uris.iter().all(|uri| may_redirect(uri)) {
        return Ok(());
    }
    let message = format!(
        "Use https://…, http:// of this machine (localhost, 127.0.0.1 or [::1]), a scheme with a dot such as \
         com.example.app:/done, or one of {}; {REDIRECT_URI_MAX} characters at most and no “#”.",
        OWN_PAGES.join(", ")
    );
    Err(Error::invalid(field, message))
}

/// Whether users may be sent to an address with a code (RFC 8252 §7, RFC 9700 §4.1).
fn may_redirect(uri: &str) -> bool {
    if OWN_PAGES.contains(&uri) {
        return true;
    }
    let readable = |b: u8| b.is_ascii_graphic() && !b"#\\\"'<>`{}|^".contains(&b);
    if uri.len() > REDIRECT_URI_MAX || !uri.bytes().all(readable) {
        return false;
    }
    let Some((scheme, rest)) = uri.split_once(':') else { return false };
    let authority = rest.strip_prefix("//").map(|rest| rest.split(['/', '?']).next().unwrap_or_default());
    let host = authority.filter(|authority| !authority.contains('@')).map(host_of);
    match scheme {
        "https" => host.is_some_and(|host| !host.is_empty()),
        "http" => host.is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]")),
        // The name of somebody's domain, backwards; no browser has a meaning of its own for it.
        _ => {
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-+".contains(&b);
            scheme.contains('.') && scheme.starts_with(|c: char| c.is_ascii_lowercase()) && scheme.bytes().all(plain)
        }
    }
}

fn host_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// What a client proves later that it is the one that began (RFC 7636). Only S256 is taken.
///
/// # Errors
/// Invalid argument.
pub fn challenge(challenge: Option<&str>, method: Option<&str>) -> Result<Option<String>> {
    let Some(challenge) = challenge.filter(|challenge| !challenge.is_empty()) else { return Ok(None) };
    let plain = challenge.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    if method == Some("S256") && plain && challenge.len() == CHALLENGE_CHARS {
        Ok(Some(challenge.to_owned()))
    } else {
        Err(Error::oauth_request("Send a code_challenge by S256: base64url of the SHA-256 of the verifier."))
    }
}

/// What a user has let a client do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorization {
    /// Which client.
    pub client_id: String,
    /// What people call it; may be empty.
    pub name: String,
    /// What it is for; may be empty.
    pub description: String,
    /// What it may do.
    pub rights: Rights,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last asked.
    pub updated_at: Timestamp,
}

/// A pair of an access and a refresh token as it is listed; the tokens are not here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// The public name: 39 characters of base32.
    pub token_id: String,
    /// Of which client.
    pub client_id: String,
    /// In which session the user agreed.
    pub session_id: String,
    /// What it may do; nothing implied.
    pub rights: Rights,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the access token ends.
    pub expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn client(redirect_uris: &[&str]) -> Client {
        let redirect_uris = redirect_uris.iter().map(|&uri| uri.to_owned()).collect();
        let at = Timestamp::from_micros(0);
        Client {
            id: 1,
            client_id: "wiki".into(),
            name: String::new(),
            description: String::new(),
            confidential: false,
            redirect_uris,
            logout_redirect_uris: Vec::new(),
            state: State::Approved,
            skip_authorization: false,
            rights: Rights::ALL,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn users_are_sent_to_places_that_only_the_client_can_read() {
        for good in [
            "https://wiki.example.com/callback",
            "https://wiki.example.com:8443/callback?tenant=1",
            "http://localhost:3000/callback",
            "http://127.0.0.1/callback",
            "http://[::1]:9/x",
            "com.example.app:/done",
            "code",
            "local-callback",
        ] {
            assert!(may_redirect(good), "{good}");
        }
        for bad in [
            "",
            "https://",
            "https:///callback",
            "http://wiki.example.com/callback",
            "http://localhost.evil.example/",
            "http://127.0.0.1.evil.example/",
            "https://user@wiki.example.com/",
            "https://wiki.example.com/#fragment",
            "https://wiki.example.com\\@evil.example/",
            "//evil.example",
            "/callback",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://wiki.example.com/ä",
            "https://wiki.example.com/a b",
            "https://wiki.example.com/\r\nx: y",
            "HTTPS://wiki.example.com/",
            "codes",
            &format!("https://wiki.example.com/{}", "a".repeat(128)),
        ] {
            assert!(!may_redirect(bad), "{bad}");
        }
    }

    #[test]
    fn a_redirect_address_matches_to_the_letter() {
        let client = client(&["https://wiki.example.com/callback", "code"]);
        assert_eq!(client.redirect_uri(None).unwrap(), "https://wiki.example.com/callback");
        assert_eq!(client.redirect_uri(Some("code")).unwrap(), "code");
        for asked in REDIRECT_VARIANTS {
            assert_eq!(client.redirect_uri(Some(asked)).unwrap_err().name, "invalid_redirect_uri", "{asked}");
        }
    }

    /// Addresses that look like the one that was agreed on (RFC 9700 §4.1).
    const REDIRECT_VARIANTS: [&str; 30] = [
        "https://wiki.example.com/callback/",
        "https://wiki.example.com/callback/more",
        "https://wiki.example.com/callbackmore",
        "https://wiki.example.com/callback?x=1",
        "https://wiki.example.com/callback#x",
        "https://wiki.example.com/callback;x",
        "https://wiki.example.com/callback/../evil",
        "https://wiki.example.com/callback/%2e%2e/evil",
        "https://wiki.example.com/Callback",
        "https://wiki.example.com/%63allback",
        "https://wiki.example.com//callback",
        "https://wiki.example.com/",
        "https://wiki.example.com",
        "https://WIKI.example.com/callback",
        "HTTPS://wiki.example.com/callback",
        "http://wiki.example.com/callback",
        "https://wiki.example.com:443/callback",
        "https://wiki.example.com:8443/callback",
        "https://wiki.example.com./callback",
        "https://evil.wiki.example.com/callback",
        "https://wiki.example.com.evil.example/callback",
        "https://wiki.example.com@evil.example/callback",
        "https://evil.example/callback",
        "https://evil.example/https://wiki.example.com/callback",
        "https://wiki.example.com\\.evil.example/callback",
        " https://wiki.example.com/callback",
        "https://wiki.example.com/callback ",
        "//wiki.example.com/callback",
        "code/",
        "local-callback",
    ];

    #[test]
    fn only_s256_is_a_challenge() {
        let good = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert_eq!(challenge(Some(good), Some("S256")).unwrap().as_deref(), Some(good));
        assert_eq!(challenge(None, None).unwrap(), None);
        for (text, method) in [(good, Some("plain")), (good, None), ("short", Some("S256")), (&good[1..], Some("S256"))]
        {
            assert_eq!(challenge(Some(text), method).unwrap_err().name, "invalid_request");
        }
    }

    #[test]
    fn a_new_client_says_what_is_missing() {
        let fields: Vec<_> =
            NewClient::default().check().unwrap_err().fields.into_iter().map(|field| field.field).collect();
        assert_eq!(fields, ["client_id", "redirect_uris", "rights"]);
    }

    #[test]
    fn clients_that_are_not_approved_do_nothing() {
        for (state, name) in [
            (State::Requested, Some("client_not_approved")),
            (State::Approved, None),
            (State::Rejected, Some("client_rejected")),
            (State::Flagged, None),
            (State::Suspended, Some("client_suspended")),
        ] {
            assert_eq!(Client { state, ..client(&[]) }.refusal().map(|error| error.name), name);
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,140}") {
            let _ = (may_redirect(&text), check_client_id(&text), challenge(Some(&text), Some("S256")));
        }
    }
}
