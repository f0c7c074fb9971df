//! Filters as people type them, on users of every kind.

use domain::{Attributes, Page, State, User, UserFilter, terms};
use store::{attributes, lists};

use crate::{
    Fresh,
    support::{add, at, email, ids, user},
};

testdb::on_both!(every_term_finds_whom_it_says_and_its_opposite_all_others, pages_and_counts_go_by_filters_too);

const DAY: i64 = 86_400_000_000;

async fn people(fresh: &Fresh) {
    let team = |team: &str| -> Attributes { [("team".to_owned(), team.to_owned())].into() };
    let people = [
        (User { name: "Ada Okafor".into(), admin: true, created_at: at(DAY), ..user("ada") }, team("Ops")),
        (
            User {
                description: "50% ada's_helper".into(),
                state: State::Suspended,
                primary_email_address: email("bob@x.org"),
                primary_email_address_validated_at: Some(at(5)),
                created_at: at(2 * DAY),
                expires_at: Some(at(4 * DAY)),
                ..user("bob-ops")
            },
            team("dev-ops"),
        ),
        (
            User { name: "*star*".into(), state: State::Requested, created_at: at(3 * DAY), ..user("cyd") },
            Attributes::new(),
        ),
    ];
    for (person, theirs) in people {
        let key = add(&fresh.db, person).await.id;
        if !theirs.is_empty() {
            let mut tx = fresh.db.write().await.unwrap();
            attributes::set(&mut tx, key, &theirs).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
    add(&fresh.db, User { deleted_at: Some(at(9)), deleted_by: Some("host".into()), ..user("gone") }).await;
}

fn filter(text: &str) -> UserFilter {
    let terms::Filter { deleted, terms } = terms::parse(text).unwrap();
    UserFilter { deleted, terms, ..UserFilter::default() }
}

async fn found(fresh: &Fresh, text: &str) -> Vec<String> {
    let users = lists::walk(&mut fresh.db.read().await.unwrap(), &filter(text), 0, 100).await.unwrap();
    ids(&users).into_iter().map(str::to_owned).collect()
}

async fn every_term_finds_whom_it_says_and_its_opposite_all_others(fresh: Fresh) {
    people(&fresh).await;
    let all = ["ada", "bob-ops", "cyd"];
    for (text, expected) in [
        ("", &all[..]),
        ("state:approved", &["ada"]),
        ("state:suspended,requested", &["bob-ops", "cyd"]),
        ("admin:yes", &["ada"]),
        ("validated:yes", &["bob-ops"]),
        ("validated:no", &["ada", "cyd"]),
        ("id:ops", &["bob-ops"]),
        ("id:bob*", &["bob-ops"]),
        ("id:bob", &["bob-ops"]),
        ("id:*b", &[]),
        ("email:*@x.org", &["bob-ops"]),
        ("email:x.or", &["bob-ops"]),
        ("email:*@x.or", &[]),
        ("name:okafor", &["ada"]),
        ("name:ada*", &["ada"]),
        ("name:*ada", &[]),
        ("name:\"*\"", &["cyd"]),
        ("name:ÁDÁ*", &["ada"]),
        ("description:50%*", &["bob-ops"]),
        ("description:*helper", &["bob-ops"]),
        ("description:a_s", &[]),
        ("ada", &["ada", "bob-ops"]),
        ("attributes.team:ops", &["ada", "bob-ops"]),
        ("attributes.team:ops*", &["ada"]),
        ("attributes.place:ops", &[]),
        ("created:1970-01-02", &["ada"]),
        ("created:>1970-01-02", &["bob-ops", "cyd"]),
        ("created:<=1970-01-03", &["ada", "bob-ops"]),
        ("expires:>=1970-01-01", &["bob-ops"]),
        ("expires:>=1960-01-01", &["bob-ops"]),
        ("expires:1969-12-31", &[]),
        ("expires:<1970-01-05", &[]),
        ("ada state:suspended", &["bob-ops"]),
    ] {
        assert_eq!(found(&fresh, text).await, expected, "{text}");
        if text.is_empty() || text.contains(' ') {
            continue;
        }
        let others: Vec<_> = all.into_iter().filter(|id| !expected.contains(id)).collect();
        assert_eq!(found(&fresh, &format!("-{text}")).await, others, "-{text}");
    }
    for (text, expected) in
        [("yes", &["gone"][..]), ("1970-01-01", &["gone"]), ("<1970-01-01", &[]), (">1970-01-01", &[])]
    {
        assert_eq!(found(&fresh, &format!("deleted:{text}")).await, expected, "{text}");
    }
    assert!(found(&fresh, "deleted:yes state:suspended").await.is_empty());
}

async fn pages_and_counts_go_by_filters_too(fresh: Fresh) {
    people(&fresh).await;
    let mut tx = fresh.db.read().await.unwrap();
    for text in ["state:suspended,requested", "-admin:yes", "id:*", "-state:approved b", "attributes.team:* -admin:yes"]
    {
        let filter = filter(text);
        let listed = lists::list(&mut tx, &filter, Page::new(1, 100).unwrap()).await.unwrap();
        let walked = lists::walk(&mut tx, &filter, 0, 100).await.unwrap();
        assert_eq!(ids(&listed), ids(&walked), "{text}");
        assert_eq!(lists::count(&mut tx, &filter).await.unwrap(), walked.len() as u64, "{text}");
    }
}
