//! Objects: the macro that declares one, and the code behind all of them.
//!
//! The macro expands to the struct, a table of its members, two functions that lend the fields as a list of
//! [`Slot`]s, and one-line methods. Everything else is here, compiled once.

use std::fmt;

use serde::Serialize;

use crate::error::{DecodeError, SetError};
use crate::extra::{Body, Extra};
use crate::json::{Kind, Reader, Stop, open_member};
use crate::model::{Audit, Slot};
use crate::raw::Json;
use crate::seen::{Seen, fingerprint};

/// A typed member of an object.
#[derive(Debug)]
pub(crate) struct Member {
    /// The name in JSON.
    pub(crate) name: &'static str,
    /// The name of the field.
    pub(crate) field: &'static str,
    /// Whether the value is kept out of `Debug`.
    pub(crate) secret: bool,
}

/// What is known of an object type.
#[derive(Debug)]
pub(crate) struct Shape {
    /// The name of the type.
    pub(crate) name: &'static str,
    /// The typed members.
    pub(crate) members: &'static [Member],
    /// The [`fingerprint`]s of their names.
    pub(crate) fingerprints: &'static [u32],
}

/// An object type: its shape, and its fields in the order of the shape's members.
pub(crate) trait Object {
    /// What is known of the type.
    fn shape(&self) -> &'static Shape;
    /// Lends the fields.
    fn view(&self, look: &mut dyn FnMut(&[&dyn Slot], &Extra));
    /// Lends the fields for changing.
    fn edit(&mut self, change: &mut dyn FnMut(&mut [&mut dyn Slot], &mut Extra));
}

fn index_of(shape: &Shape, name: &str) -> Option<usize> {
    let wanted = fingerprint(name);
    let mut from = 0;
    loop {
        let index = from + shape.fingerprints.get(from..)?.iter().position(|found| *found == wanted)?;
        if shape.members.get(index)?.name == name {
            return Some(index);
        }
        from = index + 1;
    }
}

/// Reads an object into its fields, which are empty.
pub(crate) fn read(object: &mut dyn Object, reader: &mut Reader<'_>) -> Result<(), Stop> {
    reader.enter_object()?;
    let shape = object.shape();
    let mut result = Ok(());
    object.edit(&mut |slots, extra| result = read_members(shape, slots, extra, reader));
    result
}

/// Reads an object that is a whole body. Where an object is documented, a few operations are shown to answer with
/// an array: of one object, its members are taken; any other is kept as it is.
pub(crate) fn read_body(object: &mut dyn Object, reader: &mut Reader<'_>) -> Result<(), Stop> {
    if reader.kind()? != Kind::Array {
        return read(object, reader);
    }
    let body = if enter_lone(reader)? {
        read(object, reader)?;
        reader.next_item(&mut false)?;
        Body::List
    } else {
        Body::Array(reader.raw()?.into())
    };
    set_body(object, body);
    Ok(())
}

/// Enters the array at the reader if it holds one object and nothing else; leaves the reader there otherwise.
pub(crate) fn enter_lone(reader: &mut Reader<'_>) -> Result<bool, Stop> {
    let start = reader.mark();
    reader.enter_array()?;
    let item = reader.mark();
    if reader.next_item(&mut true)? && reader.kind()? == Kind::Object {
        reader.raw()?;
        if !reader.next_item(&mut false)? {
            reader.reset(item);
            return Ok(true);
        }
    }
    reader.reset(start);
    Ok(false)
}

/// Notes what the body was that an object came as.
pub(crate) fn set_body(object: &mut dyn Object, mut body: Body) {
    object.edit(&mut |_, extra| extra.set_body(std::mem::take(&mut body)));
}

fn read_members(
    shape: &Shape,
    slots: &mut [&mut dyn Slot],
    extra: &mut Extra,
    reader: &mut Reader<'_>,
) -> Result<(), Stop> {
    let mut first = true;
    let mut seen = Seen::default();
    while let Some((name, from)) = reader.next_member(&mut first)? {
        let index = index_of(shape, &name);
        seen.note(index, &name);
        if let Some(slot) = index.and_then(|index| slots.get_mut(index)) {
            if reader.kind()? != Kind::Null {
                let mark = reader.mark();
                match slot.read(reader) {
                    Ok(()) => continue,
                    Err(stop) if stop.is_misfit() => reader.reset(mark),
                    Err(stop) => return Err(stop),
                }
            }
            if seen.again {
                slot.clear();
            }
        }
        reader.raw()?;
        extra.push_raw(&[reader.since(from)]);
    }
    if seen.again && !extra.is_empty() {
        extra.last_wins();
        extra.retain(|name| !is_set(shape, slots, name));
    }
    Ok(())
}

