//! Who was invited.

use domain::State;
use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use crate::{
    components::{Done, Failure, FlashOf, OwnPassword},
    fns::invitations::{
        CreateInvitations, ExtendInvitation, InvitationList, InvitationView, ResendInvitation, RevokeInvitation,
        list_invitations,
    },
    form::Flash,
    paths,
    ui::{Check, Copy, Form, Reload, Select, TextArea, TextField, Time},
    words,
};

/// The list of invitations, and the form for more.
#[component]
pub(crate) fn InvitationsPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let list = Resource::new(move || version.get(), |_| list_invitations());
    view! {
        <Title text=words::title(words::INVITATIONS)/>
        <Transition>
            {move || Suspend::new(async move {
                match list.await {
                    Ok(list) => {
                        let flash = FlashOf::get().await;
                        view! { <Invitations list flash/> }.into_any()
                    }
                    Err(error) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
        <Done/>
    }
}

#[component]
fn Invitations(list: InvitationList, flash: Option<Flash>) -> impl IntoView {
    let InvitationList { invitations: list, closed } = list;
    view! {
        <p class="crumbs"><a href=paths::USERS>{words::USER_MANAGEMENT}</a></p>
        <div class="page-head"><div class="grow"><h1 tabindex="-1">{words::INVITATIONS}</h1></div></div>
        <p class="intro dim">{words::INVITATIONS_INTRO}</p>
        {closed.then(|| view! { <div class="notice"><p>{words::REGISTRATION_CLOSED}</p></div> })}
        {if list.is_empty() {
            view! { <p class="dim">{words::NOBODY_INVITED}</p> }.into_any()
        } else {
            view! { <Table list/> }.into_any()
        }}
        <Form action=CreateInvitations::PATH class="reading account-form" flash>
            <section class="group first" aria-labelledby="g-invite">
                <h2 id="g-invite">{words::INVITE}</h2>
                <TextArea name="emails" value="" hint=words::EMAILS_HINT required=true/>
                <TextArea name="note" value="" hint=words::NOTE_HINT/>
                <TextField name="expires_at" kind="datetime-local" optional=true hint=words::INVITATION_ENDS_HINT/>
                <Check name="bound" group=words::EMAIL ticked=false/>
            </section>
            <section class="group" aria-labelledby="g-terms">
                <h2 id="g-terms">{words::THEIR_ACCOUNTS}</h2>
                <Select name="state" value="" options=STATES.to_vec()/>
                <Check name="admin" group=words::ADMIN ticked=false hint=words::ADMIN_HINT/>
                <TextArea name="attributes" value="" hint=words::ATTRIBUTES_HINT/>
                <OwnPassword/>
            </section>
            <div class="buttons form-end"><button class="button primary">{words::INVITE}</button></div>
        </Form>
    }
}

/// What an account can begin as.
const STATES: [(&str, &str); 3] =
    [("", words::AS_REGISTERED), ("approved", State::Approved.label()), ("requested", State::Requested.label())];

/// The forms whose buttons stand in the rows, and name the address.
const RESEND: &str = "resend-invitation";
const EXTEND: &str = "extend-invitation";
const REVOKE: &str = "revoke-invitation";

#[component]
fn Table(list: Vec<InvitationView>) -> impl IntoView {
    let row = |one: InvitationView| {
        let (email, qr) = (one.email.clone(), paths::with(paths::INVITATION_QR, &[("email", &one.email)]));
        let button = move |form: &'static str, deed: &'static str| {
            let label = words::with_invitation(deed, &email);
            view! {
                <button class="button small above" form=form name="email" value=email.clone() aria-label=label>{deed}</button>
            }
        };
        view! {
            <tr>
                <th scope="row"><bdi>{one.email}</bdi></th>
                <td data-label=words::STATUS>{one.status} {one.accepted_by.map(|id| view! { " " <span class="id">{id}</span> })}</td>
                <td data-label=words::INVITED_BY><span class="id">{one.invited_by}</span></td>
                <td data-label=words::CREATED><Time at=one.created_at/></td>
                <td data-label=words::UNTIL><Time at=one.expires_at/></td>
                <td data-label=words::LINK>
                    {one.link.map(|link| view! { <a href=link.clone() rel="external">{words::LINK}</a> " " <Copy text=link label=words::COPY_LINK/> " " <a href=qr rel="external">{words::QR_CODE}</a> })}
                </td>
                <td class="actions">
                    {one.open.then(|| view! {
                        {button(RESEND, words::RESEND)} {button(EXTEND, words::EXTEND)} {button(REVOKE, words::REVOKE)}
                    })}
                </td>
            </tr>
        }
    };
    view! {
        <table class="table cards" aria-label=words::INVITATIONS>
            <thead>
                <tr>
                    <th scope="col">{words::EMAIL}</th>
                    <th scope="col">{words::STATUS}</th>
                    <th scope="col">{words::INVITED_BY}</th>
                    <th scope="col">{words::CREATED}</th>
                    <th scope="col">{words::UNTIL}</th>
                    <th scope="col">{words::LINK}</th>
                    <th scope="col"><span class="sr">{words::ACTIONS}</span></th>
                </tr>
            </thead>
            <tbody>{list.into_iter().map(row).collect_view()}</tbody>
        </table>
        <Form action=ResendInvitation::PATH id=RESEND plain=true/>
        <Form action=ExtendInvitation::PATH id=EXTEND plain=true/>
        <Form action=RevokeInvitation::PATH id=REVOKE plain=true/>
    }
}
