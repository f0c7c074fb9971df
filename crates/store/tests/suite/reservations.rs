//! Reserved IDs.

use domain::{IdPattern, Reservation};
use store::reservations;

use crate::{Fresh, support::at};

testdb::on_both!(a_reservation_comes_back_as_written_until_it_is_lifted, a_pattern_is_reserved_once);

fn reservation(pattern: &str) -> Reservation {
    Reservation {
        pattern: IdPattern::parse(pattern).unwrap(),
        reason: "for the team".into(),
        reserved_by: "boss".into(),
        created_at: at(1),
        expires_at: Some(at(2)),
    }
}

async fn a_reservation_comes_back_as_written_until_it_is_lifted(fresh: Fresh) {
    let mut tx = fresh.db.write().await.unwrap();
    let (second, first) = (reservation("svc-*"), Reservation { expires_at: None, ..reservation("admin-*") });
    for one in [&second, &first] {
        reservations::insert(&mut tx, one).await.unwrap();
    }
    assert_eq!(reservations::list(&mut tx).await.unwrap(), [first.clone(), second]);
    assert!(reservations::delete(&mut tx, &IdPattern::parse("svc-*").unwrap()).await.unwrap());
    assert!(!reservations::delete(&mut tx, &IdPattern::parse("svc-*").unwrap()).await.unwrap());
    assert_eq!(reservations::list(&mut tx).await.unwrap(), [first]);
}

async fn a_pattern_is_reserved_once(fresh: Fresh) {
    let mut tx = fresh.db.write().await.unwrap();
    reservations::insert(&mut tx, &reservation("admin-*")).await.unwrap();
    let refused = reservations::insert(&mut tx, &reservation("admin-*")).await.unwrap_err();
    assert_eq!(refused.fields[0].field, "pattern");
}
