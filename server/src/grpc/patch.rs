//! What a message about a user makes or changes.

use domain::{Error, NewUser, Result, State, UserFields, UserPatch};
use prost::Message as _;
use proto::v3::{self, User, UserConsolePreferences};
use secrecy::SecretString;
use service::pictures::NewPicture;
use service::records::{Merge, NewRecord, NewTemporaryPassword, Update};

use super::{convert, mask};

/// The user that an admin makes. Times, and what belongs to the server, are not taken over (contract §7.1).
pub(crate) fn new_record(user: User, invitation_token: String) -> Result<NewRecord> {
    let picture = match picture(user.profile_picture) {
        NewPicture::File(file) => Some(file),
        NewPicture::None => None,
        NewPicture::Same(_) => return Err(Error::picture_addresses()),
    };
    let new = NewUser {
        user_id: convert::user_id(user.ids.as_ref())?,
        name: user.name,
        description: user.description,
        primary_email_address: convert::address(&user.primary_email_address)?,
        email_validated: false,
        state: state(user.state)?,
        state_description: user.state_description,
        admin: user.admin,
        require_password_update: user.require_password_update,
    };
    Ok(NewRecord {
        new,
        password: Some(user.password.into()),
        email_validated_at: user.primary_email_address_validated_at.as_ref().map(convert::moment),
        attributes: user.attributes.into_iter().collect(),
        theme: user
            .console_preferences
            .as_ref()
            .map(|preferences| convert::theme(preferences.console_theme).to_owned()),
        preferences: user.console_preferences.map(|new| merged(new, &[])),
        temporary_password: NewTemporaryPassword {
            password: secret(user.temporary_password),
            created_at: user.temporary_password_created_at.as_ref().map(convert::moment),
            expires_at: user.temporary_password_expires_at.as_ref().map(convert::moment),
        },
        picture,
        invitation_token: Some(invitation_token).filter(|token| !token.is_empty()),
    })
}

/// The change that a mask asks for (contract §1.8, §7.4). What the server alone decides is passed over.
pub(crate) fn update(user: User, paths: &[String]) -> Result<Update> {
    let asked = UserFields::of(paths.iter().map(String::as_str));
    let has = |field| asked.contains(field);
    let picture = has("profile_picture").then(|| picture(user.profile_picture));
    let preferences = user.console_preferences.unwrap_or_default();
    let theme = ["console_preferences", "console_preferences.console_theme"];
    let theme = paths.iter().any(|path| theme.contains(&path.as_str()));
    let validated_at = user.primary_email_address_validated_at.as_ref().map(convert::moment);
    let patch = UserPatch {
        name: has("name").then_some(user.name),
        description: has("description").then_some(user.description),
        primary_email_address: if has("primary_email_address") {
            Some(convert::address(&user.primary_email_address)?)
        } else {
            None
        },
        email_validated_at: has("primary_email_address_validated_at").then_some(validated_at),
        state: if has("state") { Some(state(user.state)?) } else { None },
        state_description: has("state_description").then_some(user.state_description),
        admin: has("admin").then_some(user.admin),
        require_password_update: has("require_password_update").then_some(user.require_password_update),
        attributes: has("attributes").then(|| user.attributes.into_iter().collect()),
        theme: theme.then(|| convert::theme(preferences.console_theme).to_owned()),
        ..UserPatch::default()
    };
    let temporary_password = has("temporary_password").then(|| NewTemporaryPassword {
        password: secret(user.temporary_password),
        created_at: user
            .temporary_password_created_at
            .as_ref()
            .filter(|_| has("temporary_password_created_at"))
            .map(convert::moment),
        expires_at: user
            .temporary_password_expires_at
            .as_ref()
            .filter(|_| has("temporary_password_expires_at"))
            .map(convert::moment),
    });
    Ok(Update {
        fields: answered(asked),
        patch,
        preferences: has("console_preferences").then(|| merged(preferences, paths)),
        temporary_password,
        picture,
    })
}

/// What is answered: the fields that were asked for, and those that change with them.
fn answered(asked: UserFields) -> UserFields {
    let follow: [(&str, &[&str]); 3] = [
        ("primary_email_address", &["primary_email_address_validated_at"]),
        ("state", &["state_description"]),
        ("temporary_password", &["temporary_password_created_at", "temporary_password_expires_at"]),
    ];
    let followers = follow.iter().filter(|(field, _)| asked.contains(field)).flat_map(|(_, fields)| *fields);
    // Nothing of it was changed.
    followers.fold(asked, |fields, field| fields.with(field)).without("contact_info")
}

/// Puts the new preferences among the old ones.
fn merged(new: UserConsolePreferences, paths: &[String]) -> Merge {
    let paths = paths.to_vec();
    Box::new(move |old| {
        // The colours stand with the user.
        let merged = mask::merge(convert::decode(old), new, &paths);
        UserConsolePreferences { console_theme: 0, ..merged }.encode_to_vec()
    })
}

/// The picture itself, or the name that the addresses have which programs got from us.
fn picture(picture: Option<v3::Picture>) -> NewPicture {
    let Some(v3::Picture { embedded, sizes }) = picture else { return NewPicture::None };
    match (embedded, sizes.values().next()) {
        (Some(embedded), _) => NewPicture::File(embedded.data),
        (None, Some(address)) => NewPicture::Same(address.rsplit('/').nth(1).unwrap_or_default().to_owned()),
        (None, None) => NewPicture::None,
    }
}

fn secret(text: String) -> Option<SecretString> {
    Some(text).filter(|text| !text.is_empty()).map(SecretString::from)
}

/// A state by its number; the rules of requests let no other through.
pub(crate) fn state(number: i32) -> Result<State> {
    let found = State::ALL.into_iter().find(|state| *state as i32 == number);
    found.ok_or_else(|| Error::invalid("state", "There is no such state."))
}
