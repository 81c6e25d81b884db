//! The fields of structs and the variants of enums.

use indexmap::IndexMap;

use super::facts;
use super::members::{Member, Members, members};
use super::resolve::Resolver;
use super::types::{Field, RustType, Shape, Variant};
use crate::document::{Node, Schema};
use crate::error::{Error, Result};
use crate::names::{pascal, snake};

impl<'d> Resolver<'d> {
    /// The fields of an object schema.
    pub(super) fn fields(&mut self, schema: &'d Schema) -> Result<Vec<Field>> {
        let members = members(self.document, schema)?;
        self.fields_of(&members)
    }

    pub(super) fn fields_of(&mut self, members: &Members<'d>) -> Result<Vec<Field>> {
        let mut fields: Vec<Field> = Vec::with_capacity(members.len());
        for (json, member) in members {
            let field = self.field(json, member)?;
            if let Some(twin) = fields.iter().find(|there| there.name == field.name) {
                let message = format!("`{}` and `{json}` would both be named `{}`", twin.json, field.name);
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
            // A declaration that says nothing leaves the choice to the others.
            types.retain(|rust| *rust != RustType::Json);
        }
        let rust = together(&types);
        let mut candidates = Vec::new();
        if types.len() > 1 && rust != RustType::Text {
            for name in types.iter().filter_map(RustType::generated) {
                if !candidates.iter().any(|there| there == name) {
                    candidates.push(name.to_owned());
                }
            }
        }
        let places: Vec<&str> = member
            .layers
            .iter()
            .filter_map(|layer| self.positions.get(layer))
            .map(|position| position.short.as_str())
            .collect();
        let name = places.iter().find_map(|place| self.overrides.fields.get(*place)).cloned();
        let by_name = self.overrides.secrets.iter().any(|secret| secret == json);
        let by_place =
            places.iter().any(|place| self.overrides.secret_places.iter().any(|secret| secret == place));
        let by_format = member.any(|schema| schema.format.as_deref() == Some("password"));
        let texts = matches!(rust, RustType::Text);
        Ok(Field {
            name: name.unwrap_or_else(|| snake(json)),
            json: json.to_owned(),
            lazy: json == "_links" && rust.generated().is_some(),
            secret: by_place || (texts && (by_name || by_format)),
            facts: facts::of_member(member, &rust, &candidates),
            candidates,
            rust,
        })
    }

    pub(super) fn enum_shape(&self, name: &str, schema: &Schema) -> Result<Shape> {
        let chosen = self.overrides.variants.get(name);
        let mut variants: IndexMap<String, Variant> = IndexMap::new();
        let further = self.overrides.values.get(name).into_iter().flatten().map(String::as_str);
        for value in schema.allowed.iter().filter_map(Node::as_text).chain(further) {
            // Some lists name a value twice.
            if variants.values().any(|variant| variant.value == value) {
                continue;
            }
            let variant = match chosen.and_then(|chosen| chosen.get(value)) {
                Some(variant) => variant.clone(),
                None => match pascal(value) {
                    // `Unknown` is the variant of values that are not listed.
                    unknown if unknown == "Unknown" => "UnknownValue".to_owned(),
                    own if own == "Self" => "Self_".to_owned(),
                    variant => variant,
                },
            };
            let taken = variants.get(&variant).map(|twin| twin.value.clone());
            if variant.is_empty() || taken.is_some() {
                let twin = taken.map(|twin| format!(" (taken by `{twin}`)")).unwrap_or_default();
                let message = format!(
                    "the value `{value}` of `{name}` needs a variant name{twin} in the override file"
                );
                return Err(Error::at(schema.pointer.clone(), message));
            }
            variants.insert(variant.clone(), Variant { name: variant, value: value.to_owned() });
        }
        Ok(Shape::Enum { variants: variants.into_values().collect() })
    }
}

/// One type for a member that the members of a union declare differently.
fn together(types: &[RustType]) -> RustType {
    match types {
        [only] => only.clone(),
        [] => RustType::Json,
        _ if types.iter().all(|rust| matches!(rust, RustType::List(_))) => RustType::Json.list(),
        _ if types.iter().all(|rust| matches!(rust, RustType::Text | RustType::Enum(_))) => RustType::Text,
        _ => RustType::Json,
    }
}
