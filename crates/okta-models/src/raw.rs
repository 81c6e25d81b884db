//! Any JSON value, kept as text.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::DecodeError;
use crate::json::{DecodeStop, JsonKind, JsonReader, write_string};
use crate::model::Model;

/// Any JSON value, kept as text: numbers round-trip unchanged.
///
/// `Debug` shows only the kind and the size, since free-form values may contain secrets; [`Json::as_str`] and
/// `Display` return the text. Equality compares the JSON values, regardless of their formatting.
#[derive(Clone)]
pub struct Json(Box<str>);

impl Json {
    /// Returns `null`.
    pub fn null() -> Self {
        Self("null".into())
    }

    /// Parses a text.
    ///
    /// # Errors
    /// The text is not a single JSON value.
    pub fn parse(text: &str) -> Result<Self, DecodeError> {
        <Self as Model>::decode(text.as_bytes())
    }

    /// Serializes a value.
    ///
    /// # Errors
    /// The value's `Serialize` implementation fails, or a map key is not a string.
    pub fn from_serialize(value: &(impl Serialize + ?Sized)) -> Result<Self, serde_json::Error> {
        serde_json::to_string(value).map(|text| Self(text.into()))
    }

    /// Wraps a text that is known to be valid JSON.
    pub(crate) fn from_valid(text: &str) -> Self {
        Self(text.into())
    }

    /// Encodes a model.
    pub fn from_model(value: &impl Model) -> Self {
        let mut out = Vec::new();
        value.encode(&mut out);
        Self::from_encoded(out)
    }

    pub(crate) fn from_encoded(text: Vec<u8>) -> Self {
        Self(String::from_utf8_lossy(&text).into())
    }

    /// Returns the JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the kind of the value.
    pub fn kind(&self) -> JsonKind {
        JsonReader::new(&self.0).kind().unwrap_or(JsonKind::Null)
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        self.kind() == JsonKind::Null
    }

    /// Returns the unescaped content of a JSON string; `None` for every other kind.
    pub fn to_text(&self) -> Option<String> {
        JsonReader::new(&self.0).string().ok().map(Into::into)
    }

    /// Converts the value to a `serde_json::Value`.
    ///
    /// # Errors
    /// The value cannot be represented: a number out of the range of an `f64`, or a lone surrogate.
    pub fn to_value(&self) -> Result<serde_json::Value, serde_json::Error> {
        self.decode()
    }

    /// Deserializes the value into a custom type.
    ///
    /// # Errors
    /// The value does not match the type.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.0)
    }

    /// Decodes the value into a model.
    ///
    /// # Errors
    /// The value does not match the model.
    pub fn decode_model<T: Model>(&self) -> Result<T, DecodeError> {
        T::decode(self.0.as_bytes())
    }
}

impl Default for Json {
    fn default() -> Self {
        Self::null()
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({}, {} bytes)", self.kind().name(), self.0.len())
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        json_eq(&self.0, &other.0)
    }
}

/// Whether two texts are equal JSON.
pub(crate) fn json_eq(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let parse = serde_json::from_str::<serde_json::Value>;
    matches!((parse(one), parse(other)), (Ok(one), Ok(other)) if one == other)
}

impl Model for Json {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }

    fn read(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop> {
        reader.raw().map(Self::from_valid)
    }

    fn non_object(&self) -> Option<JsonKind> {
        Some(self.kind()).filter(|kind| *kind != JsonKind::Object)
    }

    fn has_member(&self, name: &str) -> bool {
        let mut reader = JsonReader::new(&self.0);
        matches!(reader.find_member(name), Ok(Some(_)) | Err(_))
    }
}

impl From<&str> for Json {
    /// Creates a JSON string.
    fn from(value: &str) -> Self {
        let mut out = Vec::new();
        write_string(&mut out, value);
        Self::from_encoded(out)
    }
}

impl From<String> for Json {
    /// Creates a JSON string.
    fn from(value: String) -> Self {
        value.as_str().into()
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::from_model(&value)
    }
}

impl From<i32> for Json {
    fn from(value: i32) -> Self {
        Self::from_model(&value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self::from_model(&value)
    }
}

impl From<f64> for Json {
    /// Creates a number; `null` for infinities and NaN, which JSON cannot represent.
    fn from(value: f64) -> Self {
        Self::from_model(&value)
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        Self(value.to_string().into())
    }
}

crate::rt::serde_traits!(Json);
