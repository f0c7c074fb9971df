//! Field masks: which paths they may name, and which fields of an update are checked for it.

use prost_types::FieldMask;

use super::Violation;

/// Refuses paths that are not in `allowed`, which is sorted. An absent or empty mask holds nothing to refuse.
pub(crate) fn mask(mask: Option<&FieldMask>, allowed: &[&str]) -> Result<(), Violation> {
    let Some(mask) = mask else { return Ok(()) };
    let forbidden = |path: &&String| allowed.binary_search(&path.as_str()).is_err();
    let forbidden_paths = mask.paths.iter().filter(forbidden).cloned().collect::<Vec<_>>();
    if forbidden_paths.is_empty() { Ok(()) } else { Err(Violation::FieldMaskPaths { forbidden_paths }) }
}

/// Which fields of a message are checked: all, or those that some paths lead to.
pub(crate) struct Only<'a>(Option<Vec<&'a str>>);

impl<'a> Only<'a> {
    /// All fields.
    pub(crate) const ALL: Self = Self(None);

    /// Within the field `name`; nothing where that is left out.
    pub(crate) fn under(&self, name: &str) -> Option<Self> {
        let Some(paths) = &self.0 else { return Some(Self::ALL) };
        let mut below = Vec::new();
        for path in paths {
            match path.strip_prefix(name) {
                Some("") => return Some(Self::ALL),
                Some(rest) => below.extend(rest.strip_prefix('.')),
                None => {}
            }
        }
        if below.is_empty() { None } else { Some(Self(Some(below))) }
    }

    /// Within the thing that is updated: its identifiers, and what the mask names; all without a mask.
    pub(crate) fn masked(mask: Option<&'a FieldMask>) -> Self {
        let paths = mask.map(|mask| mask.paths.as_slice()).unwrap_or_default();
        Self((!paths.is_empty()).then(|| paths.iter().map(String::as_str).chain(["ids"]).collect()))
    }
}
