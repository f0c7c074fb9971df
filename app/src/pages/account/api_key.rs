//! One of one's own API keys: changing and ending it.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use server_fn::ServerFn as _;

use super::{api_keys::KeyFields, frame::Frame};
use crate::{
    components::{Failure, FlashOf, Me},
    fns::api_keys::{ApiKeyView, DeleteApiKey, UpdateApiKey, get_api_key},
    form::Flash,
    paths,
    ui::{Copy, Form, Icon, Reload},
    words,
};

/// The form for one key.
#[component]
pub(crate) fn ApiKeyPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let me: Me = expect_context();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("key_id").unwrap_or_default()));
    let key = Resource::new(move || (id.get(), version.get()), |(id, _)| get_api_key(id));
    view! {
        <Title text=words::title(words::API_KEY)/>
        <Transition>
            {move || Suspend::new(async move {
                match (me.user().await, key.await) {
                    (Ok(user), Ok(key)) => {
                        let flash = FlashOf::get().await;
                        view! { <Frame user><Key key flash/></Frame> }.into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Key(key: ApiKeyView, flash: Option<Flash>) -> impl IntoView {
    let rights = key.rights.replace(' ', "\n");
    let (key_id, ended, name) = (key.key_id.clone(), key.key_id.clone(), key.name);
    let expires_at = key.expires_at.map(domain::Timestamp::to_minute).unwrap_or_default();
    view! {
        <p class="crumbs"><a href=paths::ACCOUNT_API_KEYS>{words::API_KEYS}</a></p>
        <p class="byline"><span class="id">{key.key_id.clone()}</span> " " <Copy text=key.key_id.clone() label=words::COPY_KEY_ID/></p>
        <Form action=UpdateApiKey::PATH class="reading account-form" flash>
            <input type="hidden" name="key_id" value=key_id/>
            <section class="group first" aria-labelledby="g-key">
                <h2 id="g-key">{words::API_KEY}</h2>
                <KeyFields name rights expires_at offered=key.offered/>
            </section>
            <div class="buttons form-end"><button class="button primary">{words::SAVE_CHANGES}</button></div>
        </Form>
        <section class="deeds reading" aria-labelledby="g-end">
            <h2 id="g-end" class="sr">{words::DELETE_KEY}</h2>
            <div class="deed">
                <p>{words::DELETE_KEY_HINT}</p>
                <Form action=DeleteApiKey::PATH plain=true>
                    <button class="button danger" name="key_id" value=ended><Icon name="trash-2"/> {words::DELETE_KEY}</button>
                </Form>
            </div>
        </section>
    }
}
