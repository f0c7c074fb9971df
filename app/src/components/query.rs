//! What the URL says.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::fns::users::ListQuery;

/// A parameter of the URL; empty where it is missing.
pub(crate) fn parameter(name: &'static str) -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()))
}

/// The list that the URL asks for. What makes no sense is as if it were missing.
pub(crate) fn use_list_query() -> Memo<ListQuery> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let text = |name| query.get(name).unwrap_or_default();
            let number = |name| text(name).parse().unwrap_or(0);
            let limit = match number("limit") {
                0 => 20,
                limit => limit.min(100),
            };
            let order = domain::Order::parse(&text("order")).unwrap_or_default();
            // As usual is as if it were missing, so that no link carries it on.
            let order = if order == domain::Order::default() { String::new() } else { order.to_text() };
            let q: String = text("q").chars().take(domain::UserFilter::QUERY_MAX).collect();
            let state = domain::State::parse(&text("state")).map(|state| state.to_string()).unwrap_or_default();
            ListQuery { tab: text("tab"), q, state, order, page: number("page").clamp(1, 1_000_000), limit }
        })
    })
}
