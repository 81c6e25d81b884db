//! Classification of schemas by Rust type.

use std::collections::HashSet;

use super::members::{follow, only_part};
use super::resolve::Resolver;
use super::schema_paths::SchemaPath;
use super::types::{JsonShape, RustType};
use super::unions::shape_of;
use crate::document::{Additional, Node, Schema, Type};
use crate::error::{Error, Result};

/// The class of a schema.
pub(super) enum Class<'d> {
    /// The same type as another schema.
    Alias(&'d Schema),
    /// A type without a definition.
    Plain(RustType),
    List(Option<&'d Schema>),
    Map(&'d Schema),
    Enum,
    Object,
    /// A union with a discriminator.
    Union,
    /// A union whose arm is selected by JSON shape.
    Untagged,
}

impl<'d> Resolver<'d> {
    pub(super) fn classify(&self, schema: &'d Schema) -> Result<Class<'d>> {
        let document = self.document;
        if let Some(name) = &schema.reference {
            let target = document.schema(name);
            return target
                .map(Class::Alias)
                .ok_or_else(|| Error::at(schema.pointer.clone(), format!("unknown schema `{name}`")));
        }
        let path = self.path(schema)?;
        if let Some(part) = only_part(schema) {
            let is_struct = path.named
                && (self.arms.contains(path.text.as_str()) || follow(document, part).discriminator.is_some());
            return Ok(if is_struct { Class::Object } else { Class::Alias(part) });
        }
        if self.overrides.structs.contains(&path.text) {
            return Ok(Class::Object);
        }
        if schema.discriminator.is_some() || self.overrides.unions.contains_key(&path.text) {
            return Ok(Class::Union);
        }
        if !(schema.one_of.is_empty() && schema.any_of.is_empty()) {
            return self.undiscriminated(schema);
        }
        if !schema.allowed.is_empty() {
            return Ok(self.classify_enum(schema, path));
        }
        Ok(match schema.kind {
            Some(Type::String) => Class::Plain(match schema.format.as_deref() {
                Some("date-time" | "ISO 8601 compliant timestamp") => RustType::DateTime,
                _ => RustType::Text,
            }),
            Some(Type::Integer) if schema.format.as_deref() == Some("int32") => Class::Plain(RustType::Int32),
            Some(Type::Integer) => Class::Plain(RustType::Int64),
            Some(Type::Number) => Class::Plain(RustType::Float),
            Some(Type::Boolean) => Class::Plain(RustType::Bool),
            Some(Type::Array) => Class::List(schema.items.as_deref()),
            // The document omits `type` in some places.
            None if schema.items.is_some() => Class::List(schema.items.as_deref()),
            Some(Type::Object) | None => self.classify_object(schema),
        })
    }

    fn classify_object(&self, schema: &'d Schema) -> Class<'d> {
        let inherits = schema.all_of.iter().any(|part| {
            let target = follow(self.document, part);
            !(target.properties.is_empty() && target.all_of.is_empty() && target.one_of.is_empty())
        });
        if !schema.properties.is_empty() || inherits || schema.extensible {
            return Class::Object;
        }
        match &schema.additional {
            Additional::Schema(values) if !values.is_decoration() => Class::Map(values),
            Additional::Undocumented if schema.kind.is_none() && schema.all_of.is_empty() => {
                Class::Plain(RustType::Json)
            }
            _ => Class::Plain(RustType::Json.map()),
        }
    }

    fn classify_enum(&self, schema: &Schema, path: &SchemaPath) -> Class<'d> {
        let texts = schema.allowed.iter().all(|value| matches!(value, Node::Text(_)));
        match schema.kind {
            Some(Type::Boolean) => Class::Plain(RustType::Bool),
            None | Some(Type::String) if texts => {
                // An inline enum with one value is a constant.
                if schema.allowed.len() == 1 && !path.named {
                    Class::Plain(RustType::Text)
                } else {
                    Class::Enum
                }
            }
            _ => Class::Plain(RustType::Json),
        }
    }

    /// Classifies a union without a discriminator by the shapes of its alternatives.
    fn undiscriminated(&self, schema: &'d Schema) -> Result<Class<'d>> {
        let mut shapes: Vec<JsonShape> = Vec::new();
        let mut formats = HashSet::new();
        for alternative in schema.one_of.iter().chain(&schema.any_of) {
            let target = follow(self.document, alternative);
            formats.insert(target.format.as_deref());
            shapes.push(shape_of(target)?);
        }
        shapes.sort();
        shapes.dedup();
        Ok(match shapes.as_slice() {
            // One struct with the members of all alternatives.
            [JsonShape::Object] => Class::Object,
            [JsonShape::Text] if formats.len() == 1 && formats.contains(&Some("date-time")) => {
                Class::Plain(RustType::DateTime)
            }
            [JsonShape::Text] => Class::Plain(RustType::Text),
            [JsonShape::Bool] => Class::Plain(RustType::Bool),
            [JsonShape::Number] => Class::Plain(RustType::Float),
            // Any value.
            shapes if shapes.len() == 5 => Class::Plain(RustType::Json),
            _ => Class::Untagged,
        })
    }
}
