//! Queries and paths: what is read is a message that JSON can hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: (u8, &str)| {
    let (path, query) = input.1.split_once('?').unwrap_or((input.1, ""));
    server::fuzzing::query(input.0, path, query);
});
