//! A field of an object, as the code that works for all objects sees it.

use std::any::Any;
use std::fmt;

use crate::audit::Audit;
use crate::json::{Reader, Stop};
use crate::model::Model;

/// A field: `Option` of a model. Object-safe, so that reading and writing objects is compiled once rather than
/// once a type.
pub(crate) trait Slot: Any {
    /// Reads a value, which is not `null`, into the field.
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Stop>;
    /// Appends the value; nothing if it is not set.
    fn encode(&self, out: &mut Vec<u8>);
    /// Whether there is a value.
    fn is_set(&self) -> bool;
    /// Takes the value away.
    fn clear(&mut self);
    /// Whether another field has the same type and value.
    fn same(&self, other: &dyn Slot) -> bool;
    /// The value for `Debug`.
    fn as_debug(&self) -> Option<&dyn fmt::Debug>;
    /// Reports what the value's types do not know.
    fn audit(&self, audit: &mut Audit);
}

impl<T: Model> Slot for Option<T> {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Stop> {
        *self = Some(T::read(reader)?);
        Ok(())
    }

    fn encode(&self, out: &mut Vec<u8>) {
        if let Some(value) = self {
            value.encode(out);
        }
    }

    fn is_set(&self) -> bool {
        self.is_some()
    }

    fn clear(&mut self) {
        *self = None;
    }

    fn same(&self, other: &dyn Slot) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref::<Self>().is_some_and(|other| self == other)
    }

    fn as_debug(&self) -> Option<&dyn fmt::Debug> {
        self.as_ref().map(|value| value as &dyn fmt::Debug)
    }

    fn audit(&self, audit: &mut Audit) {
        if let Some(value) = self {
            value.audit(audit);
        }
    }
}
