use std::{ffi::OsString, io::Write as _, path::Path, time::Duration};

use tempfile::NamedTempFile;

use super::*;

fn file(text: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn sources(file: Option<&NamedTempFile>, environment: &[(&str, &str)], flags: &[(&str, &str)]) -> Sources {
    let text = |text: &str| OsString::from(text);
    let setting = |path: &str| *SETTINGS.iter().find(|setting| setting.path() == path).unwrap();
    Sources {
        file: file.map(|file| file.path().to_owned()),
        environment: environment.iter().map(|(name, value)| (text(name), text(value))).collect(),
        flags: flags.iter().map(|(path, value)| (setting(path), (*value).to_owned())).collect(),
    }
}

fn refusal(file: Option<&NamedTempFile>, environment: &[(&str, &str)], flags: &[(&str, &str)]) -> String {
    let refusal = Config::load(&sources(file, environment, flags)).unwrap_err().to_string();
    assert_eq!(refusal.lines().count(), 1, "{refusal}");
    refusal
}

#[test]
fn without_sources_every_setting_has_its_default() {
    let config = Config::load(&Sources::default()).unwrap();
    assert_eq!(config.database.url.expose(), "sqlite://data/roster.db");
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.grpc.listen.to_string(), "127.0.0.1:1884");
    assert_eq!(config.public_url().origin(), "http://localhost:8080");
    let public_url = "http://localhost:8080".to_owned();
    let (ours, theirs) = (config.service_settings(), service::Settings { public_url, ..service::Settings::default() });
    assert_eq!(format!("{ours:?}"), format!("{theirs:?}"));
}

#[test]
fn flags_stand_over_the_environment_and_that_over_the_file() {
    let file = file("[sessions]\nidle = \"1m\"\nidle_kept = \"2m\"\nabsolute = \"3m\"\n");
    let environment = [("ROSTER_SESSIONS_IDLE_KEPT", "20m"), ("ROSTER_SESSIONS_ABSOLUTE", "30m"), ("PATH", "/bin")];
    let config = Config::load(&sources(Some(&file), &environment, &[("sessions.absolute", "300m")])).unwrap();
    let minutes = |period: Period| period.duration().as_secs() / 60;
    let sessions = config.sessions;
    let read = [sessions.idle, sessions.idle_kept, sessions.absolute, sessions.absolute_admin].map(minutes);
    assert_eq!(read, [1, 20, 300, 720]);
}

