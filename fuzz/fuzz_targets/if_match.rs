//! `If-Match`: versions that are read are read again.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| server::fuzzing::if_match(text));
