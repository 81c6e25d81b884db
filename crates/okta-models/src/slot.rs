//! A field of an object, as the code that works for all objects sees it.

use std::any::Any;
use std::fmt;

use crate::audit::Audit;
use crate::json::{Reader, Stop};
use crate::model::Model;

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
