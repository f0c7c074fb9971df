//! Pages of a list: where one is, how many rows a page has, and the ways on.

use domain::Page;
use leptos::prelude::*;

use super::Icon;
use crate::words;

/// Sizes that are offered.
pub(crate) const SIZES: [u32; 3] = [20, 50, 100];

/// The links below a list. `href` makes the URL of a page number and a size.
#[component]
pub(crate) fn Pager(
    page: Page,
    total: u64,
    href: impl Fn(u32, u32) -> String + Send + Sync + 'static,
    #[prop(into)] what: String,
) -> impl IntoView {
    let last = Page::last(total, page.limit);
    let first_row = u64::from(page.number - 1) * u64::from(page.limit) + 1;
    let last_row = (u64::from(page.number) * u64::from(page.limit)).min(total);
    let way = |label: &'static str, icon: &'static str, number: u32, possible: bool| {
        if possible {
            let href = href(number, page.limit);
            view! { <a class="button square" href=href aria-label=label><Icon name=icon/></a> }.into_any()
        } else {
            view! { <button class="button square" type="button" disabled aria-label=label><Icon name=icon/></button> }
                .into_any()
        }
    };
    let (back, on) = (page.number > 1, page.number < last);
    let sizes = SIZES.map(|size| {
        let current = (size == page.limit).then_some("true");
        view! { <a href=href(1, size) aria-current=current>{size}</a> }
    });
    view! {
        <nav class="pager" aria-label=words::PAGES>
            <p>
                <b>{words::range(first_row, last_row)}</b>
                " of "
                <b>{words::number(total)} " " {what}</b>
            </p>
            <div class="field-row">
                <span id="page-size">{words::ROWS}</span>
                <div class="segments" role="group" aria-labelledby="page-size">{sizes.collect_view()}</div>
            </div>
            <div class="buttons">
                {way(words::FIRST_PAGE, "chevrons-left", 1, back)}
                {way(words::PREVIOUS_PAGE, "chevron-left", page.number.saturating_sub(1), back)}
                {way(words::NEXT_PAGE, "chevron-right", page.number.saturating_add(1), on)}
                {way(words::LAST_PAGE, "chevrons-right", last, on)}
            </div>
        </nav>
    }
}
