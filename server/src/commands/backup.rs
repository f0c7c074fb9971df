//! `roster-server backup FILE` and `roster-server restore FILE`

use std::path::PathBuf;

use store::{Db, backup};

use super::{block_on, print, users};
use crate::{Result, config::Config};

/// `backup`
#[derive(Debug, clap::Args)]
pub(crate) struct Backup {
    /// A new file; the server may run meanwhile
    file: PathBuf,
}

/// `restore`
#[derive(Debug, clap::Args)]
pub(crate) struct Restore {
    /// What `backup` has written
    file: PathBuf,
    /// Put the database that is there aside, as NAME.before-restore
    #[arg(long)]
    replace: bool,
}

/// Copies the database to one verified file.
pub(crate) fn backup(config: &Config, args: &Backup) -> Result<()> {
    let count = block_on(async { Db::open(config.database.url.expose()).await?.backup(&args.file).await })?;
    print(format_args!("{} holds {}, deleted ones included, and is verified.\n", args.file.display(), users(count)))?;
    match config.key_file().filter(|path| path.exists()) {
        Some(path) => print(format_args!("The key for secrets, {}, is not in it: keep it apart.\n", path.display())),
        None => Ok(()),
    }
}

/// Puts a backup in the place of the database.
pub(crate) fn restore(config: &Config, args: &Restore) -> Result<()> {
    let count = block_on(backup::restore(config.database.url.expose(), &args.file, args.replace))?;
    print(format_args!("The database holds {} again, deleted ones included.\n", users(count)))
}
