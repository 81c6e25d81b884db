//! A body as the log shows it.

use std::fmt;

use http::{HeaderMap, header::CONTENT_TYPE};
use serde_json::Value;

use super::HiddenMembers;
use crate::trace::REDACTED;

/// Longer bodies are not looked into.
const MOST: usize = 1 << 20;

/// Shows a body when it is written, and costs nothing before.
pub(super) struct Shown<'a> {
    /// The content, if it lies in memory.
    pub(super) content: Option<&'a [u8]>,
    pub(super) headers: &'a HeaderMap,
    pub(super) hidden: &'a HiddenMembers,
    /// How many bytes are shown at most.
    pub(super) limit: usize,
    /// Nothing of the content is to be shown.
    pub(super) secret: bool,
}

impl fmt::Display for Shown<'_> {
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
            None => write!(f, "[{} bytes of {}]", content.len(), self.kind()),
        }
    }
}

impl Shown<'_> {
    /// JSON with secrets hidden; `None` for what is not JSON as a whole, of which nobody knows what is secret.
    fn json(&self, content: &[u8]) -> Option<String> {
        if content.len() > MOST {
            return None;
        }
        let mut value: Value = serde_json::from_slice(content).ok()?;
        self.hidden.apply(&mut value);
        Some(value.to_string())
    }

    /// The media type without its parameters.
    fn kind(&self) -> &str {
        let value = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        value.and_then(|value| value.split(';').next()).map_or("an unknown type", str::trim)
    }
}
