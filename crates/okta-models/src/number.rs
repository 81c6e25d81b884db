//! Numbers of arbitrary precision.

use std::fmt;

use crate::json::{DecodeStop, JsonReader};
use crate::model::Model;
use crate::small_string::SmallString;

/// A JSON number, kept as text: `1.0`, `1` and `1e0` are distinct and round-trip unchanged.
///
/// Used for members that Okta's document declares as `number` without a format. Equality compares the text.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(SmallString);

impl Number {
    /// Returns the number as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the number as an integer; `None` with a fraction or exponent, or out of range.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_str().parse().ok()
    }

    /// Returns the nearest double; infinite if out of range.
    pub fn as_f64(&self) -> f64 {
        self.as_str().parse().unwrap_or(f64::NAN)
    }

    /// Creates a number from a double; `None` for infinities and NaN, which JSON cannot represent.
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

    fn read(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop> {
        reader.number().map(|text| Self(text.into()))
    }
}

crate::rt::serde_traits!(Number);
