//! Who waits for approval.

use domain::Applicant;
use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use crate::{
    components::{Done, Failure, FlashOf, avatar},
    fns::applicants::{DecideApplicants, list_applicants},
    form::Flash,
    paths,
    ui::{FieldError, Form, Reload, TextArea, Time},
    words,
};

/// The list of who waits, and what to do about those who are ticked.
#[component]
pub(crate) fn ApplicantsPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let list = Resource::new(move || version.get(), |_| list_applicants());
    view! {
        <Title text=words::title(words::WAITING)/>
        <Transition>
            {move || Suspend::new(async move {
                match list.await {
                    Ok((waiting, total)) => {
                        let flash = FlashOf::get().await;
                        view! { <Applicants waiting total flash/> }.into_any()
                    }
                    Err(error) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
        <Done/>
    }
}

#[component]
fn Applicants(waiting: Vec<Applicant>, total: u64, flash: Option<Flash>) -> impl IntoView {
    let none = waiting.is_empty();
    view! {
        <p class="crumbs"><a href=paths::USERS>{words::USER_MANAGEMENT}</a></p>
        <div class="page-head"><div class="grow"><h1 tabindex="-1">{words::WAITING}</h1></div></div>
        <p class="intro dim">{if none { words::NOBODY_WAITS.to_owned() } else { words::waiting(total) }}</p>
        {(!none).then(|| view! {
            <Form action=DecideApplicants::PATH flash>
                <Table waiting/>
                <FieldError name="pick"/>
                <section class="group reading">
                    <TextArea name="state_description" value="" hint=words::MESSAGE_HINT/>
                </section>
                <div class="buttons form-end">
                    <button class="button primary" name="state" value="approved">{words::APPROVE}</button>
                    <button class="button danger" name="state" value="rejected">{words::REJECT}</button>
                </div>
            </Form>
        })}
    }
}

#[component]
fn Table(waiting: Vec<Applicant>) -> impl IntoView {
    let rows = waiting.into_iter().enumerate().map(|(place, one)| {
        let Applicant { user, namesakes } = one;
        let (id, address) = (user.user_id.to_string(), user.primary_email_address.to_string());
        let domain = address.rsplit('@').next().unwrap_or_default().to_owned();
        let seen = format!("{id} {}", user.version);
        let namesakes = namesakes.into_iter().map(|id| view! { <a class="id" href=paths::user(&id)>{id.to_string()}</a> " " });
        view! {
            <tr>
                <td><input type="checkbox" name=format!("pick[{place}]") value=seen aria-label=id.clone()/></td>
                <th scope="row">
                    <span class="person">{avatar(&user)} <a class="id" href=paths::user(&user.user_id)>{id}</a> <bdi>{user.name}</bdi></span>
                </th>
                <td data-label=words::EMAIL>{address}</td>
                <td data-label=words::DOMAIN>{domain}</td>
                <td data-label=words::SINCE><Time at=user.created_at/></td>
                <td data-label=words::NAMESAKES>{namesakes.collect_view()}</td>
            </tr>
        }
    });
    view! {
        <table class="table cards" aria-label=words::WAITING>
            <thead>
                <tr>
                    <th scope="col"><span class="sr">{words::CHOSEN}</span></th>
                    <th scope="col">{words::label("user_id")}</th>
                    <th scope="col">{words::EMAIL}</th>
                    <th scope="col">{words::DOMAIN}</th>
                    <th scope="col">{words::SINCE}</th>
                    <th scope="col">{words::NAMESAKES}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}
