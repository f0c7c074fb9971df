//! Whether a program may act for the user.

use domain::{Error, Right};
use leptos::prelude::*;
use service::authorizations::Consent;

use super::document;
use crate::{host::Assets, paths, words};

/// Asks. The form goes to the same address; `error` is what was refused before.
pub fn consent(assets: &Assets, consent: &Consent, error: Option<&Error>) -> String {
    let Consent { client, user, redirect_uri, confirm } = consent;
    let name = client.label().to_owned();
    let title = format!("Let “{name}” act for you?");
    let rights = client.rights.iter().map(|right| view! { <li>{means(right)}</li> }).collect_view();
    let for_all = user.acts_as_admin().then(|| {
        view! { <p class="notice">"You are an admin: what it may do to users, it may do to all of them."</p> }
    });
    let description = (!client.description.is_empty()).then(|| view! { <p>{client.description.clone()}</p> });
    let message = error.map(|error| error.message.to_string());
    let refused = message.is_some();
    let password = confirm.then(|| {
        view! {
            <input type="text" name="username" autocomplete="username" value=user.user_id.to_string() hidden readonly/>
            <div class="field">
                <label for="own_password">{words::label("own_password").unwrap_or(words::PASSWORD)}</label>
                <input
                    class="input"
                    id="own_password"
                    name="own_password"
                    type="password"
                    required
                    autocomplete="current-password"
                    aria-invalid=refused.then_some("true")
                    aria-describedby="own_password-hint"
                />
                {message.map(|message| view! { <p class="field-error" id="own_password-error">{message}</p> })}
                <p class="field-hint" id="own_password-hint">
                    "It asks for everything, and you logged in some time ago."
                </p>
            </div>
        }
    });
    let body = view! {
        <h1>{title.clone()}</h1>
        {description}
        <p>"You are logged in as " <b class="id">{user.user_id.to_string()}</b> ". The program wants to:"</p>
        <ul class="plain-list">{rights}</ul>
        {for_all}
        <p class="dim">"Then you go on to " <span class="id">{place(redirect_uri)}</span> ". You can take this back at any time, under Account."</p>
        <form method="post">
            {password}
            <div class="buttons">
                <button class="button primary" name="authorize" value="true">"Allow"</button>
                <button class="button" name="authorize" value="false" formnovalidate>"Cancel"</button>
            </div>
        </form>
        <p class="login-links"><a href=paths::ACCOUNT>{words::ACCOUNT}</a></p>
    };
    document(assets, &title, (), body)
}

/// Where an address leads, as people know it: the host, or the scheme of a program.
fn place(uri: &str) -> String {
    match uri.split_once("://") {
        Some((_, rest)) => rest.split(['/', '?']).next().unwrap_or_default().to_owned(),
        None => uri.split(':').next().unwrap_or_default().to_owned(),
    }
}

fn means(right: Right) -> String {
    let text = match right {
        Right::ALL => "Do everything that you may do",
        Right::USER_ALL => "Do everything with your account",
        Right::USER_INFO => "See your whole profile",
        Right::USER_SETTINGS_BASIC => "Change your profile",
        Right::USER_SETTINGS_API_KEYS => "See, make and change your API keys",
        Right::USER_DELETE => "Delete your account",
        Right::USER_AUTHORIZED_CLIENTS => "See and end what you have let other programs do",
        Right::USER_NOTIFICATIONS_READ => "Read your notifications",
        Right::SEND_INVITES => "Invite people",
        other => return other.to_string(),
    };
    text.to_owned()
}
