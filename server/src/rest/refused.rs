//! Input that can't be read: one sentence, as an invalid argument without details.

/// Why. Names the place, and repeats no more of the input than a name or a number.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) String);

impl Refused {
    /// Something that is not UTF-8.
    pub(super) fn not_utf8(place: &str) -> Self {
        Self(format!("{place} is not valid UTF-8"))
    }
}
