//! What the pages of one's own account share: heading and tabs.

use domain::User;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    components::{AdminBadge, Done, avatar},
    paths, words,
};

/// Heading and tabs around a page of the account.
#[component]
pub(crate) fn Frame(user: User, children: Children) -> impl IntoView {
    let path = use_location().pathname;
    let tabs = [
        (paths::ACCOUNT, words::PROFILE),
        (paths::ACCOUNT_PASSWORD, words::PASSWORD),
        (paths::ACCOUNT_SESSIONS, words::SESSIONS),
        (paths::ACCOUNT_API_KEYS, words::API_KEYS),
        (paths::ACCOUNT_NOTIFICATIONS, words::NOTIFICATIONS),
        (paths::ACCOUNT_PROGRAMS, words::PROGRAMS),
    ];
    let tabs = tabs.map(
        |(href, word)| view! { <a href=href aria-current=move || (path.get() == href).then_some("page")>{word}</a> },
    );
    view! {
        <div class="page-head">
            <div class="grow">
                <span class="large">{avatar(&user)}</span>
                <div>
                    <h1 tabindex="-1">{words::ACCOUNT}</h1>
                    <p class="byline">
                        <span class="id">{user.user_id.to_string()}</span>
                        {user.acts_as_admin().then(|| view! { <AdminBadge/> })}
                    </p>
                </div>
            </div>
        </div>
        <nav class="tabs" aria-label=words::ACCOUNT>{tabs.collect_view()}</nav>
        {children()}
        <Done/>
    }
}
