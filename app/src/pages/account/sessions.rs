//! One's own sessions.

use domain::Session;
use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use super::frame::Frame;
use crate::{
    components::{Failure, Me, SessionsTable},
    fns::sessions::{EndOtherSessions, EndSession, list_sessions},
    ui::{Form, Icon, Reload},
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
        <SessionsTable sessions current action=EndSession::PATH/>
    }
}
