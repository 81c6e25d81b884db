//! Whether the override file fits the document.

use std::collections::HashSet;

use super::positions::Positions;
use super::types::{Shape, Types};
use crate::error::{Error, Result};
use crate::overrides::ModelOverrides;

/// An override of a place that is not there is a mistake, or the document has moved on.
pub fn check_overrides(overrides: &ModelOverrides, positions: &Positions, types: &Types) -> Result<()> {
    let sections: [(&str, Vec<&String>); 7] = [
        ("types", overrides.types.keys().collect()),
        ("names", overrides.names.keys().collect()),
        ("bases", overrides.bases.keys().collect()),
        ("fields", overrides.fields.keys().collect()),
        ("unions", overrides.unions.keys().collect()),
        ("secret_places", overrides.secret_places.iter().collect()),
        ("roots", overrides.roots.keys().collect()),
    ];
    let places: HashSet<&str> = positions.all().map(|position| position.short.as_str()).collect();
    let mut problems = Vec::new();
    for (section, keys) in sections {
        for place in keys.into_iter().filter(|place| !places.contains(place.as_str())) {
            problems.push(Error::general(format!("override `{section}`: there is no place `{place}`")));
        }
    }
    for name in overrides.variants.keys().chain(overrides.values.keys()) {
        if !types.defs.contains_key(name) {
            problems
                .push(Error::general(format!("override `variants` or `values`: there is no type `{name}`")));
        }
    }
    for (name, values) in &overrides.variants {
        let known: Vec<&str> = match types.defs.get(name).map(|definition| &definition.shape) {
            Some(Shape::Enum { variants }) => variants.iter().map(|variant| variant.value.as_str()).collect(),
            Some(Shape::Union { arms, .. }) => {
                arms.iter().flat_map(|arm| &arm.values).map(String::as_str).collect()
            }
            _ => Vec::new(),
        };
        for value in values.keys().filter(|value| !known.contains(&value.as_str())) {
            problems.push(Error::general(format!("override `variants`: `{name}` has no value `{value}`")));
        }
    }
    Error::all(problems)
}
