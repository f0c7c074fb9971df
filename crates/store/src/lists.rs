//! Lists and counts of users who match a filter.

use domain::{Needle, Order, Page, Result, User, UserFilter};
use sqlx::{AssertSqlSafe, FromRow, postgres::PgRow, sqlite::SqliteRow};

use crate::{
    Tx,
    error::IntoDomain as _,
    needle::Dialect,
    select::{Cut, Select, bind_all},
    users::{columns, total_of, totals},
};

/// Rows from which on a page counts as far from the start.
const FAR: i64 = 1_000;
/// How many users, in the order of the list, are looked through before an index is asked. What one in a hundred matches is
/// found among them; what fewer match the index finds in no time. If nobody is at the first glance, there is no second.
const PROBES: [i64; 2] = [200, 2_000];
/// Matches from which on it is quicker to walk the list until some of them are met than to look all of them up and sort
/// them; measured with a million users.
const MANY: i64 = 6_000;

/// Matches that are looked up all together, to sort and count them, rather than by one of the ways of [`list`].
const FEW: i64 = 200;

/// A row, and how many there are in all.
#[derive(FromRow)]
struct Counted {
    #[sqlx(flatten)]
    user: User,
    matching: i64,
}

/// One page of the users that match, and how many do, where one statement finds both, so that a connection without a
/// transaction will do; otherwise there is [`list`] and [`count`].
pub async fn at_once(tx: &mut Tx, filter: &UserFilter, page: Page) -> Result<Option<(Vec<User>, u64)>> {
    let (cut, dialect) = (Cut::from(page), dialect(tx));
    if filter.ranked || cut.offset >= FAR {
        return Ok(None);
    }
    let needle = filter.needle();
    let select = match (&needle, total_of(dialect, filter)) {
        (Needle::All, Some(total)) => Select::all(filter, filter.order, cut).counted_rows(columns!(), filter, &total),
        (Needle::Part(_), _) if dialect == Dialect::Sqlite => {
            if number(tx, Select::estimate(&needle, FEW)).await? == FEW {
                return Ok(None);
            }
            Select::found_counted(columns!(), filter, &needle, cut)
        }
        _ => return Ok(None),
    };
    let rows: Vec<Counted> = fetch(tx, select).await?;
    // Beside no row there is no count.
    let total = rows.first().map(|row| row.matching.unsigned_abs());
    Ok(total.map(|total| (rows.into_iter().map(|row| row.user).collect(), total)))
}

/// One page of the users that match.
pub async fn list(tx: &mut Tx, filter: &UserFilter, page: Page) -> Result<Vec<User>> {
    let cut = Cut::from(page);
    let Some(exact) = filter.exact() else { return list_ordered(tx, filter, cut).await };
    let first = rows(tx, filter, Select::one(filter, &exact)).await?;
    if first.is_empty() {
        return list_ordered(tx, filter, cut).await;
    }
    let others = UserFilter { without: Some(exact), ..filter.clone() };
    if cut.offset > 0 {
        return list_ordered(tx, &others, Cut { offset: cut.offset - 1, ..cut }).await;
    }
    let others = list_ordered(tx, &others, Cut { limit: cut.limit - 1, ..cut }).await?;
    Ok(first.into_iter().chain(others).collect())
}

/// Those that match, in their order.
async fn list_ordered(tx: &mut Tx, filter: &UserFilter, cut: Cut) -> Result<Vec<User>> {
    match filter.needle() {
        Needle::All => list_all(tx, filter, cut).await,
        Needle::Start(start) if filter.own_first() => list_own_first(tx, filter, &start, cut).await,
        needle => list_matching(tx, filter, &needle, cut).await,
    }
}

/// Jumps to the page from the nearer end of the list.
async fn list_all(tx: &mut Tx, filter: &UserFilter, cut: Cut) -> Result<Vec<User>> {
    if cut.offset >= FAR
        && let Some(total) = totals(tx).await?.of_filter(filter)
    {
        let after = total.cast_signed() - cut.offset - cut.limit;
        if after < cut.offset {
            let limit = (cut.limit + after.min(0)).max(0);
            let back = Order { descending: !filter.order.descending, ..filter.order };
            return rows(tx, filter, Select::all(filter, back, Cut { limit, offset: after.max(0) })).await;
        }
    }
    rows(tx, filter, Select::all(filter, filter.order, cut)).await
}

