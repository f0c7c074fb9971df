//! Reads the rules of a field from its options.

use prost_reflect::{DynamicMessage, ExtensionDescriptor, FieldDescriptor, Value};

/// The extension of that name, which rules.proto defines.
fn extension(pool: &prost_reflect::DescriptorPool, name: &str) -> Result<ExtensionDescriptor, String> {
    pool.get_extension_by_name(name).ok_or_else(|| format!("rules.proto has no {name}"))
}

/// The value of an option; nothing where it is not given.
pub(crate) fn option(
    pool: &prost_reflect::DescriptorPool,
    options: &DynamicMessage,
    name: &str,
) -> Result<Option<Value>, String> {
    let extension = extension(pool, name)?;
    Ok(options.has_extension(&extension).then(|| options.get_extension(&extension).into_owned()))
}

/// The rules of a value; all empty where there are none.
#[derive(Clone)]
pub(crate) struct Rule(Option<DynamicMessage>);

impl Rule {
    /// Those of a field.
    pub(crate) fn of(field: &FieldDescriptor) -> Result<Self, String> {
        let value = option(field.parent_pool(), &field.options(), "roster.rule")?;
        Ok(Self(value.and_then(|value| value.as_message().cloned())))
    }

    fn get(&self, name: &str) -> Option<Value> {
        let message = self.0.as_ref()?;
        message.has_field_by_name(name).then(|| message.get_field_by_name(name))?.map(std::borrow::Cow::into_owned)
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(|value| value.as_bool()).unwrap_or_default()
    }

    pub(crate) fn number(&self, name: &str) -> u32 {
        self.get(name).and_then(|value| value.as_u32()).unwrap_or_default()
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.get(name).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        let list = self.get(name).and_then(|value| value.as_list().map(<[Value]>::to_vec)).unwrap_or_default();
        list.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
    }

    /// The rules that stand in another: of items, keys and values, or a mask's.
    pub(crate) fn inner(&self, name: &str) -> Self {
        Self(self.get(name).and_then(|value| value.as_message().cloned()))
    }

    pub(crate) fn exists(&self) -> bool {
        self.0.is_some()
    }
}
