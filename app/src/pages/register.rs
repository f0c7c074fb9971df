//! Making an account of one's own.

use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use super::login::{Ruled, Wordmark};
use crate::{
    components::{PasswordRules, take_flash_of},
    fns::invitations::Register,
    ui::{Form, TextField},
    words,
};

/// The token of an invitation stands in the link's fragment, from where a script moves it into the form; without scripts it
/// is typed or pasted.
#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    let flash = take_flash_of();
    view! {
        <Title text=words::title(words::REGISTER)/>
        <div class="login">
            <main id="main">
                <Wordmark/>
                <h1 tabindex="-1">{words::REGISTER}</h1>
                <Suspense>
                    {move || Suspend::new(async move {
                        let flash = flash.0.await;
                        let password = RwSignal::new(String::new());
                        view! {
                            <Form action=Register::PATH flash>
                                <TextField name="code" mono=true optional=true hint=words::INVITATION_CODE_HINT/>
                                <TextField name="user_id" mono=true autocomplete="username"/>
                                <TextField name="name" optional=true autocomplete="name"/>
                                <TextField name="primary_email_address" kind="email" autocomplete="email"/>
                                <TextField name="password" kind="password" autocomplete="new-password" typing=password/>
                                <PasswordRules password user_id=""/>
                                <TextField name="confirm" kind="password" autocomplete="new-password"/>
                                <p class="login-keep"><button class="button primary">{words::REGISTER}</button></p>
                            </Form>
                        }
                    })}
                </Suspense>
            </main>
            <Ruled/>
        </div>
    }
}
