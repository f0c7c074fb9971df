//! A secret that has just been made.

use leptos::prelude::*;

use crate::{
    ui::{Copy, Icon},
    words,
};

/// Shows it, this once.
#[component]
pub(crate) fn Made(text: String, said: &'static str) -> impl IntoView {
    view! {
        <div class="notice" role="status">
            <Icon name="key-round"/>
            <div class="grow">
                <p>{said}</p>
                <div class="code"><code>{text.clone()}</code><Copy text label=words::COPY_KEY/></div>
            </div>
        </div>
    }
}
