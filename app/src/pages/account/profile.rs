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
    ui::{FileField, Form},
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

/// The media types of pictures that are read.
const PICTURES: &str = "image/png,image/jpeg,image/webp,image/gif";

/// Choosing another picture of oneself, or none.
#[component]
fn Picture(has: bool, flash: Option<Flash>) -> impl IntoView {
    view! {
        <section class="reading" aria-labelledby="g-picture">
            <h2 id="g-picture">{words::PICTURE}</h2>
            <Form action=paths::PICTURE flash files=true>
                <FileField name="profile_picture" accept=PICTURES hint=words::PICTURE_HINT/>
                <div class="buttons form-end">
                    <button class="button">{words::UPLOAD}</button>
                    {has.then(|| view! { <button class="button" name="remove" value="true">{words::REMOVE_PICTURE}</button> })}
                </div>
            </Form>
        </section>
    }
}

#[component]
fn Profile(user: User, flash: Option<Flash>) -> impl IntoView {
    let fields = UserFields::from(&user);
    let (has_picture, picture_flash) = (user.picture_id.is_some(), flash.clone());
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
        <Picture has=has_picture flash=picture_flash/>
        <p class="intro"><a href=paths::ACCOUNT_DELETE>{words::DELETE_ACCOUNT}</a></p>
    }
}
