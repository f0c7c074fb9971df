//! What servers together have let somebody ask for.

use std::time::Duration;

use store::rate_limits;

use crate::{Fresh, support::at};

testdb::on_both!(what_is_let_through_adds_up_until_it_has_filled_again);

async fn what_is_let_through_adds_up_until_it_has_filled_again(fresh: Fresh) {
    let mut tx = fresh.db.write().await.unwrap();
    let micros = Duration::from_micros;
    assert_eq!(rate_limits::charge(&mut tx, b"one", micros(10), at(100)).await.unwrap(), at(110));
    assert_eq!(rate_limits::charge(&mut tx, b"one", micros(5), at(104)).await.unwrap(), at(115));
    assert_eq!(rate_limits::charge(&mut tx, b"two", micros(5), at(104)).await.unwrap(), at(109));
    assert_eq!(rate_limits::charge(&mut tx, b"one", micros(5), at(200)).await.unwrap(), at(205));
    assert_eq!(rate_limits::delete_before(&mut tx, at(110)).await.unwrap(), 1);
    assert_eq!(rate_limits::charge(&mut tx, b"two", micros(1), at(50)).await.unwrap(), at(51));
}
