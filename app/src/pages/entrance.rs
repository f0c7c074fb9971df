//! What the pages have in common for who is not logged in.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{components::take_flash_of, form::Flash, ui::sprite, words};

/// A form, by whether it was refused before.
type FormOf = Arc<dyn Fn(Option<Flash>) -> AnyView + Send + Sync>;

/// The mark, a heading, a sentence where it needs one, and a form.
#[component]
pub(crate) fn Entrance(
    title: &'static str,
    #[prop(into)] heading: String,
    #[prop(optional)] intro: &'static str,
    form: FormOf,
    /// What stands behind it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let flash = take_flash_of();
    let form = move || {
        let form = Arc::clone(&form);
        Suspend::new(async move { form(flash.0.await) })
    };
    view! {
        <Title text=words::title(title)/>
        <div class="login">
            <main id="main">
                <span class="wordmark" role="img" aria-label=words::ROSTER>
                    <svg aria-hidden="true"><use href=format!("{}#wordmark", sprite())/></svg>
                </span>
                <h1 tabindex="-1">{heading}</h1>
                {(!intro.is_empty()).then(|| view! { <p class="dim">{intro}</p> })}
                <Suspense>{form}</Suspense>
                {children.map(|children| children())}
            </main>
            // The mark, large, as lines of a register with one of them picked. Decorative.
            <svg class="ruled" viewBox="-2 -2 92 104" aria-hidden="true"><use href=format!("{}#ruled", sprite())/></svg>
        </div>
    }
}
