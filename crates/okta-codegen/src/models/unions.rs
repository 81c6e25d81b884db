//! Unions, with a discriminator or untagged.

use indexmap::IndexMap;

use super::common::shared_by_all;
use super::members::{follow, members};
use super::resolve::Resolver;
use super::types::{Arm, Field, JsonShape, RustType, Shape, UntaggedArm};
use crate::document::{Node, Schema, Type};
use crate::error::{Error, Result};
use crate::names::{pascal, pascal_words, words};

/// Returns the JSON shape of a schema returned by [`follow`].
pub(super) fn shape_of(schema: &Schema) -> Result<JsonShape> {
    Ok(match schema.kind {
        Some(Type::String) => JsonShape::Text,
        Some(Type::Boolean) => JsonShape::Bool,
        Some(Type::Integer | Type::Number) => JsonShape::Number,
        Some(Type::Array) => JsonShape::List,
        Some(Type::Object) => JsonShape::Object,
        None if schema.items.is_some() => JsonShape::List,
        None if !schema.properties.is_empty()
            || !schema.all_of.is_empty()
            || schema.discriminator.is_some() =>
        {
            JsonShape::Object
        }
        None if !schema.allowed.is_empty()
            && schema.allowed.iter().all(|value| matches!(value, Node::Text(_))) =>
        {
            JsonShape::Text
        }
        None => {
            return Err(Error::at(schema.pointer.clone(), "unknown JSON shape of this alternative"));
        }
    })
}

/// Adds the arms of another union of the same name.
pub(super) fn extend(arms: &mut Vec<Arm>, more: Vec<Arm>, pointer: &str) -> Result<()> {
    for new in more {
        for value in &new.values {
            let other = arms.iter().find(|arm| arm.values.contains(value) && arm.rust != new.rust);
            if let Some(other) = other {
                let message = format!("`{value}` selects both `{}` and `{}`", new.rust, other.rust);
                return Err(Error::at(pointer, message));
            }
        }
        match arms.iter_mut().find(|arm| arm.rust == new.rust) {
            Some(arm) => {
                let missing =
                    new.values.into_iter().filter(|value| !arm.values.contains(value)).collect::<Vec<_>>();
                arm.values.extend(missing);
            }
            None => arms.push(new),
        }
    }
    Ok(())
}

