//! From the registry's own words to those of the API, and back.

use domain::{
    AccessToken, ApiKey, EmailAddress, Error, Page, Result, Right, Rights, Session, Timestamp, UserId, UserRecord,
};
use prost::Message as _;
use proto::v3;

/// How many rows a list has that asks for none in particular (contract §8.2).
const DEFAULT_LIMIT: u32 = 100;

/// A moment of the API.
pub(crate) fn time(at: Timestamp) -> prost_types::Timestamp {
    const SECOND: i64 = 1_000_000;
    let nanos = i32::try_from(at.micros().rem_euclid(SECOND) * 1_000).unwrap_or_default();
    prost_types::Timestamp { seconds: at.micros().div_euclid(SECOND), nanos }
}

/// A moment of ours; cut to microseconds.
pub(crate) fn moment(at: &prost_types::Timestamp) -> Timestamp {
    Timestamp::from_micros(at.seconds.saturating_mul(1_000_000).saturating_add(i64::from(at.nanos) / 1_000))
}

/// Who is meant.
///
/// # Errors
/// At `user_id`.
pub(crate) fn user_id(ids: Option<&v3::UserIdentifiers>) -> Result<UserId> {
    UserId::parse(ids.map_or("", |ids| &ids.user_id))
}

/// A user's name in the API.
pub(crate) fn ids(id: &UserId) -> v3::UserIdentifiers {
    v3::UserIdentifiers { user_id: id.to_string(), email: String::new() }
}

/// Something that is meant, which is a user.
pub(crate) fn entity(id: &UserId) -> v3::EntityIdentifiers {
    v3::EntityIdentifiers { ids: Some(v3::entity_identifiers::Ids::UserIds(ids(id))) }
}

/// A page of a list; 0 rows means the usual number.
///
/// # Errors
/// At `limit` or `page`.
pub(crate) fn page(limit: u32, page: u32) -> Result<Page> {
    Page::new(page, if limit == 0 { DEFAULT_LIMIT } else { limit })
}

/// Where a page begins, as [`place`] wrote it; `None` for the first one.
///
/// # Errors
/// At `after`.
pub(crate) fn cursor(text: &str) -> Result<Option<i64>> {
    let refuse = |_| Error::invalid("after", "Send what the page before said in “next”, or nothing.");
    if text.is_empty() { Ok(None) } else { i64::from_str_radix(text, 16).map(Some).map_err(refuse) }
}

/// The key of the last row of a page, as the next one is asked for.
pub(crate) fn place(key: i64) -> String {
    format!("{key:x}")
}

/// The rows of a page of something short that is there as a whole.
pub(crate) fn cut<T>(rows: Vec<T>, page: Page) -> Vec<T> {
    let before = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    rows.into_iter().skip(before).take(page.limit as usize).collect()
}

/// A set of rights, sorted by name.
pub(crate) fn rights(rights: Rights) -> Vec<i32> {
    let mut sorted: Vec<_> = rights.iter().collect();
    sorted.sort_by_key(|right| right.name());
    sorted.into_iter().map(Right::number).collect()
}

/// The set that a list of numbers means; the rules of requests let no unknown number through.
pub(crate) fn rights_of(numbers: &[i32]) -> Rights {
    numbers.iter().filter_map(|number| Right::from_number(*number)).collect()
}

/// A key without the token.
pub(crate) fn api_key(key: &ApiKey, shown: Rights) -> v3::ApiKey {
    v3::ApiKey {
        id: key.key_id.clone(),
        key: String::new(),
        name: key.name.clone(),
        rights: rights(shown),
        created_at: Some(time(key.created_at)),
        updated_at: Some(time(key.updated_at)),
        expires_at: key.expires_at.map(time),
    }
}

/// An OAuth client's name in the API.
pub(crate) fn client_ids(client_id: &str) -> v3::ClientIdentifiers {
    v3::ClientIdentifiers { client_id: client_id.to_owned() }
}

/// A pair of tokens of an OAuth client, without the tokens.
pub(crate) fn access_token(id: &UserId, token: &AccessToken, shown: Rights) -> v3::OAuthAccessToken {
    v3::OAuthAccessToken {
        user_ids: Some(ids(id)),
        user_session_id: token.session_id.clone(),
        client_ids: Some(client_ids(&token.client_id)),
        id: token.token_id.clone(),
        rights: rights(shown),
        created_at: Some(time(token.created_at)),
        expires_at: Some(time(token.expires_at)),
        ..v3::OAuthAccessToken::default()
    }
}

/// A session without the token.
pub(crate) fn session(id: &UserId, session: &Session) -> v3::UserSession {
    v3::UserSession {
        user_ids: Some(ids(id)),
        session_id: session.session_id.clone(),
        created_at: Some(time(session.created_at)),
        updated_at: Some(time(session.seen_at)),
        expires_at: Some(time(session.expires_at.min(session.idle_expires_at))),
        session_secret: String::new(),
    }
}

