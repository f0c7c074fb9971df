//! The HTML document around the console. Native only.

use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

use crate::{
    App,
    host::{Assets, Host, set_policy},
};

/// The whole document. Needs a [`Host`] in the context.
pub fn shell() -> impl IntoView {
    set_policy();
    let host = Host::current().ok();
    let assets = host.as_ref().map_or_else(Default::default, |host| host.assets.clone());
    let passwords = host.as_ref().map(|host| host.service.settings().password_policy.as_str());
    // Nothing stands for "as the system likes it".
    let theme = host.and_then(|host| host.caller.user().map(|user| user.theme.clone()));
    let theme = theme.filter(|theme| theme != "system");
    let Assets { css, loader, js, wasm, icons, favicon } = (*assets).clone();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme data-icons=icons data-passwords=passwords data-js=js data-wasm=wasm>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="description" content="User management for network administrators"/>
                <link rel="icon" href=favicon type="image/svg+xml"/>
                <link rel="stylesheet" href=css/>
                <script type="module" src=loader nonce=use_nonce()></script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
