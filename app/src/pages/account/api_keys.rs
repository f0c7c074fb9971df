//! One's own API keys: the list, and making another.

use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use super::frame::Frame;
use crate::{
    components::{Failure, FlashOf, Made, Me, OwnPassword},
    fns::api_keys::{ApiKeyView, ApiKeysView, CreateApiKey, list_api_keys},
    form::Flash,
    paths,
    ui::{Copy, Form, Reload, TextArea, TextField, Time},
    words,
};

/// The keys, and the form for another.
#[component]
pub(crate) fn ApiKeysPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let me: Me = expect_context();
    let keys = Resource::new(move || version.get(), |_| list_api_keys());
    view! {
        <Title text=words::title(words::API_KEYS)/>
        <Transition>
            {move || Suspend::new(async move {
                match (me.user().await, keys.await) {
                    (Ok(user), Ok(view)) => {
                        let flash = FlashOf::get().await;
                        view! { <Frame user><Keys view flash/></Frame> }.into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Keys(view: ApiKeysView, flash: Option<Flash>) -> impl IntoView {
    let ApiKeysView { keys, offered, made } = view;
    let none = keys.is_empty();
    view! {
        <p class="intro dim">{words::API_KEYS_INTRO}</p>
        {made.map(|token| view! { <Made text=token said=words::KEY_IS_MADE/> })}
        {if none {
            view! { <p class="dim">{words::NO_API_KEYS}</p> }.into_any()
        } else {
            view! { <Table keys/> }.into_any()
        }}
        <Form action=CreateApiKey::PATH class="reading account-form" flash>
            <section class="group first" aria-labelledby="g-key">
                <h2 id="g-key">{words::MAKE_API_KEY}</h2>
                <KeyFields name="" rights="" expires_at="" offered/>
            </section>
            <div class="buttons form-end"><button class="button primary">{words::MAKE_API_KEY}</button></div>
        </Form>
    }
}

/// What is typed of a key.
#[component]
pub(super) fn KeyFields(
    #[prop(into)] name: String,
    #[prop(into)] rights: String,
    #[prop(into)] expires_at: String,
    /// All rights that can be given.
    offered: String,
) -> impl IntoView {
    view! {
        <TextField name="name" value=name optional=true/>
        <TextArea name="rights" value=rights hint=words::RIGHTS_HINT required=true/>
        <div class="field">
            <span class="field-label"></span>
            <details><summary>{words::ALL_RIGHTS}</summary><p class="id dim">{offered}</p></details>
        </div>
        <TextField name="key_expires_at" kind="datetime-local" value=expires_at optional=true hint=words::KEY_ENDS_HINT/>
        <OwnPassword/>
    }
}

#[component]
fn Table(keys: Vec<ApiKeyView>) -> impl IntoView {
    let row = |key: ApiKeyView| {
        let short: String = key.key_id.chars().take(12).collect();
        view! {
            <tr>
                <th scope="row">
                    <a class="row-link id" href=paths::account_api_key(&key.key_id)>{short}</a>
                    " " <Copy text=key.key_id.clone() label=words::COPY_KEY_ID/>
                </th>
                <td data-label=words::NAME><bdi>{key.name}</bdi></td>
                <td data-label=words::RIGHTS><code>{key.rights}</code></td>
                <td data-label=words::CREATED><Time at=key.created_at/></td>
                <td data-label=words::LAST_USED>
                    {key.last_used_at.map_or_else(|| words::NEVER.into_any(), |at| view! { <Time at/> }.into_any())}
                </td>
                <td data-label=words::KEY_ENDS>
                    {key.expires_at.map_or_else(|| words::NEVER.into_any(), |at| view! { <Time at/> }.into_any())}
                </td>
            </tr>
        }
    };
    view! {
        <table class="table cards" aria-label=words::API_KEYS>
            <thead>
                <tr>
                    <th scope="col">{words::KEY_ID}</th>
                    <th scope="col">{words::NAME}</th>
                    <th scope="col">{words::RIGHTS}</th>
                    <th scope="col">{words::CREATED}</th>
                    <th scope="col">{words::LAST_USED}</th>
                    <th scope="col">{words::KEY_ENDS}</th>
                </tr>
            </thead>
            <tbody>{keys.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}