#[test]
fn every_setting_can_come_from_the_environment() {
    let values = [
        ("ROSTER_DATABASE_URL", "postgres://roster:s3cret@db/roster"),
        ("ROSTER_HTTP_LISTEN", "[::1]:9000"),
        ("ROSTER_HTTP_PUBLIC_URL", "https://roster.example.com/"),
        ("ROSTER_GRPC_LISTEN", "[::1]:9001"),
        ("ROSTER_GRPC_REFLECTION", "true"),
        ("ROSTER_TLS_CERT_FILE", "/etc/roster/cert.pem"),
        ("ROSTER_TLS_KEY_FILE", "/etc/roster/key.pem"),
        ("ROSTER_LOG_FORMAT", "json"),
        ("ROSTER_LOG_LEVEL", "debug"),
        ("ROSTER_SESSIONS_IDLE", "30m"),
        ("ROSTER_SESSIONS_IDLE_KEPT", "4h"),
        ("ROSTER_SESSIONS_ABSOLUTE", "30d"),
        ("ROSTER_SESSIONS_ABSOLUTE_ADMIN", "6h"),
        ("ROSTER_SESSIONS_RECENT", "5m"),
        ("ROSTER_DELETED_RESTORE_WINDOW", "12h"),
        ("ROSTER_DELETED_PURGE_AFTER", "90d"),
        ("ROSTER_PASSWORDS_POLICY", "safe"),
        ("ROSTER_PASSWORDS_HASHING_THREADS", "3"),
        ("ROSTER_RATE_LIMITS_ENABLED", "true"),
        ("ROSTER_RATE_LIMITS_ACCOUNT", "600"),
        ("ROSTER_RATE_LIMITS_ADDRESS", "60"),
        ("ROSTER_PROXIES_TRUSTED", "10.0.0.0/8, ::1"),
        ("ROSTER_AUDIT_ANCHOR_FILE", "/var/log/roster/anchors"),
        ("ROSTER_SECRETS_KEY_FILE", "/etc/roster/key"),
        ("ROSTER_MAIL_URL", "smtps://roster:s3cret@mail.example.com"),
        ("ROSTER_MAIL_FROM", "Roster <roster@example.com>"),
        ("ROSTER_MAIL_TEMPLATES", "/etc/roster/mails"),
        ("ROSTER_MAIL_CA_FILE", "/etc/roster/ca.pem"),
        ("ROSTER_REGISTRATION_MODE", "approval"),
        ("ROSTER_REGISTRATION_REQUIRE_EMAIL_VALIDATION", "true"),
        ("ROSTER_REGISTRATION_REJECT_DOMAINS", "mail.example, *.mail.example"),
        ("ROSTER_REGISTRATION_ASK_DOMAINS", ""),
        ("ROSTER_REGISTRATION_APPROVE_DOMAINS", "example.com"),
        ("ROSTER_INVITATIONS_TTL", "14d"),
        ("ROSTER_LOGIN_TOKENS_ENABLED", "true"),
        ("ROSTER_LOGIN_TOKENS_TTL", "10m"),
        ("ROSTER_PICTURES_GRAVATAR", "true"),
    ];
    assert_eq!(values.map(|(name, _)| name.to_owned()), SETTINGS.map(|setting| setting.variable()));
    let config = Config::load(&sources(None, &values, &[])).unwrap();
    assert_eq!(config.public_url().origin(), "https://roster.example.com");
    assert_eq!((config.log.format, config.log.level), (Format::Json, Level::Debug));
    assert!(config.proxies.trusts("10.1.2.3".parse().unwrap()));
    assert_eq!(config.audit.anchor_file.as_deref(), Some(Path::new("/var/log/roster/anchors")));
    let settings = config.service_settings();
    assert_eq!(settings.restore_window, Some(Duration::from_hours(12)));
    assert_eq!(settings.purge_after, Some(Duration::from_hours(90 * 24)));
    assert_eq!(settings.session_absolute, Duration::from_hours(720));
    assert_eq!(settings.session_recent, Duration::from_mins(5));
    assert_eq!(settings.hashing_threads, 3);
    let limits = settings.rate_limits.unwrap();
    assert_eq!((limits.account.limit(), limits.address.limit()), (600, 60));
    assert_eq!(config.tls.files(), Some((Path::new("/etc/roster/cert.pem"), Path::new("/etc/roster/key.pem"))));
    assert_eq!(settings.registration_mode, domain::RegistrationMode::Approval);
    assert_eq!(settings.invitation, Duration::from_hours(14 * 24));
    assert!(settings.email_validation_required);
    let rule = |address: &str| settings.domain_rules.of(&domain::EmailAddress::parse(address).unwrap());
    assert_eq!(rule("a@x.mail.example"), Some(domain::DomainRule::Reject));
    assert_eq!(rule("a@example.com"), Some(domain::DomainRule::Approve));
    assert_eq!((settings.public_url.as_str(), settings.gravatar), ("https://roster.example.com", true));
    assert_eq!((settings.login_tokens, settings.login_token), (true, Duration::from_mins(10)));
    assert_eq!(config.key_file().as_deref(), Some(Path::new("/etc/roster/key")));
    assert!(matches!(config.mail_target().unwrap(), MailTarget::Server(server) if server.host == "mail.example.com"));
    assert_eq!(config.mail_from().unwrap().to_string(), "Roster <roster@example.com>");
}

#[test]
fn key_and_mails_lie_beside_a_sqlite_database_and_the_sender_has_the_public_host() {
    let config = Config::load(&sources(None, &[], &[("database.url", "sqlite:///srv/roster.db")])).unwrap();
    assert_eq!(config.key_file().as_deref(), Some(Path::new("/srv/roster.key")));
    assert!(matches!(config.mail_target().unwrap(), MailTarget::Folder(path) if path == Path::new("/srv/mails")));
    assert_eq!(config.mail_from().unwrap().to_string(), "Roster <roster@localhost>");
    for (url, host) in [("https://roster.example.com:8443", "roster.example.com"), ("http://[::1]:8080", "localhost")] {
        let config = Config::load(&sources(None, &[], &[("http.public_url", url)])).unwrap();
        assert_eq!(config.mail_from().unwrap().to_string(), format!("Roster <roster@{host}>"));
    }
    let numbered = Config::load(&sources(None, &[], &[("http.public_url", "http://192.0.2.1")])).unwrap();
    assert!(numbered.mail_from().is_ok());
    let shared = Config::load(&sources(None, &[], &[("database.url", "postgres://db/roster")])).unwrap();
    assert_eq!(shared.key_file(), None);
}

