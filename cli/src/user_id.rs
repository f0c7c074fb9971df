//! Whom a command is about.

use clap::Args;
use clap_complete::ArgValueCompleter;
use proto::v3::UserIdentifiers;

use crate::{
    completion,
    context::Context,
    failure::{Failure, Result},
};

/// The ID of a user, as the first word or as a flag.
#[derive(Args, Debug)]
pub(crate) struct UserId {
    /// The user's ID
    #[arg(value_name = "USER_ID", add = ArgValueCompleter::new(completion::user_ids))]
    words: Vec<String>,
    /// The same as a flag
    #[arg(long, value_name = "USER_ID", alias = "ids.user-id", add = ArgValueCompleter::new(completion::user_ids))]
    user_id: Option<String>,
}

impl UserId {
    /// The ID, which has to be there.
    pub(crate) fn needed(&self, context: &Context) -> Result<UserIdentifiers> {
        let user_id = self.given(context).ok_or_else(missing)?;
        Ok(identifiers(user_id))
    }

    /// The ID where there is one.
    pub(crate) fn given(&self, context: &Context) -> Option<String> {
        if self.words.len() > 1 {
            context.log.warn("Multiple IDs found in arguments, considering only the first");
        }
        let user_id = self.words.first().or(self.user_id.as_ref())?;
        Some(user_id.clone()).filter(|user_id| !user_id.is_empty())
    }

    /// The ID, and the ID of what belongs to the user: two words, or either as a flag.
    pub(crate) fn with_other(
        &self,
        context: &Context,
        flag: Option<&String>,
    ) -> Result<(UserIdentifiers, Option<String>)> {
        let mut words = self.words.iter();
        let user_id = self.user_id.as_ref().filter(|_| self.words.len() < 2).or_else(|| words.next());
        let other = flag.or_else(|| words.next());
        if words.next().is_some() {
            context.log.warn("There are more words than IDs; the last are ignored");
        }
        let user_id = user_id.filter(|user_id| !user_id.is_empty()).ok_or_else(missing)?;
        Ok((identifiers(user_id.clone()), other.filter(|other| !other.is_empty()).cloned()))
    }
}

fn missing() -> Failure {
    Failure::here("no_user_id", "no user ID set")
}

/// An ID as requests have it.
pub(crate) fn identifiers(user_id: String) -> UserIdentifiers {
    UserIdentifiers { user_id, email: String::new() }
}
