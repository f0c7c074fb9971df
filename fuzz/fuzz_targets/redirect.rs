//! Where somebody may be sent on to: as a browser reads it, it is on this server.
#![no_main]

use url::Url;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let here = Url::parse("https://roster.example/login").expect("an address");
    if let Some(path) = app::paths::same_origin(text) {
        let there = here.join(&path).expect("a path");
        assert_eq!(there.origin(), here.origin(), "{path:?}");
        assert!(there.username().is_empty() && path.bytes().all(|byte| byte.is_ascii_graphic()));
    }
    // What is put into an address comes out of it as it was.
    let address = app::paths::login_then(text);
    let address = here.join(&address).expect("an address");
    assert_eq!(address.origin(), here.origin());
    if let Some((_, next)) = address.query_pairs().find(|(name, _)| name == "n") {
        assert_eq!(next, text);
    }
});
