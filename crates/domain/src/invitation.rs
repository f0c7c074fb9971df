//! Invitations: who may make an account of their own, until when, and as what.

#[cfg(not(target_arch = "wasm32"))]
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Attributes, EmailAddress, Error, Result, State, Timestamp, attributes, text};

/// The most addresses that are invited at once.
pub const MAX_AT_ONCE: usize = 1_000;
/// How long a token is: 256 bits in base32.
pub const TOKEN_CHARS: usize = 52;

/// Where an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationStatus {
    /// It can be accepted.
    Pending,
    /// It can be accepted, but the mail with it could not be delivered.
    MailFailed,
    /// Somebody has made an account with it.
    Accepted,
    /// Its time is up.
    Expired,
    /// It was taken back.
    Revoked,
}

impl InvitationStatus {
    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::MailFailed => "Mail failed",
            Self::Accepted => "Accepted",
            Self::Expired => "Expired",
            Self::Revoked => "Revoked",
        }
    }
}

/// What becomes of who accepts an invitation, and what they read in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationTerms {
    /// A few words to who is invited; may be empty.
    pub note: String,
    /// The first state of the user; without one, what the mode of registration says.
    pub state: Option<State>,
    /// Whether the user will be an admin.
    pub admin: bool,
    /// The first attributes of the user.
    pub attributes: Attributes,
    /// Whether the account must have the address that was invited.
    pub bound: bool,
}

impl InvitationTerms {
    /// Checks note and attributes.
    ///
    /// # Errors
    /// Field errors, in the order of the form.
    pub fn check(&self) -> Result<()> {
        Error::all([text::check_description("note", &self.note), attributes::check(&self.attributes)])
    }

    /// Whether they decide anything about the account, which only who may make users can.
    pub fn preset(&self) -> bool {
        self.state.is_some() || self.admin || !self.attributes.is_empty()
    }
}

/// An invitation, as those see it who may invite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Who is invited.
    pub email: EmailAddress,
    /// The token to accept it with; `None` where the key to show it is not there.
    pub token: Option<String>,
    /// Where it stands.
    pub status: InvitationStatus,
    /// What becomes of who accepts it.
    pub terms: InvitationTerms,
    /// Who invited.
    pub invited_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// From when on it can't be accepted any more.
    pub expires_at: Timestamp,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// The ID of the user who accepted it, while there is one.
    pub accepted_by: Option<String>,
}

/// Reads the token of an invitation as somebody types or sends it: letters of either case, spaces around.
///
/// # Errors
/// Not found; what can't be a token is not repeated.
pub fn parse_token(text: &str) -> Result<String> {
    let token = text.trim().to_ascii_uppercase();
    let is_base32 = token.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'));
    if token.len() == TOKEN_CHARS && is_base32 { Ok(token) } else { Err(Error::invitation_token_unknown(None)) }
}

/// Reads addresses that were pasted: by spaces, commas, semicolons or lines; or a table whose first line names a column of
/// addresses, as spreadsheets save it. Each counts once. Of a text that can't be meant no more is read than it takes to say so.
///
/// # Errors
/// At `emails`: which are none, that there are none, or too many.
#[cfg(not(target_arch = "wasm32"))]
pub fn parse_addresses(text: &str) -> Result<Vec<EmailAddress>> {
    match table(text) {
        Some(addresses) => parse_words(addresses),
        None => parse_words(text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))),
    }
}

/// The column of addresses, if the first line is that of a table; read as far as somebody wants it.
#[cfg(not(target_arch = "wasm32"))]
fn table(text: &str) -> Option<impl Iterator<Item = String>> {
    const NAMES: [&str; 4] = ["email", "e-mail", "email address", "primary_email_address"];
    let text = text.trim_start();
    let first = text.lines().next()?;
    let delimiter = [b'\t', b';'].into_iter().find(|&byte| first.as_bytes().contains(&byte)).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let is_named = |name: &str| NAMES.contains(&name.to_lowercase().as_str());
    let column = reader.headers().ok()?.iter().position(is_named)?;
    let records = reader.into_records().filter_map(Result::ok);
    Some(records.filter_map(move |record| record.get(column).map(str::to_owned)))
}

