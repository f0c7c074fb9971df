//! The link of an invitation, to be photographed by whoever has no mail.

use leptos::prelude::*;
use qrcode::{Color, QrCode};

use super::document;
use crate::{host::Assets, paths, words};

/// The quiet zone around a code, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// Shows it.
///
/// # Errors
/// Internal, if the link is too long for a code.
pub fn qr(assets: &Assets, email: &str, link: &str) -> domain::Result<String> {
    let code = QrCode::new(link).map_err(domain::Error::internal)?;
    let (size, shape) = (code.width() + 2 * QUIET, shape(&code));
    let title = format!("Invitation of {email}");
    let body = view! {
        <h1>{title.clone()}</h1>
        <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=words::QR_CODE>
            <rect width="100%" height="100%" fill="#fff"/>
            <path d=shape fill="#000"/>
        </svg>
        <p><a class="id" href=link.to_owned()>{link.to_owned()}</a></p>
        <p class="dim">"Whoever has this link can use it once."</p>
        <p class="login-links"><a href=paths::INVITATIONS>{words::INVITATIONS}</a></p>
    };
    Ok(document(assets, &title, (), body))
}

/// A square for each dark module.
fn shape(code: &QrCode) -> String {
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let squares = dark.map(|(place, _)| format!("M{} {}h1v1h-1z", place % width + QUIET, place / width + QUIET));
    squares.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_corners_and_its_quiet_zone() {
        let code = QrCode::new("https://roster.example.com/register#TOKEN").unwrap();
        let shape = shape(&code);
        assert!(shape.starts_with("M4 4h1v1h-1zM5 4h1v1h-1z"), "{shape}");
        assert!(!shape.contains("M3 ") && !shape.contains(" 3h"));
    }
}
