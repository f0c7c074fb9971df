//! Asking for something by mail: a one-time code to choose another password, or a link to log in with.

use std::sync::Arc;

use leptos::prelude::*;
use server_fn::ServerFn as _;

use super::entrance::Entrance;
use crate::{
    fns::{login_tokens::MailLoginLink, sessions::MailPasswordCode},
    form::Flash,
    ui::{Form, TextField},
    words,
};

/// Another password. What comes of it is said on the page to log in.
#[component]
pub(crate) fn ForgotPasswordPage() -> impl IntoView {
    let form = |flash| asking(MailPasswordCode::PATH, flash);
    let (title, intro) = (words::FORGOT_PASSWORD, words::FORGOT_INTRO);
    view! { <Entrance title heading=title intro form=Arc::new(form)/> }
}

/// A link to log in with. What comes of it is said on the page to log in.
#[component]
pub(crate) fn LoginLinkPage() -> impl IntoView {
    let form = |flash| asking(MailLoginLink::PATH, flash);
    let (title, intro) = (words::LOGIN_LINK, words::LOGIN_LINK_INTRO);
    view! { <Entrance title heading=title intro form=Arc::new(form)/> }
}

fn asking(action: &'static str, flash: Option<Flash>) -> AnyView {
    view! {
        <Form action=action flash>
            <TextField name="login" mono=true autocomplete="username"/>
            <p class="login-keep"><button class="button primary">{words::MAIL_LINK}</button></p>
        </Form>
    }
    .into_any()
}
