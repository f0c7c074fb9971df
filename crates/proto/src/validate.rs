//! What is wrong with a request, before anybody asks who sent it.

pub(crate) mod check;
pub mod email;
pub(crate) mod only;
pub(crate) mod rules;
#[cfg(test)]
mod tests;

/// A message that can say whether its rules hold.
pub trait Validate {
    /// Checks the field mask first, then all fields in their order; of an update only those that the mask names.
    ///
    /// # Errors
    /// The first violation found.
    fn validate(&self, now_micros: i64) -> Result<(), Violation>;
}

/// `google.protobuf.Empty` has nothing to check.
impl Validate for () {
    fn validate(&self, _now_micros: i64) -> Result<(), Violation> {
        Ok(())
    }
}

/// Why a request is refused. Each kind is an error of its own to clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// A field breaks a rule.
    Validation(Box<Invalid>),
    /// The mask names paths that are unknown or not allowed.
    FieldMaskPaths {
        /// Those paths, in the order of the mask.
        forbidden_paths: Vec<String>,
    },
    /// The request is nothing but identifiers, and they break a rule.
    Identifiers(Box<Invalid>),
    /// An address that mail software reads but that Roster does not accept.
    Email {
        /// The address.
        email: String,
    },
}

/// A field that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The field, for example `rights[0]`.
    pub field: String,
    /// The rule in words that clients know.
    pub reason: String,
    /// Which message it is, for example `UserValidationError`.
    pub name: &'static str,
    /// What is wrong within the field, where it is a message.
    pub cause: Option<Box<Invalid>>,
}
