//! `users api-keys`

use clap::{Args, Subcommand};
use prost_types::{FieldMask, Timestamp};
use proto::v3::{
    ApiKey, CreateUserApiKeyRequest, DeleteUserApiKeyRequest, GetUserApiKeyRequest, ListUserApiKeysRequest,
    UpdateUserApiKeyRequest,
};

use crate::{
    clock,
    context::Context,
    failure::{Failure, Result},
    output::{self, Format},
    page::Page,
    program::Program,
    rights::Rights,
    user_id::UserId,
};

/// What to do with API keys.
#[derive(Debug, Subcommand)]
pub(crate) enum ApiKeys {
    /// List the keys of a user
    #[command(alias = "ls")]
    List(Listed),
    /// Show a key; the secret part of it was shown once, when it was made
    #[command(alias = "info")]
    Get(Named),
    /// Make a key
    #[command(aliases = ["add", "generate", "register"], after_help = EXAMPLES)]
    Create(Create),
    /// Change a key
    #[command(alias = "update")]
    Set(Set),
    /// Delete a key
    #[command(aliases = ["del", "remove", "rm"])]
    Delete(Named),
}

const EXAMPLES: &str = "Examples:
  roster users api-keys create admin --name backup --right-user-info
  roster users api-keys create admin --name script --right-all --api-key-expiry 2030-01-31

Everybody has keys of their own; admins make none for others.";

/// Whose keys to list.
#[derive(Args, Debug)]
pub(crate) struct Listed {
    #[command(flatten)]
    user: UserId,
    #[arg(
        long,
        help = "Sort by a field, backwards with - before it: api_key_id, name, created_at, expires_at",
        value_name = "FIELD",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    order: String,
    #[command(flatten)]
    page: Page,
}

/// Which key: the user's ID, and then the key's.
#[derive(Args, Debug)]
pub(crate) struct Named {
    #[command(flatten)]
    user: UserId,
    /// The ID of the key, as a flag
    #[arg(long, value_name = "API_KEY_ID")]
    api_key_id: Option<String>,
}

/// A new key.
#[derive(Args, Debug)]
pub(crate) struct Create {
    #[command(flatten)]
    user: UserId,
    #[command(flatten)]
    terms: Terms,
}

/// What a key shall become.
#[derive(Args, Debug)]
pub(crate) struct Set {
    #[command(flatten)]
    key: Named,
    #[command(flatten)]
    terms: Terms,
}

/// What a key is called, what it may do, and for how long.
#[derive(Args, Debug)]
pub(crate) struct Terms {
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Until when it is good
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    api_key_expiry: Option<Timestamp>,
    #[command(flatten)]
    rights: Rights,
}

impl ApiKeys {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        match self {
            Self::List(Listed { user, order, page: Page { limit, page } }) => {
                let user_ids = Some(user.needed(context)?);
                let request = ListUserApiKeysRequest { user_ids, order, limit, page };
                let answer = context.call("UserAccess/ListAPIKeys", &request)?;
                output::list(context, Page { limit, page }, &answer, "api_keys")
            }
            Self::Get(named) => {
                let (user_ids, key_id) = named.ids(context)?;
                let request = GetUserApiKeyRequest { user_ids, key_id };
                output::one(context, &context.call("UserAccess/GetAPIKey", &request)?.dynamic()?)
            }
            Self::Create(create) => create.run(context),
            Self::Set(set) => set.run(context),
            Self::Delete(named) => {
                let (user_ids, key_id) = named.ids(context)?;
                context.call("UserAccess/DeleteAPIKey", &DeleteUserApiKeyRequest { user_ids, key_id }).map(drop)
            }
        }
    }
}

impl Named {
    fn ids(&self, context: &Context) -> Result<(Option<proto::v3::UserIdentifiers>, String)> {
        let (user_ids, key_id) = self.user.with_other(context, self.api_key_id.as_ref())?;
        let key_id = key_id.ok_or_else(|| Failure::here("no_api_key_id", "no API key ID set"))?;
        Ok((Some(user_ids), key_id))
    }
}

impl Create {
    fn run(self, context: &Context) -> Result<()> {
        let user_ids = Some(self.user.needed(context)?);
        let Terms { name, api_key_expiry: expires_at, rights: Rights(rights) } = self.terms;
        if rights.is_empty() {
            return Err(Failure::here("no_api_key_rights", "no API key rights set"));
        }
        let request = CreateUserApiKeyRequest { user_ids, name: name.unwrap_or_default(), rights, expires_at };
        let answer = context.call("UserAccess/CreateAPIKey", &request)?;
        let key: ApiKey = answer.message()?;
        context.log.info(&format!("API key ID: {}", key.id));
        // A secret belongs into no log, unless scripts look for it there, or it would be seen nowhere.
        if context.program == Program::Peer || matches!(Format::of(context)?, Format::Template(_)) {
            context.log.info(&format!("API key value: {}", key.key));
        }
        context.log.warn("The API key value will never be shown again");
        context.log.warn("Make sure to copy it to a safe place");
        output::one(context, &answer.dynamic()?)
    }
}

impl Set {
    fn run(self, context: &Context) -> Result<()> {
        let (user_ids, id) = self.key.ids(context)?;
        let Terms { name, api_key_expiry: expires_at, rights: Rights(rights) } = self.terms;
        let changed = [("name", name.is_some()), ("rights", !rights.is_empty()), ("expires_at", expires_at.is_some())];
        let paths: Vec<_> = changed.into_iter().filter(|(_, is)| *is).map(|(path, _)| path.to_owned()).collect();
        if paths.is_empty() {
            context.log.warn("No fields selected, won't update anything");
            return Ok(());
        }
        let key = ApiKey { id, name: name.unwrap_or_default(), rights, expires_at, ..ApiKey::default() };
        let request = UpdateUserApiKeyRequest { user_ids, api_key: Some(key), field_mask: Some(FieldMask { paths }) };
        context.call("UserAccess/UpdateAPIKey", &request).map(drop)
    }
}
