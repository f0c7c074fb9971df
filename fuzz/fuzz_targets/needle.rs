//! What is searched for: folded once and for all, and not much longer than it was.
#![no_main]

use domain::{Needle, UserFilter, csv, fold::fold};

/// No character of Unicode comes apart into more under NFKD.
const LONGEST: usize = 18;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let folded = fold(text);
    assert_eq!(fold(&folded), folded);
    assert!(folded.chars().count() <= text.chars().count() * LONGEST);
    match Needle::of(text) {
        Needle::All => assert!(folded.trim().is_empty()),
        Needle::Start(start) => assert!((1..=2).contains(&start.chars().count())),
        Needle::Part(part) => assert_eq!(Needle::of(&part), Needle::Part(part)),
    }
    let filter = UserFilter { query: text.to_owned(), ..UserFilter::default() };
    if filter.check().is_ok() {
        assert!(text.chars().count() <= UserFilter::QUERY_MAX);
    }
    assert_eq!(csv::unguarded(&csv::guarded(text)), text);
});
