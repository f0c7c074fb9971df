//! What stands for a user or for their state.

use domain::{State, User, picture};
use leptos::{either::Either, prelude::*};

use crate::{ui::Icon, words};

/// A state: icon, word and colour.
#[component]
pub(crate) fn StateBadge(state: State) -> impl IntoView {
    let icon = match state {
        State::Requested => "circle-dashed",
        State::Approved => "circle-check",
        State::Rejected => "circle-x",
        State::Flagged => "flag",
        State::Suspended => "circle-pause",
    };
    view! {
        <span class="state" data-state=state.as_str()>
            <Icon name=icon/>
            {state.label()}
        </span>
    }
}

/// Says that somebody is an admin.
#[component]
pub(crate) fn AdminBadge() -> impl IntoView {
    view! {
        <span class="state">
            <Icon name="shield-check"/>
            {words::ADMIN}
        </span>
    }
}

/// The picture of a user, or two letters and a colour. Decorative.
pub(crate) fn avatar(user: &User) -> impl IntoView + use<> {
    let hue = user.user_id.as_str().bytes().map(u32::from).sum::<u32>() % 5;
    let inside = match &user.picture_id {
        // Twice the size on screen, for those of high density.
        Some(picture_id) => Either::Left(view! { <img src=picture::path(picture_id, 128) alt="" loading="lazy"/> }),
        None => Either::Right(letters(user)),
    };
    view! { <span class="avatar" data-hue=hue aria-hidden="true">{inside}</span> }
}

/// The first letters of the first and the last word of the name, or of the ID.
fn letters(user: &User) -> String {
    let name = user.title().replace('-', " ");
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default();
    let letters = match words.next_back() {
        Some(last) => first.chars().take(1).chain(last.chars().take(1)).collect::<String>(),
        None => first.chars().take(2).collect(),
    };
    letters.to_uppercase()
}

#[cfg(test)]
mod tests {
    use domain::{EmailAddress, NewUser, Timestamp, UserId};

    use super::*;

    #[test]
    fn letters_come_from_name_or_id() {
        let user = |id: &str, name: &str| {
            let new = NewUser {
                user_id: UserId::parse(id).unwrap(),
                name: name.into(),
                description: String::new(),
                primary_email_address: EmailAddress::parse("a@b.example").unwrap(),
                email_validated: false,
                state: State::Approved,
                state_description: String::new(),
                admin: false,
                require_password_update: false,
            };
            letters(&new.into_user(Timestamp::from_micros(0), false))
        };
        assert_eq!(user("ada-okafor", "Ada Okafor"), "AO");
        assert_eq!(user("alarm-bot", ""), "AB");
        assert_eq!(user("admin", ""), "AD");
        assert_eq!(user("x1", "Ægir"), "ÆG");
    }
}
