//! A recorded exchange, read from its file.

use std::{fs, path::Path};

use serde_json::Value;

/// A request and what it was answered with.
#[derive(Clone, Debug)]
pub(super) struct Recording {
    pub(super) name: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
    pub(super) status: u16,
    pub(super) answered: Vec<(String, String)>,
    pub(super) json: Value,
}

impl Recording {
    pub(super) fn read(file: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap();
        let (command, rest) = text.split_once('\n').unwrap();
        let rest = rest.lines().skip_while(|line| line.starts_with("# ")).collect::<Vec<_>>().join("\n");
        let (head, answer) = rest.split_once("\n\n").unwrap_or((&rest, ""));
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap();
        let answered = lines.map(header).collect();
        let json = serde_json::from_str(answer.trim()).unwrap_or(Value::Null);
        let mut recording = Self {
            name: file.file_stem().unwrap().to_str().unwrap().to_owned(),
            method: "GET".to_owned(),
            path: String::new(),
            headers: Vec::new(),
            body: String::new(),
            status,
            answered,
            json,
        };
        recording.take(&words(command.strip_prefix("$ curl ").unwrap()));
        recording
    }

    /// Takes over what the command says.
    fn take(&mut self, words: &[String]) {
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut next = || words.next().unwrap().clone();
            match word.as_str() {
                "-i" => {}
                "-I" => "HEAD".clone_into(&mut self.method),
                "-X" => self.method = next(),
                "-H" => self.headers.push(header(&next())),
                "-d" => self.body = next(),
                url => url.strip_prefix("$BASE").unwrap_or_else(|| panic!("{url}")).clone_into(&mut self.path),
            }
        }
    }
}

fn header(line: &str) -> (String, String) {
    let (name, value) = line.split_once(": ").unwrap_or((line, ""));
    (name.to_owned(), value.to_owned())
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
