//! Queries and paths: what is read is a message that JSON can hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: (u8, &str, &str)| server::fuzzing::query(input.0, input.1, input.2));
