//! Paths of schemas, after which inline types are named.

use std::collections::HashMap;

use crate::document::{Additional, Document, Schema};
use crate::names::{pascal, pascal_words, singular, words};
use crate::overrides::ModelOverrides;

/// The path of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaPath {
    /// The path, as in override files and messages: `User.type`, `Hook.commands[].value`, `addJwk>201`, `Map{}`,
    /// `Union|2`.
    pub text: String,
    /// The Rust type name, derived from the path or set by the override file: `UserType`.
    pub type_name: String,
    /// Whether it is a named schema.
    pub named: bool,
}

/// The paths of all schemas, by JSON pointer.
#[derive(Debug)]
pub struct SchemaPaths {
    by_pointer: HashMap<String, SchemaPath>,
}

struct Walk<'o> {
    overrides: &'o ModelOverrides,
    by_pointer: HashMap<String, SchemaPath>,
}

impl SchemaPaths {
    /// Collects the paths of a document.
    pub fn collect(document: &Document, overrides: &ModelOverrides) -> SchemaPaths {
        let mut walk = Walk { overrides, by_pointer: HashMap::new() };
        for (name, schema) in &document.schemas {
            walk.walk(schema, name.clone(), pascal(name), true);
        }
        for operation in document.all() {
            let id = pascal(&operation.id);
            for parameter in &operation.parameters {
                let (path, type_name) = match &parameter.component {
                    Some(name) => (format!("parameter {name}"), pascal(name)),
                    None => (
                        format!("{}?{}", operation.id, parameter.name),
                        id.clone() + &pascal(&parameter.name),
                    ),
                };
                walk.walk(&parameter.schema, path, type_name, false);
            }
            if let Some(body) = &operation.body {
                for media in &body.content {
                    let (path, type_name) = match &body.component {
                        Some(name) => (format!("body {name}"), pascal(name)),
                        None => (format!("{}>request", operation.id), format!("{id}Request")),
                    };
                    walk.walk(&media.schema, path, type_name, false);
                }
            }
            for response in &operation.responses {
                for media in &response.content {
                    let (path, type_name) = match &response.component {
                        Some(name) => (format!("response {name}"), pascal(name)),
                        None => (format!("{}>{}", operation.id, response.status), format!("{id}Response")),
                    };
                    walk.walk(&media.schema, path, type_name, false);
                }
            }
        }
        SchemaPaths { by_pointer: walk.by_pointer }
    }

    /// Returns the path of a schema.
    pub fn get(&self, schema: &Schema) -> Option<&SchemaPath> {
        self.by_pointer.get(&schema.pointer)
    }

    /// Lists all paths, in no particular order.
    pub fn all(&self) -> impl Iterator<Item = &SchemaPath> {
        self.by_pointer.values()
    }
}

impl Walk<'_> {
    fn walk(&mut self, schema: &Schema, path: String, type_name: String, named: bool) {
        let type_name = match self.overrides.names.get(&path) {
            Some(name) => name.clone(),
            None => {
                self.overrides.shorter.iter().fold(type_name, |name, (long, short)| name.replace(long, short))
            }
        };
        let entry = SchemaPath { text: path.clone(), type_name: type_name.clone(), named };
        self.by_pointer.entry(schema.pointer.clone()).or_insert(entry);
        for (name, property) in &schema.properties {
            let type_name = join(&type_name, name);
            self.walk(property, format!("{path}.{name}"), type_name, false);
        }
        if let Some(items) = &schema.items {
            let type_name = singular(&type_name).unwrap_or_else(|| format!("{type_name}Item"));
            self.walk(items, format!("{path}[]"), type_name, false);
        }
        if let Additional::Schema(values) = &schema.additional {
            let type_name = singular(&type_name).unwrap_or_else(|| format!("{type_name}Value"));
            self.walk(values, format!("{path}{{}}"), type_name, false);
        }
        for part in &schema.all_of {
            self.walk(part, path.clone(), type_name.clone(), false);
        }
        for (index, member) in schema.one_of.iter().chain(&schema.any_of).enumerate() {
            self.walk(member, format!("{path}|{index}"), type_name.clone(), false);
        }
    }
}

/// Joins `UserFactor` and `profile` to `UserFactorProfile`. A word at the end of one and the start of the other is kept
/// once.
fn join(owner: &str, property: &str) -> String {
    let mut joined = words(owner);
    let own = words(property.rsplit('/').next().unwrap_or(property));
    let repeats = own.len() > 1 && joined.last() == own.first();
    joined.extend(own.into_iter().skip(usize::from(repeats)));
    pascal_words(&joined)
}
