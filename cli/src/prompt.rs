//! Questions to people at the terminal. They are put on standard error, and answered on standard input.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _, stderr, stdin};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::{
    failure::{Failure, Result},
    log::Log,
};

const CTRL_C: char = '\x03';
const CTRL_D: char = '\x04';
const CTRL_U: char = '\x15';
const BACKSPACES: [char; 2] = ['\x08', '\x7f'];

/// Whether somebody can be asked.
pub(crate) fn possible() -> bool {
    stdin().is_terminal()
}

/// Asks for a secret, which shows as an asterisk a character.
pub(crate) fn secret(question: &str) -> Result<String> {
    if !possible() {
        say(&format!("{question}\n"));
        return Err(Failure::text(
            "EOF: nobody is there to ask; give the password by --password-stdin, --password-file or --password",
        ));
    }
    // Nothing that is typed early is to be seen, nor taken for a signal.
    let unseen = Unseen::begin().map_err(ended)?;
    say(question);
    let typed = masked(&mut CharReader(stdin().lock()));
    say("\n");
    drop(unseen);
    typed.map_err(ended)
}

/// Asks until there is an answer; nothing at the end of input.
pub(crate) fn line(question: &str) -> Result<Option<String>> {
    say(question);
    let mut line = String::new();
    let read = stdin().lock().read_line(&mut line).map_err(ended)?;
    Ok((read > 0).then(|| line.trim().to_owned()))
}

/// Asks whether what was said just now is meant.
///
/// # Errors
/// That it is not.
pub(crate) fn sure(log: &Log) -> Result<()> {
    log.warn("Are you sure? Confirm your choice:");
    if confirmed()? { Ok(()) } else { Err(Failure::here("no_confirmation", "action not confirmed")) }
}

/// Only a clear yes is one, and an empty line is asked again.
fn confirmed() -> Result<bool> {
    loop {
        match line("[Y/n]> ")?.as_deref() {
            Some("") => {}
            Some(yes) if ["y", "yes"].iter().any(|known| yes.eq_ignore_ascii_case(known)) => return Ok(true),
            Some(_) | None => return Ok(false),
        }
    }
}

fn say(text: &str) {
    let _ = stderr().write_all(text.as_bytes());
    let _ = stderr().flush();
}

fn ended(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::Interrupted => Failure::Cancelled("interrupted".to_owned()),
        io::ErrorKind::UnexpectedEof => Failure::text("EOF"),
        _ => Failure::text(error.to_string()),
    }
}

/// Reads a line character by character, and shows an asterisk for each.
fn masked(characters: &mut impl Iterator<Item = io::Result<char>>) -> io::Result<String> {
    let mut typed = String::new();
    loop {
        let character = characters.next().ok_or(io::ErrorKind::UnexpectedEof)??;
        match character {
            '\r' | '\n' => return Ok(typed),
            CTRL_C => return Err(io::ErrorKind::Interrupted.into()),
            CTRL_D if typed.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
            CTRL_U => {
                say(&"\x08 \x08".repeat(typed.chars().count()));
                typed.clear();
            }
            back if BACKSPACES.contains(&back) => {
                if typed.pop().is_some() {
                    say("\x08 \x08");
                }
            }
            other if other.is_control() => {}
            other => {
                typed.push(other);
                say("*");
            }
        }
    }
}

/// Characters of UTF-8, as they are typed.
struct CharReader<R>(R);

impl<R: io::BufRead> Iterator for CharReader<R> {
    type Item = io::Result<char>;

    fn next(&mut self) -> Option<io::Result<char>> {
        let mut bytes = Vec::with_capacity(4);
        for byte in self.0.by_ref().bytes().take(4) {
            match byte {
                Ok(byte) => bytes.push(byte),
                Err(error) => return Some(Err(error)),
            }
            if let Some(character) = std::str::from_utf8(&bytes).ok().and_then(|text| text.chars().next()) {
                return Some(Ok(character));
            }
        }
        (!bytes.is_empty()).then(|| Err(io::ErrorKind::InvalidData.into()))
    }
}

/// While this lives, the terminal shows nothing and passes everything on.
struct Unseen(Termios);

impl Unseen {
    fn begin() -> io::Result<Self> {
        let before = tcgetattr(stdin())?;
        let mut during = before.clone();
        during.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
        tcsetattr(stdin(), OptionalActions::Now, &during)?;
        Ok(Self(before))
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        let _ = tcsetattr(stdin(), OptionalActions::Now, &self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> io::Result<String> {
        masked(&mut CharReader(text.as_bytes()))
    }

    #[test]
    fn what_was_deleted_is_not_part_of_it() {
        assert_eq!(typed("ab\x7fc\n").unwrap(), "ac");
        assert_eq!(typed("ab\x15cd\r").unwrap(), "cd");
        assert_eq!(typed("häß€\n").unwrap(), "häß€");
    }

    #[test]
    fn ctrl_c_and_the_end_of_input_are_told_apart() {
        assert_eq!(typed("ab\x03").unwrap_err().kind(), io::ErrorKind::Interrupted);
        assert_eq!(typed("").unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
