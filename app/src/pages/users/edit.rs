//! The edit view of a live user.

use domain::State;
use leptos::prelude::*;
use server_fn::ServerFn as _;

use crate::{
    components::{AccessFields, EditedUser, FixedId, IdentityFields, OwnPassword},
    fns::{
        user_fields::UserFields,
        users::{EndUserSessions, SetState, UpdateUser, UserView},
    },
    form::Flash,
    paths,
    ui::{Form, Icon, TextArea, Time},
    words,
};

/// Form, facts, and the ways to end access.
#[component]
pub(crate) fn Edit(view: UserView, flash: Option<Flash>) -> impl IntoView {
    let user = view.user.clone();
    let fields = UserFields::from(&user).with(&view.attributes);
    let last_admin = view.last_admin.then(|| user.title().to_owned());
    let (id, here) = (user.user_id.clone(), paths::user(&user.user_id));
    view! {
        <div class="split">
            <div>
                <Form action=UpdateUser::PATH flash>
                    <input type="hidden" name="user_id" value=id.to_string()/>
                    <EditedUser version=user.version fields=fields.clone()/>
                    <IdentityFields fields=fields.clone() validation=true>
                        <FixedId id=id.clone()/>
                    </IdentityFields>
                    <section class="group" aria-labelledby="g-attributes">
                        <h2 id="g-attributes">{words::NOTES}</h2>
                        <TextArea name="attributes" value=fields.attributes.clone() hint=words::ATTRIBUTES_HINT/>
                    </section>
                    <AccessFields fields reason=true ends=true last_admin/>
                    <OwnPassword/>
                    <div class="buttons form-end">
                        <button class="button primary">{words::SAVE_CHANGES}</button>
                        <a class="button quiet" href=here.clone() rel="external">{words::DISCARD}</a>
                    </div>
                </Form>
                <Help view=view.clone()/>
                <EndAccess view=view.clone()/>
            </div>
            <Facts view/>
        </div>
    }
}

#[component]
fn Facts(view: UserView) -> impl IntoView {
    let user = view.user;
    let never = || view! { <span class="dim">{words::NEVER}</span> };
    let time = move |at: Option<domain::Timestamp>| match at {
        Some(at) => view! { <Time at focusable=true/> }.into_any(),
        None => never().into_any(),
    };
    view! {
        <aside aria-labelledby="g-facts">
            <h2 id="g-facts" class="sr">{words::FACTS}</h2>
            <dl class="facts">
                <dt>{words::CREATED}</dt>
                <dd>{time(Some(user.created_at))}</dd>
                <dt>{words::UPDATED}</dt>
                <dd>{time(Some(user.updated_at))}</dd>
                <dt>{words::PASSWORD_SET}</dt>
                <dd>{time(user.password_updated_at)}</dd>
                <dt>{words::EMAIL_VALIDATED}</dt>
                <dd>{time(user.primary_email_address_validated_at)}</dd>
            </dl>
        </aside>
    }
}

/// For who has forgotten a password, or left a browser behind.
#[component]
fn Help(view: UserView) -> impl IntoView {
    let (id, password) = (view.user.user_id.to_string(), paths::user_password(&view.user.user_id));
    view! {
        <section class="deeds" aria-labelledby="g-help">
            <h2 id="g-help">{words::HELP}</h2>
            <div class="deed">
                <div>
                    <h3>{words::LOG_OUT_EVERYWHERE}</h3>
                    <p class="dim" id="sessions-of">{words::sessions_of(view.sessions)}</p>
                </div>
                <Form action=EndUserSessions::PATH plain=true>
                    <input type="hidden" name="user_id" value=id/>
                    <button class="button" disabled=view.sessions == 0 aria-describedby="sessions-of">
                        <Icon name="log-out"/> {words::LOG_OUT_EVERYWHERE}
                    </button>
                </Form>
            </div>
            <div class="deed">
                <div><h3>{words::TEMPORARY_PASSWORD}</h3><p class="dim">{words::TEMPORARY_HINT}</p></div>
                <a class="button" href=password><Icon name="key-round"/> {words::SET_TEMPORARY}</a>
            </div>
        </section>
    }
}

/// Suspending, which is mostly what one wants, and deleting.
#[component]
fn EndAccess(view: UserView) -> impl IntoView {
    let (user, locked) = (view.user, view.last_admin);
    let reason = move |id: &'static str, why: &'static str| {
        locked.then(|| view! { <p class="reason" id=id><Icon name="lock"/> <span>{why}</span></p> })
    };
    let (id, delete) = (user.user_id.to_string(), paths::user_delete(&user.user_id));
    let suspended = user.state == State::Suspended;
    let (word, hint, icon, state) = if suspended {
        (words::LIFT_SUSPENSION, words::LIFT_HINT, "circle-check", State::Approved)
    } else {
        (words::SUSPEND_USER, words::SUSPEND_HINT, "circle-pause", State::Suspended)
    };
    view! {
        <section class="danger-zone" aria-labelledby="g-end">
            <h2 id="g-end">{words::END_ACCESS}</h2>
            <div class="deed">
                <div><h3>{word}</h3><p class="dim">{hint}</p> {reason("why-suspend", words::NOT_THE_LAST_SUSPENDED)}</div>
                <Form action=SetState::PATH plain=true>
                    <input type="hidden" name="user_id" value=id/>
                    <button class="button" name="state" value=state.as_str() disabled=locked aria-describedby=locked.then_some("why-suspend")>
                        <Icon name=icon/> {word}
                    </button>
                </Form>
            </div>
            <div class="deed">
                <div>
                    <h3>{words::DELETE_USER}</h3>
                    <p class="dim">{words::delete_hint(view.restore_window)}</p>
                    {reason("why-delete", words::NOT_THE_LAST_DELETED)}
                </div>
                {if locked {
                    view! {
                        <button class="button danger" type="button" disabled aria-describedby="why-delete">
                            <Icon name="trash-2"/> {words::DELETE_USER}
                        </button>
                    }
                    .into_any()
                } else {
                    view! {
                        <a class="button danger" href=delete><Icon name="trash-2"/> {words::DELETE_USER}</a>
                    }
                    .into_any()
                }}
            </div>
        </section>
    }
}
