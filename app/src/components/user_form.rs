//! The fields that the forms of a user share.

use domain::{State, UserId};
use leptos::prelude::*;

use crate::{
    fns::user_fields::UserFields,
    paths,
    ui::{Check, FormState, Icon, Select, TextArea, TextField},
    words,
};

/// Name, description and address.
#[component]
pub(crate) fn IdentityFields(
    fields: UserFields,
    /// The field of the ID, which differs.
    children: Children,
    /// Whether admins may say that the address is valid.
    #[prop(optional)]
    validation: bool,
) -> impl IntoView {
    let state = expect_context::<FormState>();
    // Who has the address already, for those who may know.
    let owner = move || {
        let owner = state.error().and_then(|error| error.attributes.get("taken_by").cloned());
        owner.map(|owner| view! { " " <a class="id" href=format!("{}/{owner}", paths::USERS)>{owner.clone()}</a> })
    };
    view! {
        <section class="group first" aria-labelledby="g-identity">
            <h2 id="g-identity">"Identity"</h2>
            {children()}
            <TextField name="name" value=fields.name optional=true/>
            <TextArea name="description" value=fields.description hint=words::DESCRIPTION_HINT/>
        </section>
        <section class="group" aria-labelledby="g-email">
            <h2 id="g-email">{words::EMAIL}</h2>
            <TextField
                name="primary_email_address"
                value=fields.primary_email_address
                kind="email"
                hint=words::EMAIL_HINT
                more=owner
            />
            {validation
                .then(|| view! { <Check name="email_validated" group="Validation" ticked=!fields.email_validated.is_empty()/> })}
        </section>
    }
}

/// State and admin status. The last usable admin can lose neither.
#[component]
pub(crate) fn AccessFields(
    fields: UserFields,
    /// Whether the reason for the state is asked for.
    #[prop(optional)]
    reason: bool,
    /// Whether ends are asked for.
    #[prop(optional)]
    ends: bool,
    /// The name of the last admin who can log in, where this is them.
    #[prop(default = None)]
    last_admin: Option<String>,
) -> impl IntoView {
    let locked = if last_admin.is_some() { "last-admin" } else { "" };
    let states = State::ALL.map(|state| (state.as_str(), state.label())).to_vec();
    let why = last_admin.map(|name| view! { <LastAdmin name/> });
    view! {
        <section class="group" aria-labelledby="g-access">
            <h2 id="g-access">"Access"</h2>
            <Select name="state" value=fields.state.clone() options=states locked/>
            {reason.then(|| view! { <TextField name="state_description" value=fields.state_description.clone() optional=true hint=words::STATE_HINT/> })}
            {(ends && locked.is_empty()).then(|| view! { <Ends fields=fields.clone()/> })}
            <Check name="admin" group="Rights" ticked=!fields.admin.is_empty() hint=words::ADMIN_HINT locked/>
            {why}
            <Check
                name="require_password_update"
                group=words::PASSWORD
                ticked=!fields.require_password_update.is_empty()
                hint=words::REQUIRE_HINT
            />
        </section>
    }
}

/// What becomes of the user by itself.
#[component]
fn Ends(fields: UserFields) -> impl IntoView {
    let ends = [
        ("suspended_until", fields.suspended_until, words::UNTIL_HINT),
        ("expires_at", fields.expires_at, words::EXPIRES_HINT),
        ("delete_at", fields.delete_at, words::DELETE_ON_HINT),
    ];
    ends.map(|(name, value, hint)| view! { <TextField name value kind="datetime-local" optional=true hint/> })
        .collect_view()
}

/// Asks for one's own password, once the change was refused without it.
#[component]
pub(crate) fn OwnPassword() -> impl IntoView {
    let state = expect_context::<FormState>();
    let asked = Memo::new(move |_| state.field("own_password").is_some());
    move || {
        asked.get().then(|| {
            view! {
                <section class="group" aria-label=words::label("own_password")>
                    <TextField name="own_password" kind="password" autocomplete="current-password"/>
                </section>
            }
        })
    }
}

#[component]
fn LastAdmin(name: String) -> impl IntoView {
    view! {
        <div class="field">
            <span class="field-label"></span>
            <p class="reason" id="last-admin">
                <Icon name="lock"/>
                <span>{words::last_admin(&name)} " " <a href=paths::USERS_NEW>{words::MAKE_ANOTHER_ADMIN}</a></span>
            </p>
        </div>
    }
}

/// What the fields were when the form was made, and of which version: only what was edited since is saved. After a
/// conflict the version is the newer one, so that saving again is a decision.
#[component]
pub(crate) fn EditedUser(version: i64, fields: UserFields) -> impl IntoView {
    let state = expect_context::<FormState>();
    let base = serde_json::to_string(&fields).unwrap_or_default();
    let (version, base) = (version.to_string(), state.first_value("base", &base));
    let version = move || {
        let newer = state.error().and_then(|error| error.attributes.get("version").cloned());
        newer.unwrap_or_else(|| version.clone())
    };
    view! {
        <input type="hidden" name="version" value=version/>
        <input type="hidden" name="base" value=base/>
    }
}

/// The ID, which nobody can edit.
#[component]
pub(crate) fn FixedId(id: UserId) -> impl IntoView {
    view! {
        <div class="field">
            <label for="fixed-id">{words::label("user_id")}</label>
            <input class="input id" id="fixed-id" value=id.to_string() readonly aria-describedby="fixed-id-hint"/>
            <p class="field-hint" id="fixed-id-hint"><Icon name="lock"/> {words::ID_FIXED}</p>
        </div>
    }
}
