//! The code that somebody copies into a program which no browser can send it to.

use leptos::prelude::*;

use super::document;
use crate::host::Assets;

/// Shows the code; without one, says what to do.
pub fn code(assets: &Assets, code: Option<&str>) -> String {
    let Some(code) = code else {
        let body = view! {
            <h1>"There is no code"</h1>
            <p>"The program did not get permission. Go back to it, and begin again."</p>
        };
        return document(assets, "There is no code", (), body);
    };
    let body = view! {
        <h1>"Copy this code"</h1>
        <p>"Go back to the program that sent you here, and paste the code. It is good once, within 5 minutes."</p>
        <p><output class="id secret" tabindex="0">{code.to_owned()}</output></p>
    };
    document(assets, "Copy this code", (), body)
}
