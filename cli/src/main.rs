//! `roster`, the command line of Roster. Called as `ttn-lw-cli` it keeps the manners of the program of that name.

mod arguments;
mod boolean;
mod browser;
mod certificates;
mod cli;
mod client;
mod clock;
mod commands;
mod completion;
mod context;
mod credentials;
mod curl;
mod enums;
mod failure;
mod input;
mod interrupt;
mod json;
mod log;
mod oauth;
mod output;
mod page;
mod pages;
mod passwords;
mod printable;
mod private;
mod profile;
mod program;
mod progress;
mod prompt;
mod report;
mod rights;
mod secret;
mod settings;
mod user_fields;
mod user_id;

use std::{
    env,
    io::{Write as _, stderr},
    process::ExitCode,
};

use program::Program;

fn main() -> ExitCode {
    let words: Vec<_> = env::args_os().collect();
    let program = Program::of(words.first().map(AsRef::as_ref));
    if completion::answered(program, &words) {
        return ExitCode::SUCCESS;
    }
    let words = arguments::normalised(words.into_iter().skip(1));
    match cli::run(program, words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let text = failure.to_string();
            if !text.is_empty() {
                // Nobody can be told that standard error is closed.
                let _ = writeln!(stderr(), "{}", printable::lines(&text));
            }
            ExitCode::from(failure.exit_code(program))
        }
    }
}
