//! Points in time: absolute from the server, relative in the browser, both zones on hover and focus.

use domain::Timestamp;
use leptos::prelude::*;

use crate::{browser, words};

/// A time. Outside of tables it takes part in the order of focus, so that keyboards get at the exact time.
#[component]
pub(crate) fn Time(at: Timestamp, #[prop(optional)] focusable: bool) -> impl IntoView {
    let live = RwSignal::new(false);
    // Effects run in the browser only, and after hydration: what they change was the same on both sides.
    Effect::new(move || live.set(true));
    let short = move || if live.get() { words::relative(at, browser::now()) } else { at.to_utc_date() };
    view! {
        <span class="time" tabindex=focusable.then_some("0")>
            <time datetime=at.to_string()>{short}</time>
            <span>
                {move || live.get().then(|| format!("{} · ", browser::local_time(at)))}
                {at.to_utc_text()}
            </span>
        </span>
    }
}
