//! Numbers digit for digit.

use std::fmt;

use crate::json::{Reader, Stop};
use crate::model::Model;
use crate::small_string::ShortText;

/// A JSON number, kept as it was written: `1.0`, `1` and `1e0` are three numbers that come back as they came.
///
/// For members that the document calls a number without saying which. Two are equal if they are written alike.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(ShortText);

impl Number {
    /// The number as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// As an integer, if it is written as one and not too large.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_str().parse().ok()
    }

    /// As a double: the nearest one, infinite if it is out of range.
    pub fn as_f64(&self) -> f64 {
        self.as_str().parse().unwrap_or(f64::NAN)
    }

    /// From a double; `None` for infinities and NaN, which JSON does not have.
    pub fn from_f64(value: f64) -> Option<Self> {
        value.is_finite().then(|| Self(value.to_string().as_str().into()))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(value.to_string().as_str().into())
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        i64::from(value).into()
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Model for Number {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_str().as_bytes());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Stop> {
        reader.number().map(|text| Self(text.into()))
    }
}

crate::rt::serde_traits!(Number);
