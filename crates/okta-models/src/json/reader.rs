//! The pull reader.

use std::borrow::Cow;

use super::scan::{self, Escape};

/// How deep arrays and objects may nest in a text, as in `serde_json`.
const MAX_DEPTH: u8 = 128;

/// The kind of a JSON value, told by its first character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// With its article, for messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

/// Why reading stopped, and at which byte of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// What is wrong.
    pub kind: StopKind,
    /// The offset in bytes.
    pub at: usize,
}

/// What is wrong with the text, or with a value for its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopKind {
    /// Valid JSON that the type at hand cannot hold; what it could have held. The owner of the value recovers by
    /// keeping the raw text.
    Misfit(&'static str),
    /// Not JSON: what was expected.
    Syntax(&'static str),
    /// The text ends within a value.
    End,
    /// Nested deeper than 128 levels.
    Depth,
    /// Not UTF-8.
    Utf8,
    /// The name of a member holds half a surrogate pair, which no Rust string can.
    Name,
}

impl Stop {
    #[cold]
    pub(crate) fn misfit(expected: &'static str, at: usize) -> Self {
        Self { kind: StopKind::Misfit(expected), at }
    }

    /// Whether the text is JSON all the same, so that the value can be kept raw.
    pub(crate) fn is_misfit(&self) -> bool {
        matches!(self.kind, StopKind::Misfit(_))
    }
}

/// Pulls values from a JSON text.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u8,
}

impl<'a> Reader<'a> {
    /// A reader at the start of a text that is known to be UTF-8.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// A reader at the start of a text that must prove to be UTF-8.
    pub fn from_bytes(raw: &'a [u8]) -> Result<Self, Stop> {
        match std::str::from_utf8(raw) {
            Ok(text) => Ok(Self::new(text)),
            Err(error) => Err(Stop { kind: StopKind::Utf8, at: error.valid_up_to() }),
        }
    }

    /// The current offset in bytes.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// How many bytes are left.
    pub(crate) fn left(&self) -> usize {
        self.text.len() - self.at
    }

    /// A place to come back to with [`Reader::reset`].
    #[inline]
    pub(crate) fn mark(&self) -> (usize, u8) {
        (self.at, self.depth)
    }

    /// Goes back to a marked place.
    #[inline]
    pub(crate) fn reset(&mut self, mark: (usize, u8)) {
        (self.at, self.depth) = mark;
    }

    #[cold]
    fn syntax(&self, expected: &'static str) -> Stop {
        let kind = if self.at >= self.text.len() { StopKind::End } else { StopKind::Syntax(expected) };
        Stop { kind, at: self.at }
    }

