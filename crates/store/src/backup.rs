//! Copies of SQLite's file: made while it is in use, verified, and put back.

use std::{
    fmt::Display,
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use domain::{Error, Result};
use sqlx::{ConnectOptions as _, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{
    Db,
    db::{lock, refused},
};

/// What stands beside a database in use.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

impl Db {
    /// Writes all that is committed at this moment to a new file, readable by its owner only, and verifies it. Nobody who
    /// reads or writes meanwhile has to wait. Answers how many users are in it, deleted ones included.
    ///
    /// # Errors
    /// If the file exists, can't be written, or is not what it should be; then it is gone again. On PostgreSQL, whose own
    /// tools do it better.
    pub async fn backup(&self, to: &Path) -> Result<u64> {
        let Self::Sqlite { path, .. } = self else {
            return Err(refused("PostgreSQL is backed up with pg_dump; see docs/operations.md"));
        };
        let file = new_file(to).map_err(|cause| of(to)(&cause))?;
        let copied = copy(path, to).await;
        if copied.is_err() {
            let _ = fs::remove_file(to);
        }
        let users = copied?;
        file.sync_all().and_then(|()| sync_folder(to)).map_err(|cause| of(to)(&cause))?;
        Ok(users)
    }
}

/// Puts a backup in the place of the database at `url`, which no server may be using. Where there is one already, it is put
/// aside, as NAME.before-restore, if `replace` is wanted. Answers how many users are in it.
///
/// # Errors
/// If the backup is damaged, or anything stands in the way; then nothing has changed.
pub async fn restore(url: &str, from: &Path, replace: bool) -> Result<u64> {
    let path = url.strip_prefix("sqlite://").filter(|path| !path.is_empty()).map(Path::new);
    let path = path.ok_or_else(|| refused("PostgreSQL is restored with pg_restore; see docs/operations.md"))?;
    let users = verify(from).await?;
    let _alone = lock(path)?;
    let aside = beside(path, ".before-restore");
    let replaced = fs::metadata(path).is_ok_and(|file| file.len() > 0);
    if replaced && !replace {
        return Err(of(path)(&"there is a database already; --replace puts it aside"));
    }
    if replaced && aside.exists() {
        return Err(of(&aside)(&"this is there from an earlier restore; move it away first"));
    }
    let new = beside(path, ".restoring");
    let put = || -> io::Result<()> {
        let _ = fs::remove_file(&new);
        io::copy(&mut File::open(from)?, &mut new_file(&new)?)?;
        File::open(&new)?.sync_all()?;
        for part in BESIDE {
            match fs::rename(beside(path, part), beside(&aside, part)) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
                _ => {}
            }
        }
        fs::rename(&new, path)?;
        sync_folder(path)
    };
    put().map_err(|cause| of(path)(&cause))?;
    Ok(users)
}

async fn copy(from: &Path, to: &Path) -> Result<u64> {
    let name = to.to_str().ok_or_else(|| of(to)(&"the name is not UTF-8"))?;
    let mut connection = open(from).await?;
    sqlx::query("VACUUM INTO $1").bind(name).execute(&mut connection).await.map_err(|cause| of(to)(&cause))?;
    verify(to).await
}

/// Whether a file is a database of ours without a fault, and how many users are in it.
async fn verify(file: &Path) -> Result<u64> {
    let mut connection = open(file).await?;
    let users: i64 = sqlx::query_scalar("SELECT count(*) FROM users")
        .fetch_one(&mut connection)
        .await
        .map_err(|_| of(file)(&"this is no database of Roster"))?;
    let faults: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_all(&mut connection)
        .await
        .map_err(|cause| of(file)(&cause))?;
    if faults != ["ok"] {
        return Err(of(file)(&format!("this is damaged: {}", faults.join("; "))));
    }
    Ok(users.unsigned_abs())
}

async fn open(file: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true).disable_statement_logging();
    options.connect().await.map_err(|cause| of(file)(&cause))
}

fn of(file: &Path) -> impl Fn(&dyn Display) -> Error {
    move |cause| refused(format!("{}: {cause}", file.display()))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
