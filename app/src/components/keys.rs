//! Keys that work on every page, and the list of them.

use leptos::{ev, html, prelude::*};

use crate::{browser, ui::Icon, words};

/// `/` focuses the search, `?` lists the keys, Escape and a click beside it close a menu. All of it comes with
/// scripts; without them Tab, Space and Enter do everything.
#[component]
pub(crate) fn Keys() -> impl IntoView {
    let list = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let pressed = window_event_listener(ev::keydown, move |event| on_key(&event, list));
        let clicked = window_event_listener(ev::click, |event| browser::close_menus(event.target().as_ref()));
        on_cleanup(move || {
            pressed.remove();
            clicked.remove();
        });
    });
    let rows = words::KEYS.map(|(key, what)| view! { <dt><kbd>{key}</kbd></dt> <dd>{what}</dd> });
    view! {
        <dialog class="dialog" node_ref=list aria-labelledby="keys-title">
            <h2 class="dialog-title" id="keys-title">{words::KEYBOARD}</h2>
            <form method="dialog">
                <dl class="facts">{rows.collect_view()}</dl>
                <div class="dialog-foot"><button class="button"><Icon name="x"/> {words::CLOSE}</button></div>
            </form>
        </dialog>
    }
}

fn on_key(event: &ev::KeyboardEvent, list: NodeRef<html::Dialog>) {
    let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || browser::is_typing());
    match event.key().as_str() {
        "/" if plain => {
            event.prevent_default();
            browser::focus("input[type=search]");
        }
        "?" if plain => {
            if let Some(list) = list.get_untracked() {
                browser::show_modal(&list);
            }
        }
        "Escape" => browser::close_menus(None),
        _ => {}
    }
}
