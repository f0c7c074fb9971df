//! What must hold of every request that can be read.

use std::sync::LazyLock;

use proto::json::Json;

use super::{
    DynamicMessage,
    bindings::{Binding, Bindings},
    json::read,
    path, query as pairs,
};

/// A body is read as the same after it was written, whichever message it is meant for.
pub fn json(which: u8, body: &str) {
    let mut message = DynamicMessage::new(binding(which).method.input());
    if read::message(&mut message, body).is_ok() {
        check(&message);
    }
}

/// So is what a path and a query hold.
pub fn query(which: u8, path: &str, query: &str) {
    let binding = binding(which);
    let mut message = DynamicMessage::new(binding.method.input());
    let values = binding.fields().zip(path.split('/')).collect::<Vec<_>>();
    let Ok(values) = path::decoded(&values) else { return };
    if pairs::apply(&mut message, query, &values).is_ok() && path::apply(&mut message, &values).is_ok() {
        check(&message);
    }
}

fn binding(which: u8) -> &'static Binding {
    static ALL: LazyLock<Bindings> = LazyLock::new(|| Bindings::of(proto::pool()));
    &ALL.0[usize::from(which) % ALL.0.len()]
}

/// Texts are compared, since what is empty is not written.
fn check(message: &DynamicMessage) {
    let written = serde_json::to_string(&Json(message)).expect("every message can be written");
    let mut again = DynamicMessage::new(prost_reflect::ReflectMessage::descriptor(message));
    read::message(&mut again, &written).unwrap_or_else(|refused| panic!("{}: {written}", refused.0));
    assert_eq!(serde_json::to_string(&Json(&again)).expect("every message can be written"), written);
}
