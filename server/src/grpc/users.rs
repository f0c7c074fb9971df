//! `UserRegistry`: create, get, list, update, delete, restore, purge, and passwords.

use domain::{Code, Error, Order, RegistrationMode, Result, Right, UserFilter, UserId};
use proto::v3::{self, user_registry_server::UserRegistry};
use service::{Caller, passwords, records, registration, users};
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert, mask, patch,
};

#[async_trait]
impl UserRegistry for Api {
    async fn create(&self, request: Request<v3::CreateUserRequest>) -> Answer<v3::User> {
        self.answer(request, create).await
    }

    async fn get(&self, request: Request<v3::GetUserRequest>) -> Answer<v3::User> {
        self.answer(request, get).await
    }

    async fn list(&self, request: Request<v3::ListUsersRequest>) -> Answer<v3::Users> {
        self.answer(request, list).await
    }

    async fn update(&self, request: Request<v3::UpdateUserRequest>) -> Answer<v3::User> {
        self.answer(request, update).await
    }

    async fn create_temporary_password(&self, request: Request<v3::CreateTemporaryPasswordRequest>) -> Answer<()> {
        self.answer(request, create_temporary_password).await
    }

    async fn update_password(&self, request: Request<v3::UpdateUserPasswordRequest>) -> Answer<()> {
        self.answer(request, update_password).await
    }

    async fn delete(&self, request: Request<v3::UserIdentifiers>) -> Answer<()> {
        self.answer(request, delete).await
    }

    async fn restore(&self, request: Request<v3::UserIdentifiers>) -> Answer<()> {
        self.answer(request, restore).await
    }

    async fn purge(&self, request: Request<v3::UserIdentifiers>) -> Answer<()> {
        self.answer(request, purge).await
    }
}

/// Admins make users; all others an account of their own, where they may.
async fn create(call: &Call, request: v3::CreateUserRequest) -> Result<Reply<v3::User>> {
    let user = request.user.unwrap_or_default();
    let caller = call.caller_or_nobody().await?;
    convert::user_id(user.ids.as_ref())?.check_free_word()?;
    if caller.acts_as_admin(Right::USER_SETTINGS_BASIC) {
        let record =
            records::create(&call.service, &caller, patch::new_record(user, request.invitation_token)?).await?;
        return Ok(Reply::new(convert::user(&record)).version(record.user.version));
    }
    if let Some(refusal) = caller.refusal() {
        return Err(refusal.clone());
    }
    let required = call.service.settings().registration_mode == RegistrationMode::Invitation;
    if required && request.invitation_token.is_empty() {
        return Err(Error::invitation_token_required());
    }
    let record = patch::new_record(user, request.invitation_token)?;
    let record = registration::register(&call.service, &caller, record).await?;
    Ok(Reply::new(convert::user(&record)).version(record.user.version))
}

async fn get(call: &Call, request: v3::GetUserRequest) -> Result<Reply<v3::User>> {
    let id = convert::user_id(request.user_ids.as_ref())?;
    let caller = call.caller_about(Some(&id)).await?;
    let fields = mask::fields(request.field_mask.as_ref());
    let record = records::get(&call.service, &caller, &id, fields).await?;
    let mut user = convert::user(&record);
    mask::cut(&mut user, mask::paths(request.field_mask.as_ref()));
    Ok(Reply::new(user).version(record.user.version))
}

async fn list(call: &Call, request: v3::ListUsersRequest) -> Result<Reply<v3::Users>> {
    let caller = call.caller_or_nobody().await?;
    let filter = UserFilter { deleted: request.deleted, order: Order::parse(&request.order)?, ..UserFilter::default() };
    let page = convert::page(request.limit, request.page)?;
    let fields = mask::fields(request.field_mask.as_ref());
    let found = records::list(&call.service, &caller, &filter, page, fields).await;
    let (records, total) = found.map_err(|error| unless_admin(error, Error::admins_only))?;
    Ok(Reply::new(many(&records, mask::paths(request.field_mask.as_ref()))).total(total))
}

