//! Times: what is read is written so that it is read as the same.
#![no_main]

use domain::Timestamp;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(time) = Timestamp::parse("time", text) {
        assert_eq!(Timestamp::parse("time", &time.to_string()).ok(), Some(time), "{time}");
    }
    if let Ok(Some(time)) = Timestamp::parse_minute("time", text) {
        assert!(Timestamp::parse_minute("time", &time.to_minute()).is_ok_and(|minute| minute <= Some(time)));
    }
});
