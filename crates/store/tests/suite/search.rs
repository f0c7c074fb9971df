//! Search against a model in plain Rust: for any users and any query both databases answer what it does.

use std::{cmp::Ordering, ops::Range};

use domain::{Attributes, Order, OrderKey, State, User, UserFilter, fold::fold};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use store::{Db, attributes, lists};
use tokio::{runtime::Handle, task::block_in_place};

use crate::support::{at, email, insert, page, user};

/// A user and their attributes.
type Person = (User, Attributes);

/// What is special to LIKE, to SQL, to folding and to sorting.
const LETTERS: &str = "aAbBzZ019 %_\\'\"$?*[]-\n\u{301}\u{a8}éÉñÑßẞİıΣσςДд山田محم가각ﬁＡ１🦀";

/// What makes one user of the model; the number makes ID and address unique.
#[derive(Clone, Debug)]
struct Traits {
    id: String,
    name: String,
    description: String,
    host: String,
    state: State,
    admin: bool,
    created: i64,
    deleted: Option<i64>,
    attributes: Attributes,
}

impl Traits {
    fn into_person(self, number: usize) -> Person {
        let user = User {
            name: self.name,
            description: self.description,
            primary_email_address: email(&format!("{}_{number}@{}.example", self.id, self.host)),
            state: self.state,
            admin: self.admin,
            created_at: at(self.created),
            deleted_at: self.deleted.map(at),
            ..user(&format!("{}-{number}", self.id))
        };
        (user, self.attributes)
    }
}

fn traits() -> impl Strategy<Value = Traits> {
    let texts = (text(0..9), text(0..17), "[ab]{1,2}", "[abAB]{1,2}");
    let flags = (any_state(), any::<bool>(), 0..3i64, proptest::option::of(0..3i64));
    (texts, flags, some_attributes()).prop_map(
        |((name, description, id, host), (state, admin, created, deleted), attributes)| Traits {
            id,
            name,
            description,
            host,
            state,
            admin,
            created,
            deleted,
            attributes,
        },
    )
}

fn some_attributes() -> impl Strategy<Value = Attributes> {
    proptest::collection::btree_map(
        proptest::sample::select(vec!["floor".to_owned(), "team".to_owned()]),
        text(0..4),
        0..=2,
    )
}

fn text(length: Range<usize>) -> impl Strategy<Value = String> {
    let letter = proptest::sample::select(LETTERS.chars().collect::<Vec<_>>());
    proptest::collection::vec(letter, length).prop_map(String::from_iter)
}

fn any_state() -> impl Strategy<Value = State> {
    proptest::sample::select(State::ALL.to_vec())
}

/// A query, often a piece of some user's own text, since others seldom match.
fn filter(people: &[Person]) -> BoxedStrategy<UserFilter> {
    let own: Vec<_> =
        people.iter().flat_map(|(user, _)| [user.name.clone(), user.primary_email_address.to_string()]).collect();
    let ids: Vec<_> = people.iter().map(|(user, _)| user.user_id.to_string()).collect();
    let piece = (proptest::sample::select(own), 0..8usize, 1..5usize)
        .prop_map(|(text, from, length)| text.chars().skip(from).take(length).collect());
    let id = proptest::sample::select(ids);
    let query = prop_oneof![1 => Just(String::new()), 2 => text(1..4), 4 => piece, 1 => id];
    let order = (proptest::sample::select(OrderKey::ALL.to_vec()), any::<bool>())
        .prop_map(|(key, descending)| Order { key, descending });
    let time = || proptest::option::weighted(0.2, (0..4i64).prop_map(at));
    let who =
        (any::<bool>(), proptest::option::weighted(0.2, any_state()), proptest::option::weighted(0.2, any::<bool>()));
    let attributes = prop_oneof![4 => Just(Attributes::new()), 1 => some_attributes()];
    (who, query, time(), time(), attributes, (order, any::<bool>()))
        .prop_map(|((deleted, state, admin), query, created_from, created_before, attributes, (order, ranked))| {
            let made = UserFilter { created_from, created_before, ..UserFilter::default() };
            UserFilter { deleted, query, state, admin, attributes, order, ranked, ..made }
        })
        .boxed()
}

/// Users, and what is asked about them: filters and how many rows a page has.
fn cases() -> impl Strategy<Value = (Vec<Person>, Vec<(UserFilter, u32)>)> {
    proptest::collection::vec(traits(), 1..25).prop_flat_map(|traits| {
        let people: Vec<_> =
            traits.into_iter().enumerate().map(|(number, traits)| traits.into_person(number)).collect();
        let asked = proptest::collection::vec((filter(&people), 1..8u32), 1..10);
        (Just(people), asked)
    })
}

