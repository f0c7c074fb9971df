//! What was just done, as the URL says, with the way back where there is one.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use server_fn::ServerFn as _;

use crate::{
    fns::users::{RestoreUser, SetState},
    paths,
    ui::{Form, Icon, Toast},
    words,
};

/// Parameters of the URL that only say what was done.
const SAYS: [&str; 4] = ["done", "user", "was", "was_admin"];

/// The toast that the URL asks for. `user_id` is the user of the page, where it has one.
#[component]
pub(crate) fn Done(#[prop(optional, into)] user_id: String) -> impl IntoView {
    let (query, location) = (use_query_map(), use_location());
    move || {
        let (done, user, was, was_admin) = query.with(|query| {
            let get = |name| query.get(name).unwrap_or_default();
            (get("done"), get("user"), query.get("was"), query.get("was_admin"))
        });
        let user = if user.is_empty() { user_id.clone() } else { user };
        let (message, icon) = words::done(&done)?;
        let here = format!("{}?{}", location.pathname.get_untracked(), location.search.get_untracked());
        let undo = match (done.as_str(), was) {
            ("deleted", _) => Some(view! { <UndoDelete user_id=user.clone()/> }.into_any()),
            (_, Some(was)) => Some(
                view! { <UndoState user_id=user.clone() state=was admin=was_admin.unwrap_or_default()/> }.into_any(),
            ),
            _ => None,
        };
        Some(view! {
            <Toast icon dismiss=paths::without(&here, &SAYS)>
                <p>{(!user.is_empty()).then(|| view! { <code>{user}</code> " " })} {message}</p>
                {undo}
            </Toast>
        })
    }
}

#[component]
fn UndoDelete(user_id: String) -> impl IntoView {
    view! {
        <Form action=RestoreUser::PATH class="field-row" plain=true>
            <input type="hidden" name="user_id" value=user_id/>
            <button class="button small"><Icon name="undo-2"/> {words::UNDO}</button>
        </Form>
    }
}

#[component]
fn UndoState(user_id: String, state: String, admin: String) -> impl IntoView {
    view! {
        <Form action=SetState::PATH class="field-row" plain=true>
            <input type="hidden" name="user_id" value=user_id/>
            <input type="hidden" name="state" value=state/>
            <input type="hidden" name="admin" value=admin/>
            <button class="button small"><Icon name="undo-2"/> {words::UNDO}</button>
        </Form>
    }
}
