//! Settings that are lists: arrays in a file, separated by commas elsewhere.

use serde::{Deserialize, Deserializer, de::Error as _};

/// Reads each member by `read`, which says what is wrong with one.
pub(super) fn list<'de, T, E: std::fmt::Display, D: Deserializer<'de>>(
    deserializer: D,
    expected: &'static str,
    read: impl Fn(&str) -> Result<T, E>,
) -> Result<Vec<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        List(Vec<String>),
        Text(String),
    }
    let texts = match Written::deserialize(deserializer) {
        Ok(Written::List(list)) => list,
        Ok(Written::Text(text)) => text.split(',').map(str::to_owned).collect(),
        Err(_) => return Err(D::Error::custom(expected)),
    };
    let texts = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    texts.map(|text| read(text).map_err(D::Error::custom)).collect()
}