/// First those whose ID begins so, who stand together in the index of IDs, then the few others.
async fn list_own_first(tx: &mut Tx, filter: &UserFilter, start: &str, cut: Cut) -> Result<Vec<User>> {
    let dialect = dialect(tx);
    let mut users = rows(tx, filter, Select::own_keys(dialect, filter, start, cut)).await?;
    let found = users.len().cast_signed() as i64;
    if found == cut.limit {
        return Ok(users);
    }
    let own = if found > 0 || cut.offset == 0 {
        cut.offset + found
    } else {
        number(tx, Select::count_own(dialect, filter, start)).await?
    };
    let cut = Cut { limit: cut.limit - found, offset: (cut.offset - own).max(0) };
    let others = indexed(tx, filter, &Needle::Start(start.to_owned()), false, cut).await?;
    users.extend(rows(tx, filter, others).await?);
    Ok(users)
}

/// Looks through the first of the list, and asks the index if too few of them match.
async fn list_matching(tx: &mut Tx, filter: &UserFilter, needle: &Needle, cut: Cut) -> Result<Vec<User>> {
    let depths = if cut.offset < FAR { &PROBES[..] } else { &[] };
    for depth in depths {
        let users = rows(tx, filter, Select::probe(filter, needle, *depth, cut)).await?;
        if users.len() as u64 == cut.limit.unsigned_abs() {
            return Ok(users);
        }
        if users.is_empty() && cut.offset == 0 {
            break;
        }
    }
    let keys = indexed(tx, filter, needle, true, cut).await?;
    rows(tx, filter, keys).await
}

/// The quicker way to the matches of an index.
async fn indexed(tx: &mut Tx, filter: &UserFilter, needle: &Needle, own: bool, cut: Cut) -> Result<Select> {
    let dialect = dialect(tx);
    let whole = !own || matches!(needle, Needle::Part(_));
    if dialect == Dialect::Sqlite && whole && number(tx, Select::estimate(needle, MANY)).await? == MANY {
        return Ok(Select::walked(filter, needle, cut));
    }
    Ok(Select::indexed(dialect, filter, needle, own, cut))
}

/// The matching users who were made after the one of a key, the oldest first, whatever the filter's order: to walk through
/// all of them while they change. A key never changes, so none is shown twice, and none that stays is missed.
pub async fn walk(tx: &mut Tx, filter: &UserFilter, after: i64, limit: u32) -> Result<Vec<User>> {
    let select = Select::after(columns!(), filter, &filter.needle(), after, limit.into());
    fetch(tx, select).await
}

/// How many users match, exactly.
pub async fn count(tx: &mut Tx, filter: &UserFilter) -> Result<u64> {
    let needle = filter.needle();
    if needle == Needle::All
        && let Some(total) = totals(tx).await?.of_filter(filter)
    {
        return Ok(total);
    }
    let dialect = dialect(tx);
    Ok(number(tx, Select::count(dialect, filter, &needle)).await?.unsigned_abs())
}

fn dialect(tx: &Tx) -> Dialect {
    sql!(tx, sqlite: Dialect::Sqlite, postgres: Dialect::Postgres)
}

/// The users of these keys, in the filter's order.
async fn rows(tx: &mut Tx, filter: &UserFilter, keys: Select) -> Result<Vec<User>> {
    fetch(tx, keys.rows(columns!(), filter)).await
}

async fn fetch<Row>(tx: &mut Tx, select: Select) -> Result<Vec<Row>>
where
    Row: Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>,
{
    on!(tx, c => bind_all!(sqlx::query_as(AssertSqlSafe(select.sql)), &select.binds).fetch_all(c).await).into_domain()
}

async fn number(tx: &mut Tx, select: Select) -> Result<i64> {
    on!(tx, c => bind_all!(sqlx::query_scalar(AssertSqlSafe(select.sql)), &select.binds).fetch_one(c).await)
        .into_domain()
}
