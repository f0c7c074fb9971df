//! JSON as server functions answer it, read as text.

use server_fn::{
    Bytes, ContentType, Decodes, Encodes, Format, FormatType,
    codec::{JsonEncoding, Post},
};

/// What server functions answer with. The bytes are those of [`JsonEncoding`].
pub type Json = Post<TextJson>;

/// Pages carry what they show as JSON in a text, and this reads answers the same way: the reader of every type is
/// there once, not once for texts and once for bytes.
#[derive(Debug)]
pub struct TextJson;

impl ContentType for TextJson {
    const CONTENT_TYPE: &'static str = JsonEncoding::CONTENT_TYPE;
}

impl FormatType for TextJson {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T> Encodes<T> for TextJson
where
    JsonEncoding: Encodes<T>,
{
    type Error = <JsonEncoding as Encodes<T>>::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        JsonEncoding::encode(output)
    }
}

impl<T: serde::de::DeserializeOwned> Decodes<T> for TextJson {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        // What is no UTF-8 is no JSON either, and an empty text is refused as such.
        serde_json::from_str(std::str::from_utf8(&bytes).unwrap_or_default())
    }
}
