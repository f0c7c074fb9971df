//! Showing that an address is one's own, by the code that was mailed there.

use std::sync::Arc;

use leptos::prelude::*;
use server_fn::ServerFn as _;

use super::entrance::Entrance;
use crate::{
    fns::validations::ValidateAddress,
    form::Flash,
    ui::{Form, TextField},
    words,
};

/// Reference and code stand in the link's fragment, from where a script moves them into the form; without scripts they are
/// typed or pasted. Opening the page uses nothing up: what mail programs fetch stays good.
#[component]
pub(crate) fn ValidatePage() -> impl IntoView {
    view! { <Entrance title=words::VALIDATE heading=words::VALIDATE form=Arc::new(form)/> }
}

fn form(flash: Option<Flash>) -> AnyView {
    view! {
        <Form action=ValidateAddress::PATH flash>
            <TextField name="reference" mono=true hint=words::REFERENCE_HINT/>
            <TextField name="code" mono=true hint=words::CODE_HINT/>
            <p class="login-keep"><button class="button primary">{words::VALIDATE_ADDRESS}</button></p>
        </Form>
    }
    .into_any()
}
