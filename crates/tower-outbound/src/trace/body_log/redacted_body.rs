//! Display of redacted bodies.

use std::fmt;

use http::{HeaderMap, header::CONTENT_TYPE};
use serde_json::Value;

use super::HiddenMembers;
use crate::{body::without_byte_order_mark, trace::REDACTED};

/// Longer bodies are not parsed.
const MAX_PARSED: usize = 1 << 20;

/// Displays a body, redacted and truncated.
#[derive(Debug)]
pub(in crate::trace) struct RedactedBody<'a> {
    /// The content, if it is in memory.
    pub(in crate::trace) content: Option<&'a [u8]>,
    pub(in crate::trace) headers: &'a HeaderMap,
    pub(in crate::trace) hidden: &'a HiddenMembers,
    /// The prefixes of the dialect that mark secret strings.
    pub(in crate::trace) prefixes: &'static [&'static str],
    /// The maximum number of bytes shown.
    pub(in crate::trace) limit: usize,
    /// Hides the whole content.
    pub(in crate::trace) secret: bool,
}

impl fmt::Display for RedactedBody<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(content) = self.content else { return f.write_str("[stream]") };
        if content.is_empty() {
            return Ok(());
        }
        if self.secret {
            return f.write_str(REDACTED);
        }
        match self.json(content) {
            Some(text) if text.len() <= self.limit => f.write_str(&text),
            Some(text) => {
                let end = (0..=self.limit).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
                let start = text.get(..end).unwrap_or_default();
                write!(f, "{start}… [{} bytes]", text.len())
            }
            None => write!(f, "[{} bytes of {}]", content.len(), self.media_type()),
        }
    }
}

impl RedactedBody<'_> {
    /// JSON with secrets hidden; `None` if the content is not valid JSON.
    fn json(&self, content: &[u8]) -> Option<String> {
        if content.len() > MAX_PARSED {
            return None;
        }
        let mut value: Value = serde_json::from_slice(without_byte_order_mark(content)).ok()?;
        self.hidden.apply(&mut value, self.prefixes);
        Some(value.to_string())
    }

    /// The media type without its parameters.
    fn media_type(&self) -> &str {
        let value = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        value.and_then(|value| value.split(';').next()).map_or("an unknown type", str::trim)
    }
}
