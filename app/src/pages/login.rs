//! Logging in. The form is plain: after it the console begins afresh, as somebody else.

use std::sync::Arc;

use leptos::prelude::*;
use server_fn::ServerFn as _;

use super::entrance::Entrance;
use crate::{
    components::{Done, parameter},
    fns::{login_tokens::logs_in_by_link, sessions::LogIn, user_fields::TICKED},
    form::Flash,
    paths,
    ui::Notice,
    words,
};

/// The page for who is not logged in.
#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    let next = parameter("n");
    let by_link = Resource::new(|| (), |()| logs_in_by_link());
    let form = move |flash: Option<Flash>| {
        let next = next.get_untracked();
        view! { <LoginForm flash next/> }.into_any()
    };
    view! {
        <Entrance title=words::LOG_IN heading=words::log_in_to(host_name()) form=Arc::new(form)>
            <Suspense>
                {move || Suspend::new(async move { view! { <Links by_link=by_link.await.unwrap_or_default()/> } })}
            </Suspense>
            <Done/>
        </Entrance>
    }
}

#[component]
fn LoginForm(flash: Option<Flash>, next: String) -> impl IntoView {
    let refused = flash.as_ref().map(|flash| flash.error.clone());
    let typed = |name: &str| flash.as_ref().and_then(|flash| flash.values.get(name).cloned()).unwrap_or_default();
    let again = refused.is_some();
    let next = if next.is_empty() { typed("n") } else { next };
    view! {
        {refused.map(|error| view! { <Notice error/> })}
        <form method="post" action=LogIn::PATH>
            <input type="hidden" name="n" value=next/>
            <div class="field">
                <label for="user_id">{words::USER_ID_OR_EMAIL}</label>
                <input
                    class="input"
                    id="user_id"
                    name="user_id"
                    required
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    value=typed("user_id")
                    autofocus=!again
                />
            </div>
            <div class="field">
                <label for="password">{words::PASSWORD}</label>
                <input class="input" id="password" name="password" type="password" required autocomplete="current-password" autofocus=again/>
            </div>
            <Keep checked=!typed("keep").is_empty()/>
            <button class="button primary">{words::LOG_IN}</button>
        </form>
    }
}

/// Ways in for who has forgotten the password.
#[component]
fn Links(by_link: bool) -> impl IntoView {
    view! {
        <p class="login-links">
            <a href=paths::FORGOT_PASSWORD>{words::FORGOT_PASSWORD}</a>
            {by_link.then(|| view! { " " <a href=paths::LOGIN_LINK>{words::LOGIN_LINK}</a> })}
        </p>
    }
}

/// Whether one stays logged in for longer.
#[component]
pub(crate) fn Keep(checked: bool) -> impl IntoView {
    view! {
        <p class="login-keep">
            <label class="check">
                <input type="checkbox" name="keep" value=TICKED checked=checked aria-describedby="keep-hint"/>
                <span>{words::KEEP} " " <span class="field-hint" id="keep-hint">{words::KEEP_HINT}</span></span>
            </label>
        </p>
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn host_name() -> Option<String> {
    crate::host::host_name()
}

#[cfg(target_arch = "wasm32")]
fn host_name() -> Option<String> {
    window().location().host().ok()
}
