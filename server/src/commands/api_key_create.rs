//! `roster-server api-key create`

use domain::{NewApiKey, Result as DomainResult, Right, Rights, UserId};
use service::{Caller, secrecy::ExposeSecret as _};

use super::{print, with_service};
use crate::{
    Result,
    cli::ApiKeyCreate,
    config::{Config, Period},
};

/// Makes a key of a user, and prints it alone.
pub(crate) fn run(config: &Config, args: ApiKeyCreate) -> Result<()> {
    let id = UserId::parse(&args.user_id)?;
    let rights = args.rights.iter().map(|name| Right::parse(name)).collect::<DomainResult<Rights>>()?;
    let lasts = args.expires_in.map(Period::duration);
    let caller = Caller::host("api-key create");
    let token = with_service(config, async |service| {
        let expires_at = lasts.map(|lasts| service.now().plus(lasts));
        let new = NewApiKey { name: args.name, rights, expires_at };
        service::api_keys::create(service, &caller, &id, new).await.map(|(_, token)| token)
    })?;
    print(format_args!("{}\n", token.expose_secret()))
}
