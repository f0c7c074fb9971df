//! Why a command ends: one line for the operator.

use std::fmt;

/// `Result` of a command.
pub type Result<T, E = Refusal> = std::result::Result<T, E>;

/// One line that says what is wrong and what to do about it.
#[derive(Debug)]
pub struct Refusal(String);

impl Refusal {
    /// A refusal in these words; line breaks become spaces.
    pub fn new(message: impl Into<String>) -> Self {
        let message = message.into();
        Self(message.lines().map(str::trim).collect::<Vec<_>>().join(" "))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// Who runs commands on the server may see causes.
impl From<domain::Error> for Refusal {
    fn from(error: domain::Error) -> Self {
        let fields: Vec<_> = error.fields.iter().map(|field| field.message.as_str()).collect();
        let message = if fields.is_empty() { error.message.into_owned() } else { fields.join(" ") };
        match error.cause {
            Some(cause) if !message.contains(&cause) => Self::new(format!("{message} ({cause})")),
            _ => Self::new(message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_one_line_with_every_field_and_the_cause() {
        let fields = domain::Error::all([
            Err(domain::Error::invalid("a", "One is wrong.")),
            Err(domain::Error::invalid("b", "Two\nis wrong.")),
        ]);
        assert_eq!(Refusal::from(fields.unwrap_err()).to_string(), "One is wrong. Two is wrong.");
        let caused = Refusal::from(domain::Error::internal("disk on fire")).to_string();
        assert!(caused.ends_with("(disk on fire)") && caused.lines().count() == 1, "{caused}");
    }
}
