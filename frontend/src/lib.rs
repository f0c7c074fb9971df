//! The browser's entry: hydrates what the server has rendered.

#![recursion_limit = "256"] // the types of views nest deeply

/// Called by the loader once the module is there; done when the page is alive.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    leptos::mount::hydrate_from_async(leptos::tachys::dom::body(), app::App).await.forget();
}
