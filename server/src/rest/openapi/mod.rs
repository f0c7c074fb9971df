//! The description of the API for programs (`OpenAPI` 3.1) and for people, made from the .proto files.

mod comments;
mod example;
mod operation;
mod page;
mod parameters;
mod schema;
#[cfg(test)]
mod tests;
mod types;

use std::sync::{Arc, LazyLock};

use app::host::Assets;
use axum::{
    Router,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
    routing::get,
};

use super::{
    bindings::Bindings,
    json::node::{Node, list, object, text},
};

/// What the document says of failures, by status.
const FAILURES: [(&str, &str); 10] = [
    ("400", "The request is not valid; the details name the field and the rule."),
    ("401", "The API key or session is missing, unknown or expired."),
    ("403", "The caller may not do this, or the account is not in a state to."),
    ("404", "There is no such thing."),
    ("409", "It exists already, or somebody else changed it at the same time."),
    ("412", "It is not in the version that If-Match names."),
    ("429", "Too many requests; Retry-After or X-Rate-Limit-Retry says when to come back."),
    ("500", "A fault of the server; the correlation ID finds it in its log."),
    ("501", "The method is not implemented here."),
    ("503", "Too busy, or the database can't be reached; trying again later helps."),
];

/// `/api/openapi.json` and `/api/docs`.
pub(crate) fn router<S: Clone + Send + Sync + 'static>(assets: Arc<Assets>) -> Router<S> {
    let page = move || {
        let html = page::html(&DOCUMENT, &assets.css, &assets.favicon);
        async move { answer("text/html; charset=utf-8", html) }
    };
    Router::new()
        .route("/api/openapi.json", get(|| async { answer("application/json", json()) }))
        .route("/api/docs", get(page))
}

static DOCUMENT: LazyLock<Node> = LazyLock::new(document);

fn answer(kind: &'static str, body: String) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], body).into_response()
}

/// The document as it is served, and as it stands in `docs/openapi.json`.
pub(crate) fn json() -> String {
    serde_json::to_string_pretty(&*DOCUMENT).unwrap_or_default() + "\n"
}

fn document() -> Node {
    let bindings = Bindings::of(proto::pool());
    object([
        ("openapi", text("3.1.0")),
        ("info", info()),
        ("servers", list([object([("url", text("/"))])])),
        ("security", security()),
        ("tags", operation::tags(&bindings)),
        ("paths", operation::paths(&bindings)),
        ("components", components(&bindings)),
    ])
}

fn info() -> Node {
    object([
        ("title", text("Roster")),
        ("version", text("v3")),
        (
            "description",
            text(
                "User management over HTTP, as The Things Stack speaks it below /api/v3, and what it has no method \
                 for below /api/roster/v1. Every method is served over gRPC too. What is empty or zero is left out \
                 of answers. Names of enums may lack their common prefix in bodies.",
            ),
        ),
        ("license", object([("name", text("MIT OR Apache-2.0")), ("identifier", text("MIT OR Apache-2.0"))])),
    ])
}

/// Either of the two ways to say who calls.
fn security() -> Node {
    list(["bearer", "cookie"].map(|scheme| object([(scheme, list([]))])))
}

fn components(bindings: &Bindings) -> Node {
    let cookie = app::cookie::SESSION.name();
    let scheme = |members: [(&'static str, &str); 3]| object(members.map(|(name, value)| (name, text(value))));
    let failures = FAILURES.map(|(status, what)| {
        let content = object([("application/json", object([("schema", schema::reference("Error"))]))]);
        (status, object([("description", text(what)), ("content", content)]))
    });
    object([
        ("schemas", schema::all(bindings)),
        ("responses", object(failures)),
        (
            "securitySchemes",
            object([
                (
                    "bearer",
                    scheme([
                        ("type", "http"),
                        ("scheme", "bearer"),
                        ("description", "An API key, or an access token of an OAuth client."),
                    ]),
                ),
                (
                    "cookie",
                    object([
                        ("type", text("apiKey")),
                        ("in", text("cookie")),
                        ("name", text(cookie)),
                        (
                            "description",
                            text("The session of a browser; changes are taken from pages of this server only."),
                        ),
                    ]),
                ),
            ]),
        ),
    ])
}
