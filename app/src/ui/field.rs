//! The fields of a form: label, control, what is wrong with it, and what is allowed.

use leptos::prelude::*;

use super::{FormState, Icon, escape::in_textarea};
use crate::{fns::user_fields::TICKED, words};

fn state() -> FormState {
    expect_context::<FormState>()
}

/// Ties a control to its error and its hint.
#[derive(Clone, Copy)]
pub(crate) struct Validity {
    name: &'static str,
    hint: bool,
}

impl Validity {
    pub(crate) fn of(name: &'static str, hint: bool) -> Self {
        Self { name, hint }
    }

    /// For `aria-invalid`.
    pub(crate) fn invalid(self) -> Option<&'static str> {
        state().field(self.name).map(|_| "true")
    }

    /// For `aria-describedby`.
    pub(crate) fn described_by(self) -> Option<String> {
        let error = state().field(self.name).map(|_| format!("{}-error", self.name));
        let hint = self.hint.then(|| format!("{}-hint", self.name));
        match (error, hint) {
            (Some(error), Some(hint)) => Some(format!("{error} {hint}")),
            (error, hint) => error.or(hint),
        }
    }
}

/// What is wrong with the field, where something is.
#[component]
pub(crate) fn FieldError(
    name: &'static str,
    /// What stands behind the sentence, for example links.
    #[prop(optional, into)]
    more: ViewFn,
) -> impl IntoView {
    let state = state();
    move || {
        let more = more.clone();
        state.field(name).map(|message| {
            view! {
                <p class="field-error" id=format!("{name}-error")>
                    <Icon name="triangle-alert"/>
                    <span>{message} {more.run()}</span>
                </p>
            }
        })
    }
}

#[component]
fn Hint(name: &'static str, hint: &'static str) -> impl IntoView {
    (!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{name}-hint")>{hint}</p> })
}

#[component]
fn Label(name: &'static str, optional: bool) -> impl IntoView {
    let label = words::label(name).unwrap_or(name);
    view! {
        <label for=name>{label} {optional.then(|| view! { " " <small>{words::OPTIONAL}</small> })}</label>
    }
}

/// A line of text. The label and the ID follow from the name.
#[component]
pub(crate) fn TextField(
    name: &'static str,
    #[prop(optional, into)] value: String,
    /// `text`, `email` or `password`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] optional: bool,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] mono: bool,
    /// Told what is being typed.
    #[prop(optional)]
    typing: Option<RwSignal<String>>,
    #[prop(optional, into)] more: ViewFn,
) -> impl IntoView {
    let state = state();
    let validity = Validity::of(name, !hint.is_empty());
    let secret = crate::form::SECRET_FIELDS.contains(&name);
    let value = if secret { String::new() } else { state.first_value(name, &value) };
    view! {
        <div class="field">
            <Label name optional/>
            <input
                class=if mono { "input id" } else { "input" }
                id=name
                name=name
                type=kind
                value=value
                required=!optional
                autocomplete=autocomplete
                autocapitalize=(mono || secret).then_some("none")
                spellcheck=(mono || secret).then_some("false")
                autofocus=state.is_first_refused(name)
                aria-invalid=move || validity.invalid()
                aria-describedby=move || validity.described_by()
                on:input=move |event| {
                    if let Some(typing) = typing {
                        typing.set(event_target_value(&event));
                    }
                }
            />
            <FieldError name more/>
            <Hint name hint/>
        </div>
    }
}

/// A file to be chosen.
#[component]
pub(crate) fn FileField(
    name: &'static str,
    /// The media types that can be chosen, by comma.
    accept: &'static str,
    hint: &'static str,
) -> impl IntoView {
    let validity = Validity::of(name, true);
    view! {
        <div class="field">
            <Label name optional=false/>
            <input
                class="input"
                id=name
                name=name
                type="file"
                accept=accept
                aria-invalid=move || validity.invalid()
                aria-describedby=move || validity.described_by()
            />
            <FieldError name/>
            <Hint name hint/>
        </div>
    }
}

/// Some lines of text.
#[component]
pub(crate) fn TextArea(
    name: &'static str,
    #[prop(into)] value: String,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let state = state();
    let validity = Validity::of(name, !hint.is_empty());
    view! {
        <div class="field">
            <Label name optional=!required/>
            <textarea
                class="input"
                id=name
                name=name
                rows="3"
                autofocus=state.is_first_refused(name)
                aria-invalid=move || validity.invalid()
                aria-describedby=move || validity.described_by()
            >
                {in_textarea(&state.first_value(name, &value))}
            </textarea>
            <FieldError name/>
            <Hint name hint/>
        </div>
    }
}

/// A choice of a few.
#[component]
pub(crate) fn Select(
    name: &'static str,
    #[prop(into)] value: String,
    /// Values with their words.
    options: Vec<(&'static str, &'static str)>,
    /// Why nothing can be chosen; empty where it can.
    #[prop(optional, into)]
    locked: String,
) -> impl IntoView {
    let state = state();
    let validity = Validity::of(name, false);
    let chosen = state.first_value(name, &value);
    let disabled = !locked.is_empty();
    let options = options.into_iter().map(|(value, word)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{word}</option> }
    });
    view! {
        <div class="field">
            <Label name optional=false/>
            <select
                class="input"
                id=name
                name=name
                disabled=disabled
                autofocus=state.is_first_refused(name)
                aria-invalid=move || validity.invalid()
                aria-describedby=move || if disabled { Some(locked.clone()) } else { validity.described_by() }
            >
                {options.collect_view()}
            </select>
            <FieldError name/>
            // A disabled control sends nothing; its value goes beside it.
            {disabled.then(|| view! { <input type="hidden" name=name value=value/> })}
        </div>
    }
}

/// A box to tick. `group` is the word on its left.
#[component]
pub(crate) fn Check(
    name: &'static str,
    group: &'static str,
    ticked: bool,
    #[prop(optional)] hint: &'static str,
    /// The ID of the text that says why it can't be changed; empty where it can.
    #[prop(optional, into)]
    locked: String,
    #[prop(optional, into)] more: ViewFn,
) -> impl IntoView {
    let state = state();
    let validity = Validity::of(name, !hint.is_empty());
    let checked = !state.first_value(name, if ticked { TICKED } else { "" }).is_empty();
    let disabled = !locked.is_empty();
    view! {
        <div class="field">
            <span class="field-label">{group}</span>
            <div>
                <label class="check">
                    <input
                        type="checkbox"
                        id=name
                        name=name
                        value=TICKED
                        checked=checked
                        disabled=disabled
                        aria-invalid=move || validity.invalid()
                        aria-describedby=move || if disabled { Some(locked.clone()) } else { validity.described_by() }
                    />
                    {words::label(name).unwrap_or(name)}
                </label>
                <FieldError name/>
                <Hint name hint/>
                {more.run()}
                {(disabled && ticked).then(|| view! { <input type="hidden" name=name value=TICKED/> })}
            </div>
        </div>
    }
}
