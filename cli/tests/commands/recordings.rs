//! What `ttn-lw-cli` was recorded to print, asked of this program again, in the order of the recordings.

mod browser;
mod compare;
mod recording;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use self::{
    browser::Browser,
    compare::{Known, differences},
    recording::Recording,
};
use crate::support::{Home, PASSWORD, Server, Terminal, finish, text};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings")
}

fn recordings() -> Vec<Recording> {
    let files: BTreeSet<_> = fs::read_dir(folder().join("cli")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.iter().map(|file| Recording::read(file)).collect()
}

/// What is said of a recording beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// The program means to differ.
    Differs,
    /// The command is run for its effects, and not compared.
    Effects,
    /// The command is not run.
    Skipped,
}

/// The list of differences: name of the recording, what is said of it, and why.
fn list() -> BTreeMap<String, (Said, String)> {
    let text = fs::read_to_string(folder().join("differences.tsv")).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let parsed = lines.map(|line| {
        let [name, said, why] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let said = match said {
            "differs" => Said::Differs,
            "effects" => Said::Effects,
            "skipped" => Said::Skipped,
            other => panic!("{other}"),
        };
        (name.to_owned(), (said, why.to_owned()))
    });
    parsed.collect()
}

/// The people of the recordings, each with a home of their own, and what is called there what elsewhere.
struct Stage {
    server: Server,
    homes: BTreeMap<&'static str, Home>,
    known: Known,
}

impl Stage {
    fn set(program: &'static str) -> Self {
        let server = Server::start();
        let people = ["admin", "nobody", "oauth", "colleague"];
        let homes = people.map(|who| (who, Home::of(program, &server))).into();
        let mut stage = Self { server, homes, known: Known::default() };
        for home in stage.homes.values_mut() {
            for setting in ["gateway-server", "network-server", "application-server", "join-server"] {
                home.set(&format!("{setting}-enabled"), "false");
            }
            home.set("skip-version-check", "true");
            home.set("telemetry-enable", "false");
        }
        let key = stage.server.admin_key();
        stage.known.learn(
            "NNSXS.XQU4R5BCEUNWSTEFNU4D3UEVLHWXYYRC4JILL7I.E37MJAWK7327MAE6BPPKONNYQU4X5IRI7INP5IRZYRIBDJVXPEUA",
            &key,
        );
        stage.homes["admin"].run(&["login", "--api-key-file", "-"], &key);
        stage.known.learn("127.0.0.1:1984", &stage.server.grpc_address());
        stage.known.learn("http://127.0.0.1:1985", &stage.server.base());
        stage
    }

    /// Whose home a recording was made in.
    fn home(&self, recording: &Recording) -> &Home {
        let who = match recording.who.as_str() {
            who if who.starts_with("nobody, then") || who.contains("OAuth") => "oauth",
            who if who.starts_with("nobody") && recording.command.contains("login --callback") => "oauth",
            who if who.starts_with("nobody") => "nobody",
            who if who.starts_with("colleague") => "colleague",
            _ => "admin",
        };
        &self.homes[who]
    }

    fn admin(&self, words: &[&str]) -> String {
        self.homes["admin"].ok(words)
    }

