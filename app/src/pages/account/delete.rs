//! Deleting one's own account: what will become of it, said before it does.

use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use super::frame::Frame;
use crate::{
    components::{Failure, FlashOf, Me},
    fns::account::DeleteAccount,
    paths,
    ui::{Form, TextField},
    words,
};

/// The password, and the button.
#[component]
pub(crate) fn DeleteAccountPage() -> impl IntoView {
    let me: Me = expect_context();
    view! {
        <Title text=words::title(words::DELETE_ACCOUNT)/>
        <Transition>
            {move || Suspend::new(async move {
                match me.user().await {
                    Ok(user) => {
                        let flash = FlashOf::get().await;
                        let id = user.user_id.to_string();
                        view! {
                            <Frame user>
                                <Form action=DeleteAccount::PATH class="reading account-form" flash>
                                    <section class="group first" aria-labelledby="g-delete">
                                        <h2 id="g-delete">{words::DELETE_ACCOUNT}</h2>
                                        <p class="intro">{words::account_deletion(&id)}</p>
                                        <input type="text" name="username" autocomplete="username" value=id.clone() hidden readonly/>
                                        <TextField name="own_password" kind="password" autocomplete="current-password"/>
                                    </section>
                                    <div class="buttons form-end">
                                        <a class="button" href=paths::ACCOUNT>{words::CANCEL}</a>
                                        <button class="button danger primary">{words::DELETE_ACCOUNT}</button>
                                    </div>
                                </Form>
                            </Frame>
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
    }
}
