//! A page that could not be shown: what is missing, and a way on.

use domain::Code;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Redirect, hooks::use_location};

use crate::{form::FormError, paths, words};

/// In place of a page: to the log-in where nobody is logged in, else 403, 404 or what went wrong.
#[component]
pub(crate) fn Failure(error: FormError) -> impl IntoView {
    if error.is_unauthenticated() {
        let location = use_location();
        let here = format!("{}{}", location.pathname.get_untracked(), location.search.get_untracked_with_mark());
        return view! { <Redirect path=paths::login_then(&here)/> }.into_any();
    }
    let status = error.code.http();
    #[cfg(not(target_arch = "wasm32"))]
    crate::host::set_status(status);
    let heading = match error.code {
        Code::NotFound => "Not here",
        Code::PermissionDenied => "You may not open this page",
        Code::InvalidArgument => "This address makes no sense",
        Code::Unavailable | Code::ResourceExhausted => "Try again in a moment",
        _ => "Something went wrong",
    };
    let reference = (status >= 500 && !error.request_id.is_empty()).then(|| words::request(&error.request_id));
    view! {
        <Title text=words::title(heading)/>
        <section class="empty">
            <p class="error-code" aria-hidden="true">{status}</p>
            <h1 tabindex="-1">{heading}</h1>
            <p>{error.message}</p>
            {reference.map(|reference| view! { <p class="dim">{reference}</p> })}
            <div class="buttons">
                <a class="button primary" href=paths::OVERVIEW>{words::OVERVIEW}</a>
                <a class="button" href=paths::ACCOUNT>{words::ACCOUNT}</a>
            </div>
        </section>
    }
    .into_any()
}

/// The query of a location as it stands in a URL, with its question mark where there is one.
trait WithMark {
    fn get_untracked_with_mark(&self) -> String;
}

impl WithMark for Memo<String> {
    fn get_untracked_with_mark(&self) -> String {
        let search = self.get_untracked();
        if search.is_empty() { search } else { format!("?{search}") }
    }
}
