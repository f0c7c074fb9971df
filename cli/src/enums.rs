//! Values of enums as people write them.

use crate::json::read;

/// The full name of a value of an enum: `STATE_APPROVED` for `approved`. What is none is refused with the nearest.
pub(crate) fn full_name(of: &str, text: &str) -> Result<String, String> {
    let of = proto::brief_pool().get_enum_by_name(of).ok_or_else(|| format!("there is no enum {of}"))?;
    if let Some(name) = read::full_name(&of, text) {
        return Ok(name);
    }
    let names: Vec<_> = of.values().map(|value| value.name().to_owned()).collect();
    let wanted = text.to_ascii_uppercase();
    let near = |name: &&String| -strsim::jaro_winkler(name.rsplit('_').next().unwrap_or(name), &wanted);
    let nearest = names.iter().min_by(|a, b| near(a).total_cmp(&near(b)));
    let meant = nearest.map_or_else(String::new, |name| format!("did you mean {name}? "));
    Err(format!("{meant}There are {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered() {
        let refused = full_name("ttn.lorawan.v3.State", "aproved").unwrap_err();
        assert!(refused.starts_with("did you mean STATE_APPROVED? There are STATE_REQUESTED, "), "{refused}");
    }
}