fn is_set(shape: &Shape, slots: &[&mut dyn Slot], name: &str) -> bool {
    index_of(shape, name).and_then(|index| slots.get(index)).is_some_and(|slot| slot.is_set())
}

/// Writes an object.
pub(crate) fn encode(object: &dyn Object, out: &mut Vec<u8>) {
    let shape = object.shape();
    let start = out.len();
    out.push(b'{');
    object.view(&mut |slots, extra| {
        for (member, slot) in shape.members.iter().zip(slots) {
            if let Some(value) = slot.value() {
                open_member(out, member.name);
                value.encode_value(out);
            }
        }
        if extra.is_empty() {
            return;
        }
        let overridden = |name: &str| {
            index_of(shape, name).and_then(|index| slots.get(index)).is_some_and(|slot| slot.is_set())
        };
        if extra.names().any(|name| overridden(&name)) {
            let mut kept = extra.clone();
            kept.retain(|name| !overridden(name));
            kept.write_members(out);
        } else {
            extra.write_members(out);
        }
    });
    out.push(b'}');
    object.view(&mut |_, extra| match extra.body() {
        Body::Object => {}
        Body::List => {
            out.insert(start, b'[');
            out.push(b']');
        }
        // What has been set since counts.
        Body::Array(text) if out.len() == start + 2 => {
            out.truncate(start);
            out.extend_from_slice(text.as_bytes());
        }
        Body::Array(_) => {}
    });
}

/// Lends the field for a member's name, with whether there is one.
fn with_slot(object: &dyn Object, name: &str, mut look: impl FnMut(Option<&dyn Slot>, &Extra)) {
    let index = index_of(object.shape(), name);
    object.view(&mut |slots, extra| look(index.and_then(|index| slots.get(index)).copied(), extra));
}

/// Whether an object is encoded with a member of a name.
pub(crate) fn has(object: &dyn Object, name: &str) -> bool {
    let mut found = false;
    with_slot(object, name, |slot, extra| {
        found = slot.is_some_and(|slot| slot.is_set()) || extra.get_raw(name).is_some();
    });
    found
}

/// The value of a member, typed or not.
pub(crate) fn get(object: &dyn Object, name: &str) -> Option<Json> {
    let mut found = None;
    with_slot(object, name, |slot, extra| {
        found = match slot.and_then(|slot| slot.value()) {
            Some(value) => {
                let mut out = Vec::new();
                value.encode_value(&mut out);
                Some(Json::from_encoded(out))
            }
            None => extra.get(name),
        };
    });
    found
}

/// Sets a member, typed or not.
pub(crate) fn set(object: &mut dyn Object, name: &str, value: &impl Serialize) -> Result<(), SetError> {
    set_raw(object, name, &serde_json::to_string(value).map_err(SetError::Serialize)?)
}

fn set_raw(object: &mut dyn Object, name: &str, raw: &str) -> Result<(), SetError> {
    let index = index_of(object.shape(), name);
    let mut result = Ok(());
    object.edit(&mut |slots, extra| {
        if raw != "null"
            && let Some(slot) = index.and_then(|index| slots.get_mut(index))
        {
            result = slot.read(&mut Reader::new(raw));
            if result.is_ok() {
                extra.retain(|member| member != name);
            }
            return;
        }
        if let Some(slot) = index.and_then(|index| slots.get_mut(index)) {
            slot.clear();
        }
        extra.set_raw(name, raw);
    });
    result.map_err(|stop| SetError::Misfit(DecodeError::new(raw.as_bytes(), stop)))
}

/// Sets a member to `null`.
pub(crate) fn set_null(object: &mut dyn Object, name: &str) {
    let index = index_of(object.shape(), name);
    object.edit(&mut |slots, extra| {
        if let Some(slot) = index.and_then(|index| slots.get_mut(index)) {
            slot.clear();
        }
        extra.set_null(name);
    });
}

/// Takes a member away.
pub(crate) fn remove(object: &mut dyn Object, name: &str) -> Option<Json> {
    let value = get(object, name);
    let index = index_of(object.shape(), name);
    object.edit(&mut |slots, extra| {
        if let Some(slot) = index.and_then(|index| slots.get_mut(index)) {
            slot.clear();
        }
        extra.remove(name);
    });
    value
}

