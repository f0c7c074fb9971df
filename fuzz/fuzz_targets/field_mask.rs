//! Field masks: nothing is shown that was not asked for, and asking twice shows no more.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| server::fuzzing::field_mask(text));