    /// What happened beside the recorded commands, before one of them.
    fn prepare(&mut self, recording: &Recording) {
        match recording.number {
            // Somebody was logged in in a browser.
            242 => drop(Browser::log_in(&self.server, "admin", PASSWORD)),
            247 | 258 => {
                let code = Browser::log_in(&self.server, "admin", PASSWORD).code(&self.server);
                let recorded = recording.typed.first().unwrap().trim_end().to_owned();
                self.known.learn(&recorded, &code);
            }
            259 => {
                let tokens = self.admin(&["users", "oauth", "access-tokens", "list", "admin", "cli"]);
                let tokens: serde_json::Value = serde_json::from_str(&tokens).unwrap();
                let token = tokens["tokens"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap();
                self.known.learn("5OHFCSEPJDA5EGF4CS4BMNW25VXDX52WCPVTEDY", token);
            }
            273 => {
                let make =
                    ["api-key", "create", "--user-id", "colleague", "--name", "all", "--rights", "RIGHT_USER_ALL"];
                let key = self.server.on_host(&make, "");
                self.known.learn("NNSXS.23VEI4BN2NBLEAUQUMJYY3L6YU7F34WHEFW5QUY.5I6MNW7P4FTBXIVY24626YQK4YXW4CNEEJ2VASTJDK2YGD5QEOJA", &key);
                Browser::log_in(&self.server, "colleague", PASSWORD);
            }
            292 => drop(self.admin(&[
                "users",
                "set",
                "colleague",
                "--state",
                "SUSPENDED",
                "--state-description",
                "Bad behaviour",
            ])),
            295 => drop(self.admin(&["users", "set", "colleague", "--state", "APPROVED", "--state-description", ""])),
            // From here on the recordings are of another instance, with other users.
            301 => {
                for id in ["frank", "alice", "bob"] {
                    let address = format!("{id}@example.com");
                    self.admin(&["users", "create", id, "--primary-email-address", &address, "--password", PASSWORD]);
                }
            }
            _ => {}
        }
    }

    fn run(&self, recording: &Recording) -> Output {
        let home = self.home(recording);
        let words: Vec<_> = recording.words.iter().map(|word| self.known.translate(word)).collect();
        let folder = tempfile::tempdir().unwrap();
        let mut command = home.command(&words);
        command.current_dir(folder.path());
        for (name, value) in &recording.variables {
            let name = if home.program == "roster" { name.replace("TTN_LW_", "ROSTERCLI_") } else { name.clone() };
            command.env(name, value);
        }
        if !recording.at_terminal {
            return finish(&mut command, &recording.stdin);
        }
        let mut terminal = Terminal::start(&mut command);
        let mut said = String::new();
        for keys in &recording.typed {
            said += &terminal.answer(
                if recording.command.contains("users") && !recording.command.contains("purge") {
                    "password:"
                } else {
                    "> "
                },
                &self.known.translate(keys),
            );
        }
        if recording.number == 297 {
            let waiting = terminal.wait_for("Waiting for your authorization");
            Browser::log_in(&self.server, "admin", PASSWORD)
                .follow(waiting.split_whitespace().find(|word| word.starts_with("http")).unwrap());
        }
        let mut output = terminal.end();
        output.stderr.splice(0..0, said.into_bytes());
        output
    }
}

fn replay(program: &'static str) {
    let mut stage = Stage::set(program);
    let mut list = list();
    let (mut failures, mut compared) = (Vec::new(), 0);
    for recording in recordings() {
        let said = list.remove(&recording.name);
        if matches!(said, Some((Said::Skipped, _))) {
            continue;
        }
        stage.prepare(&recording);
        let output = stage.run(&recording);
        let home = stage.home(&recording).path("").display().to_string();
        let shown = text(&output.stdout).replace(home.trim_end_matches('/'), "$HOME");
        let found = differences(&recording, &shown, &output, &mut stage.known);
        match (found.is_empty(), said) {
            (_, Some((Said::Effects, _))) => {}
            (true, None) => compared += 1,
            (false, Some(_)) => {}
            (true, Some((_, why))) => failures.push(format!("{}: does not differ any more ({why})", recording.name)),
            (false, None) => {
                failures.push(format!("{}: {}\n{}", recording.name, found.join("; "), text(&output.stderr)))
            }
        }
    }
    failures.extend(list.keys().map(|name| format!("{name}: there is no such recording")));
    assert!(failures.is_empty(), "{} of them:\n{}", failures.len(), failures.join("\n"));
    assert!(compared > 100, "{compared}");
}

#[test]
fn under_the_other_name_everything_is_printed_as_recorded_unless_we_mean_to_differ() {
    replay("ttn-lw-cli");
}

#[test]
fn under_its_own_name_the_program_prints_the_same() {
    replay("roster");
}
