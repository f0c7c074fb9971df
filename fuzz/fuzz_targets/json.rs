//! Bodies: what is read and written is read as the same.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: (u8, &str)| server::fuzzing::json(input.0, input.1));
