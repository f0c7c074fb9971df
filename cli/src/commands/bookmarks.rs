//! `users bookmarks`

use clap::{Args, Subcommand};
use proto::v3::{
    ApplicationIdentifiers, BatchDeleteUserBookmarksRequest, ClientIdentifiers, CreateUserBookmarkRequest,
    DeleteUserBookmarkRequest, EndDeviceIdentifiers, EntityIdentifiers, GatewayIdentifiers, ListUserBookmarksRequest,
    OrganizationIdentifiers, entity_identifiers::Ids,
};

use crate::{
    context::Context,
    failure::{Failure, Result},
    input,
    json::read,
    output,
    page::Page,
    user_id::{UserId, identifiers},
};

/// What to do with bookmarks.
#[derive(Debug, Subcommand)]
pub(crate) enum Bookmarks {
    /// Make a bookmark
    #[command(aliases = ["add", "register"])]
    Create(Marked),
    /// List the bookmarks of a user
    #[command(alias = "ls")]
    List(Listed),
    /// Delete a bookmark
    #[command(aliases = ["del", "remove", "rm"])]
    Delete(Marked),
    /// Delete several, which standard input names in the API's JSON
    BatchDelete,
}

/// Whose bookmark, and of what.
#[derive(Args, Debug)]
pub(crate) struct Marked {
    #[command(flatten)]
    user: UserId,
    #[command(flatten)]
    entity: Entity,
}

/// What is marked; one of them.
#[derive(Args, Debug)]
struct Entity {
    /// A user
    #[arg(long = "entity-ids.user-id", value_name = "USER_ID", id = "entity-user")]
    user: Option<String>,
    /// An application
    #[arg(long = "entity-ids.application-id", value_name = "ID", hide = true, id = "entity-application")]
    application: Option<String>,
    /// A client
    #[arg(long = "entity-ids.client-id", value_name = "ID", hide = true, id = "entity-client")]
    client: Option<String>,
    /// A gateway
    #[arg(long = "entity-ids.gateway-id", value_name = "ID", hide = true, id = "entity-gateway")]
    gateway: Option<String>,
    /// An organization
    #[arg(long = "entity-ids.organization-id", value_name = "ID", hide = true, id = "entity-organization")]
    organization: Option<String>,
    /// A device of an application
    #[arg(long = "entity-ids.device-id", value_name = "ID", hide = true, id = "entity-device")]
    device: Option<String>,
}

/// Whose bookmarks to list.
#[derive(Args, Debug)]
pub(crate) struct Listed {
    #[command(flatten)]
    user: UserId,
    #[arg(
        long,
        help = "Sort by a field, backwards with - before it: user_id, entity_type, entity_id, created_at",
        value_name = "FIELD",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    order: String,
    /// Only bookmarks of what is deleted
    #[arg(long)]
    deleted: bool,
    /// Only bookmarks of these kinds
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    entity_types: Vec<String>,
    #[command(flatten)]
    page: Page,
}

impl Bookmarks {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        match self {
            Self::Create(Marked { user, entity }) => {
                let user_ids = Some(user.needed(context)?);
                let request = CreateUserBookmarkRequest { user_ids, entity_ids: Some(entity.ids()?) };
                output::one(context, &context.call("UserBookmarkRegistry/Create", &request)?.dynamic()?)
            }
            Self::List(Listed { user, order, deleted, entity_types, page: Page { limit, page } }) => {
                let user_ids = Some(user.needed(context)?);
                let request = ListUserBookmarksRequest { user_ids, limit, page, order, deleted, entity_types };
                output::whole(context, Page { limit, page }, &context.call("UserBookmarkRegistry/List", &request)?)
            }
            Self::Delete(Marked { user, entity }) => {
                let user_ids = Some(user.needed(context)?);
                let request = DeleteUserBookmarkRequest { user_ids, entity_ids: Some(entity.ids()?) };
                output::one(context, &context.call("UserBookmarkRegistry/Delete", &request)?.dynamic()?)
            }
            Self::BatchDelete => batch_delete(context),
        }
    }
}

fn batch_delete(context: &Context) -> Result<()> {
    let objects = read::objects(&input::text(input::STANDARD.as_ref())?)?;
    let [object] = <[_; 1]>::try_from(objects)
        .map_err(|_| Failure::text("standard input has to say which bookmarks, in one object of the API's JSON"))?;
    let request: BatchDeleteUserBookmarksRequest =
        read::message("ttn.lorawan.v3.BatchDeleteUserBookmarksRequest", object)?;
    output::one(context, &context.call("UserBookmarkRegistry/BatchDelete", &request)?.dynamic()?)
}

impl Entity {
    fn ids(self) -> Result<EntityIdentifiers> {
        let application = |application_id| ApplicationIdentifiers { application_id };
        let ids = match self {
            Self { device: Some(device_id), application: owner, .. } => Ids::DeviceIds(EndDeviceIdentifiers {
                device_id,
                application_ids: owner.map(application),
                ..EndDeviceIdentifiers::default()
            }),
            Self { user: Some(user_id), .. } => Ids::UserIds(identifiers(user_id)),
            Self { application: Some(id), .. } => Ids::ApplicationIds(application(id)),
            Self { client: Some(client_id), .. } => Ids::ClientIds(ClientIdentifiers { client_id }),
            Self { gateway: Some(gateway_id), .. } => {
                Ids::GatewayIds(GatewayIdentifiers { gateway_id, ..GatewayIdentifiers::default() })
            }
            Self { organization: Some(organization_id), .. } => {
                Ids::OrganizationIds(OrganizationIdentifiers { organization_id })
            }
            Self { .. } => return Err(Failure::here("no_entity_id", "no entity ID set")),
        };
        Ok(EntityIdentifiers { ids: Some(ids) })
    }
}
