//! Validation of the override file against the document.

use std::collections::HashSet;

use super::schema_paths::SchemaPaths;
use super::types::{Shape, Types};
use crate::error::{Error, Result};
use crate::overrides::ModelOverrides;

/// Checks that every override refers to an existing path, type or value.
pub fn check_overrides(overrides: &ModelOverrides, paths: &SchemaPaths, types: &Types) -> Result<()> {
    let sections: [(&str, Vec<&String>); 9] = [
        ("types", overrides.types.keys().collect()),
        ("names", overrides.names.keys().collect()),
        ("bases", overrides.bases.keys().collect()),
        ("fields", overrides.fields.keys().collect()),
        ("structs", overrides.structs.iter().collect()),
        ("unions", overrides.unions.keys().collect()),
        ("secret_paths", overrides.secret_paths.iter().collect()),
        ("personal_paths", overrides.personal_paths.iter().collect()),
        ("roots", overrides.roots.keys().collect()),
    ];
    let known: HashSet<&str> = paths.all().map(|path| path.text.as_str()).collect();
    let mut problems = Vec::new();
    for (section, keys) in sections {
        for path in keys.into_iter().filter(|path| !known.contains(path.as_str())) {
            problems.push(Error::general(format!("override `{section}`: unknown schema path `{path}`")));
        }
    }
    for name in overrides.variants.keys().chain(overrides.values.keys()) {
        if !types.defs.contains_key(name) {
            problems.push(Error::general(format!("override `variants` or `values`: unknown type `{name}`")));
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
            problems
                .push(Error::general(format!("override `variants`: unknown value `{value}` of `{name}`")));
        }
    }
    Error::all(problems)
}
