//! Forms that work before and without WebAssembly: with it they post the same bytes, and stay on the page.

use std::collections::BTreeMap;

use leptos::{context::Provider, prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use super::Icon;
use crate::{
    browser,
    form::{Flash, FormError},
    paths, words,
};

/// Grows with each change; what a page shows is fetched again then.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reload(pub(crate) RwSignal<u32>);

/// Where forms without a notice of their own leave their failure: on top of the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageFailure(pub(crate) RwSignal<Option<FormError>>);

/// What the fields of a form know of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormState {
    error: RwSignal<Option<FormError>>,
    typed: StoredValue<BTreeMap<String, String>>,
    refused_before: bool,
}

impl FormState {
    fn new(action: &str, flash: Option<Flash>) -> Self {
        let flash = flash.filter(|flash| flash.action == action);
        let (error, typed) = flash.map(|flash| (flash.error, flash.values)).unzip();
        Self {
            refused_before: error.is_some(),
            error: RwSignal::new(error),
            typed: StoredValue::new(typed.unwrap_or_default()),
        }
    }

    /// Why the form was refused.
    pub(crate) fn error(self) -> Option<FormError> {
        self.error.get()
    }

    /// What is wrong with a field.
    pub(crate) fn field(self, name: &str) -> Option<String> {
        self.error.with(|error| error.as_ref().and_then(|error| error.field(name)).map(str::to_owned))
    }

    /// What a field shows first: what was typed before the form was refused, or else what is stored.
    pub(crate) fn first_value(self, name: &str, stored: &str) -> String {
        // Of a box that was not ticked nothing is sent, so nothing typed means something once the form was refused.
        let typed = self.typed.with_value(|typed| typed.get(name).cloned());
        typed.unwrap_or_else(|| if self.refused_before { String::new() } else { stored.to_owned() })
    }

    /// Whether a field is the first one that was refused before the page came; the focus goes there.
    pub(crate) fn is_first_refused(self, name: &str) -> bool {
        self.refused_before
            && self.error.with_untracked(|error| {
                error.as_ref().and_then(|error| error.fields.first()).is_some_and(|first| first.field == name)
            })
    }
}

/// A form that posts to a server function. Failures stand above it and at its fields; a `plain` one leaves
/// them on top of the page.
#[component]
pub(crate) fn Form(
    action: &'static str,
    #[prop(optional)] class: &'static str,
    /// For buttons that stand elsewhere and name it.
    #[prop(optional)]
    id: Option<&'static str>,
    #[prop(default = None)] flash: Option<Flash>,
    #[prop(optional)] plain: bool,
    /// Whether files are chosen in it. Then it is the browser that posts it.
    #[prop(optional)]
    files: bool,
    /// Nothing where every button stands elsewhere.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let state = FormState::new(action, flash);
    let busy = RwSignal::new(false);
    let reload = use_context::<Reload>();
    let page = use_context::<PageFailure>().filter(|_| plain);
    let navigate = use_navigate();
    let submit = move |event: leptos::ev::SubmitEvent| {
        if files {
            return;
        }
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let navigate = navigate.clone();
        spawn_local(async move {
            let answer = browser::post(&event).await;
            busy.set(false);
            state.error.set(None);
            match answer {
                Ok(next) => {
                    let next = next.and_then(|next| paths::same_origin(&next));
                    // Another page fetches what it shows by itself, and this one may ask for what is gone.
                    let stays = next.as_deref().is_none_or(browser::is_at);
                    if let (true, Some(Reload(version))) = (stays, reload) {
                        version.update(|version| *version += 1);
                    }
                    match next {
                        // Whoever was logged out, or will log in, begins afresh.
                        Some(next) if next.starts_with(paths::LOGIN) => browser::load(&next),
                        Some(next) => navigate(&next, leptos_router::NavigateOptions::default()),
                        None => {}
                    }
                }
                Err(error) => match page {
                    Some(PageFailure(failure)) => failure.set(Some(error)),
                    None => state.error.set(Some(error)),
                },
            }
        });
    };
    // After a refusal the focus goes to the first refused field, or to the notice.
    Effect::new(move || {
        if state.error.with(Option::is_some) {
            let refused = "form [aria-invalid=true], form:not(:has([aria-invalid=true])) .notice";
            request_animation_frame(|| browser::focus(refused));
        }
    });
    // Fields look for their form again and again; without a provider the last form of a page would be everybody's.
    view! {
        <form method="post" action=action enctype=files.then_some("multipart/form-data") id=id class=class on:submit=submit novalidate aria-busy=move || busy.get().then_some("true")>
            {(!plain).then(|| view! { {move || state.error().map(|error| view! { <Notice error/> })} })}
            <Provider value=state>{children.map(|children| children())}</Provider>
        </form>
    }
}

/// What went wrong, above the form: a sentence, the refused fields as links, and what to do.
#[component]
pub(crate) fn Notice(error: FormError) -> impl IntoView {
    let links = error.fields.iter().filter(|field| words::label(&field.field).is_some()).map(|field| {
        let label = words::label(&field.field).unwrap_or_default();
        view! { <li><a href=format!("#{}", field.field) rel="external">{label} ": " {field.message.clone()}</a></li> }
    });
    let links = links.collect_view();
    let heading = words::refused(&error, links.len());
    let reference =
        (!error.request_id.is_empty() && error.code.http() >= 500).then(|| words::request(&error.request_id));
    let login = error.is_unauthenticated().then(
        || view! { <p>{words::SESSION_ENDED_HINT} " " <a href=paths::LOGIN target="_blank">{words::LOG_IN}</a></p> },
    );
    view! {
        <div class="notice" data-tone="stop" role="alert" tabindex="-1">
            <Icon name="triangle-alert"/>
            <div>
                <p><b>{heading}</b></p>
                {(!links.is_empty()).then(|| view! { <ul>{links}</ul> })}
                {login}
                {reference.map(|reference| view! { <p class="dim">{reference}</p> })}
            </div>
        </div>
    }
}
