//! The sections of a WebAssembly module: a byte that says the kind, the length, and so many bytes.

use anyhow::{Context, Result};

/// The magic number and the version.
const HEADER: usize = 8;
/// The kind of sections that a machine does not need, such as names for debuggers.
const CUSTOM: u8 = 0;

/// The module without what only debuggers and linkers read.
pub(crate) fn without_custom(module: &[u8]) -> Result<Vec<u8>> {
    let (header, mut rest) = module.split_at_checked(HEADER).context("a module begins with eight bytes")?;
    let mut kept = header.to_vec();
    while let Some((kind, behind)) = rest.split_first() {
        let (length, body) = leb(behind).context("a section says how long it is")?;
        let (_, after) = body.split_at_checked(length).context("a section is as long as it says")?;
        if *kind != CUSTOM {
            kept.extend(rest.strip_suffix(after).unwrap_or(rest));
        }
        rest = after;
    }
    Ok(kept)
}

/// A number of seven bits a byte, the lowest first, and what stands behind it.
fn leb(mut bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut number = 0usize;
    for shift in (0..usize::BITS).step_by(7) {
        let (byte, behind) = bytes.split_first()?;
        number |= usize::from(byte & 0x7f).checked_shl(shift)?;
        bytes = behind;
        if byte & 0x80 == 0 {
            return Some((number, bytes));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_and_code_stays() {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        let code = [10, 0x80, 0x01].into_iter().chain([7; 128]).collect::<Vec<_>>();
        module.extend(&code);
        module.extend([0, 3, 1, b'x', 9]);
        module.extend([11, 1, 0]);
        let kept = without_custom(&module).unwrap();
        assert_eq!(kept, [&b"\0asm\x01\0\0\0"[..], &code, &[11, 1, 0]].concat());
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        assert!(without_custom(b"\0asm").is_err());
        assert!(without_custom(b"\0asm\x01\0\0\0\x0a\x05\0").is_err());
    }
}
