//! The members of an object schema, with inheritance and unions flattened.

use indexmap::IndexMap;

use crate::document::{Additional, Document, Lifecycle, Node, Schema, Stage, Type};
use crate::error::{Error, Result};

/// A member, merged from all its declarations.
#[derive(Debug, Clone)]
pub(super) struct Member<'d> {
    /// The declarations that determine its type: one, or one per alternative of a union.
    pub declared: Vec<&'d Schema>,
    /// All declarations, in ascending precedence.
    pub layers: Vec<&'d Schema>,
    /// Whether any declaration requires it.
    pub required: bool,
    /// Its only value. Of a union, all alternatives have the member and agree.
    pub constant: Option<&'d Node>,
}

impl Member<'_> {
    pub(super) fn any(&self, flag: impl Fn(&Schema) -> bool) -> bool {
        self.layers.iter().any(|layer| flag(layer))
    }

    pub(super) fn last<T>(&self, find: impl Fn(&Schema) -> Option<T>) -> Option<T> {
        self.layers.iter().rev().find_map(|layer| find(layer))
    }

    pub(super) fn lifecycle(&self) -> Option<&Lifecycle> {
        let marked = |layer: &&&Schema| layer.lifecycle.stage != Stage::Unmarked;
        self.layers.iter().rev().find(marked).map(|layer| &layer.lifecycle)
    }
}

/// Members by JSON name; inherited members come first.
pub(super) type Members<'d> = IndexMap<String, Member<'d>>;

/// Follows references, including annotated ones, to the schema that defines the value.
pub(super) fn follow<'d>(document: &'d Document, schema: &'d Schema) -> &'d Schema {
    let mut schema = schema;
    for _ in 0..32 {
        let next = match &schema.reference {
            Some(name) => document.schema(name),
            None => only_part(schema),
        };
        match next {
            Some(next) => schema = next,
            None => break,
        }
    }
    schema
}

/// Returns the single part of an `allOf` that otherwise has annotations only.
pub(super) fn only_part(schema: &Schema) -> Option<&Schema> {
    let mut parts = schema.all_of.iter().filter(|part| !part.is_decoration());
    match (parts.next(), parts.next()) {
        (Some(part), None) if schema.adds_nothing() => Some(part),
        _ => None,
    }
}

/// Collects the members of an object schema.
pub(super) fn members<'d>(document: &'d Document, schema: &'d Schema) -> Result<Members<'d>> {
    collect(document, schema, &mut Vec::new())
}

fn collect<'d>(document: &'d Document, schema: &'d Schema, path: &mut Vec<&'d str>) -> Result<Members<'d>> {
    if path.contains(&schema.pointer.as_str()) {
        return Err(Error::at(schema.pointer.clone(), "schema inherits from itself"));
    }
    path.push(&schema.pointer);
    let mut members = Members::new();
    if let Some(name) = &schema.reference {
        let target = document
            .schema(name)
            .ok_or_else(|| Error::at(schema.pointer.clone(), format!("unknown schema `{name}`")))?;
        overlay(&mut members, collect(document, target, path)?);
    }
    for part in &schema.all_of {
        overlay(&mut members, collect(document, part, path)?);
    }
    // The members of a union with a discriminator belong to its arms, not to schemas that inherit from it.
    if schema.discriminator.is_none() && !(schema.one_of.is_empty() && schema.any_of.is_empty()) {
        overlay(&mut members, alternatives(document, schema, path)?);
    }
    if !matches!(schema.kind, None | Some(Type::Object)) {
        return Err(Error::at(schema.pointer.clone(), "expected an object schema"));
    }
    let own = schema.properties.iter().map(|(name, property)| {
        let member = Member {
            declared: vec![property],
            layers: vec![property],
            required: false,
            constant: only_value(property),
        };
        (name.clone(), member)
    });
    overlay(&mut members, own.collect());
    for name in &schema.required {
        if let Some(member) = members.get_mut(name) {
            member.required = true;
        }
    }
    path.pop();
    Ok(members)
}

/// Overlays declarations: the later one determines the type, unless it defines none.
fn overlay<'d>(members: &mut Members<'d>, later: Members<'d>) {
    for (name, mut member) in later {
        if let Some(existing) = members.get_mut(&name) {
            let untyped = member.declared.iter().all(|schema| schema.is_decoration() || is_open_map(schema));
            if !untyped {
                existing.declared = member.declared;
            }
            if member.layers.iter().any(|schema| !schema.allowed.is_empty()) {
                existing.constant = member.constant;
            }
            existing.layers.append(&mut member.layers);
            existing.required |= member.required;
        } else {
            members.insert(name, member);
        }
    }
}

/// Returns whether the schema is a map of any values.
fn is_open_map(schema: &Schema) -> bool {
    let any = match &schema.additional {
        Additional::Any => true,
        Additional::Schema(values) => values.is_decoration(),
        _ => false,
    };
    any && schema.properties.is_empty() && schema.all_of.is_empty()
}

/// Collects the members of all alternatives; none is required.
fn alternatives<'d>(
    document: &'d Document,
    schema: &'d Schema,
    path: &mut Vec<&'d str>,
) -> Result<Members<'d>> {
    let mut merged: Option<Members<'d>> = None;
    for alternative in schema.one_of.iter().chain(&schema.any_of) {
        let target = follow(document, alternative);
        // An alternative that is itself a union is flattened too.
        let mut parts = collect(document, alternative, path)?;
        if target.discriminator.is_some() {
            for arm in target.one_of.iter().chain(&target.any_of) {
                merge(&mut parts, collect(document, arm, path)?);
            }
        }
        merged = Some(match merged {
            None => parts,
            Some(mut merged) => {
                for (name, member) in &mut merged {
                    member.constant = member
                        .constant
                        .filter(|_| parts.get(name).is_some_and(|other| other.constant == member.constant));
                }
                for (name, part) in &mut parts {
                    part.constant = part.constant.filter(|_| merged.contains_key(name));
                }
                merge(&mut merged, parts);
                merged
            }
        });
    }
    let mut merged = merged.unwrap_or_default();
    for member in merged.values_mut() {
        member.required = false;
    }
    Ok(merged)
}

/// The only value of an enumeration.
fn only_value(schema: &Schema) -> Option<&Node> {
    match schema.allowed.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

fn merge<'d>(members: &mut Members<'d>, more: Members<'d>) {
    for (name, mut member) in more {
        match members.get_mut(&name) {
            Some(existing) => {
                existing.declared.append(&mut member.declared);
                existing.layers.append(&mut member.layers);
            }
            None => {
                members.insert(name, member);
            }
        }
    }
}
