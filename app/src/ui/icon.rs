//! Icons, from one sprite.

use std::borrow::Cow;

use leptos::{prelude::*, tachys::html::InertElement};

/// An icon of the sprite, by its name. Decorative: the word beside it says what it means.
///
/// One piece of markup in place of elements and attributes: a page of users has a hundred icons. Nothing can be added
/// to it, so it never stands at the top of a view.
#[component]
pub(crate) fn Icon(#[prop(into)] name: Cow<'static, str>) -> impl IntoView {
    let sprite = sprite();
    InertElement::new(format!(r#"<svg class="icon" aria-hidden="true"><use href="{sprite}#{name}"></use></svg>"#))
}

/// Where the sprite is; its name carries a content hash.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn sprite() -> String {
    with_context::<crate::host::Host, _>(|host| host.assets.icons.clone()).unwrap_or_default()
}

#[cfg(target_arch = "wasm32")]
pub(crate) fn sprite() -> String {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute("data-icons")).unwrap_or_default()
}
