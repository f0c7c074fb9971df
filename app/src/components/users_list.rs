//! What stands around the list of users: tabs, search, and what is shown where there is nothing.

use domain::UserList;
use leptos::{html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{fns::users::ListQuery, form::FormError, paths, ui::Icon, words};

/// From one search to the next at the least, while one types.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(60);

/// The URL of a list, leaving out what is as usual.
pub(crate) fn list_path(query: &ListQuery) -> String {
    let (page, limit) = (query.page.to_string(), query.limit.to_string());
    let all = [
        ("tab", query.tab.as_str(), ""),
        ("q", &query.q, ""),
        ("state", &query.state, ""),
        ("order", &query.order, ""),
        ("limit", &limit, "20"),
        ("page", &page, "1"),
    ];
    let given: Vec<_> = all.into_iter().filter(|(_, value, usual)| value != usual).map(|(n, v, _)| (n, v)).collect();
    paths::with(paths::USERS, &given)
}

/// The URL of a file of all users of a list.
fn export_path(path: &str, query: &ListQuery) -> String {
    let all = [("tab", query.tab.as_str()), ("q", &query.q), ("state", &query.state)];
    let given: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    paths::with(path, &given)
}

/// Files of what the list shows, all of its pages.
#[component]
pub(crate) fn UsersExport(query: Memo<ListQuery>) -> impl IntoView {
    let href = move |path: &'static str| move || query.with(|query| export_path(path, query));
    view! {
        <details class="menu" name="menu">
            <summary class="button"><Icon name="download"/> <span>{words::EXPORT}</span></summary>
            <div class="menu-panel">
                // External, or the router would look for a page there.
                <a class="menu-item" href=href(paths::USERS_CSV) download="" rel="external">{words::EXPORT_CSV}</a>
                <a class="menu-item" href=href(paths::USERS_NDJSON) download="" rel="external">{words::EXPORT_NDJSON}</a>
            </div>
        </details>
    }
}

/// What the list of users is loaded into.
pub(crate) type List = Resource<Result<UserList, FormError>>;

/// Live and deleted users, each with how many there are.
#[component]
pub(crate) fn UsersTabs(deleted: Memo<bool>, list: List) -> impl IntoView {
    let here = move |tab: bool| (deleted.get() == tab).then_some("page");
    view! {
        <nav class="tabs" aria-label=words::USER_MANAGEMENT>
            <a href=paths::USERS aria-current=move || here(false)>{words::USERS} <Count list of=|list| list.live/></a>
            <a href=paths::USERS_DELETED aria-current=move || here(true)>{words::DELETED} <Count list of=|list| list.deleted/></a>
            <a href=paths::APPLICANTS>{words::WAITING}</a>
            <a href=paths::INVITATIONS>{words::INVITATIONS}</a>
            <a href=paths::RESERVED>{words::RESERVED_IDS}</a>
            <a href=paths::PROGRAMS>{words::PROGRAMS}</a>
            <a href=paths::FAILED_MAILS>{words::FAILED_MAILS}</a>
        </nav>
    }
}

#[component]
fn Count(list: List, of: fn(&UserList) -> u64) -> impl IntoView {
    view! {
        <Transition>
            {move || Suspend::new(async move {
                list.await.ok().map(|list| view! { " " <small>{words::number(of(&list))}</small> })
            })}
        </Transition>
    }
}

/// The search field: a form that works without scripts, and searches as one types with them.
#[component]
pub(crate) fn UsersSearch(query: Memo<ListQuery>) -> impl IntoView {
    let typed = StoredValue::new(query.with_untracked(|query| query.q.clone()));
    let input = NodeRef::<html::Input>::new();
    let navigate = use_navigate();
    let go = move |q: String| {
        typed.set_value(q.clone());
        let path = query.with_untracked(|query| list_path(&ListQuery { q, page: 1, ..query.clone() }));
        navigate(&path, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    };
    let pace = Pace { resting: StoredValue::new(false), next: StoredValue::new(None) };
    let search = move |event| pace.go(event_target_value(&event), go.clone());
    // What the field has not asked for itself came by a link or by Back, and is shown in it.
    Effect::new(move || {
        let q = query.with(|query| query.q.clone());
        if let (true, Some(input)) = (typed.get_value() != q, input.get()) {
            input.set_value(&q);
            typed.set_value(q);
        }
    });
    let state = move || query.with(|query| query.state.clone());
    view! {
        <form class="search" role="search" action=paths::USERS method="get">
            {move || kept(query.get())}
            <label class="sr" for="q">{words::SEARCH_USERS}</label>
            <div class="search-box">
                <button aria-label=words::SEARCH><Icon name="search"/></button>
                {move || (!state().is_empty()).then(|| view! { <StateChip query/> })}
                <input
                    id="q"
                    name="q"
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength=domain::UserFilter::QUERY_MAX
                    placeholder=words::SEARCH_HINT
                    value=typed.get_value()
                    node_ref=input
                    on:input=search
                />
                <kbd aria-hidden="true">"/"</kbd>
            </div>
        </form>
    }
}

/// Searches at once, and then again after a pause for what has been typed meanwhile.
#[derive(Clone, Copy)]
struct Pace {
    resting: StoredValue<bool>,
    next: StoredValue<Option<String>>,
}

impl Pace {
    fn go(self, q: String, search: impl Fn(String) + Clone + 'static) {
        if self.resting.get_value() {
            return self.next.set_value(Some(q));
        }
        search(q);
        self.resting.set_value(true);
        let rested = move || {
            // Nothing of it is left once the page is another one.
            if let Some(next) = self.next.try_update_value(Option::take) {
                self.resting.set_value(false);
                if let Some(q) = next {
                    self.go(q, search);
                }
            }
        };
        set_timeout(rested, PAUSE);
    }
}

/// What a search leaves as it is, for the form as a browser sends it.
fn kept(query: ListQuery) -> impl IntoView {
    let limit = query.limit.to_string();
    let all = [("tab", query.tab, ""), ("state", query.state, ""), ("order", query.order, ""), ("limit", limit, "20")];
    let given = all.into_iter().filter(|(_, value, usual)| value != usual);
    given.map(|(name, value, _)| view! { <input type="hidden" name=name value=value/> }).collect_view()
}

/// The state that the list is limited to, and the way out of it.
#[component]
fn StateChip(query: Memo<ListQuery>) -> impl IntoView {
    let query = query.get();
    let without = list_path(&ListQuery { state: String::new(), page: 1, ..query.clone() });
    view! {
        <ul aria-label=words::FILTERS>
            <li class="chip">
                <b>"state:"</b>
                {query.state.clone()}
                <a href=without aria-label=words::remove_filter(&query.state)><Icon name="x"/></a>
            </li>
        </ul>
    }
}

/// In place of rows: nothing found, nothing there yet, or nothing deleted.
#[component]
pub(crate) fn UsersEmpty(query: ListQuery, list: UserList) -> impl IntoView {
    let searched = !query.q.trim().is_empty() || !query.state.is_empty();
    let deleted = query.tab == "deleted";
    if searched {
        let cleared =
            list_path(&ListQuery { tab: query.tab.clone(), limit: query.limit, page: 1, ..ListQuery::default() });
        let other_tab = if deleted { "" } else { "deleted" };
        let other = list_path(&ListQuery { tab: other_tab.into(), page: 1, ..query.clone() });
        view! {
            <section class="empty" role="status">
                <h2>{words::NO_USER_MATCHES}</h2>
                <p>{words::no_match(&query.q, &query.state, deleted)}</p>
                <div class="buttons">
                    <a class="button" href=cleared><Icon name="x"/> {words::CLEAR_SEARCH}</a>
                    <a class="button quiet" href=other>{if deleted { words::SEARCH_LIVE } else { words::SEARCH_DELETED }}</a>
                </div>
            </section>
        }
        .into_any()
    } else if deleted {
        view! {
            <section class="empty">
                <h2>{words::NOBODY_DELETED}</h2>
                <p>{words::DELETED_INTRO}</p>
            </section>
        }
        .into_any()
    } else {
        view! {
            <section class="empty">
                <h2>{words::no_such_page(list.total)}</h2>
                <div class="buttons"><a class="button" href=paths::USERS>{words::FIRST_PAGE}</a></div>
            </section>
        }
        .into_any()
    }
}
