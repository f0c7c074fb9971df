//! Making an account of one's own.

use std::sync::Arc;

use leptos::prelude::*;
use server_fn::ServerFn as _;

use super::entrance::Entrance;
use crate::{
    components::PasswordRules,
    fns::invitations::Register,
    form::Flash,
    ui::{Form, TextField},
    words,
};

/// The token of an invitation stands in the link's fragment, from where a script moves it into the form; without scripts it
/// is typed or pasted.
#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    view! { <Entrance title=words::REGISTER heading=words::REGISTER form=Arc::new(form)/> }
}

fn form(flash: Option<Flash>) -> AnyView {
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
    .into_any()
}
