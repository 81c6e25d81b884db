//! Where each schema of the document stands, in words: what inline types are named after.

use std::collections::HashMap;

use crate::document::{Additional, Document, Schema};
use crate::names::{pascal, pascal_words, singular, words};
use crate::overrides::ModelOverrides;

/// A schema's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// How the override file and messages write it: `User.type`, `Hook.commands[].value`, `addJwk>201`,
    /// `Map{}`, `Union|2`.
    pub short: String,
    /// The Rust type name that the place suggests, or that the override file gives: `UserType`.
    pub hint: String,
    /// Whether it is a named schema.
    pub named: bool,
}

/// Every schema of a document by its JSON pointer.
#[derive(Debug)]
pub struct Positions {
    by_pointer: HashMap<String, Position>,
}

struct Walk<'o> {
    overrides: &'o ModelOverrides,
    by_pointer: HashMap<String, Position>,
}

impl Positions {
    /// Walks the document.
    pub fn of(document: &Document, overrides: &ModelOverrides) -> Positions {
        let mut positions = Walk { overrides, by_pointer: HashMap::new() };
        for (name, schema) in &document.schemas {
            positions.walk(schema, name.clone(), pascal(name), true);
        }
        for operation in &document.operations {
            let id = pascal(&operation.id);
            for parameter in &operation.parameters {
                let (short, hint) = match &parameter.component {
                    Some(name) => (format!("parameter {name}"), pascal(name)),
                    None => (
                        format!("{}?{}", operation.id, parameter.name),
                        id.clone() + &pascal(&parameter.name),
                    ),
                };
                positions.walk(&parameter.schema, short, hint, false);
            }
            if let Some(body) = &operation.body {
                for media in &body.content {
                    let (short, hint) = match &body.component {
                        Some(name) => (format!("body {name}"), pascal(name)),
                        None => (format!("{}>request", operation.id), format!("{id}Request")),
                    };
                    positions.walk(&media.schema, short, hint, false);
                }
            }
            for response in &operation.responses {
                for media in &response.content {
                    let (short, hint) = match &response.component {
                        Some(name) => (format!("response {name}"), pascal(name)),
                        None => (format!("{}>{}", operation.id, response.status), format!("{id}Response")),
                    };
                    positions.walk(&media.schema, short, hint, false);
                }
            }
        }
        Positions { by_pointer: positions.by_pointer }
    }

    /// The place of a schema of this document.
    pub fn get(&self, schema: &Schema) -> Option<&Position> {
        self.by_pointer.get(&schema.pointer)
    }

    /// Every place, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Position> {
        self.by_pointer.values()
    }
}

impl Walk<'_> {
    fn walk(&mut self, schema: &Schema, short: String, hint: String, named: bool) {
        let hint = self.overrides.names.get(&short).cloned().unwrap_or(hint);
        let position = Position { short: short.clone(), hint: hint.clone(), named };
        self.by_pointer.entry(schema.pointer.clone()).or_insert(position);
        for (name, property) in &schema.properties {
            let hint = join(&hint, name);
            self.walk(property, format!("{short}.{name}"), hint, false);
        }
        if let Some(items) = &schema.items {
            let hint = singular(&hint).unwrap_or_else(|| format!("{hint}Item"));
            self.walk(items, format!("{short}[]"), hint, false);
        }
        if let Additional::Of(values) = &schema.additional {
            let hint = singular(&hint).unwrap_or_else(|| format!("{hint}Value"));
            self.walk(values, format!("{short}{{}}"), hint, false);
        }
        for part in &schema.all_of {
            self.walk(part, short.clone(), hint.clone(), false);
        }
        for (index, member) in schema.one_of.iter().chain(&schema.any_of).enumerate() {
            self.walk(member, format!("{short}|{index}"), hint.clone(), false);
        }
    }
}

/// `UserFactor` and `profile` → `UserFactorProfile`; a word that both share at the seam is kept once.
fn join(owner: &str, property: &str) -> String {
    let mut joined = words(owner);
    let own = words(property.rsplit('/').next().unwrap_or(property));
    let repeats = own.len() > 1 && joined.last() == own.first();
    joined.extend(own.into_iter().skip(usize::from(repeats)));
    pascal_words(&joined)
}
