//! The pull parser.

use std::borrow::Cow;

use super::{DecodeStop, DecodeStopKind, JsonKind, scan};

/// The maximum nesting of arrays and objects, as in `serde_json`.
const MAX_DEPTH: u8 = 128;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Pulls values from a JSON text.
#[derive(Debug)]
pub struct JsonReader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    depth: u8,
}

impl<'a> JsonReader<'a> {
    /// Creates a reader at the start of a text, after its byte order mark, if it has one
    /// ([RFC 8259 §8.1](https://www.rfc-editor.org/rfc/rfc8259#section-8.1)).
    pub fn new(text: &'a str) -> Self {
        let at = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
        Self { text, at, depth: 0 }
    }

    /// Creates a reader at the start of a text.
    ///
    /// # Errors
    /// The text is not UTF-8.
    pub fn from_bytes(raw: &'a [u8]) -> Result<Self, DecodeStop> {
        match std::str::from_utf8(raw) {
            Ok(text) => Ok(Self::new(text)),
            Err(error) => Err(DecodeStop { kind: DecodeStopKind::Utf8, at: error.valid_up_to() }),
        }
    }

    /// The current offset in bytes.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The number of bytes that remain.
    pub(crate) fn remaining(&self) -> usize {
        self.text.len() - self.at
    }

    /// Returns the current position, for [`JsonReader::reset`].
    #[inline]
    pub(crate) fn mark(&self) -> (usize, u8) {
        (self.at, self.depth)
    }

    /// Resets to a marked position.
    #[inline]
    pub(crate) fn reset(&mut self, mark: (usize, u8)) {
        (self.at, self.depth) = mark;
    }

    #[cold]
    pub(super) fn syntax(&self, expected: &'static str) -> DecodeStop {
        let kind =
            if self.at >= self.text.len() { DecodeStopKind::End } else { DecodeStopKind::Syntax(expected) };
        DecodeStop { kind, at: self.at }
    }

    /// Skips white space and returns the next byte without consuming it; 0 at the end of the text.
    #[inline]
    pub(super) fn peek(&mut self) -> u8 {
        match self.text.as_bytes().get(self.at) {
            Some(&byte) if byte > b' ' => byte,
            _ => self.peek_after_space(),
        }
    }

