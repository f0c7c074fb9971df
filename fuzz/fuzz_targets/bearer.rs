//! Tokens: what is taken apart is all there was.
#![no_main]

use domain::Bearer;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(token) = Bearer::parse(text) {
        assert_eq!(format!("{}.{}.{}", token.kind.prefix(), token.id, token.key), text);
        assert!(text.is_ascii());
    }
});
