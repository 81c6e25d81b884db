//! The values of comparisons.

use std::{fmt, time::SystemTime};

use okta_models::DateTime;

/// A value in a [`Filter`](super::Filter): text, a number, a Boolean or a time, each converted by `Into`.
#[derive(Clone, Debug, PartialEq)]
pub struct FilterValue(Value);

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Text(String),
    Integer(i64),
    Boolean(bool),
}

impl fmt::Display for FilterValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            // Values are those of JSON (RFC 7644 §3.4.2.2).
            Value::Text(text) => f.write_str(&serde_json::Value::from(text.as_str()).to_string()),
            Value::Integer(number) => write!(f, "{number}"),
            Value::Boolean(value) => write!(f, "{value}"),
        }
    }
}

/// Conversions of texts.
macro_rules! text {
    ($($type:ty),*) => {$(
        impl From<$type> for FilterValue {
            fn from(text: $type) -> Self {
                Self(Value::Text(text.to_string()))
            }
        }
    )*};
}

text! { &str, &String, DateTime, &DateTime }

impl From<String> for FilterValue {
    fn from(text: String) -> Self {
        Self(Value::Text(text))
    }
}

impl From<SystemTime> for FilterValue {
    /// In UTC, with millisecond precision.
    fn from(time: SystemTime) -> Self {
        DateTime::from(time).into()
    }
}

impl From<bool> for FilterValue {
    fn from(value: bool) -> Self {
        Self(Value::Boolean(value))
    }
}

/// Conversions of numbers.
macro_rules! integer {
    ($($type:ty),*) => {$(
        impl From<$type> for FilterValue {
            fn from(number: $type) -> Self {
                Self(Value::Integer(number.into()))
            }
        }
    )*};
}

integer! { i32, i64, u32, u8, u16 }
