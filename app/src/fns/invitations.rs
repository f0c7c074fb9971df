//! Invitations, and the accounts that people make with them.

use domain::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::form::FormError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{
    fns::{confirmed, go},
    host::Host,
    paths,
};
#[cfg(not(target_arch = "wasm32"))]
use domain::{
    EmailAddress, Error, Invitation, InvitationStatus, InvitationTerms, NewUser, Page, RegistrationMode, Right, State,
    UserId, invitation,
};

/// An invitation as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// Who is invited.
    pub email: String,
    /// Where it stands, in a word.
    pub status: String,
    /// The link to accept it, while it can be, and as far as it can be shown.
    pub link: Option<String>,
    /// Whether it can be sent again, extended and revoked.
    pub open: bool,
    /// Who invited.
    pub invited_by: String,
    /// Who accepted it.
    pub accepted_by: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationList {
    /// The latest thousand.
    pub invitations: Vec<InvitationView>,
    /// Whether registration is closed, so that none can be accepted.
    pub closed: bool,
}

/// The latest thousand invitations.
#[server(prefix = "/fn", endpoint = "invitations/list", input = server_fn::codec::GetUrl, output = super::json::Json)]
pub async fn list_invitations() -> Result<InvitationList, FormError> {
    let host = Host::current()?;
    let page = Page::new(1, Page::MAX_LIMIT)?;
    let (found, _) = service::invitations::list(&host.service, &host.caller, true, page).await?;
    let invitations = found.into_iter().map(|one| view(&host, one)).collect();
    let closed = host.service.settings().registration_mode == RegistrationMode::Closed;
    Ok(InvitationList { invitations, closed })
}

#[cfg(not(target_arch = "wasm32"))]
fn view(host: &Host, one: Invitation) -> InvitationView {
    let acceptable = matches!(one.status, InvitationStatus::Pending | InvitationStatus::MailFailed);
    let link = one.token.filter(|_| acceptable).map(|token| format!("{}{}#{token}", host.public_url, paths::REGISTER));
    InvitationView {
        email: one.email.to_string(),
        status: one.status.label().to_owned(),
        link,
        open: acceptable || one.status == InvitationStatus::Expired,
        invited_by: one.invited_by,
        accepted_by: one.accepted_by,
        created_at: one.created_at,
        expires_at: one.expires_at,
    }
}

/// What is typed to invite people.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct InvitationForm {
    /// Their addresses, as they were pasted.
    #[serde(default)]
    pub emails: String,
    /// A few words to them.
    #[serde(default)]
    pub note: String,
    /// Their first state; empty for what the mode of registration says.
    #[serde(default)]
    pub state: String,
    /// Ticked: they will be admins.
    #[serde(default)]
    pub admin: String,
    /// Ticked: the account must have the address that was invited.
    #[serde(default)]
    pub bound: String,
    /// When the invitations end; empty for as long as is set.
    #[serde(default)]
    pub expires_at: String,
    /// Their first attributes, one a line.
    #[serde(default)]
    pub attributes: String,
    /// One is asked for one's own password after a while, for admins.
    #[serde(default)]
    pub own_password: String,
}

#[cfg(not(target_arch = "wasm32"))]
impl InvitationForm {
    fn terms(&self) -> domain::Result<InvitationTerms> {
        let state = Some(self.state.as_str()).filter(|state| !state.is_empty()).map(State::parse).transpose();
        let attributes = domain::attributes::parse_text(&self.attributes);
        Error::all([state.clone().map(|_| ()), attributes.clone().map(|_| ())])?;
        Ok(InvitationTerms {
            note: self.note.replace("\r\n", "\n"),
            state: state?,
            admin: !self.admin.is_empty(),
            bound: !self.bound.is_empty(),
            attributes: attributes?,
        })
    }
}

