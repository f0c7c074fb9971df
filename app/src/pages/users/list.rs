//! The list of users, live or deleted.

use domain::{Page, UserList};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::{
        DeletedUsers, Done, Failure, Me, UsersEmpty, UsersExport, UsersSearch, UsersSkeleton, UsersTable, UsersTabs,
        list_path, use_list_query,
    },
    fns::users::{ListQuery, list_users},
    form::FormError,
    paths,
    ui::{Icon, Pager, Reload},
    words,
};

/// User management: what the URL asks for.
#[component]
pub(crate) fn UsersPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let Me(me) = expect_context();
    let query = use_list_query();
    let list = Resource::new(move || (query.get(), version.get()), |(query, _)| list_users(query));
    let pending = RwSignal::new(false);
    let deleted = Memo::new(move |_| query.with(|query| query.tab == "deleted"));
    // What stands above the rows waits for nothing that typing changes, so that nobody's typing is disturbed.
    view! {
        <Title text=words::title(words::USERS)/>
        <Transition>
            {move || Suspend::new(async move {
                let admin = me.await.ok().flatten().is_some_and(|user| user.acts_as_admin());
                admin.then(|| view! {
                    <Head/>
                    <UsersTabs deleted list/>
                    <div class="toolbar"><UsersSearch query/> <UsersExport query/></div>
                    {move || deleted.get().then(|| view! { <p class="intro dim">{words::DELETED_INTRO}</p> })}
                })
            })}
        </Transition>
        <div class="list" aria-busy=move || pending.get().then_some("true")>
            <Transition set_pending=pending fallback=UsersSkeleton>
                {move || Suspend::new(async move {
                    let (list, me) = (list.await, me.await);
                    let me = me.ok().flatten().map(|user| user.user_id.to_string()).unwrap_or_default();
                    view! { <Rows list query=query.get_untracked() me/> }
                })}
            </Transition>
        </div>
        <Done/>
    }
}

#[component]
fn Head() -> impl IntoView {
    view! {
        <div class="page-head">
            <div class="grow"><h1 tabindex="-1">{words::USER_MANAGEMENT}</h1></div>
            <div class="buttons">
                <a class="button primary" href=paths::USERS_NEW><Icon name="plus"/> {words::ADD_USER}</a>
            </div>
        </div>
    }
}

#[component]
fn Rows(list: Result<UserList, FormError>, query: ListQuery, me: String) -> impl IntoView {
    let list = match list {
        Ok(list) => list,
        Err(error) => return view! { <Failure error/> }.into_any(),
    };
    if list.users.is_empty() {
        return view! { <UsersEmpty query list/> }.into_any();
    }
    let Ok(page) = Page::new(query.page, query.limit) else { return ().into_any() };
    let total = list.total;
    let table = if query.tab == "deleted" {
        let (restore_window, purge_after) = (list.restore_window, list.purge_after);
        view! { <DeletedUsers users=list.users query=query.clone() restore_window purge_after/> }.into_any()
    } else {
        view! { <UsersTable users=list.users query=query.clone() me/> }.into_any()
    };
    let href = move |page, limit| list_path(&ListQuery { page, limit, ..query.clone() });
    view! {
        {table}
        <Pager page total href what=words::count(total, "user", "users")/>
    }
    .into_any()
}
