//! A button that copies a text.

use leptos::prelude::*;

use super::Icon;
use crate::browser;

/// Copies `text`. There only once scripts run, since it can do nothing before.
#[component]
pub(crate) fn Copy(#[prop(into)] text: String, #[prop(into)] label: String) -> impl IntoView {
    let live = RwSignal::new(false);
    let copied = RwSignal::new(false);
    Effect::new(move || live.set(true));
    move || {
        let (text, label) = (text.clone(), label.clone());
        live.get().then(|| {
            view! {
                <button
                    class="copy above"
                    type="button"
                    aria-label=label
                    on:click=move |_| {
                        browser::copy(&text);
                        copied.set(true);
                    }
                >
                    {move || if copied.get() { view! { <Icon name="check"/> } } else { view! { <Icon name="copy"/> } }}
                </button>
            }
        })
    }
}
