//! One's own sessions.

use domain::{Session, Timestamp};
use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use super::frame::Frame;
use crate::{
    components::{Failure, Me},
    fns::sessions::{EndOtherSessions, EndSession, LogOut, list_sessions},
    ui::{Form, Icon, Reload, Time},
    words,
};

/// Every browser that is logged in, and how to log it out.
#[component]
pub(crate) fn SessionsPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let me: Me = expect_context();
    let sessions = Resource::new(move || version.get(), |_| list_sessions());
    view! {
        <Title text=words::title(words::SESSIONS)/>
        <Transition>
            {move || Suspend::new(async move {
                match (me.user().await, sessions.await) {
                    (Ok(user), Ok((sessions, current))) => {
                        view! { <Frame user><Sessions sessions current/></Frame> }.into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Sessions(sessions: Vec<Session>, current: String) -> impl IntoView {
    let several = sessions.len() > 1;
    let rows = sessions.into_iter().map(|session| {
        let own = session.session_id == current;
        view! { <SessionRow session own/> }
    });
    view! {
        <div class="toolbar">
            <p class="dim grow">{words::SESSIONS_INTRO}</p>
            {several
                .then(|| view! {
                    <Form action=EndOtherSessions::PATH plain=true>
                        <button class="button"><Icon name="log-out"/> {words::END_OTHERS}</button>
                    </Form>
                })}
        </div>
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
fn SessionRow(session: Session, own: bool) -> impl IntoView {
    let browser = words::browser(&session.user_agent);
    let ends: Timestamp = session.idle_expires_at.min(session.expires_at);
    let label = words::end_session(&browser);
    let action = if own {
        view! { <form method="post" action=LogOut::PATH><button class="button small">{words::LOG_OUT}</button></form> }
            .into_any()
    } else {
        view! {
            <Form action=EndSession::PATH plain=true>
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
