//! The rules for a new password, checked while it is typed.

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
    let rules = move || {
        let typed = password.get();
        let rules = domain::password::rules(&typed, &user_id.get());
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
