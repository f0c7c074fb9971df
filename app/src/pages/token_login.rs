//! Logging in by a link. The form is plain: after it the console begins afresh, as somebody else.

use std::sync::Arc;

use leptos::prelude::*;
use server_fn::ServerFn as _;

use super::{entrance::Entrance, login::Keep};
use crate::{fns::login_tokens::LogInByToken, form::Flash, ui::Notice, words};

/// The token stands in the link's fragment, from where a script moves it into the form; without scripts it is typed or pasted.
/// Opening the page uses nothing up: what mail programs fetch stays good.
#[component]
pub(crate) fn TokenLoginPage() -> impl IntoView {
    view! { <Entrance title=words::LOG_IN heading=words::LOG_IN form=Arc::new(form)/> }
}

fn form(flash: Option<Flash>) -> AnyView {
    let refused = flash.map(|flash| flash.error);
    let invalid = refused.as_ref().and_then(|error| error.field("code")).map(|_| "true");
    view! {
        {refused.map(|error| view! { <Notice error/> })}
        <form method="post" action=LogInByToken::PATH>
            <div class="field">
                <label for="code">{words::label("code")}</label>
                <input
                    class="input id"
                    id="code"
                    name="code"
                    required
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=invalid
                    aria-describedby="code-hint"
                />
                <p class="field-hint" id="code-hint">{words::CODE_HINT}</p>
            </div>
            <Keep checked=false/>
            <button class="button primary">{words::LOG_IN}</button>
        </form>
    }
    .into_any()
}
