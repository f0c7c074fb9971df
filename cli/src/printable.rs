//! Texts of others, as a terminal may have them: nothing in them moves the cursor, rings the bell, or begins a line that only
//! this program writes.

/// On a line of its own.
pub(crate) fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The same of what has several lines.
pub(crate) fn lines(text: &str) -> String {
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(line("a\x1b]52;c;x\x07\r\n\u{9b}2Jb"), "a ]52;c;x    2Jb");
        assert_eq!(lines("a\n    b\x1b[2J"), "a\n    b [2J");
    }
}
