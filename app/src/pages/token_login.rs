//! Logging in by a link. The form is plain: after it the console begins afresh, as somebody else.

use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use super::login::{Keep, Ruled, Wordmark};
use crate::{components::take_flash_of, fns::login_tokens::LogInByToken, ui::Notice, words};

/// The token stands in the link's fragment, from where a script moves it into the form; without scripts it is typed or pasted.
/// Opening the page uses nothing up: what mail programs fetch stays good.
#[component]
pub(crate) fn TokenLoginPage() -> impl IntoView {
    let flash = take_flash_of();
    view! {
        <Title text=words::title(words::LOG_IN)/>
        <div class="login">
            <main id="main">
                <Wordmark/>
                <h1 tabindex="-1">{words::LOG_IN}</h1>
                <Suspense>
                    {move || Suspend::new(async move {
                        let refused = flash.0.await.map(|flash| flash.error);
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
                    })}
                </Suspense>
            </main>
            <Ruled/>
        </div>
    }
}
