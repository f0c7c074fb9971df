//! Changing one's own password.

use domain::User;
use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use super::frame::Frame;
use crate::{
    components::{Failure, FlashOf, Me, PasswordRules},
    fns::account::ChangePassword,
    form::Flash,
    ui::{Check, Form, Icon, TextField},
    words,
};

/// The old password, and the new one twice.
#[component]
pub(crate) fn PasswordPage() -> impl IntoView {
    let me: Me = expect_context();
    view! {
        <Title text=words::title(words::PASSWORD)/>
        <Transition>
            {move || Suspend::new(async move {
                match me.user().await {
                    Ok(user) => {
                        let flash = FlashOf::get().await;
                        view! { <Frame user=user.clone()><Passwords user flash/></Frame> }.into_any()
                    }
                    Err(error) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Passwords(user: User, flash: Option<Flash>) -> impl IntoView {
    let password = RwSignal::new(String::new());
    let user_id = Signal::stored(user.user_id.to_string());
    let asked = user.require_password_update.then(|| {
        view! { <div class="notice" role="status"><Icon name="key-round"/> <p>{words::CHOOSE_ANOTHER}</p></div> }
    });
    view! {
        {asked}
        <Form action=ChangePassword::PATH class="reading account-form" flash>
            // Password managers look for whose password it is.
            <input type="text" name="username" autocomplete="username" value=user.user_id.to_string() hidden readonly/>
            <section class="group first" aria-labelledby="g-password">
                <h2 id="g-password" class="sr">{words::PASSWORD}</h2>
                <TextField name="old" kind="password" autocomplete="current-password"/>
                <TextField name="password" kind="password" autocomplete="new-password" typing=password/>
                <div class="field"><span class="field-label"></span><PasswordRules password user_id/></div>
                <TextField name="confirm" kind="password" autocomplete="new-password"/>
                <Check name="end_others" group=words::SESSIONS ticked=true/>
            </section>
            <div class="buttons form-end"><button class="button primary">{words::CHANGE_PASSWORD}</button></div>
        </Form>
    }
}
