//! Programs that may ask users to act for them.

use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use crate::{
    components::{Done, Failure, FlashOf, Made, OwnPassword},
    fns::programs::{CreateProgram, DeleteProgram, ProgramView, ProgramsView, SwitchProgram, list_programs},
    form::Flash,
    paths,
    ui::{Check, Form, Reload, TextArea, TextField, Time},
    words,
};

/// The list of programs, and the form for another.
#[component]
pub(crate) fn ProgramsPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let list = Resource::new(move || version.get(), |_| list_programs());
    view! {
        <Title text=words::title(words::PROGRAMS)/>
        <Transition>
            {move || Suspend::new(async move {
                match list.await {
                    Ok(view) => {
                        let flash = FlashOf::get().await;
                        view! { <Programs view flash/> }.into_any()
                    }
                    Err(error) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
        <Done/>
    }
}

#[component]
fn Programs(view: ProgramsView, flash: Option<Flash>) -> impl IntoView {
    view! {
        <p class="crumbs"><a href=paths::USERS>{words::USER_MANAGEMENT}</a></p>
        <div class="page-head"><div class="grow"><h1 tabindex="-1">{words::PROGRAMS}</h1></div></div>
        <p class="intro dim">{words::PROGRAMS_INTRO}</p>
        {view.made.map(|secret| view! { <Made text=secret said=words::SECRET_IS_MADE/> })}
        <Table programs=view.programs/>
        <Form action=CreateProgram::PATH class="reading account-form" flash>
            <section class="group first" aria-labelledby="g-program">
                <h2 id="g-program">{words::ADD_PROGRAM}</h2>
                <TextField name="client_id" mono=true hint=words::CLIENT_ID_HINT/>
                <TextField name="name" optional=true/>
                <TextArea name="redirect_uris" value="" hint=words::REDIRECT_URIS_HINT required=true/>
                <TextArea name="rights" value="" hint=words::CLIENT_RIGHTS_HINT required=true/>
                <Check name="confidential" group=words::SECRET ticked=true hint=words::CONFIDENTIAL_HINT/>
                <OwnPassword/>
            </section>
            <div class="buttons form-end"><button class="button primary">{words::ADD_PROGRAM}</button></div>
        </Form>
    }
}

/// The forms whose buttons stand in the rows, and name the program.
const SUSPEND: &str = "suspend-program";
const APPROVE: &str = "approve-program";
const DELETE: &str = "delete-program";

#[component]
fn Table(programs: Vec<ProgramView>) -> impl IntoView {
    let row = |one: ProgramView| {
        let id = one.client_id.clone();
        let button = move |form: &'static str, deed: &'static str| {
            let label = format!("{deed}: {id}");
            view! {
                <button class="button small above" form=form name="client_id" value=id.clone() aria-label=label>{deed}</button>
            }
        };
        let switch = if one.works { button(SUSPEND, words::SUSPEND) } else { button(APPROVE, words::APPROVE_PROGRAM) };
        let kind = if one.confidential { words::WITH_SECRET } else { words::WITHOUT_SECRET };
        view! {
            <tr>
                <th scope="row"><span class="id">{one.client_id}</span> " " <bdi>{one.name}</bdi></th>
                <td data-label=words::STATUS>{if one.works { words::IN_USE } else { words::SWITCHED_OFF }} ", " {kind}</td>
                <td data-label=words::RIGHTS><span class="id">{one.rights}</span></td>
                <td data-label=words::LINK><span class="id">{one.redirect_uris.join(" ")}</span></td>
                <td data-label=words::CREATED><Time at=one.created_at/></td>
                <td class="actions">{switch} {button(DELETE, words::REMOVE)}</td>
            </tr>
        }
    };
    view! {
        <table class="table cards" aria-label=words::PROGRAMS>
            <thead>
                <tr>
                    <th scope="col">{words::PROGRAM}</th>
                    <th scope="col">{words::STATUS}</th>
                    <th scope="col">{words::RIGHTS}</th>
                    <th scope="col">{words::label("redirect_uris")}</th>
                    <th scope="col">{words::CREATED}</th>
                    <th scope="col"><span class="sr">{words::ACTIONS}</span></th>
                </tr>
            </thead>
            <tbody>{programs.into_iter().map(row).collect_view()}</tbody>
        </table>
        <Form action=SwitchProgram::PATH id=SUSPEND plain=true><input type="hidden" name="state" value="suspended"/></Form>
        <Form action=SwitchProgram::PATH id=APPROVE plain=true><input type="hidden" name="state" value="approved"/></Form>
        <Form action=DeleteProgram::PATH id=DELETE plain=true/>
    }
}
