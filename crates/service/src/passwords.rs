//! Passwords
use domain::*;
use secrecy::SecretString;
use crate::{Caller, Service};
/// change own password; other sessions end where asked
pub async fn change(_service: &Service, _caller: &Caller, _old: SecretString, _new: SecretString, _end_others: bool) -> Result<()> { unimplemented!() }
/// set a password by the one-time code of a link
pub async fn set_by_code(_service: &Service, _caller: &Caller, _code: &str, _new: SecretString) -> Result<UserId> { unimplemented!() }
/// host or admin: a one-time code
pub async fn create_link(_service: &Service, _caller: &Caller, _id: &UserId) -> Result<SecretString> { unimplemented!() }
/// host: set it directly
pub async fn set(_service: &Service, _caller: &Caller, _id: &UserId, _new: SecretString) -> Result<()> { unimplemented!() }
