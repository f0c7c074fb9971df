//! Giving a user a temporary password.

use domain::User;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use server_fn::ServerFn as _;

use crate::{
    components::{Failure, FlashOf, OwnPassword, PasswordRules},
    fns::users::{SetTemporaryPassword, get_user},
    form::Flash,
    paths,
    ui::{Form, TextField},
    words,
};

/// The form for a temporary password.
#[component]
pub(crate) fn TemporaryPasswordPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("user_id").unwrap_or_default()));
    let view = Resource::new(move || id.get(), get_user);
    view! {
        <Title text=words::title(words::TEMPORARY_PASSWORD)/>
        <Suspense>
            {move || Suspend::new(async move {
                match view.await {
                    Ok(view) => {
                        let flash = FlashOf::get().await;
                        view! { <TemporaryPassword user=view.user flash/> }.into_any()
                    }
                    Err(error) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn TemporaryPassword(user: User, flash: Option<Flash>) -> impl IntoView {
    let password = RwSignal::new(String::new());
    let (id, back) = (user.user_id.to_string(), paths::user(&user.user_id));
    view! {
        <p class="crumbs">
            <a href=paths::USERS>{words::USER_MANAGEMENT}</a> " / " <a href=back.clone()><bdi>{user.title().to_owned()}</bdi></a>
        </p>
        <div class="page-head"><div class="grow"><h1 tabindex="-1">{words::TEMPORARY_PASSWORD}</h1></div></div>
        <p class="intro dim">{words::TEMPORARY_HINT}</p>
        <Form action=SetTemporaryPassword::PATH class="reading account-form" flash>
            <input type="hidden" name="user_id" value=id.clone()/>
            <section class="group first" aria-labelledby="g-password">
                <h2 id="g-password" class="sr">{words::PASSWORD}</h2>
                <TextField name="password" kind="password" autocomplete="off" typing=password/>
                <div class="field">
                    <span class="field-label"></span><PasswordRules password user_id=Signal::stored(id)/>
                </div>
                <TextField name="confirm" kind="password" autocomplete="off"/>
            </section>
            <OwnPassword/>
            <div class="buttons form-end">
                <button class="button primary">{words::SET_TEMPORARY}</button>
                <a class="button quiet" href=back>{words::CANCEL}</a>
            </div>
        </Form>
    }
}
