//! Sessions
use domain::*;
use secrecy::SecretString;
use std::time::Duration;
use crate::{Caller, Service, RequestContext};
pub struct NewSession { /// the cookie's value
  pub token: SecretString, /// cookie Max-Age
  pub max_age: Duration, pub user: User }
/// login = user ID or e-mail address
pub async fn login(_service: &Service, _caller: &Caller, _login: &str, _password: SecretString, _keep: bool) -> Result<NewSession> { unimplemented!() }
/// the caller that a cookie's value stands for; an unknown or ended one is anonymous. Err only for faults
pub async fn resolve(_service: &Service, _token: &str, _context: RequestContext) -> Result<Caller> { unimplemented!() }
pub async fn logout(_service: &Service, _caller: &Caller) -> Result<()> { unimplemented!() }
pub async fn list(_service: &Service, _caller: &Caller) -> Result<Vec<Session>> { unimplemented!() }
pub async fn end(_service: &Service, _caller: &Caller, _session_id: &str) -> Result<()> { unimplemented!() }
pub async fn end_others(_service: &Service, _caller: &Caller) -> Result<()> { unimplemented!() }
