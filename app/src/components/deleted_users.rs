//! The table of deleted users.

use std::time::Duration;

use domain::{OrderKey, Timestamp, User};
use leptos::prelude::*;
use server_fn::ServerFn as _;

use super::{Marked, avatar, users_table::ColumnHead};
use crate::{
    browser,
    fns::users::{ListQuery, RestoreUser},
    paths,
    ui::{Form, Icon, Time},
    words,
};

/// One page of deleted users: who deleted them, until when they can be restored, and both ways on.
#[component]
pub(crate) fn DeletedUsers(
    users: Vec<User>,
    query: ListQuery,
    restore_window: Option<u64>,
    purge_after: Option<u64>,
) -> impl IntoView {
    let window = restore_window.map(Duration::from_secs);
    let kept = purge_after.map(Duration::from_secs);
    let head = |word, key, largest_first| view! { <ColumnHead word key class="" largest_first query=query.clone()/> };
    let heads = (
        head(words::ID, OrderKey::UserId, false),
        head(words::NAME, OrderKey::Name, false),
        head(words::DELETED, OrderKey::DeletedAt, true),
    );
    let q = query.q.clone();
    let rows = users.into_iter().map(|user| view! { <DeletedRow user q=q.clone() window kept/> });
    view! {
        <table class="table cards" aria-label=words::DELETED_USERS>
            <thead>
                <tr>
                    {heads}
                    <th scope="col">{words::DELETED_BY}</th>
                    <th scope="col">{words::RESTORABLE}</th>
                    {kept.map(|_| view! { <th scope="col">{words::PURGED_IN}</th> })}
                    <th scope="col"><span class="sr">{words::ACTIONS}</span></th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        <Form action=RestoreUser::PATH id=RESTORE plain=true/>
    }
}

/// The one form that restores; the user is named by the button.
const RESTORE: &str = "restore-user";

#[component]
fn DeletedRow(user: User, q: String, window: Option<Duration>, kept: Option<Duration>) -> impl IntoView {
    let deleted_at = user.deleted_at.unwrap_or(user.updated_at);
    let (id, purge) = (user.user_id.to_string(), paths::user_purge(&user.user_id));
    let purged = id.clone();
    view! {
        <tr>
            <th scope="row">
                <span class="person">
                    {avatar(&user)}
                    <a class="row-link id" href=paths::user(&user.user_id)><Marked text=id.clone() query=q.clone()/></a>
                </span>
            </th>
            <td><bdi><Marked text=user.name.clone() query=q/></bdi></td>
            <td data-label=words::DELETED><Time at=deleted_at/></td>
            <td data-label=words::DELETED_BY><span class="id">{user.deleted_by.clone()}</span></td>
            <td data-label=words::RESTORABLE><Left deleted_at window/></td>
            {kept.map(|_| view! { <td data-label=words::PURGED_IN><Left deleted_at window=kept/></td> })}
            <td class="actions">
                <span class="buttons above">
                    <button class="button small" form=RESTORE name="user_id" value=id.clone() aria-label=words::restore_of(&id)>
                        <Icon name="rotate-ccw"/> {words::RESTORE}
                    </button>
                    <a class="button small danger" href=purge aria-label=words::purge_of(&purged)>{words::PURGE}</a>
                </span>
            </td>
        </tr>
    }
}

/// Until when a user can be restored, or is kept; counted down once scripts run.
#[component]
pub(crate) fn Left(deleted_at: Timestamp, window: Option<Duration>) -> impl IntoView {
    let Some(window) = window else { return words::FOR_EVER.into_any() };
    let end = deleted_at.plus(window);
    let left = RwSignal::new(None::<Duration>);
    Effect::new(move || left.set(Some(end.since(browser::now()))));
    move_text(end, left).into_any()
}

fn move_text(end: Timestamp, left: RwSignal<Option<Duration>>) -> impl IntoView {
    view! {
        <time datetime=end.to_string()>
            {move || match left.get() {
                None => words::until(end),
                Some(Duration::ZERO) => words::NO_LONGER.to_owned(),
                Some(left) => words::span(left),
            }}
        </time>
    }
}
