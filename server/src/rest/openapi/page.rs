//! The same document for people: one page, without scripts, in the style of the console.

use std::fmt::Write as _;

use super::Node;

/// The page.
pub(super) fn html(document: &Node, css: &str, icon: &str) -> String {
    let info = |name| get(document, &["info", name]);
    let title = escaped(info("title"));
    let mut out = format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API · {title}</title>
<link rel="icon" href="{icon}" type="image/svg+xml">
<link rel="stylesheet" href="{css}">
</head>
<body>
<main class="page api">
<header class="page-head"><div class="grow"><h1>API of {title}</h1></div>
<a class="button" href="/api/openapi.json">OpenAPI document</a></header>
<p class="reading">{}</p>
"#,
        escaped(info("description"))
    );
    contents(&mut out, document);
    for tag in items(document, "tags") {
        service(&mut out, document, tag);
    }
    schemas(&mut out, document);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// The text at the end of a way through objects.
fn get<'a>(node: &'a Node, way: &[&str]) -> &'a str {
    way.iter().try_fold(node, |node, name| node.get(name)).map_or("", Node::as_text)
}

fn items<'a>(node: &'a Node, name: &str) -> &'a [Node] {
    node.get(name).map_or(&[], Node::items)
}

fn members<'a>(node: &'a Node, name: &str) -> &'a [(String, Node)] {
    node.get(name).map_or(&[], Node::members)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn pretty(node: &Node) -> String {
    escaped(&serde_json::to_string_pretty(node).unwrap_or_default())
}

/// Writing to a string does not fail.
macro_rules! write {
    ($out:expr, $($text:tt)*) => {{ let _ = std::write!($out, $($text)*); }};
}

fn contents(out: &mut String, document: &Node) {
    out.push_str("<nav class=\"panel\" aria-label=\"Contents\"><ul class=\"ledger\">\n");
    for tag in items(document, "tags") {
        let name = escaped(get(tag, &["name"]));
        write!(
            out,
            "<li><a href=\"#{name}\">{name}</a> <span class=\"dim\">{}</span></li>\n",
            escaped(get(tag, &["description"]))
        );
    }
    out.push_str("<li><a href=\"#schemas\">Messages</a></li>\n</ul></nav>\n");
}

fn service(out: &mut String, document: &Node, tag: &Node) {
    let name = get(tag, &["name"]);
    write!(
        out,
        "<section class=\"group\" id=\"{0}\">\n<h2>{0}</h2>\n<p class=\"intro\">{1}</p>\n",
        escaped(name),
        escaped(get(tag, &["description"]))
    );
    for (path, verbs) in members(document, "paths") {
        for (verb, operation) in verbs.members() {
            if items(operation, "tags").iter().any(|tag| tag.as_text() == name) {
                self::operation(out, path, verb, operation);
            }
        }
    }
    out.push_str("</section>\n");
}

fn operation(out: &mut String, path: &str, verb: &str, operation: &Node) {
    let id = escaped(get(operation, &["operationId"]));
    write!(
        out,
        "<details class=\"group\" id=\"{id}\">\n<summary><span class=\"tag\">{}</span> <code>{}</code> {}</summary>\n",
        verb.to_uppercase(),
        escaped(path),
        escaped(get(operation, &["summary"]))
    );
    let description = get(operation, &["description"]);
    if !description.is_empty() {
        write!(out, "<p class=\"intro\">{}</p>\n", escaped(description));
    }
    parameters(out, items(operation, "parameters"));
    let content = |node: &Node| node.get("content")?.get("application/json").cloned();
    if let Some(body) = operation.get("requestBody").and_then(content) {
        write!(out, "<h3>Body {}</h3>\n", link(body.get("schema")));
        example(out, &body);
    }
    if let Some(answer) = operation.get("responses").and_then(|responses| responses.get("200")).and_then(content) {
        write!(out, "<h3>Answer {}</h3>\n", link(answer.get("schema")));
        example(out, &answer);
    }
    out.push_str("</details>\n");
}

fn parameters(out: &mut String, parameters: &[Node]) {
    if parameters.is_empty() {
        return;
    }
    out.push_str("<table class=\"table\"><thead><tr><th scope=\"col\">Parameter</th><th scope=\"col\">In</th><th scope=\"col\">Value</th><th scope=\"col\">Meaning</th></tr></thead><tbody>\n");
    for parameter in parameters {
        write!(
            out,
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            escaped(get(parameter, &["name"])),
            get(parameter, &["in"]),
            parameter.get("schema").map(rules).unwrap_or_default(),
            escaped(get(parameter, &["description"]))
        );
    }
    out.push_str("</tbody></table>\n");
}

fn example(out: &mut String, content: &Node) {
    if let Some(example) = content.get("example") {
        write!(out, "<pre><code>{}</code></pre>\n", pretty(example));
    }
}

fn schemas(out: &mut String, document: &Node) {
    out.push_str("<section class=\"group\" id=\"schemas\">\n<h2>Messages</h2>\n");
    let schemas = document.get("components").map_or(&[][..], |components| members(components, "schemas"));
    for (name, schema) in schemas {
        let name = escaped(name);
        write!(
            out,
            "<details class=\"group\" id=\"schema-{name}\">\n<summary><code>{name}</code> {}</summary>\n",
            escaped(get(schema, &["description"]))
        );
        out.push_str("<table class=\"table\"><tbody>\n");
        for (field, property) in members(schema, "properties") {
            write!(
                out,
                "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td></tr>\n",
                escaped(field),
                rules(property),
                escaped(get(property, &["description"]))
            );
        }
        for value in items(schema, "enum") {
            write!(out, "<tr><th scope=\"row\"><code>{}</code></th></tr>\n", escaped(value.as_text()));
        }
        out.push_str("</tbody></table>\n</details>\n");
    }
    out.push_str("</section>\n");
}

/// A schema of its own, or nothing.
fn link(schema: Option<&Node>) -> String {
    let name = schema.map_or("", |schema| get(schema, &["$ref"])).rsplit('/').next().unwrap_or_default();
    if name.is_empty() { String::new() } else { format!("<a href=\"#schema-{0}\"><code>{0}</code></a>", escaped(name)) }
}

/// What a value must be like, in one line.
fn rules(schema: &Node) -> String {
    if schema.get("$ref").is_some() {
        return link(Some(schema));
    }
    let mut parts = Vec::new();
    for (name, value) in schema.members() {
        match (name.as_str(), value) {
            ("type", Node::Text(kind)) => parts.push(escaped(kind)),
            ("items", items) => parts.push(format!("of {}", rules(items))),
            ("additionalProperties", values @ Node::Object(_)) => parts.push(format!("of {}", rules(values))),
            ("enum", Node::List(values)) => {
                let values = values.iter().map(|value| format!("<code>{}</code>", pretty(value))).collect::<Vec<_>>();
                parts.push(format!("one of {}", values.join(" ")));
            }
            ("oneOf", Node::List(ways)) => parts.push(ways.iter().map(rules).collect::<Vec<_>>().join(" or ")),
            ("description" | "properties" | "required" | "allOf" | "deprecated" | "propertyNames", _) => {}
            (name, value) => parts.push(format!("{name} <code>{}</code>", pretty(value))),
        }
    }
    parts.join(", ")
}
