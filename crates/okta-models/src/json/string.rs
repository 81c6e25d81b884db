//! Reading of strings.

use std::borrow::Cow;

use super::scan::{self, Escape};
use super::{DecodeStop, JsonKind, JsonReader};

impl<'a> JsonReader<'a> {
    /// Reads a string; borrowed from the text unless it contains escapes.
    ///
    /// # Errors
    /// A type mismatch, also for a lone surrogate, or invalid JSON.
    #[inline]
    pub fn string(&mut self) -> Result<Cow<'a, str>, DecodeStop> {
        self.expect(JsonKind::String)?;
        self.quoted()
    }

    /// Reads a string whose opening quote is the next byte.
    #[inline]
    pub(super) fn quoted(&mut self) -> Result<Cow<'a, str>, DecodeStop> {
        let from = self.at + 1;
        self.at = scan::plain_end(self.text.as_bytes(), from);
        if self.text.as_bytes().get(self.at) == Some(&b'"') {
            let plain = self.slice(from);
            self.at += 1;
            return Ok(Cow::Borrowed(plain));
        }
        self.escaped(from).map(Cow::Owned)
    }

    #[cold]
    fn escaped(&mut self, from: usize) -> Result<String, DecodeStop> {
        let bytes = self.text.as_bytes();
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
