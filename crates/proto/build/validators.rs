//! Writes a validator for every message of a request.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use heck::ToUpperCamelCase as _;
use prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MessageDescriptor, OneofDescriptor};

use crate::{
    names::{declared, error_name, rust_module, rust_path},
    rule::{Rule, option},
};

/// The text of the file.
pub(crate) fn generate(pool: &DescriptorPool) -> Result<String, String> {
    let mut writer = Writer { pool, patterns: Vec::new(), masks: BTreeMap::new(), text: String::new() };
    for message in messages(pool).values() {
        writer.message(message)?;
    }
    writer.statics();
    Ok(writer.text)
}

/// Every request message and what it contains, by full name.
fn messages(pool: &DescriptorPool) -> BTreeMap<String, MessageDescriptor> {
    let mut found = BTreeMap::new();
    let mut open = pool.services().flat_map(|s| s.methods().map(|m| m.input()).collect::<Vec<_>>()).collect::<Vec<_>>();
    while let Some(message) = open.pop() {
        if message.package_name() == "google.protobuf" || message.is_map_entry() {
            continue;
        }
        open.extend(
            message
                .fields()
                .filter_map(|field| field.kind().as_message().cloned())
                .filter(|inner| inner.full_name() != message.full_name() && !found.contains_key(inner.full_name())),
        );
        found.insert(message.full_name().to_owned(), message);
    }
    found
}

struct Writer<'a> {
    pool: &'a DescriptorPool,
    patterns: Vec<String>,
    masks: BTreeMap<Vec<String>, usize>,
    text: String,
}

