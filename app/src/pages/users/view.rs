//! One user: edited while live, restored or purged while deleted.

use domain::User;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map};
use server_fn::ServerFn as _;

use super::{
    delete::{DeleteDialog, PurgeDialog},
    edit::Edit,
};
use crate::{
    components::{AdminBadge, Done, Failure, FlashOf, Left, Me, StateBadge, avatar, parameter},
    fns::{
        WITH_NOTICE,
        users::{PurgeUser, RestoreUser, UserView, get_user},
    },
    form::Flash,
    paths,
    ui::{Copy, Form, Icon, Notice, Reload, Time},
    words,
};

/// The page of a user.
#[component]
pub(crate) fn UserPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let Me(me) = expect_context();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("user_id").unwrap_or_default()));
    let view = Resource::new(move || (id.get(), version.get()), |(id, _)| get_user(id));
    let dialog = parameter("dialog");
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match view.await {
                    Ok(view) => {
                        let me = me.await.ok().flatten().is_some_and(|me| me.user_id == view.user.user_id);
                        let flash = FlashOf::get().await;
                        view! { <Loaded view me flash dialog/> }
                        .into_any()
                    }
                    Err(error) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// The user's page, with the dialog that the URL asks for where it makes sense.
#[component]
fn Loaded(view: UserView, me: bool, flash: Option<Flash>, dialog: Memo<String>) -> impl IntoView {
    let deleted = view.user.deleted_at.is_some();
    let (may_delete, id) = (!deleted && !view.last_admin, view.user.user_id.to_string());
    let shown = Memo::new(move |_| match dialog.get().as_str() {
        "delete" if may_delete => Some(Shown::Delete),
        "purge" if deleted => Some(Shown::Purge),
        _ => None,
    });
    // Somebody may have deleted or restored the user meanwhile; then the refused form is not here.
    let lost = flash.clone().filter(|flash| WITH_NOTICE.contains(&flash.action.as_str()));
    let lost = lost.filter(|flash| (flash.action == PurgeUser::PATH) != deleted);
    let (page, in_page) = (view.clone(), flash.clone());
    let dialog = move || {
        let (view, flash) = (view.clone(), flash.clone());
        shown.get().map(|shown| match shown {
            Shown::Delete => view! { <DeleteDialog view flash/> }.into_any(),
            Shown::Purge => view! { <PurgeDialog view flash/> }.into_any(),
        })
    };
    view! {
        <Title text=words::title(page.user.title())/>
        <div inert=move || shown.get().map(|_| "")>
            {lost.map(|flash| view! { <Notice error=flash.error/> })}
            <Head user=page.user.clone() me/>
            {if deleted {
                view! { <Deleted view=page/> }.into_any()
            } else {
                view! { <Edit view=page flash=in_page/> }.into_any()
            }}
        </div>
        {dialog}
        <Done user_id=id/>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Delete,
    Purge,
}

/// Who it is, and the tabs of their pages.
#[component]
pub(super) fn Head(user: User, me: bool) -> impl IntoView {
    let path = use_location().pathname;
    let tabs = [
        (paths::user(&user.user_id), words::PROFILE),
        (paths::user_activity(&user.user_id), words::ACTIVITY),
        (paths::user_sessions(&user.user_id), words::SESSIONS),
    ];
    // Who is deleted is logged in nowhere.
    let shown = if user.deleted_at.is_some() { 2 } else { 3 };
    let tabs = tabs.into_iter().take(shown);
    let tabs = tabs.map(|(href, word)| {
        let here = href.clone();
        view! { <a href=href aria-current=move || (path.get() == here).then_some("page")>{word}</a> }
    });
    let id = user.user_id.to_string();
    let state = match user.deleted_at {
        Some(_) => {
            view! { <span class="state" data-state="deleted"><Icon name="trash-2"/> {words::DELETED}</span> }.into_any()
        }
        None => view! { <StateBadge state=user.state/> }.into_any(),
    };
    view! {
        <p class="crumbs">
            <a href=if user.deleted_at.is_some() { paths::USERS_DELETED } else { paths::USERS }>{words::USER_MANAGEMENT}</a>
        </p>
        <div class="page-head">
            <div class="grow">
                <span class="large">{avatar(&user)}</span>
                <div>
                    <h1 tabindex="-1"><bdi>{user.title().to_owned()}</bdi></h1>
                    <p class="byline">
                        <span class="id">{id.clone()}</span>
                        <Copy text=id label=words::COPY_ID/>
                        {me.then(|| view! { <span class="tag">{words::YOU}</span> })}
                        {state}
                        {user.admin.then(|| view! { <AdminBadge/> })}
                    </p>
                </div>
            </div>
        </div>
        <nav class="tabs" aria-label=user.title().to_owned()>{tabs.collect_view()}</nav>
    }
}

#[component]
fn Deleted(view: UserView) -> impl IntoView {
    let user = view.user;
    let deleted_at = user.deleted_at.unwrap_or(view.now);
    let window = view.restore_window.map(std::time::Duration::from_secs);
    let kept = view.purge_after.map(std::time::Duration::from_secs);
    let expired = window.is_some_and(|window| view.now.since(deleted_at) > window);
    let id = user.user_id.to_string();
    view! {
        <section class="reading" aria-labelledby="g-deleted">
            <h2 id="g-deleted" class="sr">{words::DELETED}</h2>
            <p class="intro">{words::reserved(&id)}</p>
            <dl class="facts">
                <dt>{words::DELETED}</dt>
                <dd><Time at=deleted_at focusable=true/> " " {words::BY} " " <span class="id">{user.deleted_by.clone()}</span></dd>
                <dt>{words::RESTORABLE}</dt>
                <dd><Left deleted_at window/></dd>
                {kept.map(|_| view! { <dt>{words::PURGED_IN}</dt> <dd><Left deleted_at window=kept/></dd> })}
                <dt>{words::EMAIL}</dt>
                <dd>{user.primary_email_address.to_string()}</dd>
                <dt>{words::CREATED}</dt>
                <dd><Time at=user.created_at focusable=true/></dd>
            </dl>
            <div class="deed">
                <div>
                    <h3>{words::RESTORE_USER}</h3>
                    <p class="dim">{words::RESTORE_HINT}</p>
                    {expired.then(|| view! { <p class="reason" id="why-not"><Icon name="lock"/> <span>{words::TOO_LATE}</span></p> })}
                </div>
                <Form action=RestoreUser::PATH plain=true>
                    <input type="hidden" name="user_id" value=id/>
                    <button class="button" disabled=expired aria-describedby=expired.then_some("why-not")>
                        <Icon name="rotate-ccw"/> {words::RESTORE}
                    </button>
                </Form>
            </div>
            <div class="deed">
                <div><h3>{words::PURGE_USER}</h3><p class="dim">{words::PURGE_HINT}</p></div>
                <a class="button danger" href=paths::user_purge(&user.user_id)><Icon name="trash-2"/> {words::PURGE}</a>
            </div>
        </section>
    }
}