    #[cold]
    fn peek_after_space(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(&byte) => return byte,
                None => return 0,
            }
        }
    }

    /// The kind of the next value, which is not consumed.
    ///
    /// # Errors
    /// Invalid JSON.
    #[inline]
    pub fn kind(&mut self) -> Result<JsonKind, DecodeStop> {
        match self.peek() {
            b'"' => Ok(JsonKind::String),
            b'{' => Ok(JsonKind::Object),
            b'[' => Ok(JsonKind::Array),
            b'-' | b'0'..=b'9' => Ok(JsonKind::Number),
            b't' | b'f' => Ok(JsonKind::Bool),
            b'n' => Ok(JsonKind::Null),
            _ => Err(self.syntax("a value")),
        }
    }

    /// Checks the kind of the next value, which is not consumed.
    ///
    /// # Errors
    /// A type mismatch, or invalid JSON.
    #[inline]
    pub fn expect(&mut self, kind: JsonKind) -> Result<(), DecodeStop> {
        let found = self.kind()?;
        if found == kind { Ok(()) } else { Err(DecodeStop::mismatch(kind.name(), self.at)) }
    }

    /// Reads a boolean.
    ///
    /// # Errors
    /// A type mismatch, or invalid JSON.
    pub fn boolean(&mut self) -> Result<bool, DecodeStop> {
        self.expect(JsonKind::Bool)?;
        let value = self.peek() == b't';
        self.literal(if value { "true" } else { "false" })?;
        Ok(value)
    }

    fn literal(&mut self, literal: &'static str) -> Result<(), DecodeStop> {
        for byte in literal.bytes() {
            if self.text.as_bytes().get(self.at) != Some(&byte) {
                return Err(self.syntax(literal));
            }
            self.at += 1;
        }
        Ok(())
    }

    /// Reads a number and returns its text.
    ///
    /// # Errors
    /// A type mismatch, or invalid JSON.
    pub fn number(&mut self) -> Result<&'a str, DecodeStop> {
        self.expect(JsonKind::Number)?;
        let from = self.at;
        self.skip_number()?;
        Ok(self.slice(from))
    }

    fn skip_number(&mut self) -> Result<(), DecodeStop> {
        match scan::number_end(self.text.as_bytes(), self.at) {
            Ok(end) => {
                self.at = end;
                Ok(())
            }
            Err(at) => {
                self.at = at;
                Err(self.syntax("a digit"))
            }
        }
    }

    /// The text from an offset to the current one, both of which are token boundaries.
    #[inline]
    pub(crate) fn slice(&self, from: usize) -> &'a str {
        self.text.get(from..self.at).unwrap_or_default()
    }

    /// Enters an object; [`JsonReader::next_key`] then reads its members.
    ///
    /// # Errors
    /// A type mismatch, invalid JSON, or nesting that is too deep.
    #[inline]
    pub fn enter_object(&mut self) -> Result<(), DecodeStop> {
        self.expect(JsonKind::Object)?;
        self.enter()
    }

    /// Enters an array; [`JsonReader::next_item`] then reads its items.
    ///
    /// # Errors
    /// A type mismatch, invalid JSON, or nesting that is too deep.
    #[inline]
    pub fn enter_array(&mut self) -> Result<(), DecodeStop> {
        self.expect(JsonKind::Array)?;
        self.enter()
    }

    #[inline]
    fn enter(&mut self) -> Result<(), DecodeStop> {
        if self.depth >= MAX_DEPTH {
            return Err(DecodeStop { kind: DecodeStopKind::Depth, at: self.at });
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    /// Reads the name of the next member, up to its value; `None` at the end of the object. `first` is `true` for
    /// the first call per object.
    ///
    /// # Errors
    /// Invalid JSON, or a lone surrogate in the name.
    #[inline]
    pub fn next_key(&mut self, first: &mut bool) -> Result<Option<Cow<'a, str>>, DecodeStop> {
        if self.next_member(first)? { self.name().map(Some) } else { Ok(None) }
    }

    /// Advances to the quote of the next member's name and returns whether there is one; [`JsonReader::name`] reads it.
    /// `first` is `true` for the first call per object.
    ///
    /// # Errors
    /// Invalid JSON.
    #[inline]
    pub(crate) fn next_member(&mut self, first: &mut bool) -> Result<bool, DecodeStop> {
        if !self.advance(first, b'}', "a comma or the end of the object")? {
            return Ok(false);
        }
        if self.peek() == b'"' { Ok(true) } else { Err(self.syntax("a member name")) }
    }

    /// Reads the name of a member, up to its value.
    ///
    /// # Errors
    /// Invalid JSON, or a lone surrogate in the name.
    #[inline]
    pub(crate) fn name(&mut self) -> Result<Cow<'a, str>, DecodeStop> {
        let name = match self.plain() {
            Some(name) => Cow::Borrowed(name),
            None => self.escaped_name()?,
        };
        self.colon()?;
        Ok(name)
    }

    #[inline]
    fn colon(&mut self) -> Result<(), DecodeStop> {
        if self.peek() != b':' {
            return Err(self.syntax("a colon"));
        }
        self.at += 1;
        Ok(())
    }

    /// Advances to the next item and returns whether there is one. `first` is `true` for the first call per array.
    ///
    /// # Errors
    /// Invalid JSON.
    #[inline]
    pub fn next_item(&mut self, first: &mut bool) -> Result<bool, DecodeStop> {
        self.advance(first, b']', "a comma or the end of the array")
    }

    #[inline]
    fn advance(&mut self, first: &mut bool, close: u8, expected: &'static str) -> Result<bool, DecodeStop> {
        let next = self.peek();
        if next == close {
            self.at += 1;
            self.depth = self.depth.saturating_sub(1);
            return Ok(false);
        }
        if std::mem::take(first) {
            return Ok(true);
        }
        if next != b',' {
            return Err(self.syntax(expected));
        }
        self.at += 1;
        Ok(true)
    }

    /// Reads any value and returns its text, without surrounding white space.
    ///
    /// # Errors
    /// Invalid JSON, or nesting that is too deep.
    pub fn raw(&mut self) -> Result<&'a str, DecodeStop> {
        let next = self.peek();
        let from = self.at;
        if next == b'"' {
            self.skip_string()?;
        } else {
            self.skip()?;
        }
        Ok(self.slice(from))
    }

    /// Skips one value without recursion: one bit per level marks an object.
    fn skip(&mut self) -> Result<(), DecodeStop> {
        let floor = self.depth;
        let mut objects: u128 = 0;
        loop {
            let mut opened = false;
            match self.kind()? {
                JsonKind::String => self.skip_string()?,
                JsonKind::Number => self.skip_number()?,
                JsonKind::Null => self.literal("null")?,
                JsonKind::Bool => self.boolean().map(drop)?,
                kind => {
                    self.enter()?;
                    objects = objects << 1 | u128::from(kind == JsonKind::Object);
                    opened = true;
                }
            }
            loop {
                if self.depth == floor {
                    return Ok(());
                }
                let object = objects & 1 == 1;
                let more = if object {
                    self.advance(&mut opened, b'}', "a comma or the end of the object")?
                } else {
                    self.advance(&mut opened, b']', "a comma or the end of the array")?
                };
                if more {
                    if object {
                        if self.peek() != b'"' {
                            return Err(self.syntax("a member name"));
                        }
                        self.skip_string()?;
                        self.colon()?;
                    }
                    break;
                }
                objects >>= 1;
                // The parent now has at least one item.
                opened = false;
            }
        }
    }

    /// Enters the object, advances to the value of a member and returns its kind; `None` if there is no such member.
    ///
    /// # Errors
    /// A type mismatch, or invalid JSON.
    pub(crate) fn find_member(&mut self, name: &str) -> Result<Option<JsonKind>, DecodeStop> {
        self.enter_object()?;
        let mut first = true;
        while let Some(key) = self.next_key(&mut first)? {
            if key == name {
                return self.kind().map(Some);
            }
            self.raw()?;
        }
        Ok(None)
    }

    /// Checks that only white space follows.
    ///
    /// # Errors
    /// Other text follows.
    pub fn finish(&mut self) -> Result<(), DecodeStop> {
        self.peek();
        if self.at == self.text.len() {
            Ok(())
        } else {
            Err(DecodeStop { kind: DecodeStopKind::Syntax("end of input"), at: self.at })
        }
    }
}
