//! The table of live users.

use domain::{Order, OrderKey, State, User};
use leptos::prelude::*;
use server_fn::ServerFn as _;

use super::{AdminBadge, Marked, StateBadge, avatar, users_list::list_path};
use crate::{
    fns::users::{ListQuery, SetState},
    paths,
    ui::{Copy, Form, Icon, Time},
    words,
};

/// Columns that can be ordered by: word, key, class, and whether they begin with the largest.
const COLUMNS: [(&str, OrderKey, &str, bool); 6] = [
    (words::ID, OrderKey::UserId, "", false),
    (words::NAME, OrderKey::Name, "", false),
    (words::EMAIL, OrderKey::Email, "", false),
    (words::STATE, OrderKey::State, "", false),
    (words::ADMIN, OrderKey::Admin, "", true),
    (words::CREATED, OrderKey::CreatedAt, "number made-cell", true),
];

/// One page of users; each row is a link to its user.
#[component]
pub(crate) fn UsersTable(users: Vec<User>, query: ListQuery, me: String) -> impl IntoView {
    let heads = COLUMNS.map(
        |(word, key, class, largest_first)| view! { <ColumnHead word key class largest_first query=query.clone()/> },
    );
    let q = query.q.clone();
    let rows = users.into_iter().map(|user| view! { <UserRow me=user.user_id.as_str() == me user q=q.clone()/> });
    view! {
        <table class="table cards people" aria-label=words::USERS>
            <thead>
                <tr>{heads.collect_view()} <th scope="col"><span class="sr">{words::ACTIONS}</span></th></tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        // One form for the same button of every row: forms cost more than rows do.
        <StateForm id=SUSPEND state=State::Suspended/>
        <StateForm id=LIFT state=State::Approved/>
    }
}

const SUSPEND: &str = "suspend-user";
const LIFT: &str = "lift-suspension";

/// Sets one state; the user is named by the button.
#[component]
fn StateForm(id: &'static str, state: State) -> impl IntoView {
    view! {
        <Form action=SetState::PATH id plain=true>
            <input type="hidden" name="state" value=state.as_str()/>
        </Form>
    }
}

/// In place of the rows until the first ones are there; as high as they will be.
#[component]
pub(crate) fn UsersSkeleton() -> impl IntoView {
    let row = || view! { <tr><td><div class="skeleton"></div></td></tr> };
    view! { <table class="table" aria-hidden="true"><tbody>{std::iter::repeat_with(row).take(20).collect_view()}</tbody></table> }
}

/// The head of a column: a link that orders by it, and turns the order round when it does already.
#[component]
pub(crate) fn ColumnHead(
    word: &'static str,
    key: OrderKey,
    class: &'static str,
    largest_first: bool,
    query: ListQuery,
) -> impl IntoView {
    let now = Order::parse(&query.order).unwrap_or_default();
    let current = now.key == key;
    let next = Order { key, descending: if current { !now.descending } else { largest_first } };
    let order = if next == Order::default() { String::new() } else { next.to_text() };
    let href = list_path(&ListQuery { order, page: 1, ..query });
    let (sort, icon) = if now.descending { ("descending", "arrow-down") } else { ("ascending", "arrow-up") };
    view! {
        <th scope="col" class=class aria-sort=current.then_some(sort)>
            <a href=href>{word} {current.then(|| view! { " " <Icon name=icon/> })}</a>
        </th>
    }
}

#[component]
fn UserRow(user: User, q: String, me: bool) -> impl IntoView {
    let id = user.user_id.to_string();
    let address = user.primary_email_address.to_string();
    view! {
        <tr>
            <th scope="row" class="id-cell">
                <span class="person">
                    {avatar(&user)}
                    <span>
                        <a class="row-link id" href=paths::user(&user.user_id)><Marked text=id.clone() query=q.clone()/></a>
                        {me.then(|| view! { " " <span class="tag">{words::YOU}</span> })}
                    </span>
                </span>
            </th>
            <td><bdi><Marked text=user.name.clone() query=q.clone()/></bdi></td>
            <td class="mail-cell">
                <span class="above"><Marked text=address.clone() query=q/></span>
                " "
                <Copy text=address label=words::copy_address(&id)/>
            </td>
            <td class="state-cell"><StateBadge state=user.state/></td>
            <td class="admin-cell">{user.admin.then(|| view! { <AdminBadge/> })}</td>
            <td class="number made-cell"><Time at=user.created_at/></td>
            <td class="actions"><RowMenu user/></td>
        </tr>
    }
}

/// The actions of a user's page, at hand in the list.
#[component]
fn RowMenu(user: User) -> impl IntoView {
    let (form, word, icon) = match user.state {
        State::Suspended => (LIFT, words::LIFT_SUSPENSION, "circle-check"),
        _ => (SUSPEND, words::SUSPEND_USER, "circle-pause"),
    };
    let (id, edit, delete) = (user.user_id.to_string(), paths::user(&user.user_id), paths::user_delete(&user.user_id));
    view! {
        <details class="menu above" name="menu">
            <summary class="button quiet small square" aria-label=words::actions_for(&id)>
                <Icon name="ellipsis"/>
            </summary>
            <div class="menu-panel">
                <a class="menu-item" href=edit><Icon name="pencil"/> {words::EDIT}</a>
                <hr/>
                <button class="menu-item" form=form name="user_id" value=id><Icon name=icon/> {word}</button>
                <a class="menu-item danger" href=delete><Icon name="trash-2"/> {words::DELETE_USER}</a>
            </div>
        </details>
    }
}
