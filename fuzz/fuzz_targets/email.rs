//! Addresses: what is accepted can stand in a header of a mail, in the database and in the API.
#![no_main]

use domain::EmailAddress;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = proto::email::check_plain(text);
    if let Ok(address) = EmailAddress::parse(text) {
        assert_eq!(address.as_str(), text);
        assert!(text.len() <= EmailAddress::MAX && text.bytes().all(|byte| byte.is_ascii_graphic()));
        assert_eq!(text.matches('@').count(), 1);
        assert!(proto::email::check_plain(text).is_ok(), "the API refuses what the service takes");
        let identity = address.identity();
        assert_eq!(EmailAddress::parse(&identity).expect("a folded address").identity(), identity);
    }
});
