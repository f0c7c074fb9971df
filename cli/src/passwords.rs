//! Passwords that somebody chooses at the terminal.

use proto::v3::{GetIsConfigurationRequest, GetIsConfigurationResponse};

use crate::{
    context::{Auth, Context},
    failure::{Failure, Result},
    prompt,
};

/// A password, typed twice.
pub(crate) fn chosen(context: &Context) -> Result<String> {
    tell_requirements(context)?;
    let password = prompt::secret("Please enter password:")?;
    if prompt::secret("Please confirm password:")? == password {
        Ok(password)
    } else {
        Err(Failure::here("password_mismatch", "password did not match"))
    }
}

/// The old password, and a new one.
pub(crate) fn old() -> Result<String> {
    prompt::secret("Please enter old password:")
}

/// A new password, typed once.
pub(crate) fn new(context: &Context) -> Result<String> {
    tell_requirements(context)?;
    prompt::secret("Please enter new password:")
}

/// What a password has to be, so that nobody types one in vain.
fn tell_requirements(context: &Context) -> Result<()> {
    if context.settings.on("show-request") {
        return Ok(());
    }
    let answer = context.call_as(Auth::None, "Is/GetConfiguration", &GetIsConfigurationRequest {})?;
    let answer: GetIsConfigurationResponse = answer.message()?;
    let registration = answer.configuration.and_then(|all| all.user_registration);
    let Some(rules) = registration.and_then(|all| all.password_requirements) else { return Ok(()) };
    context.log.info("Password Requirements:");
    let numbers = [
        ("Minimum length", rules.min_length),
        ("Maximum length", rules.max_length),
        ("Minimum uppercase", rules.min_uppercase),
        ("Minimum digits", rules.min_digits),
        ("Minimum special", rules.min_special),
    ];
    for (what, number) in numbers {
        if let Some(number) = number.filter(|number| *number > 0) {
            context.log.info(&format!("{what}: {number}"));
        }
    }
    Ok(())
}
