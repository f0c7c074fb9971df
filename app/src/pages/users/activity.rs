//! What was done to a user: when, by whom, what, and from where.

use domain::UserId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::view::Head;
use crate::{
    components::{Failure, Me, parameter},
    fns::{
        activity::{ActivityView, list_activity},
        deeds::Deed,
    },
    paths,
    ui::{Icon, Reload, Time},
    words,
};

/// The activity of a user.
#[component]
pub(crate) fn ActivityPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let Me(me) = expect_context();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("user_id").unwrap_or_default()));
    // What is no number is as if it were missing.
    let before = parameter("before");
    let before = Memo::new(move |_| before.with(|before| before.parse().ok()));
    let view =
        Resource::new(move || (id.get(), before.get(), version.get()), |(id, before, _)| list_activity(id, before));
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match view.await {
                    Ok(view) => {
                        let me = me.await.ok().flatten().is_some_and(|me| me.user_id == view.user.user_id);
                        let first = before.get_untracked().is_none();
                        view! { <Loaded view me first/> }.into_any()
                    }
                    Err(error) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Loaded(view: ActivityView, me: bool, first: bool) -> impl IntoView {
    let ActivityView { user, deeds, older } = view;
    let id = user.user_id.clone();
    let empty = deeds.is_empty();
    let records = deeds.into_iter().map(|deed| view! { <Record deed/> });
    view! {
        <Title text=words::title(&words::activity_of(user.title()))/>
        <Head user me/>
        <section class="reading" aria-labelledby="g-activity">
            <h2 id="g-activity" class="sr">{words::ACTIVITY}</h2>
            <ol class="timeline activity">{records.collect_view()}</ol>
            {empty.then(|| view! { <p class="intro dim">{words::NO_RECORDS}</p> })}
            <Ways id first older/>
        </section>
    }
}

#[component]
fn Record(deed: Deed) -> impl IntoView {
    let Deed { at, actor, deed, icon, changes, place, .. } = deed;
    let details = (!changes.is_empty()).then(|| {
        let changes = changes.into_iter().map(|change| view! { <li><bdi>{change}</bdi></li> });
        view! { <ul class="dim">{changes.collect_view()}</ul> }
    });
    view! {
        <li>
            <Time at focusable=true/>
            <Icon name=icon/>
            <div>
                <p>
                    <code>{actor}</code>
                    {format!(" {deed} ")}
                    <small>{place}</small>
                </p>
                {details}
            </div>
        </li>
    }
}

/// The ways to what was before, and back.
#[component]
fn Ways(id: UserId, first: bool, older: Option<i64>) -> impl IntoView {
    let here = paths::user_activity(&id);
    let older = older.map(|before| {
        let href = paths::with(&here, &[("before", &before.to_string())]);
        view! { <a class="button" href=href>{words::OLDER} <Icon name="chevron-right"/></a> }
    });
    let newest =
        (!first).then(|| view! { <a class="button" href=here><Icon name="chevrons-left"/> {words::NEWEST}</a> });
    (older.is_some() || newest.is_some())
        .then(|| view! { <nav class="buttons" aria-label=words::PAGES>{newest} {older}</nav> })
}