#[test]
fn a_wrong_setting_is_named_where_it_was_written() {
    let written = file("[http]\nlisten = \"nowhere\"\n");
    let text = refusal(Some(&written), &[], &[]);
    assert!(text.starts_with(&written.path().display().to_string()) && text.contains("http.listen"), "{text}");
    let text = refusal(None, &[("ROSTER_SESSIONS_IDLE", "soon")], &[]);
    assert!(text.starts_with("ROSTER_SESSIONS_IDLE: write a length of time"), "{text}");
    let text = refusal(None, &[], &[("passwords.policy", "lax")]);
    assert!(text.starts_with("--passwords-policy:") && text.contains("lax"), "{text}");
}

#[test]
fn unknown_names_are_refused_with_the_one_that_was_meant() {
    let text = refusal(None, &[("ROSTER_HTTP_PUBLICURL", "x")], &[]);
    assert!(text.contains("did you mean ROSTER_HTTP_PUBLIC_URL?"), "{text}");
    for (toml, meant) in [
        ("[http]\nlisten_on = \"x\"\n", "http.listen"),
        ("[databse]\nurl = \"x\"\n", "database.url"),
        ("[deleted]\nrestore = \"1h\"\n", "deleted.restore_window"),
    ] {
        let text = refusal(Some(&file(toml)), &[], &[]);
        assert!(text.contains(&format!("did you mean {meant}?")), "{text}");
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (path, value) in [
        ("sessions.idle", "31d"),
        ("sessions.absolute", "721h"),
        ("sessions.absolute_admin", "0s"),
        ("deleted.restore_window", "never"),
        ("deleted.purge_after", "23h"),
        ("grpc.reflection", "maybe"),
        ("passwords.hashing_threads", "0"),
        ("passwords.hashing_threads", "65"),
        ("rate_limits.enabled", "sometimes"),
        ("rate_limits.account", "0"),
        ("rate_limits.address", "60000001"),
        ("tls.cert_file", "/etc/roster/cert.pem"),
        ("tls.key_file", "/etc/roster/key.pem"),
        ("proxies.trusted", "somewhere"),
        ("audit.anchor_file", ""),
        ("secrets.key_file", ""),
        ("mail.url", "mail.example.com"),
        ("mail.from", "nobody"),
        ("mail.templates", ""),
        ("mail.ca_file", ""),
        ("registration.mode", "maybe"),
        ("registration.require_email_validation", "perhaps"),
        ("registration.reject_domains", "a@b.example"),
        ("registration.ask_domains", "*"),
        ("registration.approve_domains", "example.com"),
        ("pictures.gravatar", "perhaps"),
        ("invitations.ttl", "0s"),
        ("login_tokens.enabled", "sometimes"),
        ("login_tokens.ttl", "0s"),
        ("log.level", "loud"),
        ("log.format", "xml"),
        ("database.url", "mysql://a"),
        ("database.url", "sqlite://"),
        ("http.public_url", "roster.example.com"),
    ] {
        refusal(None, &[], &[(path, value)]);
    }
    for toml in [
        "http = 3\n",
        "[http\n",
        "[http]\nlisten = 8080\n",
        "[deleted]\nrestore_window = \"forever\"\npurge_after = \"30d\"\n",
        "[proxies]\ntrusted = 3\n",
    ] {
        refusal(Some(&file(toml)), &[], &[]);
    }
    let missing = Sources { file: Some("/nowhere/roster.toml".into()), ..Sources::default() };
    assert!(Config::load(&missing).unwrap_err().to_string().starts_with("/nowhere/roster.toml: "));
}

#[test]
fn what_is_printed_reads_back_without_the_password() {
    let environment = [
        ("ROSTER_DATABASE_URL", "postgres://roster:s3cret@db/roster"),
        ("ROSTER_PROXIES_TRUSTED", "10.0.0.0/8,::1"),
        ("ROSTER_PASSWORDS_HASHING_THREADS", "2"),
        ("ROSTER_MAIL_URL", "smtps://roster:s3cret@mail.example.com"),
    ];
    let printed = Config::load(&sources(None, &environment, &[])).unwrap().to_toml();
    assert!(printed.contains("url = \"postgres://roster:***@db/roster\""), "{printed}");
    assert!(!printed.contains("s3cret"));
    let again = Config::load(&sources(Some(&file(&printed)), &[], &[])).unwrap();
    assert_eq!(again.to_toml(), printed);
    let config = Config::load(&sources(None, &environment, &[])).unwrap();
    assert!(!format!("{config:?}").contains("s3cret"));
}
