//! Pages without scripts, for what has to work from other programs' windows. Native only; nothing of them is in the bundle.

mod code;
mod consent;
mod onward;
mod qr;

pub use code::code;
pub use consent::consent;
use leptos::prelude::*;
pub use onward::onward;
pub use qr::qr;

use crate::{host::Assets, words};

/// A document with one short text in the middle, as on the page to log in.
fn document(assets: &Assets, title: &str, head: impl IntoView, body: impl IntoView) -> String {
    let Assets { css, favicon, icons, .. } = assets.clone();
    let page = view! {
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{words::title(title)}</title>
                <link rel="icon" href=favicon type="image/svg+xml"/>
                <link rel="stylesheet" href=css/>
                {head.into_any()}
            </head>
            <body>
                <div class="login">
                    <main id="main" class="plain">
                        <span class="wordmark" role="img" aria-label=words::ROSTER>
                            <svg aria-hidden="true"><use href=format!("{icons}#wordmark")/></svg>
                        </span>
                        {body.into_any()}
                    </main>
                    <svg class="ruled" viewBox="-2 -2 92 104" aria-hidden="true"><use href=format!("{icons}#ruled")/></svg>
                </div>
            </body>
        </html>
    };
    format!("<!DOCTYPE html>{}", page.to_html())
}
