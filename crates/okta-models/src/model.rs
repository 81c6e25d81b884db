//! What everything that can be (part of) a body has in common.

use std::any::Any;
use std::fmt;

use crate::error::DecodeError;
use crate::json::{Reader, Stop};

/// A type that is decoded from JSON and encoded as JSON, without loss.
///
/// Implemented by every generated type and by the building blocks of this crate; not meant to be implemented
/// elsewhere. Use [`Json::decode`](crate::Json::decode) to get at serde types of your own.
pub trait Model: Clone + PartialEq + fmt::Debug + 'static {
    /// Decodes a whole JSON text.
    ///
    /// # Errors
    /// The text is not JSON, or is not a value of this kind (an object, a list …). What a *member* holds is never
    /// an error: a value that does not fit its member is kept in `extra`.
    fn decode(raw: &[u8]) -> Result<Self, DecodeError> {
        let read = |mut reader: Reader<'_>| -> Result<Self, Stop> {
            let value = Self::read_body(&mut reader)?;
            reader.finish()?;
            Ok(value)
        };
        Reader::from_bytes(raw).and_then(read).map_err(|stop| DecodeError::new(raw, stop))
    }

    /// Appends the value as JSON text.
    fn encode(&self, out: &mut Vec<u8>);

    /// Reads one value.
    #[doc(hidden)]
    fn read(reader: &mut Reader<'_>) -> Result<Self, Stop>;

    /// Reads a value that is a whole body.
    #[doc(hidden)]
    fn read_body(reader: &mut Reader<'_>) -> Result<Self, Stop> {
        Self::read(reader)
    }

    /// Notes that the body was an array of this object alone; `false` if that cannot be noted.
    #[doc(hidden)]
    fn note_list(&mut self) -> bool {
        false
    }

    /// Reads one value to the heap.
    #[doc(hidden)]
    fn read_boxed(reader: &mut Reader<'_>) -> Result<Box<Self>, Stop> {
        Self::read(reader).map(Box::new)
    }

    /// The value without the boxes around it.
    #[doc(hidden)]
    fn as_value(&self) -> &dyn Value {
        self
    }

    /// Whether this is an object that would be encoded with a member of this name.
    #[doc(hidden)]
    fn has_member(&self, _name: &str) -> bool {
        true
    }

    /// Reports what this version of the crate does not know.
    #[doc(hidden)]
    fn audit(&self, _audit: &mut Audit) {}
}

impl<T: Model> Model for Box<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        T::encode(self, out);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Stop> {
        T::read_boxed(reader)
    }

    fn read_body(reader: &mut Reader<'_>) -> Result<Self, Stop> {
        T::read_body(reader).map(Self::new)
    }

    fn note_list(&mut self) -> bool {
        T::note_list(self)
    }

    fn as_value(&self) -> &dyn Value {
        T::as_value(self)
    }

    fn has_member(&self, name: &str) -> bool {
        T::has_member(self, name)
    }

    fn audit(&self, audit: &mut Audit) {
        T::audit(self, audit);
    }
}

/// How many more items a list is likely to have after its first, if the rest of the text are items like it. No
/// more than take twice the memory of that text.
pub(crate) fn likely_more<T>(reader: &Reader<'_>, from: usize) -> usize {
    let length = reader.at().saturating_sub(from) + 1;
    (reader.left() / length).min(2 * reader.left() / size_of::<T>().max(1))
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

    fn read(reader: &mut Reader<'_>) -> Result<Self, Stop> {
        reader.enter_array()?;
        let mut items = Self::new();
        let mut first = true;
        while reader.next_item(&mut first)? {
            let from = reader.at();
            items.push(T::read(reader)?);
            if items.len() == 1 {
                items.reserve(likely_more::<T>(reader, from));
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

/// Reads a value as one type, or leaves the reader where it was if the type cannot hold it.
pub(crate) fn fitting<T: Model>(reader: &mut Reader<'_>) -> Result<Option<T>, Stop> {
    let mark = reader.mark();
    match T::read(reader) {
        Ok(value) => Ok(Some(value)),
        Err(stop) if stop.is_misfit() => {
            reader.reset(mark);
            Ok(None)
        }
        Err(stop) => Err(stop),
    }
}

/// A field: `Option` of a model. Object-safe, so that reading and writing objects is compiled once rather than
/// once a type.
pub(crate) trait Slot {
    /// Reads a value, which is not `null`, into the field.
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Stop>;
    /// The value, if it is set.
    fn value(&self) -> Option<&dyn Value>;
    /// Takes the value away.
    fn clear(&mut self);
}

impl dyn Slot + '_ {
    pub(crate) fn is_set(&self) -> bool {
        self.value().is_some()
    }
}

impl<T: Model> Slot for Option<T> {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Stop> {
        *self = Some(T::read(reader)?);
        Ok(())
    }

    fn value(&self) -> Option<&dyn Value> {
        self.as_ref().map(Model::as_value)
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// A model, whatever its type; a box is what it holds.
pub trait Value: Any + fmt::Debug {
    /// Appends the value.
    fn encode_value(&self, out: &mut Vec<u8>);
    /// Whether another value has the same type and is equal.
    fn same(&self, other: &dyn Value) -> bool;
    /// Reports what the value's types do not know.
    fn audit_value(&self, audit: &mut Audit);
}

impl<T: Model> Value for T {
    fn encode_value(&self, out: &mut Vec<u8>) {
        self.encode(out);
    }

    fn same(&self, other: &dyn Value) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref::<Self>().is_some_and(|other| self == other)
    }

    fn audit_value(&self, audit: &mut Audit) {
        self.audit(audit);
    }
}

/// What a decoded value holds that its types do not know, by JSON path. Nothing of it is lost; this tells what
/// to look for in `extra`, and when it is time for a newer version of the crate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Audit {
    /// Members whose value does not fit their type, and is in `extra` instead.
    pub mismatches: Vec<String>,
    /// Enum values that are not known.
    pub unknown_enums: Vec<String>,
    /// Objects whose kind (the value of the union's discriminator) is absent or not known.
    pub unknown_kinds: Vec<String>,
    path: String,
}

impl Audit {
    /// Looks through a value.
    pub fn of(value: &impl Model) -> Self {
        let mut audit = Self { path: "$".to_owned(), ..Self::default() };
        value.audit(&mut audit);
        audit.path.clear();
        audit
    }

    /// Whether there was nothing to report.
    pub fn is_clean(&self) -> bool {
        self.mismatches.is_empty() && self.unknown_enums.is_empty() && self.unknown_kinds.is_empty()
    }

    pub(crate) fn within(&mut self, name: &str, look: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push('.');
        self.path.push_str(name);
        look(self);
        self.path.truncate(length);
    }

    pub(crate) fn within_index(&mut self, index: usize, look: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(&format!("[{index}]"));
        look(self);
        self.path.truncate(length);
    }

    pub(crate) fn misfit(&mut self, name: &str) {
        self.mismatches.push(format!("{}.{name}", self.path));
    }

    pub(crate) fn misfit_here(&mut self) {
        self.mismatches.push(self.path.clone());
    }

    pub(crate) fn unknown_enum(&mut self) {
        self.unknown_enums.push(self.path.clone());
    }

    pub(crate) fn unknown_kind(&mut self) {
        self.unknown_kinds.push(self.path.clone());
    }
}
