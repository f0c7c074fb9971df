//! Adding a user.

use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use crate::{
    components::{AccessFields, Failure, FlashOf, IdentityFields, Me, OwnPassword, PasswordRules},
    fns::{user_fields::UserFields, users::CreateUser},
    form::Flash,
    paths,
    ui::{Form, FormState, TextField},
    words,
};

/// The form for a new user.
#[component]
pub(crate) fn NewUserPage() -> impl IntoView {
    let me: Me = expect_context();
    view! {
        <Title text=words::title(words::ADD_USER)/>
        <Suspense>
            {move || Suspend::new(async move {
                match me.admin().await {
                    Ok(_) => {
                        let flash = FlashOf::get().await;
                        view! { <NewUser flash/> }.into_any()
                    }
                    Err(error) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn NewUser(flash: Option<Flash>) -> impl IntoView {
    let typed_id = flash.as_ref().and_then(|flash| flash.values.get("user_id").cloned()).unwrap_or_default();
    let user_id = RwSignal::new(typed_id);
    let password = RwSignal::new(String::new());
    let fields = UserFields { state: domain::State::Approved.to_string(), ..UserFields::default() };
    view! {
        <p class="crumbs"><a href=paths::USERS>{words::USER_MANAGEMENT}</a></p>
        <div class="page-head"><div class="grow"><h1 tabindex="-1">{words::ADD_USER}</h1></div></div>
        <Form action=CreateUser::PATH class="reading" flash>
            <IdentityFields fields=fields.clone() validation=true>
                <TextField name="user_id" mono=true hint=words::ID_HINT typing=user_id more=|| view! { <Reserved/> }/>
            </IdentityFields>
            <section class="group" aria-labelledby="g-password">
                <h2 id="g-password">{words::PASSWORD}</h2>
                <TextField name="password" kind="password" autocomplete="new-password" typing=password/>
                <div class="field"><span class="field-label"></span><PasswordRules password user_id/></div>
                <TextField name="confirm" kind="password" autocomplete="new-password"/>
            </section>
            <AccessFields fields/>
            <OwnPassword/>
            <div class="buttons form-end">
                <button class="button primary">{words::ADD_USER}</button>
                <a class="button quiet" href=paths::USERS>{words::CANCEL}</a>
            </div>
        </Form>
    }
}

/// Both ways on where a deleted user holds the ID.
#[component]
fn Reserved() -> impl IntoView {
    let state = expect_context::<FormState>();
    let holder = state.error().and_then(|error| {
        error.attributes.contains_key("reserved_at").then(|| error.attributes.get("user_id").cloned()).flatten()
    });
    holder.and_then(|id| domain::UserId::parse(&id).ok()).map(|id| {
        view! {
            " "
            <a href=paths::user(&id)>{words::RESTORE_IT}</a>
            " or "
            <a href=paths::user_purge(&id)>{words::PURGE_IT}</a>
            "."
        }
    })
}