/// Invites people. Who can't be invited is named; the others are invited nevertheless.
#[server(prefix = "/fn", endpoint = "invitations/create")]
pub async fn create_invitations(#[server(flatten)] form: InvitationForm) -> Result<(), FormError> {
    let host = Host::current()?;
    // Before anything is done with what may be a megabyte of anybody's.
    host.caller.require_admin(Right::SEND_INVITES)?;
    let emails = invitation::parse_addresses(&form.emails)?;
    let terms = form.terms()?;
    let expires_at = Timestamp::parse_minute("expires_at", form.expires_at.trim())?;
    let caller = confirmed(&host, form.own_password).await?;
    let outcomes = service::invitations::create(&host.service, &caller, &emails, &terms, expires_at).await?;
    let refused: Vec<_> =
        outcomes.iter().filter_map(|outcome| Some(outcome.as_ref().err()?.message.as_ref())).collect();
    if !refused.is_empty() {
        let others = if refused.len() < outcomes.len() { " All others are invited." } else { "" };
        return Err(Error::invalid("emails", format!("{}{others}", refused.join(" "))).into());
    }
    go(&paths::with(paths::INVITATIONS, &[("done", "invited")]));
    Ok(())
}

/// Mails an invitation again.
#[server(prefix = "/fn", endpoint = "invitations/resend")]
pub async fn resend_invitation(email: String) -> Result<(), FormError> {
    let host = Host::current()?;
    service::invitations::resend(&host.service, &host.caller, &EmailAddress::parse(&email)?).await?;
    go(&paths::with(paths::INVITATIONS, &[("done", "resent")]));
    Ok(())
}

/// Puts the end of an invitation off.
#[server(prefix = "/fn", endpoint = "invitations/extend")]
pub async fn extend_invitation(email: String) -> Result<(), FormError> {
    let host = Host::current()?;
    service::invitations::extend(&host.service, &host.caller, &EmailAddress::parse(&email)?).await?;
    go(&paths::with(paths::INVITATIONS, &[("done", "extended")]));
    Ok(())
}

/// Takes an invitation back.
#[server(prefix = "/fn", endpoint = "invitations/revoke")]
pub async fn revoke_invitation(email: String) -> Result<(), FormError> {
    let host = Host::current()?;
    service::invitations::revoke(&host.service, &host.caller, &EmailAddress::parse(&email)?).await?;
    go(&paths::with(paths::INVITATIONS, &[("done", "revoked")]));
    Ok(())
}

/// What is typed to make an account of one's own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RegisterForm {
    /// The token of an invitation, where one has it.
    #[serde(default)]
    pub code: String,
    /// The ID.
    #[serde(default)]
    pub user_id: String,
    /// The name.
    #[serde(default)]
    pub name: String,
    /// The address.
    #[serde(default)]
    pub primary_email_address: String,
    /// The password.
    #[serde(default)]
    pub password: String,
    /// The same again.
    #[serde(default)]
    pub confirm: String,
}

/// Makes an account; then one logs in with it, or waits for approval.
#[server(prefix = "/fn", endpoint = "users/register")]
pub async fn register(#[server(flatten)] form: RegisterForm) -> Result<(), FormError> {
    let host = Host::current()?;
    let user_id = UserId::parse(form.user_id.trim());
    let address = EmailAddress::parse(form.primary_email_address.trim());
    Error::all([
        user_id.clone().map(|_| ()),
        address.clone().map(|_| ()),
        domain::password::check_confirmation(&form.password, &form.confirm),
    ])?;
    let new = NewUser {
        user_id: user_id?,
        name: form.name,
        description: String::new(),
        primary_email_address: address?,
        email_validated: false,
        state: State::Requested,
        state_description: String::new(),
        admin: false,
        require_password_update: false,
    };
    let token = Some(form.code).filter(|code| !code.trim().is_empty());
    let record = service::records::NewRecord::own(new, form.password.into(), token);
    let made = service::registration::register(&host.service, &host.caller, record).await.map_err(in_form)?.user;
    let done = match made.state {
        _ if host.service.settings().needs_validation(&made) => "unvalidated",
        State::Requested => "requested",
        _ => "registered",
    };
    go(&paths::with(paths::LOGIN, &[("done", done), ("user", made.user_id.as_str())]));
    Ok(())
}

/// The form calls the token a code, as others do theirs; and what was refused is kept for a while, without it.
#[cfg(not(target_arch = "wasm32"))]
fn in_form(mut error: Error) -> Error {
    error.attributes.remove("invitation_token");
    for field in error.fields.iter_mut().filter(|field| field.field == "invitation_token") {
        "code".clone_into(&mut field.field);
    }
    error
}
