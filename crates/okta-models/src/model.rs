//! What everything that can be (part of) a body has in common.

use std::fmt;

use crate::audit::Audit;
use crate::error::DecodeError;
use crate::json::{Reader, Stop};
use crate::slot::Value;

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
