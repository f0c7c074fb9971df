//! Accounts that people make themselves.

use std::collections::BTreeMap;

use domain::{
    Attributes, Code, DomainRule, Error, NewUser, RegistrationMode, Result, State, UserFields, UserRecord, attributes,
    invitation::parse_token,
};
use secrecy::SecretString;
use serde_json::json;

use crate::{
    Caller, Granted, Service, invitations, mails, passwords,
    rate_limits::{self, Subject},
    records::{self, Merge, NewRecord},
    users::{self, Beside, Making},
    work::Work,
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
    let NewRecord { new, password, attributes, theme, preferences, picture, invitation_token, .. } = record;
    if picture.is_some() {
        return Err(Error::profile_picture_uploads_disabled());
    }
    new.user_id.check_free_word()?;
    let state = match service.settings.registration_mode {
        RegistrationMode::Closed => return Err(Error::user_registration_disabled()),
        RegistrationMode::Invitation if invitation_token.is_none() => return Err(Error::invitation_token_required()),
        mode => state(service, mode, &new, invitation_token.is_some())?,
    };
    rate_limits::take(service, Subject::Registrations(&caller.context().address)).await?;
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
    // Of what is kept apart there is nothing yet, so that it can be told beforehand.
    let preferences = preferences.map(|merge| merge(&[]));
    let as_if = AsIf { new: new.clone(), attributes: attributes.clone(), theme: theme.clone(), preferences };
    let merge = as_if.preferences.clone().map(|bytes| Box::new(move |_: &[u8]| bytes) as Merge);
    let beside = Beside { preferences: merge, ..Beside::default() };
    let making = Making {
        free_only: true,
        own: true,
        attributes,
        theme,
        beside,
        invitation_token: invitation_token.clone(),
        ..Making::of(new, Some(password))
    };
    match users::make(service, &granted, making).await {
        Ok(user) => records::whole(service, caller, user).await,
        Err(error) if hides(service, invitation_token.as_deref(), &error) => as_if.tell_owner(service, &granted).await,
        Err(error) => Err(error),
    }
}

/// What the mode makes of somebody, unless the domain of their address decides; whoever was invited is welcome anyway.
fn state(service: &Service, mode: RegistrationMode, new: &NewUser, invited: bool) -> Result<State> {
    match service.settings.domain_rules.of(&new.primary_email_address).filter(|_| !invited) {
        Some(DomainRule::Reject) => Err(Error::invalid(
            "primary_email_address",
            "Nobody can register with an address of this domain. Use another one, or ask an admin.",
        )),
        Some(DomainRule::Ask) => Ok(State::Requested),
        None if mode == RegistrationMode::Approval => Ok(State::Requested),
        Some(DomainRule::Approve) | None => Ok(State::Approved),
    }
}

/// Whether it is kept from whoever registers that somebody has the address: where a mail has to be opened before one gets in,
/// its owner can be told instead. Who was invited is known.
fn hides(service: &Service, invitation_token: Option<&str>, error: &Error) -> bool {
    let taken = error.code == Code::AlreadyExists && error.fields.iter().all(|at| at.field == "primary_email_address");
    service.settings.email_validation_required && invitation_token.is_none() && taken
}

/// What would have become of a registration.
struct AsIf {
    new: NewUser,
    attributes: Attributes,
    theme: Option<String>,
    preferences: Option<Vec<u8>>,
}

impl AsIf {
    /// Mails whoever has the address, and answers as if nobody had.
    async fn tell_owner<Scope>(self, service: &Service, granted: &Granted<Scope>) -> Result<UserRecord> {
        let address = self.new.primary_email_address.clone();
        let mut work = Work::begin(service, granted).await?;
        let owner = store::users::get_by_email(&mut work.tx, &address.identity()).await?;
        if let Some(owner) = owner {
            let (to, now) = (&owner.primary_email_address, work.now);
            match mails::limit(&mut work.tx, to, now).await {
                Ok(()) => {
                    let parameters = json!({ "user_id": owner.user_id });
                    let (mail_id, made) = (mails::name(service)?, ("address_taken", &parameters));
                    mails::queue(service, &mut work.tx, &mail_id, to, made, now).await?;
                }
                Err(error) if error.code == Code::ResourceExhausted => {}
                Err(error) => return Err(error),
            }
        }
        let mut user = self.new.into_user(work.now, true);
        work.tx.commit().await?;
        user.theme = self.theme.unwrap_or(user.theme);
        Ok(UserRecord {
            user,
            fields: UserFields::ALL,
            attributes: self.attributes,
            temporary_password: None,
            preferences: self.preferences,
            pictures: BTreeMap::new(),
        })
    }
}
