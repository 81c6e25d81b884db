//! The trait of every data type, its type-erased forms, and the audit of decoded values.

use std::any::Any;
use std::fmt;

use crate::error::DecodeError;
use crate::json::{DecodeStop, JsonKind, JsonReader};

/// A type that decodes from JSON and encodes to JSON without loss.
///
/// Implemented by every generated type and by the building blocks of this crate; not meant to be implemented
/// elsewhere. Use [`Json::decode`](crate::Json::decode) to decode into custom serde types.
pub trait Model: Clone + PartialEq + fmt::Debug + 'static {
    /// Decodes a complete JSON text.
    ///
    /// # Errors
    /// The text is not valid JSON, or its value is not of the expected kind (an object, a list …). A *member* of
    /// another type is not an error: its value is kept in `extra`.
    fn decode(raw: &[u8]) -> Result<Self, DecodeError> {
        decode_with(raw, Self::read_body)
    }

    /// Appends the value as JSON text.
    fn encode(&self, out: &mut Vec<u8>);

    /// Reads one value.
    #[doc(hidden)]
    fn read(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop>;

    /// Reads a value that is a complete body.
    #[doc(hidden)]
    fn read_body(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop> {
        Self::read(reader)
    }

    /// Records that the body was an array of this single object; returns whether the type can record it.
    #[doc(hidden)]
    fn record_list(&mut self) -> bool {
        false
    }

    /// Reads one value into a box.
    #[doc(hidden)]
    fn read_boxed(reader: &mut JsonReader<'_>) -> Result<Box<Self>, DecodeStop> {
        Self::read(reader).map(Box::new)
    }

    /// The value without the boxes around it.
    #[doc(hidden)]
    fn as_dyn(&self) -> &dyn DynModel {
        self
    }

    /// Whether this is an object that encodes a member of this name.
    #[doc(hidden)]
    fn has_member(&self, _name: &str) -> bool {
        true
    }

    /// The kind of the encoded value, if it is not an object. Request bodies are objects.
    #[doc(hidden)]
    fn non_object(&self) -> Option<JsonKind> {
        None
    }

    /// Reports values unknown to this version of the crate.
    #[doc(hidden)]
    fn audit(&self, _audit: &mut Audit) {}
}

impl<T: Model> Model for Box<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        T::encode(self, out);
    }

    fn read(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop> {
        T::read_boxed(reader)
    }

    fn read_body(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop> {
        T::read_body(reader).map(Self::new)
    }

    fn record_list(&mut self) -> bool {
        T::record_list(self)
    }

    fn as_dyn(&self) -> &dyn DynModel {
        T::as_dyn(self)
    }

    fn has_member(&self, name: &str) -> bool {
        T::has_member(self, name)
    }

    fn non_object(&self) -> Option<JsonKind> {
        T::non_object(self)
    }

    fn audit(&self, audit: &mut Audit) {
        T::audit(self, audit);
    }
}

impl<T: Model> Model for Vec<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(b'[');
        for (index, item) in self.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            item.encode(out);
        }
        out.push(b']');
    }

    fn read(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop> {
        reader.enter_array()?;
        let mut items = Self::new();
        let mut first = true;
        while reader.next_item(&mut first)? {
            let from = reader.at();
            items.push(T::read(reader)?);
            if items.len() == 1 {
                items.reserve(capacity_hint::<T>(reader, from));
            }
        }
        Ok(items)
    }

    fn audit(&self, audit: &mut Audit) {
        for (index, item) in self.iter().enumerate() {
            audit.within_index(index, |audit| item.audit(audit));
        }
    }
}

/// Reads a complete text with a function.
pub(crate) fn decode_with<'a, T>(
    raw: &'a [u8],
    read: impl FnOnce(&mut JsonReader<'a>) -> Result<T, DecodeStop>,
) -> Result<T, DecodeError> {
    let read = |mut reader: JsonReader<'a>| {
        let value = read(&mut reader)?;
        reader.finish()?;
        Ok(value)
    };
    JsonReader::from_bytes(raw).and_then(read).map_err(|stop| DecodeError::new(raw, stop))
}

