//! The members common to all variants of a union, nested unions and the unknown variant included.

use std::collections::HashMap;

use super::types::{Field, RustType, Shape, Types};
use crate::error::{Error, Result};
use crate::names::words;

/// Names of the inherent methods of unions.
const METHODS: [&str; 9] =
    ["from_json", "get", "is_known", "is_null", "remove", "set", "set_null", "to_json", "try_from"];

/// Determines the common members of each union, and adds those that only its base lacks to the base.
///
/// # Errors
///
/// When an accessor or setter would have the name of another method.
pub(super) fn add_common_members(types: &mut Types) -> Result<()> {
    let unions: Vec<String> = types
        .defs
        .values()
        .filter(|definition| matches!(definition.shape, Shape::Union { .. }))
        .map(|definition| definition.name.clone())
        .collect();
    let mut known = HashMap::new();
    for union in &unions {
        common_members(types, union, &mut known);
    }
    let mut problems = Vec::new();
    for union in &unions {
        let Some(definition) = types.defs.get_mut(union) else { continue };
        let pointer = definition.pointer.clone();
        let Shape::Union { arms, common, .. } = &mut definition.shape else { continue };
        *common = known.remove(union).unwrap_or_default();
        let mut names: Vec<String> = METHODS.iter().map(|name| (*name).to_owned()).collect();
        let accessors = arms.iter().flat_map(|arm| {
            let [as_, as_mut] = variant_accessors(&arm.name);
            [as_, as_mut]
        });
        for name in common.iter().flat_map(|field| [field.name.clone(), setter(field)]).chain(accessors) {
            if names.contains(&name) {
                problems.push(Error::at(
                    pointer.clone(),
                    format!("union `{union}` has two methods `{name}`; rename one in the override file"),
                ));
            }
            names.push(name);
        }
    }
    Error::all(problems)
}

/// The names of the accessors of a variant.
pub fn variant_accessors(variant: &str) -> [String; 2] {
    let name = words(variant).join("_");
    [format!("as_{name}"), format!("as_{name}_mut")]
}

/// The name of the setter of a common member.
pub fn setter(field: &Field) -> String {
    format!("set_{}", field.name.trim_end_matches('_'))
}

/// The common members of a union; those of nested unions are determined first.
fn common_members(types: &mut Types, union: &str, known: &mut HashMap<String, Vec<Field>>) -> Vec<Field> {
    if let Some(common) = known.get(union) {
        return common.clone();
    }
    // A union that contains itself has no members in common with itself.
    known.insert(union.to_owned(), Vec::new());
    let Some(Shape::Union { arms, other, .. }) = types.defs.get(union).map(|definition| &definition.shape)
    else {
        return Vec::new();
    };
    let (arms, RustType::Object(base)) = (arms.clone(), other.clone()) else { return Vec::new() };
    let mut variants: Vec<Vec<Field>> = Vec::new();
    for arm in &arms {
        match &arm.rust {
            RustType::Union(nested) => variants.push(common_members(types, nested, known)),
            RustType::Object(name) if *name != base => variants.push(fields(types, name)),
            _ => {}
        }
    }
    let own = fields(types, &base);
    let shared = shared_by_all(&variants);
    let missing: Vec<Field> = shared
        .iter()
        .filter(|field| !own.iter().any(|other| other.name == field.name || other.json == field.json))
        .cloned()
        .collect();
    if let Some(Shape::Object { fields }) = types.defs.get_mut(&base).map(|definition| &mut definition.shape)
    {
        fields.extend(missing.iter().cloned());
    }
    let all: Vec<Field> = own.into_iter().chain(missing).collect();
    let common: Vec<Field> =
        all.into_iter().filter(|field| shared.iter().any(|other| same_field(other, field))).collect();
    known.insert(union.to_owned(), common.clone());
    common
}

fn fields(types: &Types, name: &str) -> Vec<Field> {
    match types.defs.get(name).map(|definition| &definition.shape) {
        Some(Shape::Object { fields }) => fields.clone(),
        _ => Vec::new(),
    }
}

/// Whether two fields have the same name and type.
pub(super) fn same_field(one: &Field, other: &Field) -> bool {
    one.name == other.name && one.json == other.json && one.rust == other.rust && one.lazy == other.lazy
}

/// The fields that all variants have. Facts are kept only if all agree; a member that one of them redacts is redacted.
pub(super) fn shared_by_all(variants: &[Vec<Field>]) -> Vec<Field> {
    let Some((first, rest)) = variants.split_first() else {
        return Vec::new();
    };
    let everywhere =
        |field: &&Field| rest.iter().all(|fields| fields.iter().any(|other| same_field(other, field)));
    first
        .iter()
        .filter(everywhere)
        .map(|field| {
            let agree = |is: fn(&Field, &Field) -> bool| {
                rest.iter()
                    .all(|fields| fields.iter().any(|other| other.name == field.name && is(other, field)))
            };
            let any = |is: fn(&Field) -> bool| {
                variants.iter().any(|fields| fields.iter().any(|other| other.name == field.name && is(other)))
            };
            let facts_agree = agree(|one, other| one.facts == other.facts);
            let facts = if facts_agree { field.facts.clone() } else { String::new() };
            let constant =
                field.constant.clone().filter(|_| agree(|one, other| one.constant == other.constant));
            let (secret, personal) = (any(|other| other.secret), any(|other| other.personal));
            Field { facts, secret, personal, constant, ..field.clone() }
        })
        .collect()
}
