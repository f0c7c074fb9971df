//! Users: create, get, list, update, delete, restore, purge.
use domain::*;
use secrecy::SecretString;
use crate::{Caller, Service};
pub async fn create(_service: &Service, _caller: &Caller, _new: NewUser, _password: Option<SecretString>) -> Result<User> { unimplemented!() }
/// live user, admins only
pub async fn get(_service: &Service, _caller: &Caller, _id: &UserId) -> Result<User> { unimplemented!() }
/// a live or deleted user
pub async fn get_deleted(_service: &Service, _caller: &Caller, _id: &UserId) -> Result<User> { unimplemented!() }
pub async fn list(_service: &Service, _caller: &Caller, _filter: &UserFilter, _page: Page) -> Result<UserList> { unimplemented!() }
/// Whether an ID may be used
pub async fn availability(_service: &Service, _caller: &Caller, _id: &UserId) -> Result<Availability> { unimplemented!() }
pub async fn update(_service: &Service, _caller: &Caller, _id: &UserId, _patch: UserPatch, _version: Option<i64>) -> Result<User> { unimplemented!() }
/// own name, description, e-mail, theme
pub async fn update_own(_service: &Service, _caller: &Caller, _patch: UserPatch, _version: Option<i64>) -> Result<User> { unimplemented!() }
pub async fn delete(_service: &Service, _caller: &Caller, _id: &UserId) -> Result<()> { unimplemented!() }
pub async fn restore(_service: &Service, _caller: &Caller, _id: &UserId) -> Result<User> { unimplemented!() }
/// live or deleted
pub async fn purge(_service: &Service, _caller: &Caller, _id: &UserId) -> Result<()> { unimplemented!() }
