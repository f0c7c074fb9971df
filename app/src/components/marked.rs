//! Text with what was searched for marked in it.

use leptos::prelude::*;

/// `text`, with the first place that matches `query` marked, compared as search compares.
#[component]
pub(crate) fn Marked(#[prop(into)] text: String, #[prop(into)] query: String) -> impl IntoView {
    match find(&text, &query) {
        Some((start, end)) => {
            let (before, rest) = text.split_at(start);
            let (found, after) = rest.split_at(end - start);
            view! { {before.to_owned()} <mark>{found.to_owned()}</mark> {after.to_owned()} }.into_any()
        }
        None => text.into_any(),
    }
}

/// The bytes of `text` whose folded form holds the folded `query`.
fn find(text: &str, query: &str) -> Option<(usize, usize)> {
    let query = domain::filter::folded(query);
    if query.is_empty() {
        return None;
    }
    // Folding a character at a time tells which bytes each folded letter came from.
    let mut folded = String::new();
    let mut origins = Vec::new();
    for (start, c) in text.char_indices() {
        let letters = domain::fold::fold(c.encode_utf8(&mut [0; 4]));
        origins.extend(std::iter::repeat_n((start, start + c.len_utf8()), letters.len()));
        folded.push_str(&letters);
    }
    // One and two letters are looked for where words begin.
    let short = query.chars().count() < 3;
    let begins = |at: usize| folded.get(..at).is_none_or(|before| !before.ends_with(char::is_alphanumeric));
    let (at, _) = folded.match_indices(&query).find(|(at, _)| !short || begins(*at))?;
    let (start, _) = *origins.get(at)?;
    let (_, end) = *origins.get(at + query.len() - 1)?;
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str, query: &str) -> Option<String> {
        find(text, query).and_then(|(start, end)| text.get(start..end).map(str::to_owned))
    }

    #[test]
    fn what_matches_is_marked_as_it_is_written() {
        assert_eq!(found("Beatriz Ñuño", "nuno").as_deref(), Some("Ñuño"));
        assert_eq!(found("admin", "MIN").as_deref(), Some("min"));
        assert_eq!(found("Anna Nagy", "NA").as_deref(), Some("Na"));
        assert_eq!(found("Anna Nagy", " nagy ").as_deref(), Some("Nagy"));
        assert_eq!(found("admin", "mi"), None);
        assert_eq!(found("admin", "x"), None);
        assert_eq!(found("admin", " "), None);
    }

    proptest! {
        #[test]
        fn a_mark_never_splits_a_character(text in "\\PC{0,20}", query in "\\PC{1,3}") {
            if let Some((start, end)) = find(&text, &query) {
                prop_assert!(text.get(start..end).is_some());
            }
        }
    }
}
