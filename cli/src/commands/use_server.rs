//! `use`

use std::{
    env,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use clap::Args;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::{
    certificates::{self, Certificates},
    context::Context,
    failure::{Failure, Result},
    output, private, profile,
    program::{Program, config_folder},
    settings::Settings,
};

/// Which server to use from now on.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Use {
    #[arg(value_name = "HOST", help = HOST)]
    host: Option<String>,
    /// The same as a flag
    #[arg(long = "host", value_name = "HOST", id = "host-flag")]
    flag: Option<String>,
    /// The port on which the server speaks gRPC
    #[arg(long, value_name = "PORT")]
    grpc_port: Option<u16>,
    /// Keep the certificates that the server shows now, and trust those from now on
    #[arg(long)]
    fetch_ca: bool,
    /// Write over settings that are there
    #[arg(long)]
    overwrite: bool,
    /// Write to the user's folder for settings, and not into this one
    #[arg(long, hide = true)]
    user: bool,
}

const HOST: &str = "The name of the server or its address, http://localhost:8080 for example; or the name of a profile";
const EXAMPLES: &str = "Examples:
  roster use example.org
  roster use http://localhost:8080 --profile test
  roster use roster.lan --fetch-ca
  roster use test
  roster use";

/// Ports of gRPC with and without TLS.
const PORTS: (u16, u16) = (8884, 1884);

impl Use {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        let Some(host) = self.host.clone().or_else(|| self.flag.clone()).filter(|host| !host.is_empty()) else {
            return match context.program {
                Program::Roster => show(),
                Program::Peer => Err(Failure::here("no_host", "no host set")),
            };
        };
        let own = context.program == Program::Roster;
        if own && !self.overwrite && profile::names().contains(&host) {
            if self.fetch_ca || self.grpc_port.is_some() {
                return Err(Failure::text(format!("there is a profile {host:?}; say --overwrite to write it anew")));
            }
            profile::switch_to(&host)?;
            context.log.info(&format!("Using {host}"));
            return Ok(());
        }
        let mut server = self.server(context, &host)?;
        if self.fetch_ca && !server.insecure {
            server.certificates = certificates::shown_by(&server.grpc)?;
            for fingerprint in server.certificates.fingerprints() {
                context.log.warn(&format!("Trusting {fingerprint}; compare that with what the server's admin says"));
            }
        }
        if own { self.write_profile(context, &server) } else { self.write_file(context, &server) }
    }

    /// What follows from the name of a server.
    fn server(&self, context: &Context, given: &str) -> Result<Server> {
        let wrong =
            || Failure::text(format!("{given:?} is no name of a server, and no address such as https://example.org"));
        let url = if given.contains("://") { given.to_owned() } else { format!("https://{given}") };
        let url = Url::parse(&url).ok().filter(|url| matches!(url.scheme(), "http" | "https")).ok_or_else(wrong)?;
        let host = url.host_str().filter(|_| url.path() == "/").ok_or_else(wrong)?.to_owned();
        let insecure = url.scheme() == "http" || context.settings.on("insecure");
        // Roster speaks gRPC on the port of its pages too.
        let usual = if insecure { PORTS.1 } else { PORTS.0 };
        let named = url.port().or_else(|| given.rsplit_once(':')?.1.trim_end_matches('/').parse().ok());
        let grpc_port = self.grpc_port.or(named).unwrap_or(usual);
        let scheme = if insecure { "http" } else { "https" };
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let oauth = match context.settings.given("oauth-server-address") {
            Some(address) => address.to_owned(),
            None => format!("{scheme}://{host}{port}/oauth"),
        };
        let certificates = Certificates::default();
        Ok(Server { grpc: format!("{host}:{grpc_port}"), host, oauth, insecure, certificates })
    }

    fn write_profile(&self, context: &Context, server: &Server) -> Result<()> {
        let chosen = context.settings.given("profile").unwrap_or(&server.host).to_owned();
        let file = profile::file(&chosen)?;
        self.check_free(&file)?;
        let ca = server.keep_certificates(file.with_extension("ca.pem"))?;
        let text = context.settings.with(&server.settings(&chosen, ca), true);
        private::write_open(&file, text.as_bytes())?;
        profile::switch_to(&chosen)?;
        context.log.info(&format!("Using {chosen}; its settings are in {}", file.display()));
        context.log.hint("Log in with `roster login`.");
        Ok(())
    }

    fn write_file(&self, context: &Context, server: &Server) -> Result<()> {
        let name = context.program.settings_file();
        let folder = if self.user { config_folder() } else { env::current_dir().ok() };
        let folder = folder.ok_or_else(|| Failure::text("there is no folder for settings: set HOME"))?;
        let file = folder.join(&name);
        self.check_free(&file)?;
        let ca = server.keep_certificates(folder.join(format!("ca.{}.pem", short_hash(&server.host))))?;
        let text = context.settings.with(&server.settings(&server.host, ca), false);
        private::write_open(&file, text.as_bytes())?;
        let shown = if self.user { file.display().to_string() } else { name };
        context.log.info(&format!("Config file for {} written in {shown}", server.host));
        Ok(())
    }

    fn check_free(&self, file: &Path) -> Result<()> {
        if file.exists() && !self.overwrite {
            return Err(Failure::text(format!("{} is there already; say --overwrite to replace it", file.display())));
        }
        Ok(())
    }
}

/// A server, and how to reach it.
struct Server {
    host: String,
    grpc: String,
    oauth: String,
    insecure: bool,
    /// What it showed, where that is to be kept.
    certificates: Certificates,
}

impl Server {
    /// Writes them to a file, and answers its name; nothing where there are none.
    fn keep_certificates(&self, file: PathBuf) -> Result<Option<PathBuf>> {
        if self.certificates.is_empty() {
            return Ok(None);
        }
        private::write_open(&file, self.certificates.pem().as_bytes())?;
        Ok(Some(file))
    }

    /// All addresses of servers are the same one.
    fn settings(&self, credentials_id: &str, ca: Option<PathBuf>) -> Vec<(&'static str, String)> {
        let mut settings = vec![
            ("credentials-id", credentials_id.to_owned()),
            ("insecure", self.insecure.to_string()),
            ("oauth-server-address", self.oauth.clone()),
        ];
        settings.extend(ca.map(|file| ("ca", file.display().to_string())));
        settings.extend(Settings::addresses().map(|name| (name, self.grpc.clone())));
        settings
    }
}

/// A few characters by which files of several servers differ.
fn short_hash(host: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(host)).chars().take(6).collect()
}

/// The profiles there are, with a mark at the usual one.
fn show() -> Result<()> {
    let current = profile::current()?;
    let mut text = String::new();
    for name in profile::names() {
        let mark = if current.as_ref() == Some(&name) { '*' } else { ' ' };
        let _ = writeln!(text, "{mark} {name}");
    }
    output::text(&text)
}
