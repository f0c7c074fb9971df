//! The settings: a file, the environment and flags, the later over the earlier. Every one has a default.

mod audit;
mod database;
mod deleted;
mod grpc;
mod http;
mod invitations;
mod list;
mod log;
mod login_tokens;
mod mail;
mod network;
mod passwords;
mod path;
mod period;
mod pictures;
mod proxies;
mod public_url;
mod rate_limits;
mod registration;
mod secrets;
mod sessions;
mod settings;
mod sources;
#[cfg(test)]
mod tests;
mod tls;

use std::path::{Path, PathBuf};

use figment::Figment;
use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};

pub use self::{
    audit::Audit,
    database::{Database, DatabaseUrl},
    deleted::{Deleted, Lasting},
    grpc::Grpc,
    http::Http,
    invitations::Invitations,
    log::{Format, Level, Log},
    login_tokens::LoginTokens,
    mail::{Mail, MailServer, MailTarget, MailUrl, Protection, Sender},
    network::Network,
    passwords::{Passwords, Policy},
    period::Period,
    pictures::Pictures,
    proxies::Proxies,
    public_url::PublicUrl,
    rate_limits::RateLimits,
    registration::{Mode, Registration},
    secrets::Secrets,
    sessions::Sessions,
    settings::{SETTINGS, Setting},
    sources::Sources,
    tls::Tls,
};
use crate::{Refusal, Result};

/// All settings, a field a section.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the data are.
    pub database: Database,
    /// How browsers reach the server.
    pub http: Http,
    /// How programs reach the API by gRPC.
    pub grpc: Grpc,
    /// The files by which the server speaks TLS itself.
    pub tls: Tls,
    /// What is written to standard error.
    pub log: Log,
    /// How long people stay logged in.
    pub sessions: Sessions,
    /// What becomes of deleted users.
    pub deleted: Deleted,
    /// How passwords are judged and hashed.
    pub passwords: Passwords,
    /// How much programs may ask for.
    pub rate_limits: RateLimits,
    /// Whose word about a client's address is taken.
    pub proxies: Proxies,
    /// What is kept of the trail elsewhere.
    pub audit: Audit,
    /// The key for what is sealed.
    pub secrets: Secrets,
    /// How mails are sent.
    pub mail: Mail,
    /// Who may make an account of their own.
    pub registration: Registration,
    /// Invitations to do so.
    pub invitations: Invitations,
    /// Links to log in with.
    pub login_tokens: LoginTokens,
    /// Profile pictures.
    pub pictures: Pictures,
}

impl Config {
    /// Reads the sources and checks every value.
    ///
    /// # Errors
    /// One line that names the setting, where it was written, and what is allowed.
    pub fn load(sources: &Sources) -> Result<Self> {
        let mut figment = Figment::new();
        for layer in sources.layers()? {
            figment = figment.merge(layer);
        }
        let config: Self = figment.extract().map_err(|error| sources::explain(&error))?;
        config.sessions.check().map_err(Refusal::new)?;
        config.deleted.check().map_err(Refusal::new)?;
        config.tls.check().map_err(Refusal::new)?;
        config.registration.check().map_err(Refusal::new)?;
        Ok(config)
    }

    /// What people type to get here: as set, or this machine's own name and the port.
    pub fn public_url(&self) -> PublicUrl {
        let here = || PublicUrl::localhost(self.http.listen.port(), self.tls.files().is_some());
        self.http.public_url.clone().unwrap_or_else(here)
    }

    /// The part that the use-cases know.
    pub fn service_settings(&self) -> service::Settings {
        let sessions = &self.sessions;
        let mut settings = service::Settings {
            password_policy: self.passwords.policy.0,
            restore_window: self.deleted.restore_window.duration(),
            purge_after: self.deleted.purge_after.duration(),
            session_idle: sessions.idle.duration(),
            session_idle_kept: sessions.idle_kept.duration(),
            session_absolute: sessions.absolute.duration(),
            session_absolute_admin: sessions.absolute_admin.duration(),
            session_recent: sessions.recent.duration(),
            rate_limits: self.rate_limits.settings(),
            registration_mode: self.registration.mode.0,
            domain_rules: self.registration.domain_rules(),
            email_validation_required: self.registration.require_email_validation,
            invitation: self.invitations.ttl.duration(),
            login_tokens: self.login_tokens.enabled,
            login_token: self.login_tokens.ttl.duration(),
            public_url: self.public_url().origin().to_owned(),
            gravatar: self.pictures.gravatar,
            ..service::Settings::default()
        };
        if let Some(threads) = self.passwords.hashing_threads {
            settings.hashing_threads = threads.get();
        }
        settings
    }

    /// The file of the key for secrets: as set, or beside a SQLite database. Servers that share PostgreSQL must share it too,
    /// so there it has to be set.
    pub fn key_file(&self) -> Option<PathBuf> {
        let beside = || Some(self.sqlite()?.with_extension("key"));
        self.secrets.key_file.clone().or_else(beside)
    }

    /// Where mails go: as set, or a folder beside the database.
    ///
    /// # Errors
    /// What should be written instead.
    pub fn mail_target(&self) -> std::result::Result<MailTarget, &'static str> {
        let beside = || {
            let data = self.sqlite().and_then(Path::parent).unwrap_or(Path::new("data"));
            Ok(MailTarget::Folder(data.join("mails")))
        };
        self.mail.url.as_ref().map_or_else(beside, MailUrl::target)
    }

    /// Whom mails come from: as set, or `roster` at the host of the public URL, if that has a name.
    ///
    /// # Errors
    /// That an address has to be set.
    pub fn mail_from(&self) -> std::result::Result<Mailbox, &'static str> {
        if let Some(Sender(mailbox)) = &self.mail.from {
            return Ok(mailbox.clone());
        }
        let url = self.public_url();
        let authority = url.origin().split_once("://").map_or("", |(_, authority)| authority);
        let host = authority.split(':').next().unwrap_or_default();
        let named = format!("Roster <roster@{host}>").parse().or_else(|_| "Roster <roster@localhost>".parse());
        named.map_err(|_| "set an address, since none can be made of http.public_url")
    }

    fn sqlite(&self) -> Option<&Path> {
        self.database.url.expose().strip_prefix("sqlite://").map(Path::new)
    }

    /// The settings in effect as a TOML file, with what each is for; passwords are left out.
    pub fn to_toml(&self) -> String {
        let mut effective = self.clone();
        effective.http.public_url = Some(self.public_url());
        let values = serde_json::to_value(&effective).unwrap_or_default();
        let mut lines = Vec::new();
        let mut section = "";
        for setting in &SETTINGS {
            if setting.section != section {
                section = setting.section;
                lines.push(format!("\n[{section}]"));
            }
            lines.push(format!("# {}", setting.about));
            let value = values.get(setting.section).and_then(|section| section.get(setting.key));
            lines.push(match value.filter(|value| !value.is_null()) {
                // Strings, numbers and lists of strings are written alike in JSON and TOML.
                Some(value) => format!("{} = {value}", setting.key),
                None => format!("# {} =", setting.key),
            });
        }
        format!("{}\n", lines.join("\n").trim_start())
    }
}
