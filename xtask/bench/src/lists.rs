//! Listing, searching and counting by the store itself, one client.

use std::time::Instant;

use anyhow::{Result, ensure};
use domain::{Order, Page, UserFilter};
use store::{Db, Tx, lists, users};

use crate::figure::{Better, Figure};

const LIMIT: u32 = 20;
/// In either direction.
const ORDERS: [&str; 12] = [
    "user_id",
    "-user_id",
    "name",
    "-name",
    "primary_email_address",
    "-primary_email_address",
    "state",
    "-state",
    "admin",
    "-admin",
    "created_at",
    "-created_at",
];
/// More than a twentieth of the users have each of these.
const COMMON: [&str; 4] = ["example.net", "northgrid", "harbour", "uni-river"];
/// Nobody has any of these.
const NONE: [&str; 4] = ["zzqxj", "nobody at all", "100 %%", "ada-okafor-x"];
const SHORT: [&str; 8] = ["a", "m", "z", "q", "ma", "zh", "qq", "ø"];
/// How often each query is asked; the first time counts too.
const TIMES: usize = 10;

/// Lists, searches and counts in a database of so many users, and in a small one for comparison.
pub(crate) async fn measure(url: &str, users: u64, small: Option<(&str, u64)>) -> Result<Vec<Figure>> {
    let all = Times::measure(url, users).await?;
    let mut figures = all.figures();
    if let Some((url, users)) = small {
        let few = Times::measure(url, users).await?;
        let growth = |name, (hold, aim), many: &[f64], few: &[f64]| Figure {
            name,
            unit: "×",
            value: p95(many) / p95(few),
            bounds: Some((hold, aim)),
            better: Better::Less,
        };
        figures.push(growth("growth of page 1 from 10,000 users", (1.5, 1.1), &all.first, &few.first));
        figures.push(growth("growth of searches from 10,000 users", (4.0, 2.0), &all.searches, &few.searches));
    }
    Ok(figures)
}

/// Milliseconds of everything that was asked.
struct Times {
    first: Vec<f64>,
    far: Vec<f64>,
    last: Vec<f64>,
    searches: Vec<f64>,
    short: Vec<f64>,
    unfiltered: Vec<f64>,
    few: Vec<f64>,
    any: Vec<f64>,
}

impl Times {
    async fn measure(url: &str, users: u64) -> Result<Self> {
        let db = Db::open(url).await?;
        let far = u32::try_from(users / 100)?;
        let last = Page::last(users::totals(&mut db.read().await?).await?.live(), LIMIT);
        let rare: Vec<_> = (0..8).map(|number| format!("-{}", users * (2 * number + 1) / 17 + 1)).collect();
        let others = COMMON.iter().chain(&COMMON).chain(&NONE).map(|&word| word.to_owned());
        let mix: Vec<_> = rare.iter().cloned().chain(others).collect();
        let times = Self {
            first: pages(&db, 1).await?,
            far: pages(&db, far).await?,
            last: pages(&db, last).await?,
            searches: searched(&db, &mix).await?,
            short: searched(&db, &SHORT.map(str::to_owned)).await?,
            unfiltered: counted(&db, &[String::new()]).await?,
            few: counted(&db, &rare).await?,
            any: counted(&db, &mix).await?,
        };
        db.close().await;
        Ok(times)
    }

    fn figures(&self) -> Vec<Figure> {
        vec![
            time("page 1 of each order, p95", p95(&self.first), Some((10.0, 2.0))),
            time("page 10,000 of each order, p95", p95(&self.far), Some((10.0, 2.0))),
            time("the last page of each order, p95", p95(&self.last), Some((10.0, 2.0))),
            time("search of three letters and more, first page, p95", p95(&self.searches), Some((10.0, 3.0))),
            time("search of one and two letters, first page, p95", p95(&self.short), Some((10.0, 2.0))),
            time("exact total, unfiltered, p95", p95(&self.unfiltered), Some((1.0, 0.1))),
            time("exact total of at most 2,000 matches, p95", p95(&self.few), Some((5.0, 2.0))),
            time("exact total of any search, p95", p95(&self.any), Some((300.0, 100.0))),
        ]
    }
}

async fn pages(db: &Db, number: u32) -> Result<Vec<f64>> {
    let mut times = Vec::new();
    for order in ORDERS {
        let filter = UserFilter { order: Order::parse(order)?, ..UserFilter::default() };
        for _ in 0..TIMES {
            let begun = Instant::now();
            let found = lists::list(&mut db.read().await?, &filter, Page::new(number, LIMIT)?).await?;
            times.push(millis(begun));
            ensure!(!found.is_empty(), "page {number} by {order} is empty");
        }
    }
    Ok(times)
}

async fn searched(db: &Db, queries: &[String]) -> Result<Vec<f64>> {
    each(db, queries, async |tx, filter| {
        lists::list(tx, filter, Page::new(1, LIMIT)?).await?;
        Ok(())
    })
    .await
}

async fn counted(db: &Db, queries: &[String]) -> Result<Vec<f64>> {
    each(db, queries, async |tx, filter| {
        lists::count(tx, filter).await?;
        Ok(())
    })
    .await
}

async fn each(db: &Db, queries: &[String], ask: impl AsyncFn(&mut Tx, &UserFilter) -> Result<()>) -> Result<Vec<f64>> {
    let mut times = Vec::new();
    for query in queries {
        let filter = UserFilter { query: query.clone(), ranked: true, ..UserFilter::default() };
        for _ in 0..TIMES {
            let begun = Instant::now();
            ask(&mut db.read().await?, &filter).await?;
            times.push(millis(begun));
        }
    }
    Ok(times)
}

fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e3
}

/// The time that nineteen of twenty stay under.
pub(crate) fn p95(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len().saturating_sub(1) * 95 / 100).copied().unwrap_or(f64::NAN)
}

/// A figure in milliseconds.
pub(crate) fn time(name: &'static str, value: f64, bounds: Option<(f64, f64)>) -> Figure {
    Figure { name, unit: "ms", value, bounds, better: Better::Less }
}
