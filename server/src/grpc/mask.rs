//! Which fields somebody wants to see of a message.

use domain::UserFields;
use prost_types::FieldMask;
use proto::v3::{User, UserConsolePreferences};

/// What is always answered.
const ALWAYS: [&str; 4] = ["ids", "created_at", "updated_at", "deleted_at"];

/// The paths of a mask; none where there is no mask.
pub(crate) fn paths(mask: Option<&FieldMask>) -> &[String] {
    mask.map_or(&[], |mask| &mask.paths)
}

/// The fields of a user that a mask names, and those that are always answered.
pub(crate) fn fields(mask: Option<&FieldMask>) -> UserFields {
    UserFields::of(paths(mask).iter().map(String::as_str).chain(ALWAYS))
}

/// Cuts a user's message down to what the paths name below a field; one that is named itself is whole.
pub(crate) fn cut(user: &mut User, paths: &[String]) {
    let within = |field: &str| below(paths, field);
    if let (Some(preferences), Some(parts)) = (&mut user.console_preferences, within("console_preferences")) {
        cut_preferences(preferences, &parts);
        if *preferences == UserConsolePreferences::default() {
            user.console_preferences = None;
        }
    }
    if let (Some(ids), Some(parts)) = (&mut user.ids, within("ids"))
        && !parts.contains(&"user_id")
    {
        // Whoever asks for a part of the IDs is told whose they are all the same.
        ids.email.clear();
    }
}

/// What the paths name below a field; `None` if they name the whole field, or nothing of it.
fn below<'a>(paths: &'a [String], field: &str) -> Option<Vec<&'a str>> {
    if paths.iter().any(|path| path == field) {
        return None;
    }
    let parts = paths.iter().filter_map(|path| path.strip_prefix(field)?.strip_prefix('.'));
    Some(parts.collect::<Vec<_>>()).filter(|parts| !parts.is_empty())
}

/// Takes over from `new` what the paths name below `console_preferences`; everything, if they name the whole.
pub(crate) fn merge(
    old: UserConsolePreferences,
    new: UserConsolePreferences,
    paths: &[String],
) -> UserConsolePreferences {
    let Some(parts) = below(paths, "console_preferences") else { return new };
    let mut merged = old;
    macro_rules! take {
        ($($member:ident { $($leaf:ident),+ })+) => {$(
            if parts.contains(&stringify!($member)) {
                merged.$member = new.$member.clone();
            }
            $(if parts.contains(&concat!(stringify!($member), ".", stringify!($leaf))) {
                let new = new.$member.clone().unwrap_or_default();
                merged.$member.get_or_insert_default().$leaf = new.$leaf;
            })+
        )+};
    }
    if parts.contains(&"console_theme") {
        merged.console_theme = new.console_theme;
    }
    take!(
        dashboard_layouts { api_key, application, collaborator, end_device, gateway, organization, overview, user }
        sort_by { api_key, application, collaborator, end_device, gateway, organization, user }
    );
    merged
}

fn cut_preferences(preferences: &mut UserConsolePreferences, parts: &[&str]) {
    let paths: Vec<_> = parts.iter().map(|part| format!("console_preferences.{part}")).collect();
    let whole = std::mem::take(preferences);
    *preferences = merge(UserConsolePreferences::default(), whole, &paths);
}

#[cfg(test)]
mod tests {
    use proto::v3::user_console_preferences::{DashboardLayouts, SortBy};

    use super::*;

    fn preferences() -> UserConsolePreferences {
        UserConsolePreferences {
            console_theme: 2,
            dashboard_layouts: Some(DashboardLayouts { user: 1, overview: 2, ..DashboardLayouts::default() }),
            sort_by: Some(SortBy { user: "name".into(), ..SortBy::default() }),
        }
    }

    fn strings(paths: &[&str]) -> Vec<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn a_part_that_is_named_is_changed_and_the_others_stay() {
        let new = UserConsolePreferences { console_theme: 1, ..UserConsolePreferences::default() };
        let merged = merge(preferences(), new, &strings(&["console_preferences.console_theme"]));
        assert_eq!(merged, UserConsolePreferences { console_theme: 1, ..preferences() });
        let paths = strings(&["console_preferences.dashboard_layouts.user"]);
        let merged = merge(preferences(), UserConsolePreferences::default(), &paths);
        assert_eq!(merged.dashboard_layouts.unwrap(), DashboardLayouts { overview: 2, ..DashboardLayouts::default() });
    }

    #[test]
    fn the_whole_goes_before_its_parts() {
        let paths = strings(&["console_preferences.console_theme", "console_preferences"]);
        assert_eq!(merge(preferences(), UserConsolePreferences::default(), &paths), UserConsolePreferences::default());
    }

    #[test]
    fn only_what_is_named_is_shown() {
        let mut user = User { console_preferences: Some(preferences()), ..User::default() };
        cut(&mut user, &strings(&["console_preferences.sort_by"]));
        let shown = user.console_preferences.unwrap();
        assert_eq!((shown.console_theme, shown.sort_by), (0, preferences().sort_by));
    }
}
