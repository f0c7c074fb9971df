//! `users oauth`: what users have let programs do.

use clap::{Args, Subcommand};
use proto::v3::{
    ClientIdentifiers, ListOAuthAccessTokensRequest, ListOAuthClientAuthorizationsRequest, OAuthAccessTokenIdentifiers,
    OAuthAccessTokens, OAuthClientAuthorizationIdentifiers, UserIdentifiers,
};

use crate::{
    context::Context,
    failure::{Failure, Result},
    output,
    page::Page,
    user_id::UserId,
};

/// What users have let programs do.
#[derive(Debug, Subcommand)]
pub(crate) enum Programs {
    /// Manage authorizations
    #[command(subcommand_required = true, arg_required_else_help = true, subcommand, alias = "authorization")]
    Authorizations(Authorizations),
    /// Manage access tokens
    #[command(subcommand_required = true, arg_required_else_help = true, subcommand)]
    #[command(aliases = ["access-token", "tokens", "token"])]
    AccessTokens(AccessTokens),
}

/// What to do with authorizations.
#[derive(Debug, Subcommand)]
pub(crate) enum Authorizations {
    /// List the programs that may act for a user
    #[command(alias = "ls")]
    List(Listed),
    /// End an authorization, and all its tokens
    #[command(aliases = ["del", "remove", "rm"])]
    Delete(Named),
}

/// What to do with access tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum AccessTokens {
    /// List the tokens that a program has of a user
    #[command(alias = "ls")]
    List(NamedList),
    /// Revoke a token
    #[command(aliases = ["del", "remove", "rm"])]
    Delete(Token),
}

/// Whose authorizations to list.
#[derive(Args, Debug)]
pub(crate) struct Listed {
    #[command(flatten)]
    user: UserId,
    #[command(flatten)]
    page: Page,
}

/// Which authorization: the user's ID, and then the program's.
#[derive(Args, Debug)]
pub(crate) struct Named {
    #[command(flatten)]
    user: UserId,
    /// The ID of the program, as a flag
    #[arg(long, value_name = "CLIENT_ID")]
    client_id: Option<String>,
}

/// Which tokens to list.
#[derive(Args, Debug)]
pub(crate) struct NamedList {
    #[command(flatten)]
    of: Named,
    #[command(flatten)]
    page: Page,
}

/// Which token.
#[derive(Args, Debug)]
pub(crate) struct Token {
    #[command(flatten)]
    of: Named,
    /// The ID of the token
    #[arg(long, value_name = "TOKEN_ID", default_value = "", hide_default_value = true)]
    token_id: String,
}

/// The two IDs that everything here begins with.
type Ids = (Option<UserIdentifiers>, Option<ClientIdentifiers>);

impl Programs {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        match self {
            Self::Authorizations(Authorizations::List(Listed { user, page: Page { limit, page } })) => {
                let user_ids = Some(user.needed(context)?);
                let request = ListOAuthClientAuthorizationsRequest { user_ids, order: String::new(), limit, page };
                output::whole(
                    context,
                    Page { limit, page },
                    &context.call("OAuthAuthorizationRegistry/List", &request)?,
                )
            }
            Self::Authorizations(Authorizations::Delete(named)) => delete(context, named.ids(context)?),
            Self::AccessTokens(AccessTokens::List(NamedList { of, page })) => output::whole(
                context,
                page,
                &context.call("OAuthAuthorizationRegistry/ListTokens", &tokens(of.ids(context)?, page))?,
            ),
            Self::AccessTokens(AccessTokens::Delete(token)) => {
                if token.token_id.is_empty() {
                    return Err(Failure::here("no_token_id", "no token ID set"));
                }
                revoke(context, &token.of.ids(context)?, token.token_id)
            }
        }
    }
}

impl Named {
    fn ids(&self, context: &Context) -> Result<Ids> {
        let (user_ids, client_id) = self.user.with_other(context, self.client_id.as_ref())?;
        let client_id = client_id.ok_or_else(|| Failure::here("no_client_id", "no client ID set"))?;
        Ok((Some(user_ids), Some(ClientIdentifiers { client_id })))
    }
}

fn tokens((user_ids, client_ids): Ids, Page { limit, page }: Page) -> ListOAuthAccessTokensRequest {
    ListOAuthAccessTokensRequest { user_ids, client_ids, order: String::new(), limit, page }
}

fn revoke(context: &Context, ids: &Ids, id: String) -> Result<()> {
    let (user_ids, client_ids) = ids.clone();
    let ids = OAuthAccessTokenIdentifiers { user_ids, client_ids, id };
    context.call("OAuthAuthorizationRegistry/DeleteToken", &ids).map(drop)
}

/// Ends an authorization. Roster ends its tokens with it; other servers have to be told.
fn delete(context: &Context, ids: Ids) -> Result<()> {
    if !context.settings.on("show-request") {
        let request = tokens(ids.clone(), Page::default());
        let tokens: OAuthAccessTokens = context.call("OAuthAuthorizationRegistry/ListTokens", &request)?.message()?;
        for token in tokens.tokens {
            revoke(context, &ids, token.id)?;
        }
    }
    let (user_ids, client_ids) = ids;
    context
        .call("OAuthAuthorizationRegistry/Delete", &OAuthClientAuthorizationIdentifiers { user_ids, client_ids })
        .map(drop)
}
