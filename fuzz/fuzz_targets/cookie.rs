//! The header of cookies: a value is one of those that were sent.
#![no_main]

use app::cookie::SESSION;
use axum::http::{HeaderMap, HeaderValue, header};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut headers = HeaderMap::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(header::COOKIE, value);
        }
    }
    if let Some(token) = SESSION.read(&headers) {
        assert!(!token.contains(';'));
        let sent = format!("{}={token}", SESSION.name());
        assert!(bytes.windows(sent.len()).any(|window| window == sent.as_bytes()));
    }
});