/// What the list must be.
fn model<'a>(people: &'a [Person], filter: &UserFilter) -> Vec<&'a User> {
    let query = fold(&filter.query);
    let query = query.trim();
    let matches = |(user, attributes): &Person| {
        user.deleted_at.is_some() == filter.deleted
            && filter.state.is_none_or(|state| user.state == state)
            && filter.admin.is_none_or(|admin| user.admin == admin)
            && filter.created_from.is_none_or(|from| user.created_at >= from)
            && filter.created_before.is_none_or(|before| user.created_at < before)
            && filter
                .attributes
                .iter()
                .all(|(k, part)| attributes.get(k).is_some_and(|v| fold(v).contains(&fold(part))))
            && found(user, query)
    };
    let mut found: Vec<_> = people.iter().filter(|person| matches(person)).map(|(user, _)| user).collect();
    found.sort_by(|a, b| {
        let up = by_key(filter.order.key, a, b).then_with(|| a.id.cmp(&b.id));
        let exact = |user: &User| filter.exact().as_ref() == Some(&user.user_id);
        let own = |user: &User| filter.own_first() && user.user_id.as_str().starts_with(query);
        (exact(b), own(b)).cmp(&(exact(a), own(a))).then(if filter.order.descending { up.reverse() } else { up })
    });
    found
}

/// One and two letters stand at a beginning, more anywhere.
fn found(user: &User, query: &str) -> bool {
    let (id, address) = (user.user_id.as_str(), user.primary_email_address.as_str());
    if query.chars().count() > 2 {
        return [id, &user.name, address, &user.description].iter().any(|field| fold(field).contains(query));
    }
    let name = fold(&user.name);
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    query.is_empty() || id.starts_with(query) || fold(address).starts_with(query) || words.any(|w| w.starts_with(query))
}

fn by_key(key: OrderKey, a: &User, b: &User) -> Ordering {
    match key {
        OrderKey::UserId => a.user_id.cmp(&b.user_id),
        OrderKey::Name => (a.name.is_empty(), &a.name).cmp(&(b.name.is_empty(), &b.name)),
        OrderKey::Email => a.primary_email_address.identity().cmp(&b.primary_email_address.identity()),
        OrderKey::State => (a.state as i32).cmp(&(b.state as i32)),
        OrderKey::Admin => a.admin.cmp(&b.admin),
        OrderKey::CreatedAt => a.created_at.cmp(&b.created_at),
        OrderKey::DeletedAt => a.deleted_at.cmp(&b.deleted_at),
    }
}

/// Compares one database with the model; nothing is committed, so the next case finds it empty.
async fn compare(db: &Db, people: &[Person], asked: &[(UserFilter, u32)]) {
    let mut tx = db.write().await.unwrap();
    let mut stored = Vec::new();
    for (user, attributes) in people {
        let user = insert(&mut tx, user.clone()).await;
        attributes::set(&mut tx, user.id, attributes).await.unwrap();
        assert_eq!(attributes::get(&mut tx, user.id).await.unwrap(), *attributes);
        stored.push((user, attributes.clone()));
    }
    for (filter, limit) in asked {
        let expected = model(&stored, filter);
        assert_eq!(lists::count(&mut tx, filter).await.unwrap(), expected.len() as u64, "{filter:?}");
        for (number, rows) in (1..).zip(expected.chunks(*limit as usize).chain([&[][..]])) {
            let listed = lists::list(&mut tx, filter, page(number, *limit)).await.unwrap();
            assert_eq!(listed.iter().collect::<Vec<_>>(), rows, "page {number} of {limit}: {filter:?}");
            if let Some((listed, total)) = lists::at_once(&mut tx, filter, page(number, *limit)).await.unwrap() {
                assert_eq!(listed.iter().collect::<Vec<_>>(), rows, "at once, page {number} of {limit}: {filter:?}");
                assert_eq!(total, expected.len() as u64, "at once: {filter:?}");
            }
        }
    }
}

#[test]
fn both_databases_search_order_and_page_as_the_model_does() {
    testdb::run_with_both(|sqlite, postgres| async move {
        let (sqlite, postgres) = (crate::open(sqlite).await, crate::open(postgres).await);
        let mut runner = TestRunner::new(Config { cases: 150, failure_persistence: None, ..Config::default() });
        let outcome = block_in_place(|| {
            runner.run(&cases(), |(people, asked)| {
                Handle::current().block_on(async {
                    compare(&sqlite.db, &people, &asked).await;
                    compare(&postgres.db, &people, &asked).await;
                });
                Ok(())
            })
        });
        outcome.unwrap_or_else(|failure| panic!("{failure}"));
    });
}
