//! The bar on top of every page: where one can go, and who one is.

use domain::User;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use server_fn::ServerFn as _;

use super::avatar;
use crate::{
    fns::{account::SetTheme, sessions::LogOut},
    paths,
    ui::Icon,
    words,
};

/// Wordmark, pages, and the user's menu. Forms here are plain: after them the page is loaded anew.
#[component]
pub(crate) fn Topbar(user: User) -> impl IntoView {
    let path = use_location().pathname;
    let current = move |prefix: &'static str| {
        let path = path.get();
        let users =
            prefix == paths::USERS && [paths::RESERVED, paths::PROGRAMS, paths::FAILED_MAILS].contains(&path.as_str());
        let here = if prefix == paths::OVERVIEW { path == prefix } else { users || path.starts_with(prefix) };
        here.then_some("page")
    };
    let admin = user.acts_as_admin();
    view! {
        <header class="topbar">
            <a class="wordmark" href=paths::OVERVIEW aria-label=words::ROSTER>
                <svg aria-hidden="true"><use href=format!("{}#wordmark", crate::ui::sprite())/></svg>
            </a>
            <nav aria-label=words::MAIN>
                <a href=paths::OVERVIEW aria-current=move || current(paths::OVERVIEW)>{words::OVERVIEW}</a>
                {admin.then(|| view! { <a href=paths::USERS aria-current=move || current(paths::USERS)>{words::USERS}</a> })}
            </nav>
            <UserMenu user admin/>
        </header>
    }
}

#[component]
fn UserMenu(user: User, admin: bool) -> impl IntoView {
    let name = user.title().to_owned();
    view! {
        <details class="menu account-menu" name="menu">
            <summary>
                {avatar(&user)}
                <span class="topbar-name">{name.clone()}</span>
                <Icon name="chevron-down"/>
            </summary>
            <div class="menu-panel">
                <p class="menu-head">
                    {words::logged_in_as(&name)} <br/> <code>{user.user_id.to_string()}</code>
                    {admin.then(|| format!(", {}", words::ADMIN.to_lowercase()))}
                </p>
                <a class="menu-item" href=paths::ACCOUNT><Icon name="user"/> {words::PROFILE}</a>
                {admin.then(|| view! { <a class="menu-item" href=paths::USERS><Icon name="users"/> {words::USER_MANAGEMENT}</a> })}
                <hr/>
                <ThemeForm theme=user.theme/>
                <hr/>
                <form method="post" action=LogOut::PATH>
                    <button class="menu-item"><Icon name="log-out"/> {words::LOG_OUT}</button>
                </form>
            </div>
        </details>
    }
}

#[component]
fn ThemeForm(theme: String) -> impl IntoView {
    let buttons = [("system", "System"), ("light", "Light"), ("dark", "Dark")].map(|(value, word)| {
        let pressed = if value == theme { "true" } else { "false" };
        view! { <button name="theme" value=value aria-pressed=pressed>{word}</button> }
    });
    view! {
        <form class="menu-theme" method="post" action=SetTheme::PATH>
            <span id="theme"><Icon name="sun-moon"/> {words::THEME}</span>
            <span class="segments" role="group" aria-labelledby="theme">{buttons.collect_view()}</span>
        </form>
    }
}
