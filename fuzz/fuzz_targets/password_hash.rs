//! Hashes of other systems: those that are read are whole and within bounds.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Some(cost) = service::fuzzing::password_hash(text) {
        assert!((16..=64).contains(&cost.key_bytes), "{} bytes of key", cost.key_bytes);
        assert!(text.is_ascii() && !text.contains(char::is_whitespace));
        assert!(text.len() <= 1000, "longer than an import takes");
    }
});
