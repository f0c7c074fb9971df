//! What settings there are.

use crate::program::Program;

/// What a setting may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Switch,
    List,
}

/// A setting, which is a flag of every command too.
pub(super) struct Setting {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) default: &'static str,
    pub(super) help: &'static str,
}

const fn text(name: &'static str, default: &'static str, help: &'static str) -> Setting {
    Setting { name, kind: Kind::Text, default, help }
}

const fn switch(name: &'static str, default: &'static str, help: &'static str) -> Setting {
    Setting { name, kind: Kind::Switch, default, help }
}

/// Why a setting is there that does nothing: scripts give it.
pub(super) const UNUSED: &str = "";
const ELSEWHERE: &str = "localhost:8884";

/// In the order of their names. Those without a help are taken and come to nothing here.
pub(super) const SETTINGS: &[Setting] = &[
    switch("allow-unknown-hosts", "false", "Send credentials to servers other than those of the last login"),
    switch("application-server-enabled", "true", UNUSED),
    text("application-server-grpc-address", ELSEWHERE, UNUSED),
    text("ca", "", "Trust the certificates of this PEM file too"),
    Setting { name: "config", kind: Kind::List, default: "", help: "Read settings from these files only" },
    text("credentials-id", "", "Which of several logins to use"),
    text("device-claiming-server-grpc-address", ELSEWHERE, UNUSED),
    text("device-template-converter-grpc-address", ELSEWHERE, UNUSED),
    switch("dump-requests", "false", "With --log.level debug, show what is asked for"),
    Setting { name: "experimental.features", kind: Kind::List, default: "", help: UNUSED },
    switch("gateway-server-enabled", "true", UNUSED),
    text("gateway-server-grpc-address", ELSEWHERE, UNUSED),
    text("identity-server-grpc-address", ELSEWHERE, "Where the server speaks gRPC"),
    text("input-format", "json", "How standard input is written: json"),
    switch("insecure", "false", "Connect without TLS"),
    switch("join-server-enabled", "true", UNUSED),
    text("join-server-grpc-address", ELSEWHERE, UNUSED),
    text("log.format", "console", "How lines on standard error look: console or json"),
    text("log.level", "info", "Which lines are shown on standard error: debug, info, warn, error or fatal"),
    switch("network-server-enabled", "true", UNUSED),
    text("network-server-grpc-address", ELSEWHERE, UNUSED),
    text("oauth-server-address", "https://localhost/oauth", "Where to log in"),
    text("output-format", "json", "json, ndjson, table, csv, auto, or a template such as '{{ .Ids.UserId }}'"),
    text("packet-broker-agent-grpc-address", ELSEWHERE, UNUSED),
    text("qr-code-generator-grpc-address", ELSEWHERE, UNUSED),
    text("retry.default-timeout", "100ms", "How long to wait before a busy server is asked again for the first time"),
    switch("retry.enable-metadata", "true", "Wait as long as a busy server asks for"),
    text("retry.jitter", "0", "By which part such waits may be longer by chance: from 0 to 1"),
    text("retry.max", "0", "How often to ask again where the server is busy"),
    switch("skip-version-check", "false", UNUSED),
    switch("telemetry.enable", "true", UNUSED),
    text("telemetry.target", "https://telemetry.thethingsstack.io/collect", UNUSED),
];

/// What `ttn-lw-cli` knows nothing of.
pub(super) const OURS: &[Setting] = &[
    text("profile", "", "Which of the servers that `use` was told of"),
    switch("show-request", "false", "Print the curl command that does the same, and do nothing"),
];

/// What holds where nobody says anything.
pub(super) fn default(program: Program, setting: &Setting) -> &'static str {
    match (program, setting.name) {
        // Whoever runs this program in a script of theirs has not asked for it.
        (Program::Roster, "retry.max") => "3",
        _ => setting.default,
    }
}

pub(super) fn every() -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().chain(OURS)
}
