//! Conversions by JSON: of JSON values, and of what was read to what is written.

use serde_json::Value;

use crate::json::JsonReader;
use crate::model::Model;

/// Converts a JSON value; `other` converts one that cannot be decoded.
pub(crate) fn from_value<T: Model>(value: Value, other: impl FnOnce(Value) -> T) -> T {
    let text = value.to_string();
    T::read(&mut JsonReader::new(&text)).unwrap_or_else(|_| other(value))
}

/// Converts a value by its JSON; `other` converts JSON that cannot be decoded.
pub(crate) fn convert<T: Model>(value: &impl Model, other: impl FnOnce(Value) -> T) -> T {
    let mut text = Vec::new();
    value.encode(&mut text);
    let decoded = JsonReader::from_bytes(&text).and_then(|mut reader| T::read_body(&mut reader));
    decoded.unwrap_or_else(|_| other(serde_json::from_slice(&text).unwrap_or_default()))
}

/// Declares that a type that an operation returns converts to the type that another operation takes:
/// `convert! { Group => GroupRequest }`.
macro_rules! convert {
    ($from:ident => $to:ident) => {
        impl From<$from> for $to {
            /// Keeps all members; those that the type does not declare are in `extra`.
            #[inline]
            fn from(value: $from) -> Self {
                $crate::rt::convert(&value, Into::into)
            }
        }
    };
}
