//! Any JSON value, kept as the text it came in.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::DecodeError;
use crate::json::{Kind, Reader, Stop, write_string};
use crate::model::Model;

/// Any JSON value, kept as text: numbers come back digit for digit.
///
/// `Debug` tells only the kind and the size, since free-form values may hold secrets; [`Json::as_str`] and
/// `Display` give the text. Two values are equal if they are the same JSON, however it is written.
#[derive(Clone)]
pub struct Json(Box<str>);

impl Json {
    /// `null`
    pub fn null() -> Self {
        Self("null".into())
    }

    /// Checks a text and keeps it.
    ///
    /// # Errors
    /// The text is not one JSON value.
    pub fn parse(text: &str) -> Result<Self, DecodeError> {
        Self::decode_raw(text.as_bytes())
    }

    fn decode_raw(raw: &[u8]) -> Result<Self, DecodeError> {
        <Self as Model>::decode(raw)
    }

    /// The value that anything serialisable is written as.
    ///
    /// # Errors
    /// The value's own `Serialize` fails, or it has map keys that are not strings.
    pub fn from_serialize(value: &(impl Serialize + ?Sized)) -> Result<Self, serde_json::Error> {
        serde_json::to_string(value).map(|text| Self(text.into()))
    }

    pub(crate) fn trusted(text: &str) -> Self {
        Self(text.into())
    }

    /// What a model is encoded as.
    pub fn from_model(value: &impl Model) -> Self {
        let mut out = Vec::new();
        value.encode(&mut out);
        Self::from_encoded(out)
    }

    pub(crate) fn from_encoded(text: Vec<u8>) -> Self {
        Self(String::from_utf8_lossy(&text).into())
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kind of value.
    pub fn kind(&self) -> Kind {
        Reader::new(&self.0).kind().unwrap_or(Kind::Null)
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    /// The text of a JSON string, without quotes and escapes; `None` for every other kind.
    pub fn to_text(&self) -> Option<String> {
        Reader::new(&self.0).string().ok().map(Into::into)
    }

    /// As a tree.
    ///
    /// # Errors
    /// Something `serde_json::Value` cannot hold: a number beyond an `f64`, half a surrogate pair.
    pub fn to_value(&self) -> Result<serde_json::Value, serde_json::Error> {
        self.decode()
    }

    /// As a type of your own.
    ///
    /// # Errors
    /// The value is not what the type expects.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.0)
    }

    /// As a model.
    ///
    /// # Errors
    /// The value is of another kind than the model.
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
        same_json(&self.0, &other.0)
    }
}

/// Whether two texts are the same JSON.
pub(crate) fn same_json(one: &str, other: &str) -> bool {
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

    fn read(reader: &mut Reader<'_>) -> Result<Self, Stop> {
        reader.raw().map(Self::trusted)
    }

    fn has_member(&self, name: &str) -> bool {
        let mut reader = Reader::new(&self.0);
        matches!(reader.find_member(name), Ok(Some(_)) | Err(_))
    }
}

impl From<&str> for Json {
    /// A JSON string.
    fn from(value: &str) -> Self {
        let mut out = Vec::new();
        write_string(&mut out, value);
        Self::from_encoded(out)
    }
}

impl From<String> for Json {
    /// A JSON string.
    fn from(value: String) -> Self {
        value.as_str().into()
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::from_model(&value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self::from_model(&value)
    }
}

impl From<f64> for Json {
    /// A number; `null` for what JSON has no number for.
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
