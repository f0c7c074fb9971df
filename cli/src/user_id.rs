//! Whom a command is about.

use clap::Args;
use clap_complete::ArgValueCompleter;
use proto::v3::UserIdentifiers;

use crate::{
    completion,
    context::Context,
    failure::{Failure, Result},
    program::Program,
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
        let user_id = self.given(context)?.ok_or_else(missing)?;
        Ok(identifiers(user_id))
    }

    /// The ID where there is one. What is more than one is not for one of them: scripts are told so, and people refused.
    pub(crate) fn given(&self, context: &Context) -> Result<Option<String>> {
        let flag = self.user_id.iter().filter(|flag| !self.words.contains(flag));
        let all: Vec<_> = self.words.iter().chain(flag).collect();
        match (all.as_slice(), context.program) {
            ([_, _, ..], Program::Roster) => {
                let listed = all.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", ");
                return Err(Failure::here("several_user_ids", &format!("one user is meant here, and not {listed}")));
            }
            ([_, _, ..], Program::Peer) if self.words.len() > 1 => {
                context.log.warn("Multiple IDs found in arguments, considering only the first");
            }
            _ => {}
        }
        Ok(all.first().filter(|user_id| !user_id.is_empty()).map(|user_id| (*user_id).clone()))
    }

    /// Refuses an ID beside what stands in its place.
    pub(crate) fn refuse_beside(&self, flag: &str) -> Result<()> {
        match self.words.first().or(self.user_id.as_ref()) {
            Some(word) => Err(Failure::here(
                "user_id_and_filter",
                &format!(
                    "{flag} stands in place of an ID, and there is {word:?} beside it; are there quotes around the whole filter?"
                ),
            )),
            None => Ok(()),
        }
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
        let surplus: Vec<_> = words.filter(|word| Some(*word) != self.user_id.as_ref()).collect();
        let beside = self.user_id.as_ref().filter(|flag| self.words.len() > 1 && self.words.first() != Some(*flag));
        match context.program {
            Program::Roster => {
                if let Some(word) = surplus.into_iter().chain(beside).next() {
                    let text = format!("one of one user is meant here; {word:?} is more than that");
                    return Err(Failure::here("several_user_ids", &text));
                }
            }
            Program::Peer if surplus.is_empty() => {}
            Program::Peer => context.log.warn("There are more words than IDs; the last are ignored"),
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
