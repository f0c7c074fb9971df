//! Pages that are opened for people.

use std::process::{Command, Stdio};

use crate::context::Context;

/// Programs that open a page, by how likely they are there.
const OPENERS: [&str; 5] = ["xdg-open", "open", "x-www-browser", "www-browser", "wslview"];

/// Opens a page; answers whether some program took it.
pub(crate) fn open(url: &str) -> bool {
    OPENERS.iter().any(|opener| {
        let mut command = Command::new(opener);
        command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().is_ok()
    })
}

/// Opens the page of a user in the console.
pub(crate) fn open_user(context: &Context, user_id: &str) {
    let base = context.settings.text("oauth-server-address").trim_end_matches('/').trim_end_matches("/oauth");
    let url = format!("{base}/users/{user_id}");
    if !open(&url) {
        context.log.warn(&format!("Could not open your browser; the page is {url}"));
    }
}