/// Users as a list shows them.
pub(super) fn many(records: &[domain::UserRecord], paths: &[String]) -> v3::Users {
    let mut users: Vec<_> = records.iter().map(convert::user).collect();
    for user in &mut users {
        mask::cut(user, paths);
    }
    v3::Users { users }
}

async fn update(call: &Call, request: v3::UpdateUserRequest) -> Result<Reply<v3::User>> {
    let user = request.user.unwrap_or_default();
    let id = convert::user_id(user.ids.as_ref())?;
    let caller = call.caller_on(&id).await?;
    let paths = mask::paths(request.field_mask.as_ref());
    let update = patch::update(user, paths)?;
    let version = version(call, &caller, &id).await?;
    let record = records::update(&call.service, &caller, &id, update, version).await?;
    let mut user = convert::user(&record);
    mask::cut(&mut user, paths);
    let reply = Reply::new(user).version(record.user.version);
    let contact = paths.iter().any(|path| path == "contact_info");
    Ok(if contact {
        reply.warning("Contact info is not changed any more; change primary_email_address")
    } else {
        reply
    })
}

/// Anybody asks, and all are answered the same.
async fn create_temporary_password(call: &Call, request: v3::CreateTemporaryPasswordRequest) -> Result<Reply<()>> {
    let caller = call.caller_or_nobody().await?;
    let id = convert::user_id(request.user_ids.as_ref())?;
    passwords::mail_link(&call.service, &caller, id.as_str()).await.map(Reply::new)
}

async fn update_password(call: &Call, request: v3::UpdateUserPasswordRequest) -> Result<Reply<()>> {
    let caller = call.caller_or_nobody().await?;
    let id = convert::user_id(request.user_ids.as_ref())?;
    let (old, new) = (request.old.into(), request.new.into());
    passwords::replace_by_old(&call.service, &caller, &id, old, new, request.revoke_all_access).await?;
    Ok(Reply::new(()))
}

async fn delete(call: &Call, request: v3::UserIdentifiers) -> Result<Reply<()>> {
    let id = convert::user_id(Some(&request))?;
    let caller = call.caller_on(&id).await?;
    let version = version(call, &caller, &id).await?;
    users::delete(&call.service, &caller, &id, version).await.map(Reply::new)
}

async fn restore(call: &Call, request: v3::UserIdentifiers) -> Result<Reply<()>> {
    let id = convert::user_id(Some(&request))?;
    let caller = call.caller_on(&id).await?;
    let restored = users::restore(&call.service, &caller, &id).await;
    restored.map_err(|error| unless_admin(error, || Error::no_user_rights(id.as_str())))?;
    Ok(Reply::new(()))
}

async fn purge(call: &Call, request: v3::UserIdentifiers) -> Result<Reply<()>> {
    let caller = call.caller_or_nobody().await?;
    let id = convert::user_id(Some(&request))?;
    let purged = users::purge(&call.service, &caller, &id).await;
    purged.map_err(|error| match error.name {
        // The contract's word for it here.
        "user_not_found" => Error::entity_not_found("user", id.as_str()),
        _ => unless_admin(error, Error::admins_purge_users),
    })?;
    Ok(Reply::new(()))
}

/// The contract's own word where somebody is no admin, or nobody at all.
pub(super) fn unless_admin(error: Error, instead: impl FnOnce() -> Error) -> Error {
    let refused = error.code == Code::Unauthenticated || error.name == "permission_denied";
    if refused { instead() } else { error }
}

/// The version for which alone something is to be done. Of several, the one that there is now; whether it still is when the
/// change is made, the change itself checks.
async fn version(call: &Call, caller: &Caller, id: &UserId) -> Result<Option<i64>> {
    match call.versions()?.as_deref() {
        None => Ok(None),
        Some([version]) => Ok(Some(*version)),
        Some(versions) => {
            let current = records::get(&call.service, caller, id, mask::fields(None)).await?.user.version;
            let listed = versions.contains(&current);
            if listed { Ok(Some(current)) } else { Err(Error::changed_meanwhile(Vec::new(), current)) }
        }
    }
}
