//! Objects: the macro that declares them, and the code shared by all of them.
//!
//! The macro expands to the struct, a table of its members, two functions that pass the fields as a list of
//! [`Field`]s, and one-line methods. All other code is non-generic and compiled once.

use std::fmt;

use serde::Serialize;

use crate::error::{DecodeError, MissingMember, SetError};
use crate::extra::{BodyShape, Extra};
use crate::fingerprint::{self, SeenNames};
use crate::json::{DecodeStop, JsonKind, JsonReader, write_member_name};
use crate::model::{Audit, Field};
use crate::raw::Json;

#[macro_use]
mod macros;

pub(crate) use macros::{object_traits, setter};

/// A typed member of an object.
#[derive(Debug)]
pub(crate) struct Member {
    /// The name in JSON.
    pub(crate) name: &'static str,
    /// The name of the field.
    pub(crate) field: &'static str,
    /// Whether `Debug` redacts the value.
    pub(crate) redacted: bool,
}

/// `Debug` redacts a member marked as `secret`.
pub(crate) const fn secret() -> bool {
    true
}

/// `Debug` redacts a member marked as `personal`, which is personal data.
pub(crate) const fn personal() -> bool {
    true
}

/// The declaration of an object type.
#[derive(Debug)]
pub(crate) struct Schema {
    /// The name of the type.
    pub(crate) name: &'static str,
    /// The typed members.
    pub(crate) members: &'static [Member],
    /// The [`fingerprints`](crate::fingerprint::fingerprints) of their names.
    pub(crate) fingerprints: &'static [u64],
}

/// A type-erased object.
pub(crate) trait Object {
    /// The declaration of the type.
    fn schema(&self) -> &'static Schema;
    /// Calls a function with the fields, in the order of the schema's members.
    fn with_fields(&self, f: &mut dyn FnMut(&[&dyn Field], &Extra));
    /// Calls a function with the mutable fields.
    fn with_fields_mut(&mut self, f: &mut dyn FnMut(&mut [&mut dyn Field], &mut Extra));
}

fn index_of(schema: &Schema, name: &str) -> Option<usize> {
    fingerprint::find(schema.fingerprints, name, |index| {
        schema.members.get(index).is_some_and(|member| member.name == name)
    })
}

/// Reads an object into its empty fields.
pub(crate) fn read(object: &mut dyn Object, reader: &mut JsonReader<'_>) -> Result<(), DecodeStop> {
    reader.enter_object()?;
    let schema = object.schema();
    let mut result = Ok(());
    object.with_fields_mut(&mut |fields, extra| result = read_members(schema, fields, extra, reader));
    result
}

/// Reads an object that is a complete body. A few operations documented with an object return an array: an array of
/// a single object is unwrapped, any other is kept as raw text.
pub(crate) fn read_body(object: &mut dyn Object, reader: &mut JsonReader<'_>) -> Result<(), DecodeStop> {
    if reader.kind()? != JsonKind::Array {
        return read(object, reader);
    }
    let body = if enter_single_valued(reader)? {
        read(object, reader)?;
        reader.next_item(&mut false)?;
        BodyShape::SingleItemArray
    } else {
        BodyShape::Other(reader.raw()?.into())
    };
    set_body_shape(object, body);
    Ok(())
}

/// Enters the next array if its only item is an object; otherwise returns `false` and resets the reader.
pub(crate) fn enter_single_valued(reader: &mut JsonReader<'_>) -> Result<bool, DecodeStop> {
    let start = reader.mark();
    reader.enter_array()?;
    let item = reader.mark();
    if reader.next_item(&mut true)? && reader.kind()? == JsonKind::Object {
        reader.raw()?;
        if !reader.next_item(&mut false)? {
            reader.reset(item);
            return Ok(true);
        }
    }
    reader.reset(start);
    Ok(false)
}

/// Records the shape of the body that held an object.
pub(crate) fn set_body_shape(object: &mut dyn Object, mut body: BodyShape) {
    object.with_fields_mut(&mut |_, extra| extra.set_body_shape(std::mem::take(&mut body)));
}

fn read_members(
    schema: &Schema,
    fields: &mut [&mut dyn Field],
    extra: &mut Extra,
    reader: &mut JsonReader<'_>,
) -> Result<(), DecodeStop> {
    let mut first = true;
    let mut seen = SeenNames::default();
    while reader.next_member(&mut first)? {
        let from = reader.at();
        let name = reader.name()?;
        let index = index_of(schema, &name);
        seen.record(index, &name);
        if let Some(field) = index.and_then(|index| fields.get_mut(index)) {
            if reader.kind()? != JsonKind::Null {
                let mark = reader.mark();
                match field.read(reader) {
                    Ok(()) => continue,
                    Err(stop) if stop.is_mismatch() => reader.reset(mark),
                    Err(stop) => return Err(stop),
                }
            }
            if seen.duplicates {
                field.clear();
            }
        }
        reader.raw()?;
        extra.push_raw(&[reader.slice(from)]);
    }
    if seen.duplicates && !extra.is_empty() {
        extra.last_wins();
        extra.retain(|name| !is_set(schema, fields, name));
    }
    Ok(())
}

