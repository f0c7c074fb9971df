//! `roster-server admin create`

use domain::{EmailAddress, Error, NewUser, State, UserId};
use service::{
    Caller,
    secrecy::{ExposeSecret as _, SecretString},
};

use super::{password_from_stdin, print, with_service};
use crate::{
    Result,
    cli::AdminCreate,
    config::{Config, Period},
};

/// Makes an admin, and says how to log in.
pub(crate) fn run(config: &Config, args: AdminCreate) -> Result<()> {
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
        Some(Some(code)) => print(invitation(config, &user_id, &code)),
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
    })
}

/// The link, with the code in the fragment, where neither logs nor other sites see it, and once more by itself.
fn invitation(config: &Config, user_id: &UserId, code: &SecretString) -> String {
    let url = config.http.public_url().join(app::paths::UPDATE_PASSWORD);
    let code = code.expose_secret();
    let hours = Period::whole(config.service_settings().password_link);
    format!(
        "Admin “{user_id}” is made. To set the password, open this link within {hours}; it works once:\n\n  \
         {url}#{code}\n\nThe code by itself, for the form at {url}:\n\n  {code}\n"
    )
}
