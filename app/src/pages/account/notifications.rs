//! What one was told, and of what one wants to be mailed.

use domain::{Notification, NotificationKind, NotificationStatus};
use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use super::frame::Frame;
use crate::{
    components::{Failure, FlashOf, Me},
    fns::notifications::{NotificationsView, SeeAllNotifications, SeeNotification, SetMailed, list_notifications},
    form::Flash,
    ui::{Check, Form, Icon, Reload, Time},
    words,
};

/// The list, and the form for mails.
#[component]
pub(crate) fn NotificationsPage() -> impl IntoView {
    let Reload(version) = expect_context();
    let me: Me = expect_context();
    let told = Resource::new(move || version.get(), |_| list_notifications());
    view! {
        <Title text=words::title(words::NOTIFICATIONS)/>
        <Transition>
            {move || Suspend::new(async move {
                match (me.user().await, told.await) {
                    (Ok(user), Ok(view)) => {
                        let flash = FlashOf::get().await;
                        let admin = user.admin;
                        view! { <Frame user><Told view=view.clone()/><Mailed muted=view.muted admin flash/></Frame> }.into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => view! { <Failure error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Told(view: NotificationsView) -> impl IntoView {
    let NotificationsView { notifications, unseen, .. } = view;
    let none = notifications.is_empty();
    let rows = notifications.into_iter().map(|notification| view! { <Row notification/> }).collect_view();
    view! {
        <div class="toolbar">
            <p class="dim grow">{if none { words::NOTHING_TOLD } else { words::NOTIFICATIONS_INTRO }}</p>
            {(unseen > 0)
                .then(|| view! {
                    <Form action=SeeAllNotifications::PATH plain=true>
                        <button class="button"><Icon name="check"/> {words::SEE_ALL}</button>
                    </Form>
                })}
        </div>
        {(!none)
            .then(|| view! {
                <table class="table cards" aria-label=words::NOTIFICATIONS>
                    <thead>
                        <tr>
                            <th scope="col">{words::WHAT}</th>
                            <th scope="col">{words::WHEN}</th>
                            <th scope="col">{words::BY}</th>
                            <th scope="col"><span class="sr">{words::ACTIONS}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            })}
    }
}

#[component]
fn Row(notification: Notification) -> impl IntoView {
    let unseen = notification.status == NotificationStatus::Unseen;
    let what = words::told::what(&notification);
    let label = words::told::mark_read(&what);
    view! {
        <tr>
            <th scope="row">
                {what} {unseen.then(|| view! { " " <span class="tag">{words::NEW}</span> })}
            </th>
            <td data-label=words::WHEN><Time at=notification.created_at/></td>
            <td data-label=words::BY><span class="id">{notification.sender}</span></td>
            <td class="actions">
                {unseen
                    .then(|| view! {
                        <Form action=SeeNotification::PATH plain=true>
                            <button class="button small" name="id" value=notification.id aria-label=label>
                                {words::MARK_READ}
                            </button>
                        </Form>
                    })}
            </td>
        </tr>
    }
}

/// A box for each kind that one can be told of.
#[component]
fn Mailed(muted: Vec<NotificationKind>, admin: bool, flash: Option<Flash>) -> impl IntoView {
    view! {
        <Form action=SetMailed::PATH class="reading account-form" flash>
            <section class="group first" aria-labelledby="g-mailed">
                <h2 id="g-mailed">{words::MAILS}</h2>
                <Boxes muted admin/>
            </section>
            <div class="buttons form-end"><button class="button primary">{words::SAVE_CHANGES}</button></div>
        </Form>
    }
}

/// The boxes themselves, within the form that knows what was typed.
#[component]
fn Boxes(muted: Vec<NotificationKind>, admin: bool) -> impl IntoView {
    let offered = NotificationKind::ALL.into_iter().filter(|kind| admin || *kind != NotificationKind::UserRequested);
    let boxes = offered.enumerate().map(|(at, kind)| {
        let group = if at == 0 { words::MAIL_ME } else { "" };
        view! { <Check name=kind.as_str() group ticked=!muted.contains(&kind)/> }
    });
    boxes.collect_view()
}