/// Whether a member is there and `null`.
pub(crate) fn is_null(object: &dyn Object, name: &str) -> bool {
    let mut null = false;
    with_slot(object, name, |slot, extra| {
        null = !slot.is_some_and(|slot| slot.is_set()) && extra.get_raw(name) == Some("null");
    });
    null
}

/// The names of members whose value does not fit their type.
pub(crate) fn mismatches(object: &dyn Object) -> Vec<&'static str> {
    let shape = object.shape();
    let mut names = Vec::new();
    object.view(&mut |slots, extra| {
        for (name, raw) in extra.pairs() {
            let Some(index) = index_of(shape, &name) else { continue };
            let set = slots.get(index).is_some_and(|slot| slot.is_set());
            if let Some(member) = shape.members.get(index)
                && !set
                && raw != "null"
            {
                names.push(member.name);
            }
        }
    });
    names
}

/// Whether two objects of one type have the same members.
pub(crate) fn same(one: &dyn Object, other: &dyn Object) -> bool {
    let mut same = false;
    one.view(&mut |slots, extra| {
        other.view(&mut |others, other_extra| {
            same = slots.iter().zip(others).all(|(slot, other)| match (slot.value(), other.value()) {
                (Some(value), Some(other)) => value.same(other),
                (value, other) => value.is_none() && other.is_none(),
            }) && extra == other_extra;
        });
    });
    same
}

/// `Debug`: the fields that are set, and the names of the other members.
pub(crate) fn debug(object: &dyn Object, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let shape = object.shape();
    let mut result = Ok(());
    object.view(&mut |slots, extra| {
        let mut fields = f.debug_struct(shape.name);
        for (member, slot) in shape.members.iter().zip(slots) {
            match slot.value() {
                Some(_) if member.secret => fields.field(member.field, &format_args!("[redacted]")),
                Some(value) => fields.field(member.field, &value),
                None => &mut fields,
            };
        }
        if !extra.is_empty() {
            fields.field("extra", extra);
        }
        result = fields.finish();
    });
    result
}

/// Reports mismatches, and what the fields hold that is not known.
pub(crate) fn report(object: &dyn Object, audit: &mut Audit) {
    for name in mismatches(object) {
        audit.misfit(name);
    }
    let shape = object.shape();
    object.view(&mut |slots, extra| {
        if *extra.body() != Body::Object {
            audit.misfit_here();
        }
        for (member, slot) in shape.members.iter().zip(slots) {
            if let Some(value) = slot.value() {
                audit.within(member.name, |audit| value.audit_value(audit));
            }
        }
    });
}

