//! The paths that a field mask may name.

use prost_reflect::{Kind, MessageDescriptor};

use crate::rules::Rule;

/// All paths of the message that the rule names but those it excepts, sorted.
pub(crate) fn allowed(pool: &prost_reflect::DescriptorPool, mask: &Rule) -> Result<Vec<String>, String> {
    let name = mask.text("of");
    let message = pool.get_message_by_name(&name).ok_or_else(|| format!("no message {name} for a mask"))?;
    let mut paths = Vec::new();
    below(&message, "", &mut paths);
    for except in mask.texts("except") {
        let place = paths.iter().position(|path| *path == except);
        paths.remove(place.ok_or_else(|| format!("{name} has no path {except}"))?);
    }
    paths.sort_unstable();
    Ok(paths)
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