impl Writer<'_> {
    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    fn message(&mut self, message: &MessageDescriptor) -> Result<(), String> {
        let (path, name) = (rust_path(message), error_name(message));
        self.line(format!("impl Check for {path} {{"));
        self.line("fn check(&self, only: &Only<'_>, now: i64) -> Checked {");
        self.line(format!("let message = Message(\"{name}ValidationError\");"));
        let masked = option(self.pool, &message.options(), "masked");
        let masked = masked.as_ref().and_then(|value| value.as_str()).unwrap_or_default();
        let mut done = BTreeSet::new();
        for field in declared(message) {
            match field.containing_oneof().filter(|oneof| !oneof.is_synthetic()) {
                Some(oneof) if done.insert(oneof.name().to_owned()) => self.oneof(message, &oneof)?,
                Some(_) => {}
                None => {
                    let place = format!("&self.{}", field.name());
                    let masked = field.name() == masked;
                    self.field(&field, &place, masked)?;
                }
            }
        }
        self.line("let _ = (message, only, now);\nOk(())\n}\n}");
        self.request(message, &path);
        Ok(())
    }

    /// What is checked of a message that is a request of its own.
    fn request(&mut self, message: &MessageDescriptor, path: &str) {
        self.line(format!("impl Validate for {path} {{"));
        self.line("fn validate(&self, now_micros: i64) -> Result<(), Violation> {");
        for field in message.fields() {
            let mask = Rule::of(&field).inner("mask");
            if mask.exists() {
                let paths = mask.mask_paths(self.pool);
                let next = self.masks.len();
                let mask = *self.masks.entry(paths).or_insert(next);
                self.line(format!("mask(self.{}.as_ref(), MASK_{mask})?;", field.name()));
            }
        }
        let identifiers = option(self.pool, &message.options(), "identifiers").is_some();
        let kind = if identifiers { "Identifiers" } else { "Validation" };
        self.line(format!("self.check(&Only::ALL, now_micros).map_err(Violation::{kind})"));
        self.line("}\n}");
    }

    fn oneof(&mut self, message: &MessageDescriptor, oneof: &OneofDescriptor) -> Result<(), String> {
        let name = oneof.name();
        let of = format!("{}::{}", rust_module(message), name.to_upper_camel_case());
        self.line(format!("match &self.{name} {{"));
        let required = option(self.pool, &oneof.options(), "one_required").is_some();
        let none =
            if required { format!("return Err(message.refuse(\"{name}\", REQUIRED).into())") } else { "{}".to_owned() };
        self.line(format!("None => {none},"));
        for field in oneof.fields() {
            self.line(format!("Some({of}::{}(value)) => {{", field.name().to_upper_camel_case()));
            self.value(&field, &Rule::of(&field), "value", &quoted(field.name()), "&only")?;
            self.line("let _ = value;\n}");
        }
        self.line("}");
        Ok(())
    }

    fn field(&mut self, field: &FieldDescriptor, place: &str, masked: bool) -> Result<(), String> {
        let (rule, name) = (Rule::of(field), quoted(field.name()));
        if rule.flag("apart") || !(needs_check(field) || rule.exists()) {
            self.counts(field, &rule, place);
            return Ok(());
        }
        if masked {
            self.line("{ let only = Only::masked(self.field_mask.as_ref());");
        } else {
            self.line(format!("if let Some(only) = only.under({name}) {{ let _ = &only;"));
        }
        self.counts(field, &rule, place);
        if field.is_map() {
            self.pairs(field, &rule, place)?;
        } else if field.is_list() {
            self.line(format!("for (index, value) in ({place}).iter().enumerate() {{"));
            if rule.flag("unique") {
                self.line(format!("message.once({name}, {place}, index)?;"));
            }
            self.value(field, &rule.inner("items"), "value", &format!("&item({name}, index)"), "&only")?;
            self.line("let _ = (index, value);\n}");
        } else if is_own_message(field) {
            self.line(format!("match {place} {{"));
            let none = if rule.flag("required") {
                format!("return Err(message.refuse({name}, REQUIRED).into())")
            } else {
                "{}".to_owned()
            };
            self.line(format!("None => {none},\nSome(value) => {{"));
            self.value(field, &rule, "value", &name, "&only")?;
            self.line("}\n}");
        } else if field.containing_oneof().is_some_and(|oneof| oneof.is_synthetic()) {
            self.line(format!("if let Some(value) = {place} {{"));
            self.value(field, &rule, "value", &name, "&only")?;
            self.line("let _ = value;\n}");
        } else if rule.flag("future") {
            self.line(format!("message.hold({name}, future(({place}).as_ref(), now))?;"));
        } else if is_time(field) {
            self.line(format!("message.hold({name}, time(({place}).as_ref()))?;"));
        } else {
            self.value(field, &rule, place, &name, "&only")?;
        }
        self.line("}");
        Ok(())
    }

    fn counts(&mut self, field: &FieldDescriptor, rule: &Rule, place: &str) {
        let name = quoted(field.name());
        let (min, max) = (rule.number("min_items"), rule.number("max_items"));
        if min > 0 || max > 0 {
            self.line(format!("message.hold({name}, items(({place}).len(), {min}, {max}))?;"));
        }
        let max = rule.number("max_pairs");
        if max > 0 {
            self.line(format!("message.hold({name}, pairs(({place}).len(), {max}))?;"));
        }
    }

    fn pairs(&mut self, field: &FieldDescriptor, rule: &Rule, place: &str) -> Result<(), String> {
        let Kind::Message(entry) = field.kind() else { return Err("a map has entries".to_owned()) };
        let name = format!("&item({}, key)", quoted(field.name()));
        self.line(format!("for (key, value) in {place} {{"));
        self.value(&entry.map_entry_key_field(), &rule.inner("keys"), "key", &name, "&only")?;
        self.value(&entry.map_entry_value_field(), &rule.inner("values"), "value", &name, "&only")?;
        self.line("let _ = (key, value);\n}");
        Ok(())
    }

    /// One value, which `place` is a reference to.
    fn value(&mut self, of: &FieldDescriptor, rule: &Rule, place: &str, name: &str, only: &str) -> Result<(), String> {
        let check = match of.kind() {
            Kind::String => format!("text({place}, &{})", self.text_rule(rule)?),
            Kind::Bytes => format!("bytes({place}, {}, {})", rule.number("bytes_len"), rule.number("max_bytes")),
            Kind::Uint32 if rule.number("lte") > 0 => format!("at_most(*({place}), {})", rule.number("lte")),
            Kind::Enum(of) if rule.flag("defined") => {
                let path = of.full_name().replace('.', "::");
                format!("defined({path}::try_from(*({place})).is_ok())")
            }
            Kind::Message(inner) if inner.package_name() != "google.protobuf" => {
                let nested = format!("message.within({name}, ({place}).check({only}, now))?;");
                self.line(nested);
                return Ok(());
            }
            _ => return Ok(()),
        };
        self.line(format!("message.hold({name}, {check})?;"));
        Ok(())
    }

    fn text_rule(&mut self, rule: &Rule) -> Result<String, String> {
        let mut text = String::from("Text {");
        for (part, number) in [("min", rule.number("min_len")), ("max", rule.number("max_len"))] {
            if number > 0 {
                write!(text, " {part}: {number},").map_err(|error| error.to_string())?;
            }
        }
        for flag in ["email", "uri_ref"] {
            if rule.flag(flag) {
                write!(text, " {flag}: true,").map_err(|error| error.to_string())?;
            }
        }
        let among = rule.texts("in");
        if !among.is_empty() {
            write!(text, " among: &{among:?},").map_err(|error| error.to_string())?;
        }
        let pattern = rule.text("pattern");
        if !pattern.is_empty() {
            let index = self.pattern(&pattern)?;
            write!(text, " pattern: Some(&PATTERN_{index}),").map_err(|error| error.to_string())?;
        }
        text.push_str(" ..Text::ANY }");
        Ok(text)
    }

    fn pattern(&mut self, pattern: &str) -> Result<usize, String> {
        regex::Regex::new(pattern).map_err(|error| error.to_string())?;
        if let Some(index) = self.patterns.iter().position(|known| known == pattern) {
            return Ok(index);
        }
        self.patterns.push(pattern.to_owned());
        Ok(self.patterns.len() - 1)
    }

    fn statics(&mut self) {
        for (index, pattern) in self.patterns.clone().iter().enumerate() {
            self.line(format!("static PATTERN_{index}: Pattern = Pattern::new({pattern:?});"));
        }
        for (paths, index) in self.masks.clone() {
            self.line(format!("static MASK_{index}: &[&str] = &{paths:?};"));
        }
    }
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn is_own_message(field: &FieldDescriptor) -> bool {
    matches!(field.kind(), Kind::Message(inner) if inner.package_name() != "google.protobuf")
}

/// Strings are looked at for NUL, times for their range, and messages for what is in them, without any rule.
fn needs_check(field: &FieldDescriptor) -> bool {
    field.is_map() || matches!(field.kind(), Kind::String) || is_own_message(field) || is_time(field)
}

fn is_time(field: &FieldDescriptor) -> bool {
    matches!(field.kind(), Kind::Message(inner) if inner.full_name() == "google.protobuf.Timestamp")
}
