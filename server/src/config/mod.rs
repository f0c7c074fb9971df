//! The settings: a file, the environment and flags, the later over the earlier. Every one has a default.

mod audit;
mod database;
mod deleted;
mod grpc;
mod http;
mod log;
mod network;
mod passwords;
mod period;
mod proxies;
mod public_url;
mod rate_limits;
mod sessions;
mod settings;
mod sources;
#[cfg(test)]
mod tests;
mod tls;

use figment::Figment;
use serde::{Deserialize, Serialize};

pub use self::{
    audit::Audit,
    database::{Database, DatabaseUrl},
    deleted::{Deleted, Lasting},
    grpc::Grpc,
    http::Http,
    log::{Format, Level, Log},
    network::Network,
    passwords::{Passwords, Policy},
    period::Period,
    proxies::Proxies,
    public_url::PublicUrl,
    rate_limits::RateLimits,
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
            ..service::Settings::default()
        };
        if let Some(threads) = self.passwords.hashing_threads {
            settings.hashing_threads = threads.get();
        }
        settings
    }

    /// The settings in effect as a TOML file, with what each is for; a database's password is left out.
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
