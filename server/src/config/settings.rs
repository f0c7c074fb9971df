//! The names of all settings: as TOML writes them, as the environment does, and as flags do.

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The TOML table it stands in.
    pub section: &'static str,
    /// Its name there.
    pub key: &'static str,
    /// What it is for, in a line.
    pub about: &'static str,
}

const fn setting(section: &'static str, key: &'static str, about: &'static str) -> Setting {
    Setting { section, key, about }
}

/// Every setting, section by section.
pub const SETTINGS: [Setting; 37] = [
    setting("database", "url", "Where the data are: sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME"),
    setting("http", "listen", "The address and port to listen on"),
    setting("http", "public_url", "What people type to get here; links and checks of origin use it"),
    setting("grpc", "listen", "The address and port on which gRPC is spoken besides"),
    setting("grpc", "reflection", "Whether programs may ask over gRPC what methods there are: true or false"),
    setting("tls", "cert_file", "Certificates as PEM, by which both ports speak TLS; read again when they change"),
    setting("tls", "key_file", "The private key of the first of them"),
    setting("log", "format", "How lines are written to standard error: text or json"),
    setting("log", "level", "The least important lines that are written: error, warn, info, debug or trace"),
    setting("sessions", "idle", "A session ends after this long without use"),
    setting("sessions", "idle_kept", "The same for who asked to be kept logged in"),
    setting("sessions", "absolute", "A session ends after this long in any case, 30d at most"),
    setting("sessions", "absolute_admin", "The same for admins"),
    setting(
        "sessions",
        "recent",
        "What weighs heavily asks for the password again, if it was typed longer ago than this",
    ),
    setting("deleted", "restore_window", "How long a deleted user can be restored; or forever"),
    setting("deleted", "purge_after", "How long a deleted user is kept before the server purges them; or forever"),
    setting(
        "passwords",
        "policy",
        "What new passwords must be like: safe, or strict-compat (8 characters, an upper-case letter, a digit)",
    ),
    setting(
        "passwords",
        "hashing_threads",
        "How many passwords are hashed at a time; by default one core is left free",
    ),
    setting("rate_limits", "enabled", "Whether programs are held up that call the API too often: true or false"),
    setting("rate_limits", "account", "Calls in a minute with the credentials of one account"),
    setting("rate_limits", "address", "Calls in a minute from one network address, whoever calls"),
    setting("proxies", "trusted", "Proxies whose X-Forwarded-For is believed: addresses or networks, by comma"),
    setting(
        "audit",
        "anchor_file",
        "A file to which a line is added for each seal of the trail; by default there is none",
    ),
    setting(
        "secrets",
        "key_file",
        "The key by which tokens and mails are sealed, made when missing; by default a file beside a SQLite database",
    ),
    setting(
        "mail",
        "url",
        "Where mails go: dir:PATH, smtps://USER:PASSWORD@HOST or smtp://USER:PASSWORD@HOST (STARTTLS); by default to a \
         folder beside the database",
    ),
    setting("mail", "from", "Whom mails come from; by default roster at the host of http.public_url"),
    setting("mail", "templates", "A folder with templates for mails in place of the built-in ones"),
    setting(
        "mail",
        "ca_file",
        "Certificates as PEM of authorities that vouch for the mail server, beside the usual ones",
    ),
    setting("registration", "mode", "Who may make an account of their own: closed, invitation, approval or open"),
    setting(
        "registration",
        "require_email_validation",
        "Whether nobody gets in before they have opened the link in a mail to their address: true or false",
    ),
    setting(
        "registration",
        "reject_domains",
        "Domains of addresses with which nobody may register: example.com, or *.example.com for all below, by comma",
    ),
    setting("registration", "ask_domains", "The same for those who wait for approval, whatever the mode"),
    setting(
        "registration",
        "approve_domains",
        "The same for those who need no approval once their address is validated",
    ),
    setting("invitations", "ttl", "How long an invitation is good"),
    setting("login_tokens", "enabled", "Whether people may log in by a link that is mailed: true or false"),
    setting("login_tokens", "ttl", "How long such a link is good"),
    setting("pictures", "gravatar", "Whether programs find users without a picture at Gravatar: true or false"),
];

impl Setting {
    /// `http.public_url`
    pub fn path(&self) -> String {
        format!("{}.{}", self.section, self.key)
    }

    /// `ROSTER_HTTP_PUBLIC_URL`
    pub fn variable(&self) -> String {
        format!("ROSTER_{}_{}", self.section, self.key).to_uppercase()
    }

    /// `http-public-url`
    pub fn flag(&self) -> String {
        format!("{}-{}", self.section, self.key).replace('_', "-")
    }
}

/// The name among `known` that was probably meant.
pub(crate) fn nearest(name: &str, known: impl IntoIterator<Item = String>) -> String {
    known.into_iter().min_by_key(|known| strsim::damerau_levenshtein(name, known)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_list_names_exactly_the_fields_of_the_configuration() {
        let serde_json::Value::Object(sections) = serde_json::to_value(Config::default()).unwrap() else { panic!() };
        let mut fields: Vec<_> = sections
            .iter()
            .flat_map(|(section, keys)| keys.as_object().unwrap().keys().map(move |key| format!("{section}.{key}")))
            .collect();
        let mut listed: Vec<_> = SETTINGS.iter().map(Setting::path).collect();
        fields.sort();
        listed.sort();
        assert_eq!(listed, fields);
    }

    #[test]
    fn a_slip_of_the_pen_finds_its_setting() {
        let variables = || SETTINGS.iter().map(Setting::variable);
        assert_eq!(nearest("ROSTER_HTTP_LISTNE", variables()), "ROSTER_HTTP_LISTEN");
        assert_eq!(nearest("ROSTER_DATABSE_URL", variables()), "ROSTER_DATABASE_URL");
    }
}