/// Declares object types.
///
/// ```text
/// object! {
///     /// Docs.
///     pub struct Name {
///         /// Docs.
///         field: "jsonName" => Type,
///         /// Docs.
///         password: secret "password" => String,      // `Debug` shows `[redacted]`
///     }
/// }
/// ```
///
/// Any number of structs in one call, each with any number of fields, none included. Attributes may stand before
/// `pub struct` and before a field (`#[cfg]` before a field is not supported). Every `Type` is a `Model`; the
/// field is `pub field: Option<Type>`. `pub extra: Extra` is added. Implements `Clone`, `Default`, `PartialEq`,
/// `Debug`, `Serialize`, `Deserialize`, `Model`, and the inherent methods `from_json`, `to_json`, `get`, `set`,
/// `set_null`, `is_null`, `remove`, `mismatches`.
///
/// Here as in the other macros methods are `#[inline]` for the build's sake: machine code is made for the types that a
/// program uses, not for all.
macro_rules! object {
    ($(
        $(#[$attribute:meta])*
        pub struct $name:ident {
            $( $(#[$field_attribute:meta])* $field:ident : $($secret:ident)? $json:literal => $type:ty ),* $(,)?
        }
    )*) => {$(
        $(#[$attribute])*
        #[derive(Clone, Default)]
        pub struct $name {
            $(
                #[doc = concat!("The member `", $json, "`.")]
                $(#[$field_attribute])*
                pub $field: Option<$type>,
            )*
            /// Members without a field: unknown ones, custom attributes, mismatches, explicit nulls.
            pub extra: $crate::Extra,
        }

        impl $crate::rt::Object for $name {
            #[inline]
            fn shape(&self) -> &'static $crate::rt::Shape {
                const {
                    &$crate::rt::Shape {
                        name: stringify!($name),
                        members: &[$( $crate::rt::Member {
                            name: $json,
                            field: stringify!($field),
                            secret: $crate::rt::is_secret!($($secret)?),
                        } ),*],
                        fingerprints: &[$( $crate::rt::fingerprint($json) ),*],
                    }
                }
            }
            #[inline]
            fn view(&self, look: &mut dyn FnMut(&[&dyn $crate::rt::Slot], &$crate::Extra)) {
                look(&[$( &self.$field ),*], &self.extra)
            }
            #[inline]
            fn edit(&mut self, change: &mut dyn FnMut(&mut [&mut dyn $crate::rt::Slot], &mut $crate::Extra)) {
                change(&mut [$( &mut self.$field ),*], &mut self.extra)
            }
        }

        impl $name {
            /// Reads JSON. Members that are new, missing, null or of another type than expected are no error.
            ///
            /// # Errors
            /// The text is not JSON, or neither an object nor an array. An array of one object is taken for that
            /// object, any other array is kept as it is.
            #[inline]
            pub fn from_json(raw: &[u8]) -> Result<Self, $crate::DecodeError> {
                $crate::Model::decode(raw)
            }
            /// Writes JSON: what is set, and nothing else.
            #[inline]
            pub fn to_json(&self) -> Vec<u8> {
                $crate::rt::to_json(self)
            }
            /// A member's value by its JSON name, whether it has a field or not.
            #[inline]
            pub fn get(&self, name: &str) -> Option<$crate::Json> {
                $crate::rt::get(self, name)
            }
            /// Sets a member by its JSON name: its field if it has one, else a custom attribute.
            ///
            /// # Errors
            /// The value cannot be serialised, or does not fit the field.
            #[inline]
            pub fn set(&mut self, name: &str, value: impl $crate::rt::Serialize) -> Result<(), $crate::SetError> {
                $crate::rt::set(self, name, &value)
            }
            /// Sets a member to `null`, which is sent.
            #[inline]
            pub fn set_null(&mut self, name: &str) {
                $crate::rt::set_null(self, name);
            }
            /// Whether a member is there and `null`.
            #[inline]
            pub fn is_null(&self, name: &str) -> bool {
                $crate::rt::is_null(self, name)
            }
            /// Takes a member away and gives its value.
            #[inline]
            pub fn remove(&mut self, name: &str) -> Option<$crate::Json> {
                $crate::rt::remove(self, name)
            }
            /// The JSON names of members whose value does not fit their field; the values are in `extra`.
            #[inline]
            pub fn mismatches(&self) -> Vec<&'static str> {
                $crate::rt::mismatches(self)
            }
        }

        $crate::rt::object_traits!($name);
    )*};
}

/// Whether a member was marked.
macro_rules! is_secret {
    () => {
        false
    };
    (secret) => {
        true
    };
}

/// The traits of other crates, for objects.
macro_rules! object_traits {
    ($name:ident) => {
        impl PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::rt::same(self, other)
            }
        }
        impl std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::rt::debug(self, f)
            }
        }
        impl $crate::Model for $name {
            #[inline]
            fn encode(&self, out: &mut Vec<u8>) {
                $crate::rt::encode(self, out);
            }
            #[inline]
            fn read(reader: &mut $crate::rt::Reader<'_>) -> Result<Self, $crate::rt::Stop> {
                let mut object = Self::default();
                $crate::rt::read(&mut object, reader)?;
                Ok(object)
            }
            #[inline]
            fn read_body(reader: &mut $crate::rt::Reader<'_>) -> Result<Self, $crate::rt::Stop> {
                let mut object = Self::default();
                $crate::rt::read_body(&mut object, reader)?;
                Ok(object)
            }
            #[inline]
            fn note_list(&mut self) -> bool {
                $crate::rt::set_body(self, $crate::rt::Body::List);
                true
            }
            #[inline]
            fn read_boxed(reader: &mut $crate::rt::Reader<'_>) -> Result<Box<Self>, $crate::rt::Stop> {
                let mut object = Box::<Self>::default();
                $crate::rt::read(&mut *object, reader)?;
                Ok(object)
            }
            #[inline]
            fn has_member(&self, name: &str) -> bool {
                $crate::rt::has(self, name)
            }
            #[inline]
            fn audit(&self, audit: &mut $crate::Audit) {
                $crate::rt::report(self, audit);
            }
        }
        $crate::rt::serde_traits!($name);
    };
}

pub(crate) use {is_secret, object_traits};
