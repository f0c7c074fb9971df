//! Setting a password by a one-time code.

use std::sync::Arc;

use leptos::prelude::*;
use server_fn::ServerFn as _;

use super::entrance::Entrance;
use crate::{
    components::PasswordRules,
    fns::sessions::SetPassword,
    form::Flash,
    ui::{Form, TextField},
    words,
};

/// The code stands in the link's fragment, from where a script moves it into the form; without scripts it is
/// typed or pasted.
#[component]
pub(crate) fn UpdatePasswordPage() -> impl IntoView {
    view! { <Entrance title=words::SET_PASSWORD heading=words::CHOOSE_PASSWORD form=Arc::new(form)/> }
}

fn form(flash: Option<Flash>) -> AnyView {
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
    .into_any()
}