/// A user, with the fields that were asked for and may be seen.
pub(crate) fn user(record: &UserRecord) -> v3::User {
    let UserRecord { user, fields, .. } = record;
    let has = |field| fields.contains(field);
    let text = |field, text: &str| if has(field) { text.to_owned() } else { String::new() };
    let at = |field, at: Option<Timestamp>| at.filter(|_| has(field)).map(time);
    let (given, ends) = record.temporary_password.unzip();
    v3::User {
        ids: Some(ids(&user.user_id)),
        created_at: Some(time(user.created_at)),
        updated_at: Some(time(user.updated_at)),
        deleted_at: user.deleted_at.map(time),
        name: text("name", &user.name),
        description: text("description", &user.description),
        attributes: record.attributes.clone().into_iter().collect(),
        contact_info: if has("contact_info") { vec![contact(user)] } else { Vec::new() },
        primary_email_address: text("primary_email_address", user.primary_email_address.as_str()),
        primary_email_address_validated_at: at(
            "primary_email_address_validated_at",
            user.primary_email_address_validated_at,
        ),
        password: String::new(),
        password_updated_at: at("password_updated_at", user.password_updated_at),
        require_password_update: has("require_password_update") && user.require_password_update,
        state: if has("state") { user.state as i32 } else { 0 },
        state_description: text("state_description", &user.state_description),
        admin: has("admin") && user.admin,
        temporary_password: String::new(),
        temporary_password_created_at: at("temporary_password_created_at", given),
        temporary_password_expires_at: at("temporary_password_expires_at", ends),
        profile_picture: picture(record),
        console_preferences: has("console_preferences").then(|| preferences(record)).flatten(),
    }
}

/// Where the picture is found.
fn picture(record: &UserRecord) -> Option<v3::Picture> {
    let sizes = record.pictures.iter().map(|(size, address)| (size.unsigned_abs(), address.clone())).collect();
    Some(v3::Picture { embedded: None, sizes }).filter(|picture| !picture.sizes.is_empty())
}

/// The one way to reach a user, made of the address.
fn contact(user: &domain::User) -> v3::ContactInfo {
    v3::ContactInfo {
        contact_type: v3::ContactType::Other.into(),
        contact_method: v3::ContactMethod::Email.into(),
        value: user.primary_email_address.to_string(),
        public: false,
        validated_at: user.primary_email_address_validated_at.map(time),
    }
}

/// What is kept of it, with the colours, which stand with the user; none where nothing was ever set.
fn preferences(record: &UserRecord) -> Option<v3::UserConsolePreferences> {
    let kept = decode(record.preferences.as_deref().unwrap_or_default());
    let preferences = v3::UserConsolePreferences { console_theme: theme_number(&record.user.theme), ..kept };
    Some(preferences).filter(|preferences| *preferences != v3::UserConsolePreferences::default())
}

/// Preferences as they are stored.
pub(crate) fn decode(stored: &[u8]) -> v3::UserConsolePreferences {
    v3::UserConsolePreferences::decode(stored).unwrap_or_default()
}

/// The names of the colours by their numbers in the API.
const THEMES: [&str; 3] = ["system", "light", "dark"];

fn theme_number(theme: &str) -> i32 {
    let number = THEMES.iter().position(|name| *name == theme).unwrap_or_default();
    i32::try_from(number).unwrap_or_default()
}

/// The name of the colours.
pub(crate) fn theme(number: i32) -> &'static str {
    usize::try_from(number).ok().and_then(|number| THEMES.get(number)).copied().unwrap_or("system")
}

/// An address, by the stricter of the contract's two checks.
///
/// # Errors
/// At `primary_email_address`.
pub(crate) fn address(text: &str) -> Result<EmailAddress> {
    EmailAddress::parse(text).map_err(|_| Error::email_address(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn moments_come_back_to_the_microsecond(micros in -62_135_596_800_000_000i64..253_402_300_799_999_999) {
            let at = Timestamp::from_micros(micros);
            prop_assert_eq!(moment(&time(at)), at);
        }
    }

    #[test]
    fn a_page_of_no_rows_has_a_hundred() {
        assert_eq!(page(0, 0).unwrap(), Page { number: 1, limit: 100 });
        assert_eq!(cut((0..250).collect(), page(100, 3).unwrap()).len(), 50);
    }

    #[test]
    fn rights_are_sorted_by_name() {
        let sorted = rights([Right::USER_INFO, Right::ALL].into_iter().collect());
        assert_eq!(sorted, [Right::ALL.number(), Right::USER_INFO.number()]);
    }
}
