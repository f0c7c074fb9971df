//! Setting a password by a one-time code.

use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use super::login::{Ruled, Wordmark};
use crate::{
    components::{PasswordRules, take_flash_of},
    fns::sessions::SetPassword,
    ui::{Form, TextField},
    words,
};

/// The code stands in the link's fragment, from where a script moves it into the form; without scripts it is
/// typed or pasted.
#[component]
pub(crate) fn UpdatePasswordPage() -> impl IntoView {
    let flash = take_flash_of();
    view! {
        <Title text=words::title(words::SET_PASSWORD)/>
        <div class="login">
            <main id="main">
                <Wordmark/>
                <h1 tabindex="-1">{words::CHOOSE_PASSWORD}</h1>
                <Suspense>
                    {move || Suspend::new(async move {
                        let flash = flash.0.await;
                        let password = RwSignal::new(String::new());
                        view! {
                            <Form action=SetPassword::PATH flash>
                                <TextField name="code" mono=true hint=words::CODE_HINT/>
                                <TextField name="password" kind="password" autocomplete="new-password" typing=password/>
                                <PasswordRules password user_id=""/>
                                <TextField name="confirm" kind="password" autocomplete="new-password"/>
                                <p class="login-keep"><button class="button primary">{words::SET_PASSWORD}</button></p>
                            </Form>
                        }
                    })}
                </Suspense>
            </main>
            <Ruled/>
        </div>
    }
}
