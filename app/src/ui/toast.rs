//! A short word on what was done, with a way back where there is one.

use leptos::prelude::*;

use super::Icon;
use crate::words;

/// Confirms and undoes; what needs reading is never here. `dismiss` is the same page without it.
#[component]
pub(crate) fn Toast(icon: &'static str, #[prop(into)] dismiss: String, children: Children) -> impl IntoView {
    view! {
        <div class="toast" role="status">
            <Icon name=icon/>
            {children()}
            <a class="button quiet small square" href=dismiss aria-label=words::DISMISS>
                <Icon name="x"/>
            </a>
        </div>
    }
}
