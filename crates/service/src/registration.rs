//! Accounts that people make themselves.

use domain::{Error, NewUser, RegistrationMode, Result, State, UserRecord, attributes, invitation::parse_token};
use secrecy::SecretString;

use crate::{
    Caller, Service, invitations, passwords,
    rate_limits::{self, Subject},
    records::{self, NewRecord},
    users::{self, Beside, Making},
};

/// Why an account waits that somebody has made themselves.
const WAITS: &str = "admin approval required";

/// Makes an account of one's own. What only admins decide is decided by the mode of registration and the invitation.
///
/// # Errors
/// Invalid argument, where nobody may, or only who was invited; those of the invitation; field errors; already exists,
/// without saying who has the ID or the address;
/// resource exhausted, where many are made from one network address.
pub async fn register(service: &Service, caller: &Caller, record: NewRecord) -> Result<UserRecord> {
    let NewRecord { new, password, attributes, theme, preferences, invitation_token, .. } = record;
    new.user_id.check_free_word()?;
    let state = match service.settings.registration_mode {
        RegistrationMode::Closed => return Err(Error::user_registration_disabled()),
        RegistrationMode::Invitation if invitation_token.is_none() => return Err(Error::invitation_token_required()),
        RegistrationMode::Approval => State::Requested,
        RegistrationMode::Invitation | RegistrationMode::Open => State::Approved,
    };
    rate_limits::take(service, Subject::Registrations(&caller.context().address)).await.1?;
    let new = NewUser {
        email_validated: false,
        state,
        state_description: if state == State::Requested { WAITS.to_owned() } else { String::new() },
        admin: false,
        require_password_update: false,
        ..new
    };
    let password = password.unwrap_or_else(|| SecretString::from(String::new()));
    Error::all([new.check(), attributes::check(&attributes), passwords::check(service, &password, &new.user_id)])?;
    let invitation_token = invitation_token.as_deref().map(parse_token).transpose()?;
    if let Some(token) = &invitation_token {
        invitations::check(&mut service.db.once().await?, token, service.now()).await?;
    }
    let granted = caller.registering(&new.user_id);
    let beside = Beside { preferences, temporary_password: None };
    let making = Making {
        free_only: true,
        own: true,
        attributes,
        theme,
        beside,
        invitation_token,
        ..Making::of(new, Some(password))
    };
    let user = users::make(service, &granted, making).await?;
    records::whole(service, user).await
}
