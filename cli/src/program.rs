//! By which name the program was called, and what hangs on it: names of files and of variables.

use std::{env, ffi::OsStr, path::PathBuf};

/// The two names. What somebody has who knows The Things Stack goes on working under the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    /// `roster`
    Roster,
    /// `ttn-lw-cli`
    Peer,
}

impl Program {
    /// The name of the file that was run, be it a link or not.
    pub(crate) fn of(first: Option<&OsStr>) -> Self {
        let stem = first.map(PathBuf::from).and_then(|path| Some(path.file_stem()?.to_owned()));
        if stem.is_some_and(|stem| stem == Self::Peer.name()) { Self::Peer } else { Self::Roster }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Roster => "roster",
            Self::Peer => "ttn-lw-cli",
        }
    }

    /// The variable of a setting. The server's own begin with `ROSTER_`, and it refuses those that it does not know.
    pub(crate) fn variable(self, setting: &str) -> String {
        let prefix = match self {
            Self::Roster => "ROSTERCLI_",
            Self::Peer => "TTN_LW_",
        };
        format!("{prefix}{}", setting.to_uppercase().replace(['-', '.'], "_"))
    }

    /// The name of the file with settings.
    pub(crate) fn settings_file(self) -> String {
        format!(".{}.yml", self.name())
    }

    /// Where settings are looked for: in this folder, and then in the user's own; what one has is not asked of the next.
    pub(crate) fn settings_files(self) -> (PathBuf, Vec<PathBuf>) {
        let own = [home(), config_folder()].into_iter().flatten().map(|folder| folder.join(self.settings_file()));
        (PathBuf::from(".").join(self.settings_file()), own.collect())
    }

    /// Where credentials are kept.
    pub(crate) fn credentials_file(self) -> Option<PathBuf> {
        match self {
            Self::Roster => Some(config_folder()?.join("roster/credentials.json")),
            Self::Peer => Some(folder("XDG_CACHE_HOME", ".cache")?.join("ttn-lw-cli/cache")),
        }
    }
}

/// The user's folder for settings.
pub(crate) fn config_folder() -> Option<PathBuf> {
    folder("XDG_CONFIG_HOME", ".config")
}

fn folder(variable: &str, below_home: &str) -> Option<PathBuf> {
    set(variable).or_else(|| Some(home()?.join(below_home)))
}

fn home() -> Option<PathBuf> {
    set("HOME")
}

fn set(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_link_says_whose_manners_are_kept() {
        assert_eq!(Program::of(Some(OsStr::new("/usr/bin/ttn-lw-cli"))), Program::Peer);
        assert_eq!(Program::of(Some(OsStr::new("roster"))), Program::Roster);
        assert_eq!(Program::of(None), Program::Roster);
    }

    #[test]
    fn variables_are_named_after_their_settings() {
        assert_eq!(Program::Peer.variable("log.level"), "TTN_LW_LOG_LEVEL");
        assert_eq!(Program::Roster.variable("output-format"), "ROSTERCLI_OUTPUT_FORMAT");
    }
}
