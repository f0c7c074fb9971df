//! Opening a database and handing out transactions.

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    str::FromStr as _,
    time::Duration,
};

use domain::{Error, Result};
use sqlx::{
    ConnectOptions as _, PgPool, SqlitePool,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{PgTx, SqliteTx, Tx, Writer, error::IntoDomain as _, link};

/// Connections that read. More bring little: SQLite is bound by the cores.
const SQLITE_READERS: u32 = 4;
/// KiB of pages each reader keeps; negative is SQLite's way of saying KiB.
const SQLITE_CACHE: &str = "-16000";
/// The same for the one that writes. It is taken as it is needed: an import fills it, since every user touches pages of
/// all indexes.
const SQLITE_WRITER_CACHE: &str = "-64000";
/// How long a statement on SQLite waits for a lock or a free connection.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
/// File systems on which SQLite's locks do not hold: NFS, SMB, CIFS, SMB2 (statfs(2)).
const NETWORK_FILE_SYSTEMS: [i64; 4] = [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42];

/// A database. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// One file: one connection that writes, a few that read.
    Sqlite {
        /// Connections that only read.
        read: SqlitePool,
        /// The one that writes.
        write: Writer,
        /// The file.
        path: PathBuf,
    },
    /// A PostgreSQL server, which several of ours may share.
    Postgres(PgPool),
}

/// Held by the one server that a SQLite file may have. Released when dropped, or by the system.
#[derive(Debug)]
pub struct ServerLock(#[expect(dead_code, reason = "held for its lock")] Option<File>);

impl Db {
    /// Opens `sqlite://path` (made when missing, with its folder, readable by its owner only) or `postgres://…`.
    ///
    /// # Errors
    /// One line that says what is wrong with the URL, the file or the server. A password is not in it.
    pub async fn open(url: &str) -> Result<Self> {
        match url.split_once("://") {
            Some(("sqlite", path)) if !path.is_empty() => open_sqlite(Path::new(path)).await,
            Some(("postgres" | "postgresql", _)) => open_postgres(url).await,
            _ => Err(refused("the database URL must begin with sqlite://PATH or postgres://")),
        }
    }

    /// A transaction that only reads, all from one moment.
    pub async fn read(&self) -> Result<Tx> {
        match self {
            Self::Sqlite { read, .. } => read.begin().await.map(SqliteTx::Read).map(Tx::Sqlite),
            Self::Postgres(pool) => PgTx::read(pool).await.map(Tx::Postgres),
        }
        .into_domain()
    }

    /// A connection for one statement that reads; cheaper than [`Db::read`] by two ways to the database.
    pub async fn once(&self) -> Result<Tx> {
        match self {
            Self::Sqlite { read, .. } => read.acquire().await.map(SqliteTx::Once).map(Tx::Sqlite),
            Self::Postgres(pool) => PgTx::once(pool).await.map(Tx::Postgres),
        }
        .into_domain()
    }

    /// A transaction that writes. On SQLite it holds the only writer from its first moment, so that it never fails
    /// half-way since another was faster; and who has committed waits for those who were next, since they share one
    /// commit: nothing slow belongs in between.
    pub async fn write(&self) -> Result<Tx> {
        match self {
            Self::Sqlite { write, .. } => write.join().await.map(SqliteTx::Write).map(Tx::Sqlite),
            Self::Postgres(pool) => PgTx::write(pool).await.map(Tx::Postgres),
        }
        .into_domain()
    }

    /// Whether other servers may use the same data.
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        match self {
            Self::Sqlite { read, .. } => sqlx::query("SELECT 1").execute(read).await.map(|_| ()),
            Self::Postgres(pool) => link::answered(sqlx::query("SELECT 1").execute(pool)).await.map(|_| ()),
        }
        .into_domain()
    }

    /// Makes sure that no second server uses the same SQLite file. PostgreSQL may be shared.
    ///
    /// # Errors
    /// If another server holds it.
    pub fn lock_for_server(&self) -> Result<ServerLock> {
        match self {
            Self::Sqlite { path, .. } => lock(path),
            Self::Postgres(_) => Ok(ServerLock(None)),
        }
    }

    /// Closes all connections, after the statements under way.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write, .. } => {
                read.close().await;
                write.alone().close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Takes the one place that there is for a server of a SQLite file.
pub(crate) fn lock(path: &Path) -> Result<ServerLock> {
    let lock_path = PathBuf::from(format!("{}.lock", path.display()));
    let file = private(&lock_path).map_err(|cause| refused(format!("{}: {cause}", lock_path.display())))?;
    match file.try_lock() {
        Ok(()) => Ok(ServerLock(Some(file))),
        Err(TryLockError::WouldBlock) => {
            Err(refused(format!("another Roster server is using {}; stop it first", path.display())))
        }
        Err(TryLockError::Error(cause)) => Err(refused(format!("{}: {cause}", lock_path.display()))),
    }
}

/// A refusal to start, in one line for the operator.
pub(crate) fn refused(message: impl Into<String>) -> Error {
    let message = message.into();
    let mut error = Error::database_unavailable(&message);
    error.message = message.into();
    error
}

fn private(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

async fn open_sqlite(path: &Path) -> Result<Db> {
    let named = |cause: &dyn std::fmt::Display| refused(format!("the database {}: {cause}", path.display()));
    // The last folder is made when missing, and no more: a slip of the pen should show.
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        DirBuilder::new().mode(0o700).create(folder).map_err(|cause| named(&cause))?;
    }
    let file = private(path).map_err(|cause| named(&cause))?;
    let file_system = rustix::fs::fstatfs(&file).map_err(|cause| named(&cause))?.f_type;
    if NETWORK_FILE_SYSTEMS.contains(&file_system) {
        return Err(named(&"SQLite needs a local disk, and this is a network file system; use PostgreSQL there"));
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE)
        .disable_statement_logging();
    let pool = || SqlitePoolOptions::new().acquire_timeout(PATIENCE).test_before_acquire(false);
    let writer = options.clone().pragma("cache_size", SQLITE_WRITER_CACHE).pragma("wal_autocheckpoint", "4000");
    let write = Writer::open(pool(), writer).await.map_err(|cause| named(&cause))?;
    let readers = options.read_only(true).pragma("cache_size", SQLITE_CACHE);
    let read = pool().max_connections(SQLITE_READERS).connect_with(readers).await.map_err(|cause| named(&cause))?;
    Ok(Db::Sqlite { read, write, path: path.to_owned() })
}

async fn open_postgres(url: &str) -> Result<Db> {
    let options = PgConnectOptions::from_str(url).map_err(|_| refused("the database URL is not a PostgreSQL URL"))?;
    let host = options.get_host().to_owned();
    let options = options.disable_statement_logging();
    let named = |cause: sqlx::Error| refused(format!("the PostgreSQL server at {host}: {cause}"));
    match link::open(options.clone()).await {
        Ok(pool) => Ok(Db::Postgres(pool)),
        // The pool kept trying in vain and says no more than that; a single try says why.
        Err(given_up @ sqlx::Error::PoolTimedOut) => {
            Err(named(link::answered(options.connect()).await.err().unwrap_or(given_up)))
        }
        Err(cause) => Err(named(cause)),
    }
}
