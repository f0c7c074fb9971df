//! Browsers that are logged in.

use domain::{Session, Timestamp};
use leptos::prelude::*;
use server_fn::ServerFn as _;

use crate::{
    fns::sessions::LogOut,
    ui::{Form, Icon, Time},
    words,
};

/// A list of sessions, each with the way to end it.
#[component]
pub(crate) fn SessionsTable(
    sessions: Vec<Session>,
    /// The name of the session in use, which is logged out instead.
    #[prop(into)]
    current: String,
    /// What ends one.
    action: &'static str,
    /// Whose they are, where they are not one's own.
    #[prop(optional, into)]
    user_id: String,
) -> impl IntoView {
    let rows = sessions.into_iter().map(|session| {
        let own = session.session_id == current;
        view! { <SessionRow session own action user_id=user_id.clone()/> }
    });
    view! {
        <table class="table cards" aria-label=words::SESSIONS>
            <thead>
                <tr>
                    <th scope="col">{words::BROWSER}</th>
                    <th scope="col">{words::ADDRESS}</th>
                    <th scope="col">{words::LAST_USED}</th>
                    <th scope="col">{words::STARTED}</th>
                    <th scope="col">{words::ENDS}</th>
                    <th scope="col"><span class="sr">{words::ACTIONS}</span></th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn SessionRow(session: Session, own: bool, action: &'static str, user_id: String) -> impl IntoView {
    let browser = words::browser(&session.user_agent);
    let ends: Timestamp = session.idle_expires_at.min(session.expires_at);
    let label = words::end_session(&browser);
    let action = if own {
        view! { <form method="post" action=LogOut::PATH><button class="button small">{words::LOG_OUT}</button></form> }
            .into_any()
    } else {
        view! {
            <Form action plain=true>
                {(!user_id.is_empty()).then(|| view! { <input type="hidden" name="user_id" value=user_id/> })}
                <button class="button small danger" name="session_id" value=session.session_id.clone() aria-label=label>
                    {words::END}
                </button>
            </Form>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row">
                <span class="person">
                    <Icon name="monitor"/>
                    <span>{browser} {own.then(|| view! { " " <span class="tag">{words::THIS_SESSION}</span> })}</span>
                </span>
            </th>
            <td data-label=words::ADDRESS><span class="id">{session.address}</span></td>
            <td data-label=words::LAST_USED><Time at=session.seen_at/></td>
            <td data-label=words::STARTED><Time at=session.created_at/></td>
            <td data-label=words::ENDS><Time at=ends/></td>
            <td class="actions">{action}</td>
        </tr>
    }
}
