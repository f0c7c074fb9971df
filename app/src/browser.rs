//! What only the browser can do. On the server nothing here is ever called.

use domain::Timestamp;
use leptos::{
    prelude::{document, request_animation_frame, window},
    wasm_bindgen::{JsCast as _, JsValue},
    web_sys::{
        Element, EventTarget, FormData, HtmlDialogElement, HtmlElement, HtmlFormElement, SubmitEvent, UrlSearchParams,
    },
};

#[cfg(all(target_arch = "wasm32", split))]
use leptos::{wasm_bindgen::closure::Closure, web_sys};

use crate::form::{FormError, unreachable_server};

/// The time now, by the machine in front of the user.
pub(crate) fn now() -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit by far")]
    let millis = js_sys::Date::now() as i64;
    Timestamp::from_micros(millis.saturating_mul(1000))
}

/// A time in the zone and the words of the user, for example `23/11/2026, 12:40:12`.
pub(crate) fn local_time(at: Timestamp) -> String {
    #[expect(clippy::cast_precision_loss, reason = "exact for the next 200,000 years")]
    let millis = (at.micros() / 1000) as f64;
    js_sys::Date::new(&JsValue::from_f64(millis)).to_locale_string("default", &JsValue::UNDEFINED).into()
}

/// Puts the focus on the first element that matches.
pub(crate) fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Puts the focus on the heading of a page that may still be on its way.
pub(crate) fn focus_heading() {
    focus_heading_within(600, false);
}

/// Looks again frame by frame, since the heading of the page before may be the first to be found.
fn focus_heading_within(frames: u16, done_before: bool) {
    request_animation_frame(move || {
        let focused = document().active_element().is_some_and(|element| element.tag_name() != "BODY");
        if frames > 0 && !(done_before && focused) {
            focus("h1");
            let heading = document().active_element().is_some_and(|element| element.tag_name() == "H1");
            focus_heading_within(frames - 1, heading);
        }
    });
}

/// Whether a path leads to the page that is shown.
pub(crate) fn is_at(path: &str) -> bool {
    let here = window().location().pathname().unwrap_or_default();
    path.split('?').next() == Some(here.as_str())
}

/// Copies a text to the clipboard.
pub(crate) fn copy(text: &str) {
    let _ = window().navigator().clipboard().write_text(text);
}

/// Shows a dialog on top, with everything else inert.
pub(crate) fn show_modal(dialog: &HtmlDialogElement) {
    // The server has rendered it open, for browsers without scripts; a modal one must begin closed.
    dialog.close();
    let _ = dialog.show_modal();
}

/// Closes the menus that the click was not in; all of them where there was none, or where it was on a link.
pub(crate) fn close_menus(clicked: Option<&EventTarget>) {
    let Ok(open) = document().query_selector_all("details.menu[open]") else { return };
    let clicked = clicked.and_then(|target| target.dyn_ref::<Element>());
    let clicked = clicked.filter(|element| matches!(element.closest("a"), Ok(None)));
    for menu in (0..open.length()).filter_map(|index| open.get(index)?.dyn_into::<Element>().ok()) {
        if clicked.is_some_and(|clicked| menu.contains(Some(clicked))) {
            continue;
        }
        let focused = document().active_element().is_some_and(|focused| menu.contains(Some(&focused)));
        let _ = menu.remove_attribute("open");
        // What had the focus is hidden now.
        if let (true, Ok(Some(summary))) = (focused, menu.query_selector("summary")) {
            let _ = summary.dyn_ref::<HtmlElement>().map(HtmlElement::focus);
        }
    }
}

/// Whether the focus is where keys are text.
pub(crate) fn is_typing() -> bool {
    let focused = document().active_element().map(|element| element.tag_name());
    focused.is_some_and(|tag| matches!(tag.as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// Whether scripts have taken over the page that the server sent.
#[cfg(all(target_arch = "wasm32", split))]
pub(crate) fn is_live() -> bool {
    document().document_element().is_some_and(|root| root.has_attribute("data-live"))
}

/// Goes to a page as if it was typed in.
pub(crate) fn load(path: &str) {
    let _ = window().location().set_href(path);
}

/// From now on links are followed by the browser alone.
#[cfg(all(target_arch = "wasm32", split))]
pub(crate) fn follow_no_links() {
    let hide = Closure::<dyn Fn(web_sys::Event)>::new(|clicked: web_sys::Event| clicked.stop_propagation());
    // The router listens further out, and hears nothing of what is stopped on the way in.
    let _ = document().add_event_listener_with_callback_and_bool("click", hide.as_ref().unchecked_ref(), true);
    hide.forget();
}

/// Posts a form as the browser itself would, and answers where to go next.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub(crate) async fn post(event: &SubmitEvent) -> Result<Option<String>, FormError> {
    let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else {
        return Ok(None);
    };
    let (action, body) = (form.get_attribute("action").unwrap_or_default(), encoded(&form, event));
    let request = gloo_net::http::Request::post(&action)
        .header("Accept", "application/json")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(body)
        .map_err(|_| unreachable_server())?;
    let response = request.send().await.map_err(|_| unreachable_server())?;
    if response.ok() {
        return Ok(response.headers().get("Location"));
    }
    let text = response.text().await.map_err(|_| unreachable_server())?;
    Err(serde_json::from_str(&text).unwrap_or_else(|_| unreachable_server()))
}

/// The form's fields, with the pressed button's, as they stand in a request.
fn encoded(form: &HtmlFormElement, event: &SubmitEvent) -> String {
    let data = FormData::new_with_form(form).and_then(|data| {
        if let Some(button) = event.submitter().filter(|button| button.has_attribute("name")) {
            let attribute = |name| button.get_attribute(name).unwrap_or_default();
            data.append_with_str(&attribute("name"), &attribute("value"))?;
        }
        Ok(data)
    });
    let parameters = data.and_then(|data| UrlSearchParams::new_with_str_sequence_sequence(&data));
    parameters.map(|parameters| String::from(parameters.to_string())).unwrap_or_default()
}
