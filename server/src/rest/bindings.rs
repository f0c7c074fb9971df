//! Which HTTP method and path lead to which method of a service: the annotations of the .proto files.

use axum::http;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor, Value};

/// One way to a method.
#[derive(Debug)]
pub(crate) struct Binding {
    /// The HTTP method.
    pub(crate) verb: http::Method,
    /// The path as annotated, with fields in braces; for the messages of tests.
    #[cfg(test)]
    pub(crate) path: String,
    segments: Vec<Segment>,
    /// The body is the whole request; otherwise the query is what the path does not hold.
    pub(crate) whole_body: bool,
    /// What is called.
    pub(crate) method: MethodDescriptor,
}

#[derive(Debug)]
enum Segment {
    Literal(String),
    /// Holds the value of this field.
    Field(String),
}

/// All ways to all methods.
pub(crate) struct Bindings(pub(crate) Vec<Binding>);

/// What there is at an address.
pub(crate) enum Found<'a> {
    /// A method, and the fields that the path holds, as they stand there.
    Binding(&'a Binding, Vec<(&'a str, &'a str)>),
    /// Something, for other HTTP methods.
    OtherMethod,
    Nothing,
}

impl Bindings {
    /// In the order of the files.
    pub(crate) fn of(pool: &DescriptorPool) -> Self {
        let Some(http) = pool.get_extension_by_name("google.api.http") else { return Self(Vec::new()) };
        let mut bindings = Vec::new();
        for method in pool.services().flat_map(|service| service.methods().collect::<Vec<_>>()) {
            let options = method.options();
            let rule = options.has_extension(&http).then(|| options.get_extension(&http).into_owned());
            let rule = rule.as_ref().and_then(Value::as_message);
            bindings.extend(rule.into_iter().flat_map(rules).filter_map(|rule| Binding::of(&rule, &method)));
        }
        Self(bindings)
    }

    /// Looks up a request.
    pub(crate) fn find<'a>(&'a self, verb: &http::Method, path: &'a str) -> Found<'a> {
        let mut other = false;
        for binding in &self.0 {
            if let Some(values) = binding.values(path) {
                if binding.verb == *verb {
                    return Found::Binding(binding, values);
                }
                other = true;
            }
        }
        if other { Found::OtherMethod } else { Found::Nothing }
    }
}

/// A rule and those that it brings along.
fn rules(rule: &DynamicMessage) -> Vec<DynamicMessage> {
    let more = rule.get_field_by_name("additional_bindings").map(std::borrow::Cow::into_owned);
    let more = more.as_ref().and_then(Value::as_list).unwrap_or_default();
    [rule.clone()].into_iter().chain(more.iter().filter_map(|value| value.as_message().cloned())).collect()
}

impl Binding {
    fn of(rule: &DynamicMessage, method: &MethodDescriptor) -> Option<Self> {
        let text =
            |name: &str| Some(rule.get_field_by_name(name)?.as_str()?.to_owned()).filter(|text| !text.is_empty());
        let verbs = [
            ("get", http::Method::GET),
            ("put", http::Method::PUT),
            ("post", http::Method::POST),
            ("delete", http::Method::DELETE),
            ("patch", http::Method::PATCH),
        ];
        let (verb, path) = verbs.into_iter().find_map(|(name, verb)| Some((verb, text(name)?)))?;
        let segments = path.trim_start_matches('/').split('/').map(Segment::of).collect();
        let whole_body = text("body").is_some_and(|body| body == "*");
        Some(Self {
            verb,
            #[cfg(test)]
            path,
            segments,
            whole_body,
            method: method.clone(),
        })
    }

    /// The fields that a path holds, where it is one of this binding.
    fn values<'a>(&'a self, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        let mut values = Vec::new();
        let mut parts = path.strip_prefix('/')?.split('/');
        for segment in &self.segments {
            match (segment, parts.next()?) {
                (Segment::Literal(literal), part) if literal == part => {}
                (Segment::Literal(_), _) => return None,
                (Segment::Field(field), part) => values.push((field.as_str(), part)),
            }
        }
        parts.next().is_none().then_some(values)
    }

    /// The path with a name for each field, in their order.
    pub(crate) fn path_with(&self, names: &[String]) -> String {
        let mut names = names.iter();
        let segments = self.segments.iter().map(|segment| match segment {
            Segment::Literal(literal) => format!("/{literal}"),
            Segment::Field(_) => format!("/{{{}}}", names.next().map_or("", String::as_str)),
        });
        segments.collect()
    }

    /// The fields that the path holds.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Field(field) => Some(field.as_str()),
            Segment::Literal(_) => None,
        })
    }
}

impl Segment {
    fn of(text: &str) -> Self {
        match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(field) => Self::Field(field.to_owned()),
            None => Self::Literal(text.to_owned()),
        }
    }
}
