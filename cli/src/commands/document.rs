//! `document`: pages about the commands, made from what the parser knows of them.

use std::{fmt::Write as _, fs, path::PathBuf};

use clap::{Arg, Args, Command, Subcommand};

use crate::{
    cli,
    failure::{Failure, Result},
    output,
    program::Program,
};

/// What to write.
#[derive(Debug, Subcommand)]
pub(crate) enum Document {
    /// Write the page docs/cli.md to standard output
    Markdown,
    /// Write a page of the manual for each command
    Man(Folder),
}

/// Where to.
#[derive(Args, Debug)]
pub(crate) struct Folder {
    /// A folder
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

impl Document {
    pub(crate) fn run(self, program: Program) -> Result<()> {
        let mut root = without_help(cli::command(program));
        root.build();
        match self {
            Self::Markdown => output::text(&markdown(&root)),
            Self::Man(Folder { folder }) => {
                let failed = |error| Failure::text(format!("{}: {error}", folder.display()));
                fs::create_dir_all(&folder).map_err(failed)?;
                clap_mangen::generate_to(root, &folder).map_err(failed)
            }
        }
    }
}

/// The commands without `help`, of which there would be a page for each other one.
fn without_help(command: Command) -> Command {
    command.disable_help_subcommand(true).mut_subcommands(without_help)
}

const BEGINNING: &str = "# The command line

`roster` does from a terminal or a script what the console does, and what no console can: files of users. Called as
`ttn-lw-cli` (a link is enough) it takes the commands, variables and files of that program.

Answers are JSON on standard output; everything else is said on standard error. The exit status is 0 after success, 255
after a failure, 130 after Ctrl-C, and 2 where a group of commands was named without one of them.

Words after `--admin` and other flags that are on or off are their values if they are `true`, `false`, `1`, `0`, `yes` or `no`.
Flags may be written with `_` for `-`.

Credentials are kept in `~/.config/roster/credentials.json`, and are told to no server but those of the login; as `ttn-lw-cli` they
are where that program has them. `roster use HOST` keeps the settings of a server as a profile in `~/.config/roster/profiles`,
`roster use` lists the profiles there are. This page is made by `roster document markdown`.
";

fn markdown(root: &Command) -> String {
    let mut page = BEGINNING.to_owned();
    let _ = writeln!(
        page,
        "\n## Settings\n\nEach is a flag of every command, a variable, and a line of a file. A flag beats a variable, which beats"
    );
    let _ = writeln!(
        page,
        "files, which beat defaults. Files are `.roster.yml` in this folder, at home, and in `~/.config`.\n"
    );
    let settings: Vec<_> = visible(root).filter(|flag| flag.is_global_set()).collect();
    let _ = writeln!(page, "| setting | variable | meaning |\n|---|---|---|");
    for flag in settings {
        let variable = Program::Roster.variable(flag.get_id().as_str());
        let _ = writeln!(page, "| `{}` | `{variable}` | {} |", spelt(flag), help(flag));
    }
    for command in root.get_subcommands() {
        describe(&mut page, command, "roster");
    }
    page
}

fn describe(page: &mut String, command: &Command, before: &str) {
    if command.is_hide_set() {
        return;
    }
    let name = format!("{before} {}", command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let _ = writeln!(page, "\n## {name}\n\n{about}.");
    let aliases: Vec<_> = command.get_all_aliases().map(|alias| format!("`{alias}`")).collect();
    if !aliases.is_empty() {
        let _ = writeln!(page, "Also called {}.", aliases.join(", "));
    }
    if command.has_subcommands() {
        command.get_subcommands().for_each(|inner| describe(page, inner, &name));
        return;
    }
    let (plain, switches): (Vec<_>, Vec<_>) =
        visible(command).filter(|flag| !flag.is_global_set()).partition(|flag| !is_row(flag));
    if !plain.is_empty() {
        let _ = writeln!(page, "\n| argument | meaning |\n|---|---|");
        for flag in plain {
            let _ = writeln!(page, "| `{}` | {} |", spelt(flag), help(flag));
        }
    }
    for heading in HEADINGS {
        let flags: Vec<_> = switches
            .iter()
            .filter(|flag| flag.get_help_heading() == Some(heading))
            .map(|flag| format!("`{}`", spelt(flag)))
            .collect();
        if !flags.is_empty() {
            let _ = writeln!(page, "\n{heading}: {}.", flags.join(", "));
        }
    }
    if let Some(examples) = command.get_after_help() {
        let text = examples.to_string();
        let (examples, rest) = text.split_once("\n\n").unwrap_or((&text, ""));
        let lines: Vec<_> = examples.lines().skip(1).map(str::trim_start).collect();
        let _ = writeln!(page, "\n```sh\n{}\n```", lines.join("\n"));
        if !rest.is_empty() {
            let _ = writeln!(page, "\n{rest}");
        }
    }
}

/// Groups of flags that explain themselves.
const HEADINGS: [&str; 3] = ["Fields to show", "Fields to set", "Rights"];

fn is_row(flag: &Arg) -> bool {
    flag.get_help_heading().is_some_and(|heading| HEADINGS.contains(&heading))
}

fn visible(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|flag| !flag.is_hide_set() && flag.get_id() != "help")
}

fn spelt(flag: &Arg) -> String {
    let value = flag.get_value_names().and_then(|names| names.first()).map_or("", |name| name.as_str());
    let takes = flag.get_action().takes_values() && value != "BOOL";
    match (flag.get_long(), flag.get_short()) {
        (None, _) => value.to_owned(),
        (Some(long), short) => {
            let short = short.map(|short| format!("-{short}, ")).unwrap_or_default();
            let value = if takes { format!(" {value}") } else { String::new() };
            format!("{short}--{long}{value}")
        }
    }
}

fn help(flag: &Arg) -> String {
    flag.get_help().map(ToString::to_string).unwrap_or_default().replace('|', "\\|")
}