    /// Skips white space and looks at the next byte; 0 at the end of the text.
    #[inline]
    fn peek(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(&byte) => return byte,
                None => return 0,
            }
        }
    }

    /// The kind of the next value, which stays unread.
    ///
    /// # Errors
    /// No value starts here.
    #[inline]
    pub fn kind(&mut self) -> Result<Kind, Stop> {
        match self.peek() {
            b'"' => Ok(Kind::String),
            b'{' => Ok(Kind::Object),
            b'[' => Ok(Kind::Array),
            b'-' | b'0'..=b'9' => Ok(Kind::Number),
            b't' | b'f' => Ok(Kind::Bool),
            b'n' => Ok(Kind::Null),
            _ => Err(self.syntax("a value")),
        }
    }

    /// Checks that the next value is of one kind.
    ///
    /// # Errors
    /// A misfit if it is of another.
    #[inline]
    pub fn expect(&mut self, kind: Kind) -> Result<(), Stop> {
        let found = self.kind()?;
        if found == kind { Ok(()) } else { Err(Stop::misfit(kind.name(), self.at)) }
    }

    /// Reads `null` if that is the next value; says whether it was.
    ///
    /// # Errors
    /// The text is not JSON here.
    #[inline]
    pub fn null(&mut self) -> Result<bool, Stop> {
        if self.peek() != b'n' {
            return Ok(false);
        }
        self.word("null")?;
        Ok(true)
    }

    /// Reads a boolean.
    ///
    /// # Errors
    /// A misfit if it is something else.
    pub fn boolean(&mut self) -> Result<bool, Stop> {
        self.expect(Kind::Bool)?;
        let value = self.peek() == b't';
        self.word(if value { "true" } else { "false" })?;
        Ok(value)
    }

    fn word(&mut self, word: &'static str) -> Result<(), Stop> {
        for byte in word.bytes() {
            if self.text.as_bytes().get(self.at) != Some(&byte) {
                return Err(self.syntax(word));
            }
            self.at += 1;
        }
        Ok(())
    }

    /// Reads a number and gives its text.
    ///
    /// # Errors
    /// A misfit if it is something else.
    pub fn number(&mut self) -> Result<&'a str, Stop> {
        self.expect(Kind::Number)?;
        let from = self.at;
        self.skip_number()?;
        Ok(self.slice(from))
    }

    fn skip_number(&mut self) -> Result<(), Stop> {
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

    /// The text from an offset to here. Both are boundaries of tokens, so that it is never the empty fallback.
    #[inline]
    fn slice(&self, from: usize) -> &'a str {
        self.text.get(from..self.at).unwrap_or_default()
    }

    /// The text from an offset, which is the start of a token, to here.
    pub(crate) fn since(&self, from: usize) -> &'a str {
        self.slice(from)
    }

    /// Reads a string; borrowed from the text unless it holds escapes.
    ///
    /// # Errors
    /// A misfit if it is something else, or holds a lone surrogate.
    #[inline]
    pub fn string(&mut self) -> Result<Cow<'a, str>, Stop> {
        self.expect(Kind::String)?;
        self.quoted()
    }

    /// Reads a string at whose opening quote the reader stands.
    #[inline]
    fn quoted(&mut self) -> Result<Cow<'a, str>, Stop> {
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
    fn escaped(&mut self, from: usize) -> Result<String, Stop> {
        let bytes = self.text.as_bytes();
        let mut value = self.slice(from).to_owned();
        let mut lone = None;
        loop {
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return match lone {
                        None => Ok(value),
                        Some(at) => Err(Stop::misfit("a string of Unicode characters", at)),
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

    fn escape(&mut self) -> Result<(Escape, usize), Stop> {
        scan::escape(self.text.as_bytes(), self.at + 1).map_err(|at| {
            self.at = at;
            self.syntax("an escape")
        })
    }

    fn skip_string(&mut self) -> Result<(), Stop> {
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

    /// Enters an object; [`Reader::next_key`] goes on from there.
    ///
    /// # Errors
    /// A misfit if the next value is something else; nested too deep.
    #[inline]
    pub fn enter_object(&mut self) -> Result<(), Stop> {
        self.expect(Kind::Object)?;
        self.enter()
    }

    /// Enters an array; [`Reader::next_item`] goes on from there.
    ///
    /// # Errors
    /// A misfit if the next value is something else; nested too deep.
    #[inline]
    pub fn enter_array(&mut self) -> Result<(), Stop> {
        self.expect(Kind::Array)?;
        self.enter()
    }

    #[inline]
    fn enter(&mut self) -> Result<(), Stop> {
        if self.depth >= MAX_DEPTH {
            return Err(Stop { kind: StopKind::Depth, at: self.at });
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    /// The name of the next member, with the reader at its value; `None` at the end of the object. `first` is
    /// `true` at the first call for an object.
    ///
    /// # Errors
    /// The text is not JSON here, or the name has a lone surrogate.
    #[inline]
    pub fn next_key(&mut self, first: &mut bool) -> Result<Option<Cow<'a, str>>, Stop> {
        Ok(self.next_member(first)?.map(|(key, _)| key))
    }

    /// As [`Reader::next_key`], with the offset of the name's opening quote.
    ///
    /// # Errors
    /// As there.
    #[inline]
    pub(crate) fn next_member(&mut self, first: &mut bool) -> Result<Option<(Cow<'a, str>, usize)>, Stop> {
        if !self.step(first, b'}', "a comma or the end of the object")? {
            return Ok(None);
        }
        if self.peek() != b'"' {
            return Err(self.syntax("the name of a member"));
        }
        let from = self.at;
        let key = self.quoted().map_err(|stop| match stop.kind {
            StopKind::Misfit(_) => Stop { kind: StopKind::Name, at: stop.at },
            _ => stop,
        })?;
        self.colon()?;
        Ok(Some((key, from)))
    }

    #[inline]
    fn colon(&mut self) -> Result<(), Stop> {
        if self.peek() != b':' {
            return Err(self.syntax("a colon"));
        }
        self.at += 1;
        Ok(())
    }

    /// Whether there is a next item, with the reader at it. `first` is `true` at the first call for an array.
    ///
    /// # Errors
    /// The text is not JSON here.
    #[inline]
    pub fn next_item(&mut self, first: &mut bool) -> Result<bool, Stop> {
        self.step(first, b']', "a comma or the end of the array")
    }

    #[inline]
    fn step(&mut self, first: &mut bool, close: u8, expected: &'static str) -> Result<bool, Stop> {
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

    /// Reads any value and gives its text, without white space around it.
    ///
    /// # Errors
    /// The text is not JSON here, or is nested too deep.
    pub fn raw(&mut self) -> Result<&'a str, Stop> {
        self.peek();
        let from = self.at;
        self.skip()?;
        Ok(self.slice(from))
    }

    /// Skips one value without recursion: one bit a level says whether it is an object.
    fn skip(&mut self) -> Result<(), Stop> {
        let floor = self.depth;
        let mut objects: u128 = 0;
        loop {
            let mut opened = false;
            match self.kind()? {
                Kind::String => self.skip_string()?,
                Kind::Number => self.skip_number()?,
                Kind::Null => self.word("null")?,
                Kind::Bool => self.boolean().map(drop)?,
                kind => {
                    self.enter()?;
                    objects = objects << 1 | u128::from(kind == Kind::Object);
                    opened = true;
                }
            }
            loop {
                if self.depth == floor {
                    return Ok(());
                }
                let object = objects & 1 == 1;
                let more = if object {
                    self.step(&mut opened, b'}', "a comma or the end of the object")?
                } else {
                    self.step(&mut opened, b']', "a comma or the end of the array")?
                };
                if more {
                    if object {
                        if self.peek() != b'"' {
                            return Err(self.syntax("the name of a member"));
                        }
                        self.skip_string()?;
                        self.colon()?;
                    }
                    break;
                }
                objects >>= 1;
                // What was closed was the first item of what holds it, or a later one: no longer "just opened".
                opened = false;
            }
        }
    }

    /// Enters the object and looks for a member: gives the kind of its value, with the reader at it.
    ///
    /// # Errors
    /// A misfit if the next value is not an object; the text is not JSON.
    pub(crate) fn find_member(&mut self, name: &str) -> Result<Option<Kind>, Stop> {
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

    /// Checks that nothing but white space follows.
    ///
    /// # Errors
    /// Something does.
    pub fn finish(&mut self) -> Result<(), Stop> {
        self.peek();
        if self.at == self.text.len() {
            Ok(())
        } else {
            Err(Stop { kind: StopKind::Syntax("the end of the text"), at: self.at })
        }
    }
}
