//! Profile pictures.

/// The sizes in which a picture is kept: pixels of either side, the smallest first.
pub const SIZES: [i32; 4] = [64, 128, 256, 512];

/// The last of [`SIZES`].
pub const LARGEST: i32 = 512;

/// A picture in one size.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct Rendition {
    /// One of [`SIZES`].
    pub size: i32,
    /// `image/png` or `image/jpeg`.
    pub mime_type: String,
    /// The file.
    pub data: Vec<u8>,
}

/// The path at which a picture is found in a size.
pub fn path(picture_id: &str, size: i32) -> String {
    format!("/pictures/{picture_id}/{size}")
}
