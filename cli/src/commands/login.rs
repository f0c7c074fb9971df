//! `login`

use std::path::PathBuf;

use clap::Args;

use super::logout;
use crate::{
    context::Context,
    failure::{Failure, Result},
    secret,
};

/// How to log in.
#[derive(Args, Debug)]
pub(crate) struct Login {
    /// Keep this API key; a key in a file stands in no list of processes
    #[arg(long, value_name = "KEY")]
    api_key: Option<String>,
    /// Keep the API key in this file; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "api_key")]
    api_key_file: Option<PathBuf>,
}

impl Login {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        context.warn_of_plain_text();
        let key = match (self.api_key, self.api_key_file) {
            (Some(key), _) => Some(key),
            (None, Some(file)) => Some(secret::from_file(&file)?),
            (None, None) => None,
        };
        // The one before is ended; whether that works says nothing about the new one.
        if context.login().oauth_token.is_some() {
            let _ = logout::revoke(context);
        }
        let mut login = context.login();
        login.forget();
        login.hosts = Some(context.hosts());
        match key {
            Some(key) => login.api_key = key,
            None => return Err(Failure::text("give an API key by --api-key or --api-key-file")),
        }
        context.keep(login)
    }
}
