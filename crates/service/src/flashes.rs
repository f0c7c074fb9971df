//! Refused forms that wait for the page that shows them: read once, five minutes, bound to the session.
use domain::*;
use crate::{Caller, Service};
/// keeps `body` and answers the name that goes into the URL
pub async fn save(_service: &Service, _caller: &Caller, _body: String) -> Result<String> { unimplemented!() }
pub async fn take(_service: &Service, _caller: &Caller, _name: &str) -> Result<Option<String>> { unimplemented!() }
