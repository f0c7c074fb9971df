//! The IDs that admins keep free.

use domain::Reservation;
use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use crate::{
    components::{Done, Failure, FlashOf},
    fns::reservations::{CreateReservation, DeleteReservation, list_reservations},
    form::Flash,
    paths,
    ui::{Form, Reload, TextField, Time},
    words,
};

/// The list of reservations, and the form for another.
#[component]
pub(crate) fn ReservedPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let list = Resource::new(move || version.get(), |_| list_reservations());
    view! {
        <Title text=words::title(words::RESERVED_IDS)/>
        <Transition>
            {move || Suspend::new(async move {
                match list.await {
                    Ok(list) => {
                        let flash = FlashOf::get().await;
                        view! { <Reserved list flash/> }.into_any()
                    }
                    Err(error) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
        <Done/>
    }
}

#[component]
fn Reserved(list: Vec<Reservation>, flash: Option<Flash>) -> impl IntoView {
    view! {
        <p class="crumbs"><a href=paths::USERS>{words::USER_MANAGEMENT}</a></p>
        <div class="page-head"><div class="grow"><h1 tabindex="-1">{words::RESERVED_IDS}</h1></div></div>
        <p class="intro dim">{words::RESERVED_INTRO}</p>
        {if list.is_empty() {
            view! { <p class="dim">{words::NOTHING_RESERVED}</p> }.into_any()
        } else {
            view! { <Table list/> }.into_any()
        }}
        <Form action=CreateReservation::PATH class="reading account-form" flash>
            <section class="group first" aria-labelledby="g-reserve">
                <h2 id="g-reserve">{words::RESERVE}</h2>
                <TextField name="pattern" mono=true hint=words::PATTERN_HINT/>
                <TextField name="reason" optional=true/>
                <TextField name="until" kind="datetime-local" optional=true hint=words::RESERVE_UNTIL_HINT/>
            </section>
            <div class="buttons form-end"><button class="button primary">{words::RESERVE}</button></div>
        </Form>
    }
}

/// The one form that lifts; the pattern is named by the button.
const LIFT: &str = "lift-reservation";

#[component]
fn Table(list: Vec<Reservation>) -> impl IntoView {
    let row = |one: Reservation| {
        let pattern = one.pattern.to_string();
        let label = words::lift_reservation(&pattern);
        view! {
            <tr>
                <th scope="row"><span class="id">{pattern.clone()}</span></th>
                <td data-label=words::REASON><bdi>{one.reason}</bdi></td>
                <td data-label=words::RESERVED_BY><span class="id">{one.reserved_by}</span></td>
                <td data-label=words::RESERVED_SINCE><Time at=one.created_at/></td>
                <td data-label=words::UNTIL>{one.expires_at.map(|at| view! { <Time at/> })}</td>
                <td class="actions">
                    <button class="button small above" form=LIFT name="pattern" value=pattern aria-label=label>{words::LIFT}</button>
                </td>
            </tr>
        }
    };
    view! {
        <table class="table cards" aria-label=words::RESERVED_IDS>
            <thead>
                <tr>
                    <th scope="col">{words::label("pattern")}</th>
                    <th scope="col">{words::REASON}</th>
                    <th scope="col">{words::RESERVED_BY}</th>
                    <th scope="col">{words::RESERVED_SINCE}</th>
                    <th scope="col">{words::UNTIL}</th>
                    <th scope="col"><span class="sr">{words::ACTIONS}</span></th>
                </tr>
            </thead>
            <tbody>{list.into_iter().map(row).collect_view()}</tbody>
        </table>
        <Form action=DeleteReservation::PATH id=LIFT plain=true/>
    }
}
