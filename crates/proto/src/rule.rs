//! What the options of rules.proto say of a field, an enum or a message. The build script reads them with this too.

use std::borrow::Cow;

use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};

/// The value of an option that rules.proto defines; nothing where it is not given.
pub fn option(pool: &DescriptorPool, options: &DynamicMessage, name: &str) -> Option<Value> {
    let extension = pool.get_extension_by_name(&format!("roster.{name}"))?;
    options.has_extension(&extension).then(|| options.get_extension(&extension).into_owned())
}

/// The rules of a value; all empty where there are none. Their names are those of rules.proto.
#[derive(Clone, Debug)]
pub struct Rule(Option<DynamicMessage>);

impl Rule {
    /// Those of a field.
    pub fn of(field: &FieldDescriptor) -> Self {
        let value = option(field.parent_pool(), &field.options(), "rule");
        Self(value.and_then(|value| value.as_message().cloned()))
    }

    fn get(&self, name: &str) -> Option<Value> {
        let message = self.0.as_ref()?;
        message.has_field_by_name(name).then(|| message.get_field_by_name(name))?.map(Cow::into_owned)
    }

    /// Whether a rule without a number holds.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(|value| value.as_bool()).unwrap_or_default()
    }

    /// The number of a rule; zero where there is none.
    pub fn number(&self, name: &str) -> u32 {
        self.get(name).and_then(|value| value.as_u32()).unwrap_or_default()
    }

    /// The text of a rule; empty where there is none.
    pub fn text(&self, name: &str) -> String {
        self.get(name).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The texts of a rule.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let list = self.get(name).and_then(|value| value.as_list().map(<[Value]>::to_vec)).unwrap_or_default();
        list.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
    }

    /// The rules that stand in another: of items, keys and values, or a mask's.
    #[must_use]
    pub fn inner(&self, name: &str) -> Self {
        Self(self.get(name).and_then(|value| value.as_message().cloned()))
    }

    /// Whether there is any rule.
    pub fn exists(&self) -> bool {
        self.0.is_some()
    }

    /// Of the rule of a mask: all paths of the message that it names but those it excepts, sorted.
    pub fn mask_paths(&self, pool: &DescriptorPool) -> Vec<String> {
        let mut paths = Vec::new();
        if let Some(message) = pool.get_message_by_name(&self.text("of")) {
            below(&message, "", &mut paths);
        }
        let except = self.texts("except");
        paths.retain(|path| !except.contains(path));
        paths.sort_unstable();
        paths
    }
}

fn below(message: &MessageDescriptor, prefix: &str, paths: &mut Vec<String>) {
    for field in message.fields() {
        let path = format!("{prefix}{}", field.name());
        if let Kind::Message(inner) = field.kind()
            && !field.is_list()
            && !field.is_map()
            && inner.package_name() != "google.protobuf"
        {
            below(&inner, &format!("{path}."), paths);
        }
        paths.push(path);
    }
}
