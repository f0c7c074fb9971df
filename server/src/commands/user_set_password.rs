//! `roster-server user set-password`

use domain::UserId;
use service::Caller;

use super::{password_from_stdin, print, with_service};
use crate::{Result, cli::UserSetPassword, config::Config};

/// Sets a password; sessions and links of the user end.
pub(crate) fn run(config: &Config, args: &UserSetPassword) -> Result<()> {
    let id = UserId::parse(&args.user_id)?;
    let password = password_from_stdin()?;
    let caller = Caller::host("user set-password");
    let temporary = args.temporary;
    with_service(config, async |service| service::passwords::set(service, &caller, &id, password, temporary).await)?;
    let then = if temporary { " At the next log-in they choose another." } else { "" };
    print(format_args!("The password of “{id}” is set; their sessions have ended.{then}\n"))
}
