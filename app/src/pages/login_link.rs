//! Asking for a link to log in with, by mail.

use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use super::login::{Ruled, Wordmark};
use crate::{
    components::take_flash_of,
    fns::login_tokens::MailLoginLink,
    ui::{Form, TextField},
    words,
};

/// One field. What comes of it is said on the page to log in.
#[component]
pub(crate) fn LoginLinkPage() -> impl IntoView {
    let flash = take_flash_of();
    view! {
        <Title text=words::title(words::LOGIN_LINK)/>
        <div class="login">
            <main id="main">
                <Wordmark/>
                <h1 tabindex="-1">{words::LOGIN_LINK}</h1>
                <p class="dim">{words::LOGIN_LINK_INTRO}</p>
                <Suspense>
                    {move || Suspend::new(async move {
                        let flash = flash.0.await;
                        view! {
                            <Form action=MailLoginLink::PATH flash>
                                <TextField name="login" mono=true autocomplete="username"/>
                                <p class="login-keep"><button class="button primary">{words::MAIL_LINK}</button></p>
                            </Form>
                        }
                    })}
                </Suspense>
            </main>
            <Ruled/>
        </div>
    }
}
