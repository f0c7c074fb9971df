//! The last page before another site.

use leptos::prelude::*;

use super::document;
use crate::host::Assets;

/// Goes on by itself. Browsers that follow a form only to this server go on from here all the same.
pub fn onward(assets: &Assets, to: &str) -> String {
    let head = view! { <meta http-equiv="refresh" content=format!("0;url={to}")/> };
    let body = view! {
        <h1>"Going on"</h1>
        <p><a class="button primary" href=to.to_owned()>"Go on"</a></p>
    };
    document(assets, "Going on", head, body)
}
