//! What `ttn-lw-cli` was recorded to print, asked of this program again, in the order of the recordings.

pub(crate) mod browser;
mod compare;
mod recording;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Output,
    sync::Mutex,
};

use serde_json::Value;

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

/// Keys and a token as the recordings have them.
const ADMIN_KEYS: [&str; 2] = [
    "NNSXS.XQU4R5BCEUNWSTEFNU4D3UEVLHWXYYRC4JILL7I.E37MJAWK7327MAE6BPPKONNYQU4X5IRI7INP5IRZYRIBDJVXPEUA",
    "NNSXS.JGWGPNAWVIFJ56WCF5QQ3EBXJV24EIE45TD66LQ.ISZJZ273JE4E4QO5FENAWDGXI2IFBZQAX3HMQV4LDBEK5SEAR5NA",
];
const COLLEAGUES_KEY: &str =
    "NNSXS.23VEI4BN2NBLEAUQUMJYY3L6YU7F34WHEFW5QUY.5I6MNW7P4FTBXIVY24626YQK4YXW4CNEEJ2VASTJDK2YGD5QEOJA";
const INVITATION: &str = "MEGIFP7VFYR7W3IUFX3F7STVCTSYSXPREF4J2PEJVUCAMKFBASDQ";
const SECOND_TOKEN: &str = "5OHFCSEPJDA5EGF4CS4BMNW25VXDX52WCPVTEDY";

/// A command that is run for its effects, and not compared.
const EFFECTS: &str = "effects";

/// The list of differences: name of the recording, what differs, and why. Some are of one program only.
fn list(program: &str) -> BTreeMap<String, (String, String)> {
    let text = fs::read_to_string(folder().join("differences.tsv")).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let parsed = lines.map(|line| {
        let [name, said, why] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let (of, name) = name.split_once('/').unwrap_or((program, name));
        (of == program).then(|| (name.to_owned(), (said.to_owned(), why.to_owned())))
    });
    parsed.flatten().collect()
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
        for recorded in ADMIN_KEYS {
            stage.known.learn(recorded, &key);
        }
        stage.homes["admin"].run(&["login", "--api-key-file", "-"], &key);
        stage.known.learn("127.0.0.1:1984", &stage.server.grpc_address());
        stage.known.learn("http://127.0.0.1:1985", &stage.server.base());
        stage
    }

    /// Whose home a recording was made in.
    fn home(&self, recording: &Recording) -> &Home {
        let who = match recording.who.as_str() {
            who if who.starts_with("nobody, then") || who.contains("OAuth") => "oauth",
            who if who.starts_with("nobody") => "nobody",
            who if who.starts_with("colleague") => "colleague",
            _ => "admin",
        };
        &self.homes[who]
    }

    fn admin(&self, words: &[&str]) -> String {
        self.homes["admin"].ok(words)
    }

    fn create(&self, id: &str, name: &str) {
        let address = format!("{id}@example.com");
        let words =
            ["users", "create", id, "--name", name, "--primary-email-address", &address, "--password", PASSWORD];
        self.admin(&words);
    }

    /// What happened beside the recorded commands, before one of them.
    fn prepare(&mut self, recording: &Recording) {
        match recording.number {
            90 => {
                let invited = value(&self.admin(&["users", "invitations", "list"]));
                let invited = invited.as_array().unwrap();
                let ours = invited.iter().find(|one| one["email"] == "colleague2@thethings.network").unwrap();
                self.known.replace(INVITATION, ours["token"].as_str().unwrap());
            }
            // Some users were made without being recorded.
            97 => {
                for number in 3..=5 {
                    let (id, name) = (format!("new-{number}"), format!("New Person {number}"));
                    self.create(&id, &name);
                }
            }
            // Somebody was logged in in a browser.
            242 => drop(Browser::log_in(&self.server, "admin", PASSWORD)),
            247 | 258 => {
                let code = Browser::log_in(&self.server, "admin", PASSWORD).code(&self.server);
                let recorded = recording.typed.first().unwrap().trim_end().to_owned();
                self.known.learn(&recorded, &code);
            }
            259 => {
                let tokens = self.admin(&["users", "oauth", "access-tokens", "list", "admin", "cli"]);
                let tokens = value(&tokens);
                let token = tokens["tokens"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap();
                self.known.learn(SECOND_TOKEN, token);
            }
            273 => {
                let make =
                    ["api-key", "create", "--user-id", "colleague", "--name", "all", "--rights", "RIGHT_USER_ALL"];
                let key = self.server.on_host(&make, "");
                self.known.learn(COLLEAGUES_KEY, &key);
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
        // There is one port for browsers to come back to.
        static CALLBACKS: Mutex<()> = Mutex::new(());
        let _alone = (recording.number == 297).then(|| CALLBACKS.lock().unwrap());
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

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn replay(program: &'static str) {
    let mut stage = Stage::set(program);
    let mut list = list(program);
    let (mut failures, mut compared) = (Vec::new(), 0);
    for recording in recordings() {
        stage.prepare(&recording);
        let output = stage.run(&recording);
        let home = stage.home(&recording).path("").display().to_string();
        let shown = text(&output.stdout).replace(home.trim_end_matches('/'), "$HOME");
        let found = differences(&recording, &shown, &output, &mut stage.known);
        let aspects = found.iter().map(|(aspect, _)| *aspect).collect::<BTreeSet<_>>();
        let aspects = aspects.into_iter().collect::<Vec<_>>().join(",");
        match list.remove(&recording.name) {
            Some((said, _)) if said == EFFECTS => {}
            Some((said, why)) if said != aspects => {
                failures.push(format!("{}: {aspects:?} differs, and not {said:?} ({why})", recording.name));
            }
            None if !found.is_empty() => {
                let found = found.iter().map(|(_, how)| how.as_str()).collect::<Vec<_>>().join("; ");
                failures.push(format!("{}: {found}\n{}", recording.name, text(&output.stderr)));
            }
            Some(_) => {}
            None => compared += 1,
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