#[cfg(not(target_arch = "wasm32"))]
fn parse_words(words: impl Iterator<Item = impl AsRef<str>>) -> Result<Vec<EmailAddress>> {
    /// So many words that are no addresses are named, as far as they fit.
    const NAMED: usize = 5;
    const NAMED_CHARS: usize = 100;
    let (mut addresses, mut known, mut wrong) = (Vec::new(), BTreeSet::new(), Vec::new());
    for word in words {
        let word = word.as_ref();
        if word.is_empty() {
            continue;
        }
        match EmailAddress::parse(word) {
            Ok(address) if known.insert(address.identity()) => addresses.push(address),
            Ok(_) => {}
            Err(_) => wrong.push(word.chars().take(NAMED_CHARS).collect::<String>()),
        }
        if wrong.len() >= NAMED || addresses.len() > MAX_AT_ONCE {
            break;
        }
    }
    let refuse = |message: String| Err(Error::invalid("emails", message));
    if !wrong.is_empty() {
        return refuse(format!("These are no addresses: {}.", wrong.join(", ")));
    }
    match addresses.len() {
        0 => refuse("Enter at least one address.".into()),
        1..=MAX_AT_ONCE => Ok(addresses),
        _ => refuse(format!("Invite {MAX_AT_ONCE} at a time at most.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_as_people_type_them() {
        let token = "MW7INQWYOE46GLP3AEFQEHR5XIKRYPSRAXFF3CUCLIQPPQ3BNBLQ";
        for text in [token.to_owned(), token.to_lowercase(), format!(" {token}\n")] {
            assert_eq!(parse_token(&text).unwrap(), token);
        }
        for text in ["", "x", &token[1..], &format!("{token}A"), &token.replace('Q', "1"), &"é".repeat(26)] {
            assert_eq!(parse_token(text).unwrap_err().name, "invitation_not_found", "{text}");
        }
    }

    #[test]
    fn pasted_addresses_count_once_each() {
        let read = parse_addresses("a@x.org, B@x.org;\n b@X.org\ta@x.org").unwrap();
        let read: Vec<_> = read.iter().map(EmailAddress::as_str).collect();
        assert_eq!(read, ["a@x.org", "B@x.org"]);
        for text in ["", " ,; ", "a@x.org nobody", &"a".repeat(300)] {
            assert_eq!(parse_addresses(text).unwrap_err().fields[0].field, "emails", "{text}");
        }
        let many: Vec<_> = (0..=MAX_AT_ONCE).map(|number| format!("a{number}@x.org")).collect();
        assert!(parse_addresses(&many.join(" ")).is_err());
        assert_eq!(parse_addresses(&many[1..].join(" ")).unwrap().len(), MAX_AT_ONCE);
    }

    #[test]
    fn of_a_table_the_column_of_addresses_is_read() {
        for text in [
            "Name,Email\r\n\"Okafor, Ada\",a@x.org\r\nBob, b@x.org \r\n,\r\n",
            "name;E-Mail;team\nAda;a@x.org;ops\nBob;b@x.org",
            "email\na@x.org\nb@x.org\n",
            "\nteam\tprimary_email_address\nops\ta@x.org\n\tb@x.org",
        ] {
            let read = parse_addresses(text).unwrap();
            assert_eq!(read.iter().map(EmailAddress::as_str).collect::<Vec<_>>(), ["a@x.org", "b@x.org"], "{text}");
        }
        for text in ["email\nnobody", "email", "name,email\nAda"] {
            assert_eq!(parse_addresses(text).unwrap_err().fields[0].field, "emails", "{text}");
        }
    }

    #[test]
    fn rows_of_a_table_that_name_nobody_new_take_no_place() {
        let row = |row: usize| if row.is_multiple_of(2) { "x,".to_owned() } else { format!("x,{}@x.org", row / 4) };
        let rows: Vec<_> = (0..2 * MAX_AT_ONCE).map(row).collect();
        let read = parse_addresses(&format!("name,email\n{}\nx,last@x.org", rows.join("\n"))).unwrap();
        assert_eq!((read.len(), read.last().unwrap().as_str()), (MAX_AT_ONCE / 2 + 1, "last@x.org"));
        let more: Vec<_> = (0..=MAX_AT_ONCE).map(|row| format!("{row}@x.org")).collect();
        assert!(parse_addresses(&format!("email\n{}", more.join("\n"))).is_err());
    }

    #[test]
    fn of_a_text_of_any_length_little_is_told() {
        for text in ["no ".repeat(300_000), "é".repeat(500_000)] {
            assert!(parse_addresses(&text).unwrap_err().message.len() < 1_000);
        }
    }
}
