//! The first page: for admins what there is and what waits, for others their own account.

use std::time::Duration;

use domain::{Overview, State, User};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use server_fn::ServerFn as _;

use crate::{
    components::{Done, Failure, Left, Me, StateBadge, avatar},
    fns::{
        deeds::Deed,
        overview::{OverviewView, get_overview},
        users::{RestoreUser, SetState},
    },
    paths,
    ui::{Form, Icon, Reload, Time},
    words,
};

/// The overview.
#[component]
pub(crate) fn OverviewPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let Me(me) = expect_context();
    // Who is no admin is sent on, and need not be refused first.
    let overview = Resource::new(
        move || version.get(),
        move |_| async move {
            let for_them = me.await.ok().flatten().is_none_or(|user| user.acts_as_admin());
            if for_them { Some(get_overview().await) } else { None }
        },
    );
    view! {
        <Title text=words::title(words::OVERVIEW)/>
        <Transition>
            {move || Suspend::new(async move {
                match overview.await {
                    None => view! { <Redirect path=paths::ACCOUNT/> }.into_any(),
                    Some(Ok(page)) => view! { <Panels page/> }.into_any(),
                    Some(Err(error)) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Panels(page: OverviewView) -> impl IntoView {
    let OverviewView { overview, changes } = page;
    let window = overview.restore_window.map(Duration::from_secs);
    view! {
        <div class="page-head">
            <div class="grow"><h1 tabindex="-1">{words::OVERVIEW}</h1></div>
            <div class="buttons">
                <a class="button primary" href=paths::USERS_NEW><Icon name="plus"/> {words::ADD_USER}</a>
            </div>
        </div>
        <div class="split lead">
            <UsersByState overview=overview.clone()/>
            <Waiting waiting=overview.waiting.clone() total=overview.totals.of(State::Requested)/>
        </div>
        <div class="split even">
            <Changes changes/>
            <Ending ending=overview.ending total=overview.totals.deleted window/>
        </div>
        <Done/>
    }
}

#[component]
fn UsersByState(overview: Overview) -> impl IntoView {
    let totals = overview.totals;
    let live = totals.live();
    let states = [State::Approved, State::Requested, State::Flagged, State::Suspended, State::Rejected];
    let mut x = 0;
    let shares = states.map(|state| {
        let (start, width) = (x, totals.of(state));
        x += width;
        view! { <rect data-state=state.as_str() x=start width=width height="8"/> }
    });
    let rows = states.map(|state| {
        view! {
            <tr>
                <th scope="row"><a class="row-link" href=paths::users_in(state)><StateBadge state/></a></th>
                <td class="number">{words::number(totals.of(state))}</td>
            </tr>
        }
    });
    view! {
        <section class="panel" aria-labelledby="o-users">
            <header><h2 id="o-users">{words::USERS}</h2></header>
            <p class="total">{words::number(live)}</p>
            <svg class="share" viewBox=format!("0 0 {} 8", live.max(1)) preserveAspectRatio="none" aria-hidden="true">
                {shares.collect_view()}
            </svg>
            <table class="table ledger" aria-label=words::USERS_BY_STATE>
                <tbody>
                    {rows.collect_view()}
                    <tr>
                        <th scope="row">
                            <a class="row-link" href=paths::USERS_DELETED>
                                <span class="state" data-state="deleted"><Icon name="trash-2"/> {words::DELETED}</span>
                            </a>
                        </th>
                        <td class="number">{words::number(totals.deleted)}</td>
                    </tr>
                </tbody>
            </table>
        </section>
    }
}

#[component]
fn Waiting(waiting: Vec<User>, total: u64) -> impl IntoView {
    let empty = waiting.is_empty();
    let rows = waiting.into_iter().map(|user| {
        let id = user.user_id.to_string();
        let (approve, reject) = (format!("{} {id}", words::APPROVE), format!("{} {id}", words::REJECT));
        view! {
            <tr>
                <th scope="row">
                    <span class="person">{avatar(&user)} <a class="row-link id" href=paths::user(&user.user_id)>{id.clone()}</a></span>
                </th>
                <td>{user.primary_email_address.to_string()}</td>
                <td class="dim number"><Time at=user.created_at/></td>
                <td class="actions">
                    <Form action=SetState::PATH class="buttons above" plain=true>
                        <input type="hidden" name="user_id" value=id.clone()/>
                        <button class="button small" name="state" value="approved" aria-label=approve>{words::APPROVE}</button>
                        <button class="button small quiet" name="state" value="rejected" aria-label=reject>{words::REJECT}</button>
                    </Form>
                </td>
            </tr>
        }
    });
    view! {
        <section class="panel" aria-labelledby="o-waiting">
            <header>
                <h2 id="o-waiting">{words::WAITING}</h2>
                {(total > 0).then(|| view! { <a href=paths::APPLICANTS>{words::ALL} " " {words::number(total)}</a> })}
            </header>
            <table class="table cards" aria-labelledby="o-waiting">
                <tbody>{rows.collect_view()}</tbody>
            </table>
            {empty.then(|| view! { <p class="intro dim">{words::NOBODY_WAITS}</p> })}
        </section>
    }
}

#[component]
fn Changes(changes: Vec<Deed>) -> impl IntoView {
    let items = changes.into_iter().map(|deed| {
        view! {
            <li>
                <Time at=deed.at/>
                <Icon name=deed.icon/>
                <p>
                    <code>{deed.actor}</code>
                    {format!(" {} ", deed.deed)}
                    {deed.target.map(|target| view! { <a href=paths::user(&target)><code>{target.to_string()}</code></a> })}
                </p>
            </li>
        }
    });
    view! {
        <section class="panel" aria-labelledby="o-changes">
            <header><h2 id="o-changes">{words::RECENT_CHANGES}</h2></header>
            <ol class="timeline changes">{items.collect_view()}</ol>
        </section>
    }
}

#[component]
fn Ending(ending: Vec<User>, total: u64, window: Option<Duration>) -> impl IntoView {
    let empty = ending.is_empty();
    let rows = ending.into_iter().map(|user| {
        let id = user.user_id.to_string();
        view! {
            <tr>
                <th scope="row"><a class="row-link id" href=paths::user(&user.user_id)>{id.clone()}</a></th>
                <td class="dim">{words::BY} " " <span class="id">{user.deleted_by.clone()}</span></td>
                <td class="number"><Left deleted_at=user.deleted_at.unwrap_or(user.updated_at) window/></td>
                <td class="actions">
                    <Form action=RestoreUser::PATH class="buttons above" plain=true>
                        <button class="button small" name="user_id" value=id.clone() aria-label=words::restore_of(&id)>{words::RESTORE}</button>
                    </Form>
                </td>
            </tr>
        }
    });
    view! {
        <section class="panel" aria-labelledby="o-ending">
            <header>
                <h2 id="o-ending">{words::ENDING}</h2>
                {(total > 0).then(|| view! { <a href=paths::USERS_DELETED>{words::ALL} " " {words::number(total)}</a> })}
            </header>
            <table class="table cards" aria-labelledby="o-ending"><tbody>{rows.collect_view()}</tbody></table>
            {empty.then(|| view! { <p class="intro dim">{words::NOBODY_DELETED} "."</p> })}
        </section>
    }
}
