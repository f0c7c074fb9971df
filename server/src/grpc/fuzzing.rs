//! What must hold of field masks and of `If-Match`.

use prost_types::FieldMask;
use proto::{
    Validate as _,
    v3::{GetUserRequest, UserConsolePreferences, UserIdentifiers},
};

use super::{call, mask};

/// What is answered whatever was asked for.
const ALWAYS: [&str; 4] = ["ids", "created_at", "updated_at", "deleted_at"];

/// What a mask that is allowed takes over from somebody's preferences, it shows again, and no more.
pub fn field_mask(text: &str) {
    let mask = FieldMask { paths: text.split(',').map(str::to_owned).collect() };
    let paths = mask::paths(Some(&mask)).to_vec();
    let fields = mask::fields(Some(&mask));
    let whole = UserConsolePreferences { console_theme: 2, ..UserConsolePreferences::default() };
    let merged = mask::merge(UserConsolePreferences::default(), whole, &paths);
    assert_eq!(mask::merge(merged.clone(), merged.clone(), &paths), merged);
    let user_ids = Some(UserIdentifiers { user_id: "alice".to_owned(), ..UserIdentifiers::default() });
    let request = GetUserRequest { user_ids, field_mask: Some(mask) };
    if request.validate(0).is_ok() {
        assert!(!paths.iter().any(|path| ["password", "temporary_password"].contains(&path.as_str())), "{paths:?}");
        assert!(ALWAYS.into_iter().all(|field| fields.contains(field)));
    }
}

/// Versions that are read are read again.
pub fn if_match(text: &str) {
    if let Ok(Some(versions)) = call::versions([text]) {
        assert!(!versions.is_empty());
        let written = versions.iter().map(|version| format!("\"{version}\"")).collect::<Vec<_>>().join(", ");
        assert_eq!(call::versions([written.as_str()]).ok().flatten(), Some(versions));
    }
}
