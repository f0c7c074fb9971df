//! The dialogs that delete and purge: what will happen, said before it does.

use leptos::prelude::*;
use server_fn::ServerFn as _;

use crate::{
    fns::users::{DeleteUser, PurgeUser, UserView},
    form::Flash,
    paths,
    ui::{Dialog, FieldError, Form, FormState, Validity},
    words,
};

/// Delete, or suspend instead, or delete and release the ID.
#[component]
pub(crate) fn DeleteDialog(view: UserView, flash: Option<Flash>) -> impl IntoView {
    let user = view.user;
    let (id, back) = (user.user_id.to_string(), paths::user(&user.user_id));
    view! {
        <Dialog title=words::delete_question(&id) close=back.clone()>
            <Form action=DeleteUser::PATH flash>
                <div>
                    <input type="hidden" name="user_id" value=id.clone()/>
                    <p class="intro">{words::deletion(user.title())}</p>
                    <fieldset>
                        <legend class="sr">{words::WHAT_TO_DO}</legend>
                        <Choice value="suspend" label=words::SUSPEND_INSTEAD hint=words::SUSPEND_INSTEAD_HINT.to_owned() first=false/>
                        <Choice
                            value="delete"
                            label=words::DELETE_AND_KEEP
                            hint=words::delete_and_keep(&id, user.primary_email_address.as_str(), view.restore_window)
                            first=true
                        />
                        <Choice value="purge" label=words::DELETE_AND_RELEASE hint=words::PURGE_WARNING.to_owned() first=false>
                            <Typed id=id.clone()/>
                        </Choice>
                    </fieldset>
                </div>
                <div class="dialog-foot">
                    <a class="button" href=back>{words::CANCEL}</a>
                    <button class="button danger primary">{words::DELETE_USER}</button>
                </div>
            </Form>
        </Dialog>
    }
}

/// Erasing a deleted user.
#[component]
pub(crate) fn PurgeDialog(view: UserView, flash: Option<Flash>) -> impl IntoView {
    let (id, back) = (view.user.user_id.to_string(), paths::user(&view.user.user_id));
    view! {
        <Dialog title=words::purge_question(&id) close=back.clone()>
            <Form action=PurgeUser::PATH flash>
                <div>
                    <input type="hidden" name="user_id" value=id.clone()/>
                    <p class="intro">{words::PURGE_WARNING}</p>
                    <Typed id=id/>
                </div>
                <div class="dialog-foot">
                    <a class="button" href=back>{words::CANCEL}</a>
                    <button class="button danger primary">{words::PURGE}</button>
                </div>
            </Form>
        </Dialog>
    }
}

#[component]
fn Choice(
    value: &'static str,
    label: &'static str,
    hint: String,
    /// Chosen until something else was.
    first: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let chosen = expect_context::<FormState>().first_value("how", if first { value } else { "" }) == value;
    let id = format!("how-{value}");
    view! {
        <div class="option">
            <input type="radio" id=id.clone() name="how" value=value checked=chosen/>
            <label for=id>{label}</label>
            <p class="dim">{hint}</p>
            {children.map(|children| view! { <div class="option-more">{children()}</div> })}
        </div>
    }
}

/// The ID, typed in, so that nobody is erased by a slip.
#[component]
fn Typed(id: String) -> impl IntoView {
    let validity = Validity::of("typed", false);
    view! {
        <label for="typed">{words::TYPE} " " <code>{id}</code> " " {words::TO_CONFIRM}</label>
        <input
            class="input id"
            id="typed"
            name="typed"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-invalid=move || validity.invalid()
            aria-describedby=move || validity.described_by()
        />
        <FieldError name="typed"/>
    }
}
