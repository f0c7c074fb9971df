//! Mails that could not be delivered.

use domain::FailedMail;
use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use crate::{
    components::{Done, Failure},
    fns::mails::{RetryMail, list_failed_mails},
    paths,
    ui::{Form, Reload, Time},
    words,
};

/// The list of them, with a way to have each tried again.
#[component]
pub(crate) fn FailedMailsPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let list = Resource::new(move || version.get(), |_| list_failed_mails());
    view! {
        <Title text=words::title(words::FAILED_MAILS)/>
        <Transition>
            {move || Suspend::new(async move {
                match list.await {
                    Ok(mails) => view! { <Mails mails/> }.into_any(),
                    Err(error) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
        <Done/>
    }
}

/// The one form that tries again; the mail is named by the button.
const RETRY: &str = "retry-mail";

#[component]
fn Mails(mails: Vec<FailedMail>) -> impl IntoView {
    let none = mails.is_empty();
    let row = |one: FailedMail| {
        let recipient = one.recipient.to_string();
        let label = format!("{}: {recipient}", words::TRY_AGAIN);
        view! {
            <tr>
                <th scope="row"><bdi>{recipient}</bdi></th>
                <td data-label=words::MAIL><span class="id">{one.template}</span></td>
                <td data-label=words::REASON><bdi>{one.failure}</bdi></td>
                <td data-label=words::CREATED><Time at=one.created_at/></td>
                <td data-label=words::GIVEN_UP><Time at=one.failed_at/></td>
                <td class="actions">
                    <button class="button small above" form=RETRY name="mail_id" value=one.mail_id aria-label=label>
                        {words::TRY_AGAIN}
                    </button>
                </td>
            </tr>
        }
    };
    view! {
        <p class="crumbs"><a href=paths::USERS>{words::USER_MANAGEMENT}</a></p>
        <div class="page-head"><div class="grow"><h1 tabindex="-1">{words::FAILED_MAILS}</h1></div></div>
        <p class="intro dim">{if none { words::NO_FAILED_MAILS } else { words::FAILED_MAILS_INTRO }}</p>
        {(!none).then(|| view! {
            <table class="table cards" aria-label=words::FAILED_MAILS>
                <thead>
                    <tr>
                        <th scope="col">{words::EMAIL}</th>
                        <th scope="col">{words::MAIL}</th>
                        <th scope="col">{words::REASON}</th>
                        <th scope="col">{words::CREATED}</th>
                        <th scope="col">{words::GIVEN_UP}</th>
                        <th scope="col"><span class="sr">{words::ACTIONS}</span></th>
                    </tr>
                </thead>
                <tbody>{mails.into_iter().map(row).collect_view()}</tbody>
            </table>
        })}
        <Form action=RetryMail::PATH id=RETRY plain=true/>
    }
}
