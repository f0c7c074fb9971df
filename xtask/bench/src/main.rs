//! `bench SERVER CHROMIUM`: measures a release of the server on this machine and writes docs/benchmarks.md.
//! `bench million SERVER CHROMIUM POSTGRES`: the same with a million users on both databases, docs/benchmarks-million.md.
//! `bench measure URL USERS`: only lists, searches and counts, in a database that has its users already.
//! `bench write URL USERS`: only changes of them.
//! `bench enumeration SERVER`: only whether times tell who has an account.
//! `bench api SERVER URL`: only the API, on a database with whatever users and the administrator of a bench; it adds users.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

mod api;
mod client;
mod enumeration;
mod export;
mod figure;
mod keystrokes;
mod lighthouse;
mod lists;
mod load;
mod logins;
mod machine;
mod memory;
mod million;
mod served;
mod start;
mod weight;
mod writes;

use figure::Figure;
use served::Database;

/// How many users the lists are made of.
const USERS: u64 = 10_000;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let result = match arguments.as_slice() {
        [million, server, chromium, postgres] if million == "million" => {
            bench_million(Path::new(server), Path::new(chromium), postgres).await
        }
        [measure, url, users] if measure == "measure" => {
            lists::measure(url, users.parse().unwrap_or_default(), None).await.map(|figures| tell(&figures))
        }
        [write, url, users] if write == "write" => {
            writes::measure(url, users.parse().unwrap_or_default()).await.map(|figures| tell(&figures))
        }
        [enumeration, server] if enumeration == "enumeration" => bench_enumeration(Path::new(server)).await,
        [api, server, url] if api == "api" => bench_api(Path::new(server), url).await,
        [server, chromium] => bench(Path::new(server), Path::new(chromium)).await,
        _ => Err(anyhow::anyhow!("usage: bench SERVER CHROMIUM, or bench million SERVER CHROMIUM POSTGRES")),
    };
    if let Err(error) = result {
        eprintln!("{error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

async fn bench_api(server: &Path, url: &str) -> Result<()> {
    let database = Database::at(url.to_owned(), server);
    let running = database.serve().await?;
    tell(&api::measure(&running, &database.key().await?).await?);
    running.stop().await
}

async fn bench_enumeration(server: &Path) -> Result<()> {
    let database = Database::make(server)?;
    database.administrate().await?;
    enumeration::prepare(&database).await?;
    let running = database.serve().await?;
    tell(&enumeration::measure(&running).await?);
    running.stop().await
}

fn tell(figures: &[Figure]) {
    print!("{}", figures.iter().map(Figure::row).collect::<String>());
}

async fn bench(server: &Path, chromium: &Path) -> Result<()> {
    let database = Database::make(server)?;
    eprintln!("==> Importing {USERS} users");
    database.import(USERS).await?;
    database.administrate().await?;
    enumeration::prepare(&database).await?;

    let mut figures = Vec::new();
    eprintln!("==> Starting and idling");
    figures.push(start::measure(&database, (200.0, 30.0)).await?);
    figures.push(memory::measure(&database).await?);

    let running = database.serve().await?;
    eprintln!("==> The page of users, one client, then sixteen");
    figures.extend(load::measure(&running).await?);
    let key = database.key().await?;
    eprintln!("==> The API, sixteen programs");
    figures.extend(api::measure(&running, &key).await?);
    eprintln!("==> Log-ins, sixteen people");
    figures.extend(logins::measure(&running, &key).await?);
    eprintln!("==> Whether times tell who has an account");
    figures.extend(enumeration::measure(&running).await?);
    eprintln!("==> The first load");
    figures.push(weight::measure(&running).await?);
    eprintln!("==> Lighthouse");
    figures.extend(lighthouse::measure(&running, chromium).await?);
    running.stop().await?;

    let note = format!(
        "The list holds {USERS} users in SQLite and shows 20 a page. Pages are asked for as browsers do it, compressed and logged in."
    );
    write("docs/benchmarks.md", "cargo xtask bench", &[("", figures)], &note)
}

async fn bench_million(server: &Path, chromium: &Path, postgres: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let in_folder = |name| format!("sqlite://{}", folder.path().join(name).display());
    let (on_postgres, _) = postgres.rsplit_once('/').context("not the URL of a database")?;
    let urls = [
        ("SQLite", million::SIZES.map(|(name, _)| in_folder(name))),
        ("PostgreSQL", million::SIZES.map(|(name, _)| format!("{on_postgres}/{name}"))),
    ];
    let mut tables = Vec::new();
    for (name, urls) in urls {
        eprintln!("==> {name}");
        tables.push((name, million::measure(server, chromium, urls).await?));
    }
    let note = "Lists, searches and totals are asked by one client in one process with the database's driver, each query \
                ten times, the first one too. PostgreSQL is as it comes, but for shared_buffers = 1GB and max_wal_size = 4GB.";
    write("docs/benchmarks-million.md", "cargo xtask bench million", &tables, note)
}

fn write(file: &str, command: &str, tables: &[(&str, Vec<Figure>)], note: &str) -> Result<()> {
    let text = report(command, tables, note)?;
    print!("{text}");
    fs::write(file, text).with_context(|| format!("cannot write {file}"))
}

fn report(command: &str, tables: &[(&str, Vec<Figure>)], note: &str) -> Result<String> {
    let mut text = format!(
        "# Figures\n\nWritten by `{command}`; {}. The clients run on the same machine and share its cores with the \
         server.\n",
        machine::describe()?
    );
    for (name, figures) in tables {
        if figures.is_empty() {
            bail!("nothing was measured");
        }
        if !name.is_empty() {
            let _ = writeln!(text, "\n## {name}");
        }
        text.push_str("\n| figure | measured | hold | aim | |\n|---|---|---|---|---|\n");
        text.extend(figures.iter().map(Figure::row));
    }
    // A `String` takes everything.
    let _ = writeln!(text, "\n{note} “aim” is as good as we want it, “ok” keeps what must hold, “missed” is neither.");
    Ok(text)
}
