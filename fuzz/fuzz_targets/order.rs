//! Orders read what they write.
#![no_main]

use domain::{ApiKeyOrder, Order};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = ApiKeyOrder::parse(text);
    if let Ok(order) = Order::parse(text) {
        assert!(text.is_empty() || order.to_text() == text);
        assert_eq!(Order::parse(&order.to_text()).expect("what was written"), order);
    }
});
