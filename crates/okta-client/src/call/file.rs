//! Files in `multipart/form-data` ([RFC 7578](https://www.rfc-editor.org/rfc/rfc7578)).

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
};

use bytes::Bytes;
use http::HeaderValue;
use okta_tower::body::Body;

use super::body::Payload;

/// A file to upload, such as a logo.
///
/// ```
/// use okta_client::FilePart;
///
/// let logo = FilePart::new("logo.png", &b"\x89PNG\r\n\x1a\n..."[..]);
/// assert_eq!(logo.content_type(), "image/png");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct FilePart {
    name: String,
    content_type: String,
    bytes: Bytes,
}

impl FilePart {
    /// Creates a file with this file name. The content type of PNG, JPEG, GIF, SVG, WebP and icon files is detected
    /// from their first bytes; all others are `application/octet-stream`.
    pub fn new(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { name: name.into(), content_type: detect(&bytes).to_owned(), bytes }
    }

    /// Sets the content type.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }

    /// The content type.
    #[must_use]
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// A form with this file as its only part. It is in memory, so the request can be retried.
    pub(super) fn into_form(self, field: &str) -> Payload {
        let boundary = boundary(&self.bytes);
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
            escape(&self.name),
            self.content_type.replace(['\r', '\n'], " "),
        );
        let mut form = Vec::with_capacity(head.len() + self.bytes.len() + boundary.len() + 8);
        form.extend_from_slice(head.as_bytes());
        form.extend_from_slice(&self.bytes);
        form.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        let content_type = HeaderValue::from_str(&format!("multipart/form-data; boundary={boundary}"));
        // The boundary is alphanumeric, so this never fails.
        let content_type = content_type.unwrap_or(HeaderValue::from_static("multipart/form-data"));
        Payload { content_type, body: Body::from(form), invalid: None }
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// A boundary that the file does not contain.
fn boundary(bytes: &[u8]) -> String {
    let hasher = RandomState::new();
    let mut round = 0_u64;
    loop {
        let boundary = format!("okta-client-{:016x}", hasher.hash_one(round));
        if !bytes.windows(boundary.len()).any(|window| window == boundary.as_bytes()) {
            return boundary;
        }
        round += 1;
    }
}

/// Escapes a file name as browsers do
/// ([HTML §4.10.21.8](https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data)).
fn escape(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

fn detect(bytes: &[u8]) -> &'static str {
    const MAGIC: [(&[u8], &str); 5] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF8", "image/gif"),
        (b"\x00\x00\x01\x00", "image/x-icon"),
        (b"<svg", "image/svg+xml"),
    ];
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return kind;
    }
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let has = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        "image/webp"
    } else if has(b"<svg") && (bytes.starts_with(b"<?xml") || bytes.starts_with(b"<!")) {
        "image/svg+xml"
    } else {
        "application/octet-stream"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn image_types_are_detected() {
        for (bytes, kind) in [
            (&b"\x89PNG\r\n\x1a\nrest"[..], "image/png"),
            (b"\xff\xd8\xff\xe0", "image/jpeg"),
            (b"GIF89a", "image/gif"),
            (b"\x00\x00\x01\x00\x01", "image/x-icon"),
            (b"<svg xmlns=''/>", "image/svg+xml"),
            (b"<?xml version='1.0'?>\n<svg/>", "image/svg+xml"),
            (b"RIFF\x01\x02\x03\x04WEBPVP8 ", "image/webp"),
            (b"<?xml version='1.0'?><html/>", "application/octet-stream"),
            (b"", "application/octet-stream"),
        ] {
            assert_eq!(FilePart::new("f", bytes).content_type(), kind);
        }
    }

    #[test]
    fn form_has_one_part_with_content_type() {
        let payload = FilePart::new("a \"b\"\r\n.png", &b"\x00\r\n--x"[..])
            .with_content_type("image/png\r\nX-Evil: 1")
            .into_form("file");
        let content_type = payload.content_type.to_str().unwrap();
        let (_, boundary) = content_type.split_once("boundary=").unwrap();
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a %22b%22%0D%0A.png\"\r\n\
             Content-Type: image/png  X-Evil: 1\r\n\r\n\x00\r\n--x\r\n--{boundary}--\r\n"
        );
        assert_eq!(payload.body.as_bytes().unwrap(), expected.as_bytes());
    }
}
