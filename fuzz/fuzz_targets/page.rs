//! Pages begin at a row that there can be.
#![no_main]

use domain::Page;

libfuzzer_sys::fuzz_target!(|asked: (u32, u32)| {
    let (number, limit) = asked;
    if let Ok(page) = Page::new(number, limit) {
        assert!((1..=Page::MAX_LIMIT).contains(&page.limit) && page.number >= 1);
        let offset = u64::try_from(page.offset()).expect("no page begins before the first row");
        assert!(offset <= u64::from(u32::MAX));
        // The first row of a page is on that page.
        assert_eq!(Page::last(offset + 1, limit), page.number);
    }
});
