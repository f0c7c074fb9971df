//! `roster`, the command line of Roster. Called as `ttn-lw-cli` it keeps the manners of the program of that name.

mod arguments;
mod boolean;
mod browser;
mod cli;
mod client;
mod clock;
mod commands;
mod context;
mod credentials;
mod curl;
mod enums;
mod failure;
mod json;
mod log;
mod oauth;
mod output;
mod page;
mod passwords;
mod private;
mod profile;
mod program;
mod prompt;
mod secret;
mod settings;
mod user_fields;
mod user_id;

use std::{env, process::ExitCode};

use program::Program;

fn main() -> ExitCode {
    let mut words = env::args_os();
    let program = Program::of(words.next().as_deref());
    let words = arguments::normalised(words);
    match cli::run(program, words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let text = failure.to_string();
            if !text.is_empty() {
                eprintln!("{text}");
            }
            ExitCode::from(failure.exit_code())
        }
    }
}