fn is_set(schema: &Schema, fields: &[&mut dyn Field], name: &str) -> bool {
    index_of(schema, name).and_then(|index| fields.get(index)).is_some_and(|field| field.is_set())
}

/// Writes an object.
pub(crate) fn encode(object: &dyn Object, out: &mut Vec<u8>) {
    let schema = object.schema();
    let start = out.len();
    out.push(b'{');
    object.with_fields(&mut |fields, extra| {
        for (member, field) in schema.members.iter().zip(fields) {
            if let Some(value) = field.value() {
                write_member_name(out, member.name);
                value.dyn_encode(out);
            }
        }
        if extra.is_empty() {
            return;
        }
        let overridden = |name: &str| {
            index_of(schema, name).and_then(|index| fields.get(index)).is_some_and(|field| field.is_set())
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
    object.with_fields(&mut |_, extra| match extra.body_shape() {
        BodyShape::Object => {}
        BodyShape::SingleItemArray => {
            out.insert(start, b'[');
            out.push(b']');
        }
        // Members set after decoding replace the other value.
        BodyShape::Other(text) if out.len() == start + 2 => {
            out.truncate(start);
            out.extend_from_slice(text.as_bytes());
        }
        BodyShape::Other(_) => {}
    });
}

/// Calls a function with the field of a member, if it has one, and the extra members.
fn with_field(object: &dyn Object, name: &str, mut f: impl FnMut(Option<&dyn Field>, &Extra)) {
    let index = index_of(object.schema(), name);
    object.with_fields(&mut |fields, extra| f(index.and_then(|index| fields.get(index)).copied(), extra));
}

/// Whether an object encodes a member of this name.
pub(crate) fn has(object: &dyn Object, name: &str) -> bool {
    let mut found = false;
    with_field(object, name, |field, extra| {
        found = field.is_some_and(|field| field.is_set()) || extra.get_raw(name).is_some();
    });
    found
}

/// The value of a member, with or without a field.
pub(crate) fn get(object: &dyn Object, name: &str) -> Option<Json> {
    let mut found = None;
    with_field(object, name, |field, extra| {
        found = match field.and_then(|field| field.value()) {
            Some(value) => {
                let mut out = Vec::new();
                value.dyn_encode(&mut out);
                Some(Json::from_encoded(out))
            }
            None => extra.get(name),
        };
    });
    found
}

/// Sets a member to a JSON text, with or without a field.
pub(crate) fn set_raw(object: &mut dyn Object, name: &str, raw: &str) -> Result<(), SetError> {
    let index = index_of(object.schema(), name);
    let mut result = Ok(());
    object.with_fields_mut(&mut |fields, extra| {
        if raw != "null"
            && let Some(field) = index.and_then(|index| fields.get_mut(index))
        {
            result = field.read(&mut JsonReader::new(raw));
            if result.is_ok() {
                extra.retain(|member| member != name);
            }
            return;
        }
        if let Some(field) = index.and_then(|index| fields.get_mut(index)) {
            field.clear();
        }
        extra.set_raw(name, raw);
    });
    result.map_err(|stop| SetError::type_mismatch(name, DecodeError::new(raw.as_bytes(), stop)))
}

/// Sets a member to any value; one that does not match the type of its field is kept in `extra`.
pub(crate) fn set_any(object: &mut dyn Object, name: &str, value: &impl Serialize) {
    let raw = match serde_json::to_string(value) {
        Ok(raw) => raw,
        Err(error) => panic!("error serializing the value of member `{name}`: {error}"),
    };
    if set_raw(object, name, &raw).is_err() {
        let index = index_of(object.schema(), name);
        object.with_fields_mut(&mut |fields, extra| {
            if let Some(field) = index.and_then(|index| fields.get_mut(index)) {
                field.clear();
            }
            extra.set_raw(name, &raw);
        });
    }
}

/// Sets a member to `null`.
pub(crate) fn set_null(object: &mut dyn Object, name: &str) {
    let index = index_of(object.schema(), name);
    object.with_fields_mut(&mut |fields, extra| {
        if let Some(field) = index.and_then(|index| fields.get_mut(index)) {
            field.clear();
        }
        extra.set_null(name);
    });
}

/// Removes a member and returns its value.
pub(crate) fn remove(object: &mut dyn Object, name: &str) -> Option<Json> {
    let value = get(object, name);
    let index = index_of(object.schema(), name);
    object.with_fields_mut(&mut |fields, extra| {
        if let Some(field) = index.and_then(|index| fields.get_mut(index)) {
            field.clear();
        }
        extra.remove(name);
    });
    value
}

/// Returns the value of a field, or an error that names its member.
pub(crate) fn require<'a, T>(object: &dyn Object, field: &'a Option<T>) -> Result<&'a T, MissingMember> {
    field.as_ref().ok_or_else(|| missing(object, std::ptr::from_ref(field).cast()))
}

/// The error for the empty field at an address.
#[cold]
fn missing(object: &dyn Object, address: *const ()) -> MissingMember {
    let schema = object.schema();
    let mut index = None;
    let mut found = None;
    object.with_fields(&mut |fields, extra| {
        index = fields.iter().position(|field| std::ptr::addr_eq(std::ptr::from_ref(*field), address));
        let member = index.and_then(|index| schema.members.get(index));
        found = member.and_then(|member| extra.get(member.name)).map(|value| value.kind());
    });
    let member = index.and_then(|index| schema.members.get(index)).map_or("", |member| member.name);
    MissingMember::new(schema.name, member, found)
}

/// Fills an empty object with a JSON value. Another value than an object is kept as the text that is encoded.
pub(crate) fn fill(object: &mut dyn Object, value: &serde_json::Value) {
    let text = value.to_string();
    if read(object, &mut JsonReader::new(&text)).is_err() {
        object.with_fields_mut(&mut |fields, extra| {
            for field in fields {
                field.clear();
            }
            *extra = Extra::new();
        });
        set_body_shape(object, BodyShape::Other(text.into()));
    }
}

/// The kind of the value that is encoded in place of the object, if any.
pub(crate) fn non_object(object: &dyn Object) -> Option<JsonKind> {
    let mut kind = None;
    object.with_fields(&mut |fields, extra| {
        if let BodyShape::Other(text) = extra.body_shape()
            && extra.is_empty()
            && !fields.iter().any(|field| field.value().is_some())
        {
            kind = JsonReader::new(text).kind().ok();
        }
    });
    kind
}

/// Whether a member is present and `null`.
pub(crate) fn is_null(object: &dyn Object, name: &str) -> bool {
    let mut null = false;
    with_field(object, name, |field, extra| {
        null = !field.is_some_and(|field| field.is_set()) && extra.get_raw(name) == Some("null");
    });
    null
}

/// The names of members whose value does not match the type of their field.
pub(crate) fn mismatches(object: &dyn Object) -> Vec<&'static str> {
    let schema = object.schema();
    let mut names = Vec::new();
    object.with_fields(&mut |fields, extra| {
        for (name, raw) in extra.pairs() {
            let Some(index) = index_of(schema, &name) else { continue };
            let set = fields.get(index).is_some_and(|field| field.is_set());
            if let Some(member) = schema.members.get(index)
                && !set
                && raw != "null"
            {
                names.push(member.name);
            }
        }
    });
    names
}

