//! The members of an object schema, inheritance and unions laid flat.

use indexmap::IndexMap;

use crate::document::{Additional, Document, Lifecycle, Schema, Stage, Type};
use crate::error::{Error, Result};

/// A member, put together from every place that declares it.
#[derive(Debug, Clone)]
pub(super) struct Member<'d> {
    /// The declarations that decide its type: one, or one for each member of a union where they differ.
    pub declared: Vec<&'d Schema>,
    /// Every declaration, the last one counts most.
    pub layers: Vec<&'d Schema>,
    /// Whether any declaration requires it.
    pub required: bool,
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

/// Members by JSON name, inherited ones first.
pub(super) type Members<'d> = IndexMap<String, Member<'d>>;

/// Follows references (and decorations around one) to the schema that says what the value is.
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

/// The one schema that `allOf` decorates, where it does no more than that.
pub(super) fn only_part(schema: &Schema) -> Option<&Schema> {
    let mut parts = schema.all_of.iter().filter(|part| !part.is_decoration());
    match (parts.next(), parts.next()) {
        (Some(part), None) if schema.adds_nothing() => Some(part),
        _ => None,
    }
}

/// The members of an object schema.
pub(super) fn members<'d>(document: &'d Document, schema: &'d Schema) -> Result<Members<'d>> {
    collect(document, schema, &mut Vec::new())
}

fn collect<'d>(document: &'d Document, schema: &'d Schema, path: &mut Vec<&'d str>) -> Result<Members<'d>> {
    if path.contains(&schema.pointer.as_str()) {
        return Err(Error::at(schema.pointer.clone(), "the schema inherits from itself"));
    }
    path.push(&schema.pointer);
    let mut members = Members::new();
    if let Some(name) = &schema.reference {
        let target = document
            .schema(name)
            .ok_or_else(|| Error::at(schema.pointer.clone(), format!("there is no schema `{name}`")))?;
        layer(&mut members, collect(document, target, path)?);
    }
    for part in &schema.all_of {
        layer(&mut members, collect(document, part, path)?);
    }
    // The members of a union that a discriminator decides belong to its arms, not to whoever inherits from it.
    if schema.discriminator.is_none() && !(schema.one_of.is_empty() && schema.any_of.is_empty()) {
        layer(&mut members, alternatives(document, schema, path)?);
    }
    if !matches!(schema.kind, None | Some(Type::Object)) {
        return Err(Error::at(schema.pointer.clone(), "expected an object schema here"));
    }
    let own = schema.properties.iter().map(|(name, property)| {
        let member = Member { declared: vec![property], layers: vec![property], required: false };
        (name.clone(), member)
    });
    layer(&mut members, own.collect());
    for name in &schema.required {
        if let Some(member) = members.get_mut(name) {
            member.required = true;
        }
    }
    path.pop();
    Ok(members)
}

/// Puts declarations over those that are there: the later one decides, unless it says nothing.
fn layer<'d>(members: &mut Members<'d>, later: Members<'d>) {
    for (name, mut member) in later {
        if let Some(there) = members.get_mut(&name) {
            let silent = member.declared.iter().all(|schema| schema.is_decoration() || is_open_map(schema));
            if !silent {
                there.declared = member.declared;
            }
            there.layers.append(&mut member.layers);
            there.required |= member.required;
        } else {
            members.insert(name, member);
        }
    }
}

/// `additionalProperties` of anything: says no more than that the value is an object.
fn is_open_map(schema: &Schema) -> bool {
    let free = match &schema.additional {
        Additional::Free => true,
        Additional::Of(values) => values.is_decoration(),
        _ => false,
    };
    free && schema.properties.is_empty() && schema.all_of.is_empty()
}

/// The members of all alternatives together; none of them is required.
fn alternatives<'d>(
    document: &'d Document,
    schema: &'d Schema,
    path: &mut Vec<&'d str>,
) -> Result<Members<'d>> {
    let mut together = Members::new();
    for alternative in schema.one_of.iter().chain(&schema.any_of) {
        let target = follow(document, alternative);
        // An alternative that is itself a union is laid flat too.
        let mut parts = collect(document, alternative, path)?;
        if target.discriminator.is_some() {
            for arm in target.one_of.iter().chain(&target.any_of) {
                merge(&mut parts, collect(document, arm, path)?);
            }
        }
        merge(&mut together, parts);
    }
    for member in together.values_mut() {
        member.required = false;
    }
    Ok(together)
}

fn merge<'d>(members: &mut Members<'d>, more: Members<'d>) {
    for (name, mut member) in more {
        match members.get_mut(&name) {
            Some(there) => {
                there.declared.append(&mut member.declared);
                there.layers.append(&mut member.layers);
            }
            None => {
                members.insert(name, member);
            }
        }
    }
}
