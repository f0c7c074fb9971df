//! `roster-server admin create`, `list` and `recover`

use domain::{EmailAddress, Error, NewUser, State, User, UserId};
use service::{
    Caller,
    secrecy::{ExposeSecret as _, SecretString},
};

use super::{password_from_stdin, print, with_service};
use crate::{
    Result,
    cli::{AdminCreate, AdminRecover},
    config::{Config, Period},
};

/// Makes an admin, and says how to log in.
pub(crate) fn create(config: &Config, args: AdminCreate) -> Result<()> {
    let AdminCreate { if_none, password_stdin, .. } = args;
    let new = new_admin(args)?;
    let user_id = new.user_id.clone();
    let password = password_stdin.then(password_from_stdin).transpose()?;
    let has_password = password.is_some();
    let caller = Caller::host("admin create");
    let made = with_service(config, async |service| {
        if if_none && service::users::has_admin(service, &caller).await? {
            return Ok(None);
        }
        let user = service::users::create_admin(service, &caller, new, password).await?;
        if has_password {
            return Ok(Some(None));
        }
        service::passwords::create_link(service, &caller, &user.user_id).await.map(|code| Some(Some(code)))
    })?;
    match made {
        None => print("There is an admin already; nothing was done.\n"),
        Some(None) => print(format_args!("Admin “{user_id}” is made.\n")),
        Some(Some(code)) => print(link(config, &format!("Admin “{user_id}” is made."), &code)),
    }
}

fn new_admin(args: AdminCreate) -> Result<NewUser> {
    let (id, address) = (UserId::parse(&args.user_id), EmailAddress::parse(&args.email));
    Error::all([id.as_ref().map(|_| ()).map_err(Clone::clone), address.as_ref().map(|_| ()).map_err(Clone::clone)])?;
    Ok(NewUser {
        user_id: id?,
        name: args.name,
        description: String::new(),
        primary_email_address: address?,
        email_validated: true,
        state: State::Approved,
        state_description: String::new(),
        admin: true,
        require_password_update: false,
    })
}

/// Prints the admins, one a line: the ID, and why one can't be counted on to log in.
pub(crate) fn list(config: &Config) -> Result<()> {
    let caller = Caller::host("admin list");
    let admins = with_service(config, async |service| service::users::admins(service, &caller).await)?;
    let lines: Vec<_> = admins.iter().map(|admin| format!("{}\t{}", admin.user_id, standing(admin))).collect();
    print(format_args!("{}\n", lines.join("\n")))
}

/// Whether an admin can log in for good.
fn standing(admin: &User) -> String {
    match admin {
        admin if admin.is_usable_admin() => "can log in".to_owned(),
        admin if admin.state != State::Approved => format!("is {}", admin.state),
        admin if admin.password_updated_at.is_none() => "has no password".to_owned(),
        User { expires_at: Some(at), .. } => format!("expires on {}", at.to_utc_text()),
        User { delete_at: Some(at), .. } => format!("is deleted on {}", at.to_utc_text()),
        _ => "can't log in".to_owned(),
    }
}

/// The way back in: makes a user an approved admin again, and prints a link to set a password.
pub(crate) fn recover(config: &Config, args: &AdminRecover) -> Result<()> {
    let id = UserId::parse(&args.user_id)?;
    let caller = Caller::host("admin recover");
    let code = with_service(config, async |service| {
        service::users::recover_admin(service, &caller, &id).await?;
        service::passwords::create_link(service, &caller, &id).await
    })?;
    print(link(config, &format!("“{id}” is an approved admin."), &code))
}

/// The link, with the code in the fragment, where neither logs nor other sites see it, and once more by itself.
fn link(config: &Config, done: &str, code: &SecretString) -> String {
    let url = config.public_url().join(app::paths::UPDATE_PASSWORD);
    let code = code.expose_secret();
    let hours = Period::whole(config.service_settings().password_link);
    format!(
        "{done} To set the password, open this link within {hours}; it works once:\n\n  \
         {url}#{code}\n\nThe code by itself, for the form at {url}:\n\n  {code}\n"
    )
}