impl<'d> Resolver<'d> {
    /// Builds a union from the discriminator of the schema or of the override file.
    pub(super) fn union_shape(&mut self, name: &str, schema: &'d Schema) -> Result<Shape> {
        let path = &self.path(schema)?.text;
        let (by, mapping): (&str, &'d IndexMap<String, String>) =
            match (&schema.discriminator, self.overrides.unions.get(path)) {
                (_, Some(union)) => (&union.property, &union.values),
                (Some(discriminator), None) => (&discriminator.property, &discriminator.mapping),
                (None, None) => {
                    return Err(Error::at(schema.pointer.clone(), "union without a discriminator"));
                }
            };
        let own = members(self.document, schema)?;
        let has_base = !(schema.properties.is_empty() && schema.all_of.is_empty());
        let base_name = self.overrides.bases.get(path).cloned().unwrap_or_else(|| format!("{name}Base"));
        let base = RustType::Object(base_name.clone());
        let mut base_fields = if has_base { self.fields_of(&own)? } else { Vec::new() };
        let mut arms: Vec<(Arm, Vec<Field>)> = Vec::new();
        for (value, target) in mapping {
            let target_schema = self
                .document
                .schema(target)
                .ok_or_else(|| Error::at(schema.pointer.clone(), format!("unknown schema `{target}`")))?;
            let is_base = has_base && self.same_schema(target_schema, schema);
            let rust = if is_base { base.clone() } else { self.resolve(target_schema)? };
            if let Some((arm, _)) = arms.iter_mut().find(|(arm, _)| arm.rust == rust) {
                arm.values.push(value.clone());
                continue;
            }
            let fields = match &rust {
                _ if is_base => base_fields.clone(),
                RustType::Object(_) => self.fields(target_schema)?,
                RustType::Union(_) => Vec::new(),
                other => {
                    let message =
                        format!("`{value}` maps to `{target}`, which is `{other}` (expected an object)");
                    return Err(Error::at(schema.pointer.clone(), message));
                }
            };
            arms.push((Arm { values: vec![value.clone()], name: String::new(), rust }, fields));
        }
        if !has_base {
            let fields: Vec<Vec<Field>> = arms.iter().map(|(_, fields)| fields.clone()).collect();
            // The discriminator alone needs no base.
            base_fields = Some(shared_by_all(&fields)).filter(|shared| shared.len() > 1).unwrap_or_default();
        }
        let other = if base_fields.is_empty() {
            RustType::Json
        } else {
            self.add(base_name.clone(), Shape::Object { fields: base_fields }, schema)?;
            if let Some(definition) = self.types.defs.get_mut(&base_name) {
                definition.base_of = Some(name.to_owned());
            }
            base
        };
        let mut arms: Vec<Arm> = arms.into_iter().map(|(arm, _)| arm).collect();
        self.name_arms(name, &mut arms, schema)?;
        // The common members are known when all types are.
        Ok(Shape::Union { by: by.to_owned(), arms, other, common: Vec::new() })
    }

    /// Returns whether a named schema is a chain of references to another one.
    fn same_schema(&self, named: &Schema, other: &Schema) -> bool {
        let mut named = named;
        while let Some(next) = named.reference.as_ref().and_then(|name| self.document.schema(name)) {
            if next.pointer == named.pointer {
                break;
            }
            named = next;
        }
        named.pointer == other.pointer
    }

    /// Names each variant after its only value, or after its type without the words of the union's name.
    fn name_arms(&self, union: &str, arms: &mut [Arm], schema: &Schema) -> Result<()> {
        let chosen = self.overrides.variants.get(union);
        for index in 0..arms.len() {
            let (before, rest) = arms.split_at_mut(index);
            let Some(arm) = rest.first_mut() else { break };
            let from_override =
                arm.values.iter().find_map(|value| chosen.and_then(|chosen| chosen.get(value)));
            arm.name = match (from_override, arm.values.as_slice()) {
                (Some(name), _) => name.clone(),
                (None, [only]) => pascal(only),
                (None, _) => strip_union_name(union, arm.rust.generated().unwrap_or_default()),
            };
            let duplicate = before.iter().any(|other| other.name == arm.name);
            if duplicate || arm.name.is_empty() || arm.name == "Other" {
                let values = arm.values.join("`, `");
                let message =
                    format!("no variant name for `{values}` of `{union}`; add one to the override file");
                return Err(Error::at(schema.pointer.clone(), message));
            }
        }
        Ok(())
    }

    /// Builds an untagged union, whose arms have different JSON shapes.
    pub(super) fn untagged_shape(&mut self, schema: &'d Schema) -> Result<Shape> {
        let mut arms: Vec<UntaggedArm> = Vec::new();
        for alternative in schema.one_of.iter().chain(&schema.any_of) {
            let shape = shape_of(follow(self.document, alternative))?;
            let rust = self.resolve(alternative)?;
            let name = match shape {
                JsonShape::Text => "Text",
                JsonShape::Bool => "Bool",
                JsonShape::Number => "Number",
                JsonShape::List => "List",
                JsonShape::Object => "Object",
            };
            match arms.iter().find(|arm| arm.shape == shape) {
                None => arms.push(UntaggedArm { name: name.to_owned(), rust, shape }),
                Some(arm) if arm.rust == rust => {}
                Some(_) => {
                    return Err(Error::at(
                        alternative.pointer.clone(),
                        "two alternatives of this union have the same JSON shape",
                    ));
                }
            }
        }
        Ok(Shape::Untagged { arms })
    }
}

/// Removes the words of a union's name from a type name: `AuthenticatorMethodSimple` in `AuthenticatorMethod` →
/// `Simple`; `StandardRole` in `Role` → `Standard`.
fn strip_union_name(union: &str, name: &str) -> String {
    let (union, name) = (words(union), words(name));
    let shared = union.iter().zip(&name).take_while(|(one, other)| one == other).count();
    let rest = name.get(shared..).unwrap_or_default();
    let tail = rest.iter().rev().zip(union.iter().rev()).take_while(|(one, other)| one == other).count();
    let kept = rest.get(..rest.len().saturating_sub(tail)).unwrap_or_default();
    pascal_words(if kept.is_empty() { &name } else { kept })
}

#[cfg(test)]
mod tests {
    use super::strip_union_name;

    #[test]
    fn union_name_is_stripped_from_variants() {
        assert_eq!(strip_union_name("AuthenticatorMethod", "AuthenticatorMethodSimple"), "Simple");
        assert_eq!(strip_union_name("Role", "StandardRole"), "Standard");
        assert_eq!(strip_union_name("UserRisk", "UserRiskLevelExists"), "LevelExists");
        assert_eq!(strip_union_name("Role", "Role"), "Role");
    }
}
