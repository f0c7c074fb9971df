//! The rules for a new password, checked while it is typed.

use domain::Policy;
use leptos::prelude::*;

use crate::ui::Icon;

/// The list of rules. Before scripts run it only names them; the server checks in any case.
#[component]
pub(crate) fn PasswordRules(
    /// What has been typed.
    password: RwSignal<String>,
    /// Whose it will be; empty where nobody knows yet.
    #[prop(into)]
    user_id: Signal<String>,
) -> impl IntoView {
    let policy = policy();
    let rules = move || {
        let typed = password.get();
        let rules = domain::password::rules(&typed, &user_id.get(), policy);
        let rules = rules.into_iter().map(|rule| {
            let (met, icon) = match (typed.is_empty(), rule.met) {
                (true, _) => (None, "info"),
                (false, true) => (Some("yes"), "check"),
                (false, false) => (Some("no"), "x"),
            };
            view! { <li data-met=met><Icon name=icon/> {rule.text}</li> }
        });
        rules.collect_view()
    };
    view! { <div class="rules-of" id="password-hint" role="status"><ul class="rules">{rules}</ul></div> }
}

/// What passwords must be like here.
#[cfg(not(target_arch = "wasm32"))]
fn policy() -> Policy {
    with_context::<crate::host::Host, _>(|host| host.service.settings().password_policy).unwrap_or_default()
}

#[cfg(target_arch = "wasm32")]
fn policy() -> Policy {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute("data-passwords")).and_then(|word| Policy::parse(&word)).unwrap_or_default()
}
