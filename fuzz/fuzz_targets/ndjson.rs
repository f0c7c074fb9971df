//! Files of users as JSON lines: reading goes on from any record as if it had not stopped.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| server::fuzzing::import("ndjson", bytes));
