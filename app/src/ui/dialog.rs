//! Dialogs that the URL opens: rendered open by the server, modal as soon as scripts run.

use leptos::{html, prelude::*};
use leptos_router::hooks::use_navigate;

use crate::browser;

/// A dialog that closes by going to `close`.
#[component]
pub(crate) fn Dialog(#[prop(into)] title: String, #[prop(into)] close: String, children: Children) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = node.get() {
            browser::show_modal(&dialog);
            browser::focus(".dialog-title");
        }
    });
    let navigate = use_navigate();
    let cancel = move |event: leptos::ev::Event| {
        event.prevent_default();
        navigate(&close, leptos_router::NavigateOptions { scroll: false, ..Default::default() });
    };
    view! {
        <dialog class="dialog" open node_ref=node aria-labelledby="dialog-title" on:cancel=cancel>
            <h2 class="dialog-title" id="dialog-title" tabindex="-1">{title}</h2>
            {children()}
        </dialog>
    }
}
