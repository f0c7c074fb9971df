//! How generated code walks through a message.

use std::{borrow::Cow, fmt::Display};

use super::{Invalid, only::Only, rules::Reason};

/// Nothing, or the first field that breaks a rule.
pub(crate) type Checked = Result<(), Box<Invalid>>;

/// A message with rules.
pub(crate) trait Check {
    /// Checks the fields that are not left out, at the time `now` in microseconds.
    fn check(&self, only: &Only<'_>, now: i64) -> Checked;
}

/// The name under which errors know the message being checked.
#[derive(Clone, Copy)]
pub(crate) struct Message(pub(crate) &'static str);

impl Message {
    /// The error for a field.
    pub(crate) fn refuse(self, field: &str, reason: impl Into<Cow<'static, str>>) -> Invalid {
        let reason = reason.into().into_owned();
        Invalid { field: field.to_owned(), reason, name: self.0, cause: None }
    }

    /// Ties the outcome of a rule to a field.
    pub(crate) fn hold(self, field: &str, outcome: Result<(), Reason>) -> Checked {
        outcome.map_err(|reason| self.refuse(field, reason).into())
    }

    /// Ties what was found within a message to the field that holds it.
    pub(crate) fn within(self, field: &str, outcome: Checked) -> Checked {
        outcome.map_err(|cause| {
            let mut outer = self.refuse(field, "embedded message failed validation");
            outer.cause = Some(cause);
            outer.into()
        })
    }

    /// The item at `index` must not stand before it in the list.
    pub(crate) fn once<T: PartialEq>(self, field: &str, list: &[T], index: usize) -> Checked {
        let (before, from) = list.split_at_checked(index).unwrap_or((list, &[]));
        if from.first().is_some_and(|value| before.contains(value)) {
            return Err(self.refuse(&item(field, index), "repeated value must contain unique items").into());
        }
        Ok(())
    }
}

/// What errors call an item of a list or a pair of a map.
pub(crate) fn item(field: &str, index: impl Display) -> String {
    format!("{field}[{index}]")
}
