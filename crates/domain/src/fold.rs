//! The folding that search compares by.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Folds text for search: compatibility decomposition, marks removed, lower case.
/// “Beatriz Ñuño” and “beatriz nuno” find each other. Both databases store what this answers,
/// so both find the same.
pub fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_marks_and_widths_do_not_matter() {
        assert_eq!(fold("Beatriz ÑUÑO"), "beatriz nuno");
        assert_eq!(fold("Ｆｕｌｌ"), "full");
        assert_eq!(fold("ﬁne"), "fine");
        assert_eq!(fold("İ"), "i");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,30}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
