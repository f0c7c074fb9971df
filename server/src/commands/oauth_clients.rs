//! `roster-server oauth-clients …`

use domain::{Client, NewClient, Result as DomainResult, Right, Rights, State};
use service::{Caller, oauth_clients, secrecy::ExposeSecret as _};

use super::{print, with_service};
use crate::{Result, config::Config};

/// `oauth-clients create`
#[derive(Debug, clap::Args)]
pub(crate) struct Create {
    /// The ID of the client
    #[arg(value_name = "ID")]
    client_id: String,
    /// What people call it
    #[arg(long, value_name = "NAME", default_value = "")]
    name: String,
    /// What it is for
    #[arg(long, value_name = "TEXT", default_value = "")]
    description: String,
    /// Where users are sent back to, to the letter; may be given several times
    #[arg(long = "redirect-uri", value_name = "URI", required = true)]
    redirect_uris: Vec<String>,
    /// Where users may be sent after they have logged out there; may be given several times
    #[arg(long = "logout-redirect-uri", value_name = "URI")]
    logout_redirect_uris: Vec<String>,
    /// What it may do for each user, for example `RIGHT_USER_INFO`; several by comma
    #[arg(long, value_name = "RIGHTS", value_delimiter = ',', required = true)]
    rights: Vec<String>,
    /// It runs on people's machines or in their browsers, and can keep no secret
    #[arg(long)]
    public: bool,
    /// Nobody is asked whether it may
    #[arg(long)]
    skip_authorization: bool,
}

/// One that is named.
#[derive(Debug, clap::Args)]
pub(crate) struct Named {
    /// The ID of the client
    #[arg(value_name = "ID")]
    client_id: String,
}

/// Makes a client. Of a confidential one it prints the secret alone.
pub(crate) fn create(config: &Config, args: Create) -> Result<()> {
    let rights = args.rights.iter().map(|name| Right::parse(name)).collect::<DomainResult<Rights>>()?;
    let new = NewClient {
        client_id: args.client_id,
        name: args.name,
        description: args.description,
        confidential: !args.public,
        redirect_uris: args.redirect_uris,
        logout_redirect_uris: args.logout_redirect_uris,
        skip_authorization: args.skip_authorization,
        rights,
    };
    let caller = Caller::host("oauth-clients create");
    let secret = with_service(config, async |service| oauth_clients::create(service, &caller, new).await)?;
    match secret {
        Some(secret) => print(format_args!("{}\n", secret.expose_secret())),
        None => Ok(()),
    }
}

/// Lists all clients.
pub(crate) fn list(config: &Config) -> Result<()> {
    let caller = Caller::host("oauth-clients list");
    let clients = with_service(config, async |service| oauth_clients::list(service, &caller).await)?;
    clients.iter().try_for_each(|client| print(line(client)))
}

/// ID, state, kind, rights and addresses.
fn line(client: &Client) -> String {
    let kind = if client.confidential { "confidential" } else { "public" };
    let rights: Vec<_> = client.rights.iter().map(Right::name).collect();
    let (id, state, uris) = (&client.client_id, client.state, client.redirect_uris.join(" "));
    format!("{id}\t{}\t{kind}\t{}\t{uris}\n", state.as_str(), rights.join(","))
}

/// Lets a client do what it is for, or nothing from now on.
pub(crate) fn set_state(config: &Config, args: &Named, state: State) -> Result<()> {
    let caller = Caller::host("oauth-clients");
    with_service(config, async |service| oauth_clients::set_state(service, &caller, &args.client_id, state).await)
}

/// Removes a client, with everything that users have let it do.
pub(crate) fn delete(config: &Config, args: &Named) -> Result<()> {
    let caller = Caller::host("oauth-clients delete");
    with_service(config, async |service| oauth_clients::delete(service, &caller, &args.client_id).await)
}
