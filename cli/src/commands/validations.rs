//! `users email-validations`

use clap::{Args, Subcommand};
use proto::v3::ValidateEmailRequest;

use crate::{
    context::Context,
    failure::{Failure, Result},
    output,
    user_id::UserId,
};

/// What to do about e-mail addresses that nobody has proved to be theirs.
#[derive(Debug, Subcommand)]
pub(crate) enum Validations {
    /// Say that an address is one's own, with what the mail has
    #[command(alias = "v")]
    Validate(Proof),
    /// Have a mail sent that proves the address
    #[command(alias = "r")]
    Request(Named),
}

/// What the mail has.
#[derive(Args, Debug)]
pub(crate) struct Proof {
    /// The reference and the token
    #[arg(value_name = "REFERENCE TOKEN")]
    words: Vec<String>,
    /// The reference, as a flag
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,
    /// The token, as a flag
    #[arg(long, value_name = "TEXT")]
    token: Option<String>,
}

/// Whose address.
#[derive(Args, Debug)]
pub(crate) struct Named {
    #[command(flatten)]
    user: UserId,
}

impl Proof {
    /// Reference and token.
    pub(crate) fn parts(self) -> Result<(String, String)> {
        let mut words = self.words.into_iter();
        let reference = self.reference.or_else(|| words.next());
        let token = self.token.or_else(|| words.next());
        let reference =
            reference.ok_or_else(|| Failure::here("no_validation_reference", "no validation reference set"))?;
        Ok((reference, token.ok_or_else(|| Failure::here("no_validation_token", "no validation token set"))?))
    }
}

impl Validations {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        let answer = match self {
            Self::Validate(proof) => {
                let (id, token) = proof.parts()?;
                context.call("EmailValidationRegistry/Validate", &ValidateEmailRequest { id, token })?
            }
            Self::Request(named) => {
                context.call("EmailValidationRegistry/RequestValidation", &named.user.needed(context)?)?
            }
        };
        output::one(context, &answer.dynamic()?)
    }
}
