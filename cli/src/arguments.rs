//! Arguments as people type them, made into what the parser of arguments expects.

use std::ffi::OsString;

use crate::boolean;

/// Flags may be written with `_` for `-`, and the word after one is its value where it is a truth value: other programs
/// take it for the next argument, so that `--admin false` makes an admin there.
pub(crate) fn normalised(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut result = Vec::new();
    let mut arguments = arguments.into_iter().peekable();
    while let Some(argument) = arguments.next() {
        let Some(name) = argument.to_str().and_then(|text| text.strip_prefix("--")) else {
            result.push(argument);
            continue;
        };
        if name.is_empty() {
            // Everything behind `--` is meant as it stands.
            result.push(argument);
            result.extend(arguments);
            return result;
        }
        if let Some((name, value)) = name.split_once('=') {
            result.push(format!("--{}={value}", name.replace('_', "-")).into());
            continue;
        }
        let mut flag = format!("--{}", name.replace('_', "-"));
        let value = arguments.next_if(|next| next.to_str().is_some_and(boolean::is_value));
        if let Some(value) = value.as_deref().and_then(|value| value.to_str()) {
            flag.push('=');
            flag.push_str(value);
        }
        result.push(flag.into());
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> String {
        let words = normalised(text.split(' ').map(OsString::from));
        words.iter().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn underscores_in_names_are_dashes_and_those_in_values_are_kept() {
        assert_eq!(line("set --user_id a --field_mask=a_b x_y"), "set --user-id a --field-mask=a_b x_y");
    }

    #[test]
    fn a_truth_value_belongs_to_the_flag_before_it() {
        assert_eq!(line("update x --admin false --name y"), "update x --admin=false --name y");
        assert_eq!(line("update --admin x"), "update --admin x");
        assert_eq!(line("--limit 1"), "--limit=1");
    }

    #[test]
    fn nothing_behind_two_dashes_is_touched() {
        assert_eq!(line("get -- --user_id true"), "get -- --user_id true");
    }
}
