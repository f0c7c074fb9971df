//! Where a user is logged in.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use server_fn::ServerFn as _;

use super::view::Head;
use crate::{
    components::{Done, Failure, Me, SessionsTable},
    fns::{
        sessions::{EndUserSession, list_user_sessions},
        users::{EndUserSessions, get_user},
    },
    ui::{Form, Icon, Reload},
    words,
};

/// Every browser that is logged in as the user, for admins.
#[component]
pub(crate) fn UserSessionsPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let Me(me) = expect_context();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("user_id").unwrap_or_default()));
    let page = Resource::new(
        move || (id.get(), version.get()),
        |(id, _)| async move { Ok((get_user(id.clone()).await?.user, list_user_sessions(id).await?)) },
    );
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match page.await {
                    Ok((user, sessions)) => {
                        let own = me.await.ok().flatten().is_some_and(|me| me.user_id == user.user_id);
                        let (id, none) = (user.user_id.to_string(), sessions.is_empty());
                        let user_id = id.clone();
                        view! {
                            <Title text=words::title(user.title())/>
                            <Head user me=own/>
                            <div class="toolbar">
                                <p class="dim grow">{if none { words::NOWHERE } else { words::SESSIONS_OF_INTRO }}</p>
                                {(!none).then(|| view! {
                                    <Form action=EndUserSessions::PATH plain=true>
                                        <input type="hidden" name="user_id" value=id/>
                                        <button class="button"><Icon name="log-out"/> {words::LOG_OUT_EVERYWHERE}</button>
                                    </Form>
                                })}
                            </div>
                            {(!none).then(|| view! {
                                <SessionsTable sessions current="" action=EndUserSession::PATH user_id/>
                            })}
                        }
                        .into_any()
                    }
                    Err(error) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
        <Done/>
    }
}
