//! One's own profile.

use domain::User;
use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use super::frame::Frame;
use crate::{
    components::{EditedUser, Failure, FixedId, FlashOf, IdentityFields, Me, OwnPassword},
    fns::{account::UpdateAccount, user_fields::UserFields, validations::MailValidation},
    form::Flash,
    paths,
    ui::Form,
    words,
};

/// Name, description and address.
#[component]
pub(crate) fn ProfilePage() -> impl IntoView {
    let me: Me = expect_context();
    view! {
        <Title text=words::title(words::ACCOUNT)/>
        <Transition>
            {move || Suspend::new(async move {
                match me.user().await {
                    Ok(user) => {
                        let flash = FlashOf::get().await;
                        view! { <Frame user=user.clone()><Profile user flash/></Frame> }.into_any()
                    }
                    Err(error) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// That the address is not validated, and how it will be.
#[component]
fn NotValidated() -> impl IntoView {
    view! {
        <Form action=MailValidation::PATH class="toolbar" plain=true>
            <p class="dim grow">{words::NOT_VALIDATED}</p>
            <button class="button small">{words::MAIL_AGAIN}</button>
        </Form>
    }
}

#[component]
fn Profile(user: User, flash: Option<Flash>) -> impl IntoView {
    let fields = UserFields::from(&user);
    view! {
        {user.primary_email_address_validated_at.is_none().then(|| view! { <NotValidated/> })}
        <Form action=UpdateAccount::PATH class="reading account-form" flash>
            <EditedUser version=user.version fields=fields.clone()/>
            <IdentityFields fields>
                <FixedId id=user.user_id.clone()/>
            </IdentityFields>
            <OwnPassword/>
            <div class="buttons form-end"><button class="button primary">{words::SAVE_CHANGES}</button></div>
        </Form>
        <p class="intro"><a href=paths::ACCOUNT_DELETE>{words::DELETE_ACCOUNT}</a></p>
    }
}
