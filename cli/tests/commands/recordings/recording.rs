//! A recorded command, read from its file.

use std::{fs, path::Path};

/// A command, and what it printed.
#[derive(Debug)]
pub(super) struct Recording {
    pub(super) name: String,
    pub(super) number: u32,
    pub(super) command: String,
    pub(super) variables: Vec<(String, String)>,
    pub(super) words: Vec<String>,
    pub(super) exit: i32,
    pub(super) who: String,
    pub(super) at_terminal: bool,
    pub(super) typed: Vec<String>,
    pub(super) stdin: String,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Recording {
    pub(super) fn read(file: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap();
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let (head, rest) = text.split_once("# stdout\n").unwrap();
        let (stdout, stderr) = rest.split_once("# stderr\n").unwrap_or((rest, ""));
        let (head, stdin) = head.split_once("# stdin\n").unwrap_or((head, ""));
        let command = head.lines().next().unwrap().strip_prefix("$ ").unwrap();
        let fact = |name: &str| {
            let prefix = format!("# {name}");
            head.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap_or_default().trim().to_owned()
        };
        let mut words = words(command);
        let program = words.iter().position(|word| word == "ttn-lw-cli").unwrap();
        let variables = words.drain(..program).map(|word| pair(&word)).collect();
        words.remove(0);
        let typed = fact("typed at the prompts:");
        Self {
            number: name.split('-').next().unwrap().parse().unwrap(),
            command: command.to_owned(),
            variables,
            words,
            exit: fact("exit").parse().unwrap(),
            who: fact("as"),
            at_terminal: head.contains("stdin is a terminal"),
            typed: typed.split(" | ").filter(|keys| !keys.is_empty()).map(keys).collect(),
            stdin: stdin.to_owned(),
            stdout: stdout.to_owned(),
            stderr: stderr.to_owned(),
            name,
        }
    }
}

fn pair(word: &str) -> (String, String) {
    let (name, value) = word.split_once('=').unwrap();
    (name.to_owned(), value.to_owned())
}

/// What was typed, from how it is written down.
fn keys(text: &str) -> String {
    text.replace("<enter>", "\n").replace("\\x03", "\x03")
}

/// The words of a command line, as a shell splits it; quotes of either kind keep everything.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in command.chars() {
        match (quote, c) {
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (Some(open), c) if open == c => quote = None,
            (None, ' ') => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}
