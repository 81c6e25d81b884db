//! Values decoded on demand.

use std::fmt;
use std::marker::PhantomData;

use crate::error::DecodeError;
use crate::json::{DecodeStop, JsonReader};
use crate::model::{Audit, Model};
use crate::raw::Json;

/// A value kept as JSON text and decoded on demand. Used for links, a rarely read quarter of most bodies.
///
/// Each [`Lazy::get`] decodes the text. `Debug` shows only the size.
pub struct Lazy<T> {
    raw: Json,
    model: PhantomData<fn() -> T>,
}

impl<T: Model> Lazy<T> {
    /// Encodes a value.
    pub fn new(value: &T) -> Self {
        Json::from_model(value).into()
    }

    /// Decodes the value.
    ///
    /// # Errors
    /// The value does not match the type; [`Lazy::raw`] still returns it.
    pub fn get(&self) -> Result<T, DecodeError> {
        self.raw.decode_model()
    }
}

impl<T> Lazy<T> {
    /// Returns the value as JSON.
    pub fn raw(&self) -> &Json {
        &self.raw
    }
}

impl<T> From<Json> for Lazy<T> {
    fn from(raw: Json) -> Self {
        Self { raw, model: PhantomData }
    }
}

impl<T> From<serde_json::Value> for Lazy<T> {
    fn from(value: serde_json::Value) -> Self {
        Json::from(value).into()
    }
}

impl<T> Clone for Lazy<T> {
    fn clone(&self) -> Self {
        self.raw.clone().into()
    }
}

impl<T> PartialEq for Lazy<T> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}

impl<T> fmt::Debug for Lazy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lazy({} bytes)", self.raw.as_str().len())
    }
}

impl<T: Model> Model for Lazy<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        self.raw.encode(out);
    }

    fn read(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop> {
        Json::read(reader).map(Into::into)
    }

    fn has_member(&self, name: &str) -> bool {
        self.raw.has_member(name)
    }

    fn audit(&self, audit: &mut Audit) {
        match self.get() {
            Ok(value) => value.audit(audit),
            Err(_) => audit.mismatch_here(),
        }
    }
}

crate::rt::serde_traits!(Lazy<T>);
