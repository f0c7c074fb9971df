//! Texts where Leptos escapes nothing: in `<textarea>`, which its list of elements counts among the raw ones, and
//! in `<title>`. In the browser both are set as text, and need nothing.

/// The text of a `<title>`.
pub(crate) fn in_title(text: &str) -> String {
    if cfg!(target_arch = "wasm32") {
        return text.to_owned();
    }
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// The text of a `<textarea>`, whose first line break browsers drop.
pub(crate) fn in_textarea(text: &str) -> String {
    let dropped = if cfg!(not(target_arch = "wasm32")) && text.starts_with('\n') { "\n" } else { "" };
    format!("{dropped}{}", in_title(text))
}