/// Whether two objects of one type have equal members.
pub(crate) fn eq(one: &dyn Object, other: &dyn Object) -> bool {
    let mut equal = false;
    one.with_fields(&mut |fields, extra| {
        other.with_fields(&mut |others, other_extra| {
            equal = fields.iter().zip(others).all(|(field, other)| match (field.value(), other.value()) {
                (Some(value), Some(other)) => value.dyn_eq(other),
                (value, other) => value.is_none() && other.is_none(),
            }) && extra == other_extra;
        });
    });
    equal
}

/// Formats the set fields, and the names of the extra members.
pub(crate) fn debug(object: &dyn Object, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let schema = object.schema();
    let mut result = Ok(());
    object.with_fields(&mut |fields, extra| {
        let mut output = f.debug_struct(schema.name);
        for (member, field) in schema.members.iter().zip(fields) {
            match field.value() {
                Some(_) if member.redacted => output.field(member.field, &format_args!("[redacted]")),
                Some(value) => output.field(member.field, &value),
                None => &mut output,
            };
        }
        if !extra.is_empty() {
            output.field("extra", extra);
        }
        result = output.finish();
    });
    result
}

/// Reports type mismatches, and unknown values of the fields.
pub(crate) fn audit(object: &dyn Object, audit: &mut Audit) {
    for name in mismatches(object) {
        audit.mismatch(name);
    }
    let schema = object.schema();
    object.with_fields(&mut |fields, extra| {
        if *extra.body_shape() != BodyShape::Object {
            audit.mismatch_here();
        }
        for (member, field) in schema.members.iter().zip(fields) {
            if let Some(value) = field.value() {
                audit.within(member.name, |audit| value.dyn_audit(audit));
            }
        }
    });
}
