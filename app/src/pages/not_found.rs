//! Addresses that lead nowhere.

use domain::Error;
use leptos::prelude::*;

use crate::components::Failure;

/// 404, with a way on.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    view! {
        <main class="page" id="main">
            <Failure error=Error::page_not_found().into()/>
        </main>
    }
}
