//! Reading of strings.

use std::borrow::Cow;

use super::scan::{self, Escape};
use super::{DecodeStop, DecodeStopKind, JsonKind, JsonReader};

impl<'a> JsonReader<'a> {
    /// Reads a string; borrowed from the text unless it contains escapes.
    ///
    /// # Errors
    /// A type mismatch, also for a lone surrogate, or invalid JSON.
    pub fn string(&mut self) -> Result<Cow<'a, str>, DecodeStop> {
        match self.plain_string() {
            Some(plain) => Ok(Cow::Borrowed(plain)),
            None => {
                self.expect(JsonKind::String)?;
                self.escaped().map(Cow::Owned)
            }
        }
    }

    /// Reads a string without escapes; `None` before any other value.
    #[inline]
    pub(crate) fn plain_string(&mut self) -> Option<&'a str> {
        if self.peek() == b'"' { self.plain() } else { None }
    }

    /// Reads a string without escapes whose opening quote is the next byte; `None` before any other.
    #[inline]
    pub(super) fn plain(&mut self) -> Option<&'a str> {
        let from = self.at + 1;
        let bytes = self.text.as_bytes();
        let end = scan::plain_end(bytes, from);
        if bytes.get(end) != Some(&b'"') {
            return None;
        }
        let plain = self.text.get(from..end)?;
        self.at = end + 1;
        Some(plain)
    }

    /// Reads a name that is not a plain string.
    #[cold]
    pub(super) fn escaped_name(&mut self) -> Result<Cow<'a, str>, DecodeStop> {
        self.escaped().map(Cow::Owned).map_err(|stop| match stop.kind {
            DecodeStopKind::TypeMismatch(_) => DecodeStop { kind: DecodeStopKind::Name, at: stop.at },
            _ => stop,
        })
    }

    /// Reads a string whose opening quote is the next byte.
    #[cold]
    fn escaped(&mut self) -> Result<String, DecodeStop> {
        let bytes = self.text.as_bytes();
        let from = self.at + 1;
        self.at = scan::plain_end(bytes, from);
        let mut value = self.slice(from).to_owned();
        let mut lone = None;
        loop {
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return match lone {
                        None => Ok(value),
                        Some(at) => Err(DecodeStop::mismatch("a string of Unicode characters", at)),
                    };
                }
                Some(b'\\') => {
                    let (escape, end) = self.escape()?;
                    match escape {
                        Escape::Char(char) => value.push(char),
                        Escape::Lone => lone = lone.or(Some(self.at)),
                    }
                    self.at = end;
                }
                _ => return Err(self.syntax("an escaped character or a quote")),
            }
            let plain = self.at;
            self.at = scan::plain_end(bytes, plain);
            value.push_str(self.slice(plain));
        }
    }

    fn escape(&mut self) -> Result<(Escape, usize), DecodeStop> {
        scan::escape(self.text.as_bytes(), self.at + 1).map_err(|at| {
            self.at = at;
            self.syntax("an escape")
        })
    }

    /// Skips a string whose opening quote is the next byte.
    pub(super) fn skip_string(&mut self) -> Result<(), DecodeStop> {
        let bytes = self.text.as_bytes();
        self.at += 1;
        loop {
            self.at = scan::plain_end(bytes, self.at);
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.at = self.escape()?.1,
                _ => return Err(self.syntax("an escaped character or a quote")),
            }
        }
    }
}
