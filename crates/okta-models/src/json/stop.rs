//! Kinds of JSON values, and the reasons why reading stops.

/// The kind of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonKind {
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

impl JsonKind {
    /// The name with its article, for error texts.
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

impl std::fmt::Display for JsonKind {
    /// Writes the name with its article: `an object`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// Why and where reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodeStop {
    /// The reason.
    pub kind: DecodeStopKind,
    /// The offset in bytes.
    pub at: usize,
}

/// Why reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeStopKind {
    /// Valid JSON of another type than expected; holds what was expected. The caller recovers by keeping the raw
    /// text.
    TypeMismatch(&'static str),
    /// Invalid JSON; holds what was expected.
    Syntax(&'static str),
    /// The text ends within a value.
    End,
    /// Nested deeper than 128 levels.
    Depth,
    /// Invalid UTF-8.
    Utf8,
    /// A member name contains a lone surrogate, which a Rust string cannot represent.
    Name,
}

impl DecodeStop {
    #[cold]
    pub(crate) fn mismatch(expected: &'static str, at: usize) -> Self {
        Self { kind: DecodeStopKind::TypeMismatch(expected), at }
    }

    /// Whether the text is still valid JSON, so that the value can be kept as raw text.
    pub(crate) fn is_mismatch(&self) -> bool {
        matches!(self.kind, DecodeStopKind::TypeMismatch(_))
    }
}
