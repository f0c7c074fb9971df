//! What one has let programs do.

use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use super::frame::Frame;
use crate::{
    components::{Failure, Me},
    fns::programs::{ProgramView, RevokeProgram, list_own_programs},
    ui::{Form, Reload, Time},
    words,
};

/// Every program that may act for one, and how to end that.
#[component]
pub(crate) fn OwnProgramsPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let me: Me = expect_context();
    let programs = Resource::new(move || version.get(), |_| list_own_programs());
    view! {
        <Title text=words::title(words::PROGRAMS)/>
        <Transition>
            {move || Suspend::new(async move {
                match (me.user().await, programs.await) {
                    (Ok(user), Ok(programs)) => view! { <Frame user><Programs programs/></Frame> }.into_any(),
                    (Err(error), _) | (_, Err(error)) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// The one form that takes back; the program is named by the button.
const REVOKE: &str = "revoke-program";

#[component]
fn Programs(programs: Vec<ProgramView>) -> impl IntoView {
    if programs.is_empty() {
        return view! { <p class="dim">{words::NO_PROGRAMS}</p> }.into_any();
    }
    let row = |one: ProgramView| {
        let label = format!("{}: {}", words::REVOKE, one.client_id);
        view! {
            <tr>
                <th scope="row"><span class="id">{one.client_id.clone()}</span> " " <bdi>{one.name}</bdi></th>
                <td data-label=words::RIGHTS><span class="id">{one.rights}</span></td>
                <td data-label=words::STARTED><Time at=one.created_at/></td>
                <td data-label=words::LAST_ALLOWED><Time at=one.updated_at/></td>
                <td class="actions">
                    <button class="button small danger" form=REVOKE name="client_id" value=one.client_id aria-label=label>
                        {words::REVOKE}
                    </button>
                </td>
            </tr>
        }
    };
    view! {
        <p class="dim">{words::OWN_PROGRAMS_INTRO}</p>
        <table class="table cards" aria-label=words::PROGRAMS>
            <thead>
                <tr>
                    <th scope="col">{words::PROGRAM}</th>
                    <th scope="col">{words::RIGHTS}</th>
                    <th scope="col">{words::STARTED}</th>
                    <th scope="col">{words::LAST_ALLOWED}</th>
                    <th scope="col"><span class="sr">{words::ACTIONS}</span></th>
                </tr>
            </thead>
            <tbody>{programs.into_iter().map(row).collect_view()}</tbody>
        </table>
        <Form action=RevokeProgram::PATH id=REVOKE plain=true/>
    }
    .into_any()
}