/// Estimates how many items follow the first one, which starts at `from`, if the rest of the text consists of
/// items of its size. Capped at twice the memory of that text.
pub(crate) fn capacity_hint<T>(reader: &JsonReader<'_>, from: usize) -> usize {
    let length = reader.at().saturating_sub(from) + 1;
    (reader.remaining() / length).min(2 * reader.remaining() / size_of::<T>().max(1))
}

/// Reads a value of a type; on a type mismatch, returns `None` and resets the reader.
pub(crate) fn try_read<T: Model>(reader: &mut JsonReader<'_>) -> Result<Option<T>, DecodeStop> {
    let mark = reader.mark();
    match T::read(reader) {
        Ok(value) => Ok(Some(value)),
        Err(stop) if stop.is_mismatch() => {
            reader.reset(mark);
            Ok(None)
        }
        Err(stop) => Err(stop),
    }
}

/// A type-erased field, `Option` of a model, so that the code that reads and writes objects is compiled once
/// rather than per type.
pub(crate) trait Field {
    /// Reads a value other than `null` into the field.
    fn read(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeStop>;
    /// The value, if set.
    fn value(&self) -> Option<&dyn DynModel>;
    /// Removes the value.
    fn clear(&mut self);
}

impl dyn Field + '_ {
    pub(crate) fn is_set(&self) -> bool {
        self.value().is_some()
    }
}

impl<T: Model> Field for Option<T> {
    fn read(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeStop> {
        *self = Some(T::read(reader)?);
        Ok(())
    }

    fn value(&self) -> Option<&dyn DynModel> {
        self.as_ref().map(Model::as_dyn)
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// A type-erased [`Model`].
pub trait DynModel: Any + fmt::Debug {
    /// Appends the value as JSON text.
    fn dyn_encode(&self, out: &mut Vec<u8>);
    /// Whether another value has the same type and is equal.
    fn dyn_eq(&self, other: &dyn DynModel) -> bool;
    /// Reports values unknown to this version of the crate.
    fn dyn_audit(&self, audit: &mut Audit);
}

impl<T: Model> DynModel for T {
    fn dyn_encode(&self, out: &mut Vec<u8>) {
        self.encode(out);
    }

    fn dyn_eq(&self, other: &dyn DynModel) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref::<Self>().is_some_and(|other| self == other)
    }

    fn dyn_audit(&self, audit: &mut Audit) {
        self.audit(audit);
    }
}

/// JSON paths of the values in a decoded body that this version of the crate does not know.
///
/// None of these values is lost; they are kept in `extra`, `Unknown` or the union's fallback variant. A non-empty
/// audit suggests an update of the crate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Audit {
    /// Members whose value does not match the type of their field, and is in `extra` instead.
    pub mismatches: Vec<String>,
    /// Unknown enum values.
    pub unknown_enums: Vec<String>,
    /// Objects whose discriminator is absent or has an unknown value.
    pub unknown_kinds: Vec<String>,
    path: String,
}

impl Audit {
    /// Audits a value.
    pub fn from_model(value: &impl Model) -> Self {
        let mut audit = Self { path: "$".to_owned(), ..Self::default() };
        value.audit(&mut audit);
        audit.path.clear();
        audit
    }

    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.mismatches.is_empty() && self.unknown_enums.is_empty() && self.unknown_kinds.is_empty()
    }

    pub(crate) fn within(&mut self, name: &str, f: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push('.');
        self.path.push_str(name);
        f(self);
        self.path.truncate(length);
    }

    pub(crate) fn within_index(&mut self, index: usize, f: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(&format!("[{index}]"));
        f(self);
        self.path.truncate(length);
    }

    pub(crate) fn mismatch(&mut self, name: &str) {
        self.mismatches.push(format!("{}.{name}", self.path));
    }

    pub(crate) fn mismatch_here(&mut self) {
        self.mismatches.push(self.path.clone());
    }

    pub(crate) fn unknown_enum(&mut self) {
        self.unknown_enums.push(self.path.clone());
    }

    pub(crate) fn unknown_kind(&mut self) {
        self.unknown_kinds.push(self.path.clone());
    }
}
