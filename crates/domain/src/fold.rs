//! The folding that search compares by.

/// Folds text for search: compatibility decomposition, marks removed, lower case.
/// “Beatriz Ñuño” and “beatriz nuno” find each other. Both databases store what this answers,
/// so both find the same.
#[cfg(not(target_arch = "wasm32"))]
pub fn fold(text: &str) -> String {
    use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c))
        .collect()
}

/// The same by the browser's own tables, since ours would be a tenth of the download. It only marks what the
/// server has found.
#[cfg(target_arch = "wasm32")]
pub fn fold(text: &str) -> String {
    let marks = js_sys::RegExp::new(r"\p{M}", "gu");
    let without_marks = |text: js_sys::JsString| text.replace_by_pattern(&marks, "");
    let plain = without_marks(js_sys::JsString::from(text).normalize("NFKD"));
    String::from(without_marks(plain.to_lower_case()))
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
