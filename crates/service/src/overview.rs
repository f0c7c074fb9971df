//! Overview
use domain::*;
use crate::{Caller, Service};
/// admins only
pub async fn get(_service: &Service, _caller: &Caller) -> Result<Overview> { unimplemented!() }
