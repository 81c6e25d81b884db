//! Fields of structs and variants of enums.

use indexmap::IndexMap;

use super::facts;
use super::members::{Member, Members, members};
use super::resolve::Resolver;
use super::types::{Field, RustType, Shape, Variant};
use crate::document::{Node, Schema};
use crate::emit::literal;
use crate::error::{Error, Result};
use crate::names::{pascal, snake};

/// Whether a schema path is `outer` or below it.
fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '{']))
}

/// Names that methods of all objects have, methods of the traits that all objects implement, and operators, for which
/// setters could be taken.
const RESERVED: [&str; 37] = [
    "add",
    "as_dyn",
    "audit",
    "bitand",
    "bitor",
    "bitxor",
    "clone",
    "clone_from",
    "clone_into",
    "decode",
    "default",
    "div",
    "encode",
    "eq",
    "extra",
    "fmt",
    "from",
    "from_json",
    "get",
    "has_member",
    "into",
    "is_null",
    "mismatches",
    "mul",
    "ne",
    "new",
    "rem",
    "remove",
    "require",
    "set",
    "set_null",
    "shl",
    "shr",
    "sub",
    "to_json",
    "to_owned",
    "with",
];

/// The literal of a constant value.
fn literal_of(value: &Node, rust: &RustType) -> Option<String> {
    match (value, rust) {
        (Node::Text(text), RustType::Text) => Some(literal(text)),
        (Node::Bool(value), RustType::Bool) => Some(value.to_string()),
        _ => None,
    }
}

impl<'d> Resolver<'d> {
    /// Returns the fields of an object schema.
    pub(super) fn fields(&mut self, schema: &'d Schema) -> Result<Vec<Field>> {
        let members = members(self.document, schema)?;
        self.fields_of(&members)
    }

    pub(super) fn fields_of(&mut self, members: &Members<'d>) -> Result<Vec<Field>> {
        let mut fields: Vec<Field> = Vec::with_capacity(members.len());
        for (json, member) in members {
            let field = self.field(json, member)?;
            if let Some(other) = fields.iter().find(|other| other.name == field.name) {
                let message =
                    format!("`{}` and `{json}` have the same field name `{}`", other.json, field.name);
                let pointer = member.layers.first().map(|layer| layer.pointer.clone()).unwrap_or_default();
                return Err(Error::at(pointer, message));
            }
            fields.push(field);
        }
        Ok(fields)
    }

    fn field(&mut self, json: &str, member: &Member<'d>) -> Result<Field> {
        let mut types: Vec<RustType> = Vec::new();
        for declared in &member.declared {
            let rust = self.resolve(declared)?;
            if !types.contains(&rust) {
                types.push(rust);
            }
        }
        if types.len() > 1 {
            // Untyped declarations do not count.
            types.retain(|rust| *rust != RustType::Json);
        }
        let rust = unify(&types);
        let mut candidates = Vec::new();
        if types.len() > 1 && rust != RustType::Text {
            for name in types.iter().filter_map(RustType::generated) {
                if !candidates.iter().any(|known| known == name) {
                    candidates.push(name.to_owned());
                }
            }
        }
        let paths: Vec<&str> = member
            .layers
            .iter()
            .filter_map(|layer| self.paths.get(layer))
            .map(|path| path.text.as_str())
            .collect();
        let name = paths.iter().find_map(|path| self.overrides.fields.get(*path)).cloned();
        let by_name = self.overrides.secrets.iter().any(|secret| secret == json);
        let by_path =
            paths.iter().any(|path| self.overrides.secret_paths.iter().any(|secret| secret == path));
        let by_format = member.any(|schema| schema.format.as_deref() == Some("password"));
        let is_text = matches!(rust, RustType::Text);
        let personal = rust.generated().is_none()
            && (self.overrides.personal.iter().any(|name| name == json)
                || self
                    .overrides
                    .personal_paths
                    .iter()
                    .any(|of| paths.iter().any(|path| is_within(path, of))));
        let name = name.unwrap_or_else(|| snake(json));
        if RESERVED.contains(&name.as_str()) {
            let path = paths.first().copied().unwrap_or_default();
            let message = format!(
                "field `{name}` has the name of a method of all objects; name `{path}` in `fields` of the override file"
            );
            let pointer = member.layers.first().map(|layer| layer.pointer.clone()).unwrap_or_default();
            self.problems.push(Error::at(pointer, message));
        }
        let secret = by_path || (is_text && (by_name || by_format));
        let rust = if json == "id" && is_text && !secret && !personal { RustType::Id } else { rust };
        let constant = member
            .constant
            .filter(|_| member.required && !member.any(|schema| schema.read_only))
            .and_then(|only| literal_of(only, &rust));
        Ok(Field {
            json: json.to_owned(),
            lazy: json == "_links" && rust.generated().is_some(),
            facts: facts::member_doc(member, &rust, &candidates),
            name,
            secret,
            personal,
            constant,
            candidates,
            rust,
        })
    }

    pub(super) fn enum_shape(&self, name: &str, schema: &Schema) -> Result<Shape> {
        let chosen = self.overrides.variants.get(name);
        let mut variants: IndexMap<String, Variant> = IndexMap::new();
        let undocumented = self.overrides.values.get(name).into_iter().flatten().map(String::as_str);
        for value in schema.allowed.iter().filter_map(Node::as_text).chain(undocumented) {
            // Some documented lists have duplicates.
            if variants.values().any(|variant| variant.value == value) {
                continue;
            }
            let variant = match chosen.and_then(|chosen| chosen.get(value)) {
                Some(variant) => variant.clone(),
                None => match pascal(value) {
                    // The macro adds the variant `Unknown`.
                    unknown if unknown == "Unknown" => "UnknownValue".to_owned(),
                    name if name == "Self" => "Self_".to_owned(),
                    variant => variant,
                },
            };
            let conflict = variants.get(&variant).map(|other| other.value.clone());
            if variant.is_empty() || conflict.is_some() {
                let conflict =
                    conflict.map(|value| format!(", in conflict with `{value}`")).unwrap_or_default();
                let message = format!(
                    "no variant name for value `{value}` of `{name}`{conflict}; add one to the override file"
                );
                return Err(Error::at(schema.pointer.clone(), message));
            }
            variants.insert(variant.clone(), Variant { name: variant, value: value.to_owned() });
        }
        Ok(Shape::Enum { variants: variants.into_values().collect() })
    }
}

/// Merges the fields of two structs, of which one must have all fields of the other. Fields of the same name must be
/// identical, or one of them untyped.
pub(super) fn merge(fields: &[Field], more: &[Field]) -> Option<Vec<Field>> {
    let (smaller, larger) = if fields.len() < more.len() { (fields, more) } else { (more, fields) };
    let mut merged = larger.to_vec();
    for field in smaller {
        let existing =
            merged.iter_mut().find(|existing| existing.name == field.name && existing.json == field.json)?;
        let untyped = RustType::Json.map();
        if existing.rust == untyped {
            existing.clone_from(field);
        } else if existing != field && field.rust != untyped {
            return None;
        }
    }
    Some(merged)
}

/// Unifies the types of a member that the alternatives of a union declare differently.
fn unify(types: &[RustType]) -> RustType {
    match types {
        [only] => only.clone(),
        [] => RustType::Json,
        _ if types.iter().all(|rust| matches!(rust, RustType::List(_))) => RustType::Json.list(),
        _ if types.iter().all(|rust| matches!(rust, RustType::Text | RustType::Enum(_))) => RustType::Text,
        _ => RustType::Json,
    }
}
