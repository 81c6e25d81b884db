//! Differences between two versions of the document, as changes to the Rust API.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::document::Operation;
use crate::error::Result;
use crate::generate::Plan;
use crate::models::{Shape, TypeDef};

/// The Rust API of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surface {
    /// Types by name.
    pub types: BTreeMap<String, TypeSurface>,
    /// Operations by `operationId`.
    pub operations: BTreeMap<String, OperationSurface>,
}

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeSurface {
    /// Its schema path: the same path in another version is the same type.
    pub source: String,
    /// `struct`, `enum` or `union`.
    pub kind: &'static str,
    /// Fields, variants or arms by JSON name or value: (Rust name, type or empty).
    pub parts: BTreeMap<String, (String, String)>,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationSurface {
    /// Its Rust path, such as `users().list`.
    pub rust: String,
    /// Method and path.
    pub http: String,
    /// Types of parameters, request and response bodies, by label.
    pub parts: BTreeMap<String, String>,
}

/// A difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Whether code that compiled before may fail to compile.
    pub breaking: bool,
    /// The description.
    pub text: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", if self.breaking { '!' } else { '+' }, self.text)
    }
}

impl Surface {
    /// Collects the API of a plan; `rust_path` returns the Rust path of an operation.
    pub fn from_plan(plan: &Plan, rust_path: impl Fn(&Operation) -> Result<String>) -> Result<Surface> {
        let types = plan
            .types
            .defs
            .iter()
            .map(|(name, definition)| (name.clone(), type_surface(definition)))
            .collect();
        let operations = plan
            .document
            .operations
            .iter()
            .map(|operation| {
                let mut parts = BTreeMap::new();
                for parameter in &operation.parameters {
                    let rust = plan.types.at.get(&parameter.schema.pointer).map(ToString::to_string);
                    let required = if parameter.required { "" } else { "optional " };
                    let text = format!("{required}{}", rust.unwrap_or_default());
                    parts.insert(format!("parameter `{}`", parameter.name), text);
                }
                let rust =
                    |pointer: &str| plan.types.at.get(pointer).map(ToString::to_string).unwrap_or_default();
                for media in operation.body.iter().flat_map(|body| &body.content) {
                    parts.insert(format!("body `{}`", media.content_type), rust(&media.schema.pointer));
                }
                for response in operation.successes() {
                    let bodies: Vec<String> =
                        response.content.iter().map(|media| rust(&media.schema.pointer)).collect();
                    parts.insert(format!("response {}", response.status), bodies.join(" or "));
                }
                let surface = OperationSurface {
                    rust: rust_path(operation)?,
                    http: format!("{} {}", operation.method.as_str(), operation.path),
                    parts,
                };
                Ok((operation.id.clone(), surface))
            })
            .collect::<Result<_>>()?;
        Ok(Surface { types, operations })
    }
}

fn type_surface(definition: &TypeDef) -> TypeSurface {
    let (kind, parts) = match &definition.shape {
        Shape::Object { fields } => {
            let part =
                |field: &crate::models::Field| (field.json.clone(), (field.name.clone(), field.rust_type()));
            ("struct", fields.iter().map(part).collect())
        }
        Shape::Enum { variants } => {
            let part = |variant: &crate::models::Variant| {
                (variant.value.clone(), (variant.name.clone(), String::new()))
            };
            ("enum", variants.iter().map(part).collect())
        }
        Shape::Union { arms, .. } => {
            let part = |arm: &crate::models::Arm| {
                arm.values
                    .iter()
                    .map(|value| (value.clone(), (arm.name.clone(), arm.rust.to_string())))
                    .collect::<Vec<_>>()
            };
            ("union", arms.iter().flat_map(part).collect())
        }
        Shape::Untagged { arms } => {
            let part = |arm: &crate::models::UntaggedArm| {
                (arm.name.clone(), (arm.name.clone(), arm.rust.to_string()))
            };
            ("union", arms.iter().map(part).collect())
        }
    };
    TypeSurface { source: definition.source.clone(), kind, parts }
}

/// Compares two versions; breaking changes come first.
pub fn diff(old: &Surface, new: &Surface) -> Vec<Change> {
    let mut changes = Vec::new();
    diff_operations(old, new, &mut changes);
    diff_types(old, new, &mut changes);
    changes.sort_by_key(|change| !change.breaking);
    changes
}

fn diff_operations(old: &Surface, new: &Surface, changes: &mut Vec<Change>) {
    for (id, before) in &old.operations {
        let Some(after) = new.operations.get(id) else {
            changes.push(breaking(format!("operation `{}` (`{id}`, {}) removed", before.rust, before.http)));
            continue;
        };
        if before.rust != after.rust {
            changes.push(breaking(format!("operation `{id}` renamed: `{}` → `{}`", before.rust, after.rust)));
        }
        if before.http != after.http {
            changes.push(added(format!(
                "operation `{}` calls {} instead of {}",
                after.rust, after.http, before.http
            )));
        }
        for (part, was) in &before.parts {
            match after.parts.get(part) {
                None => changes.push(breaking(format!("operation `{}`: {part} removed", after.rust))),
                Some(is) if is != was => {
                    changes
                        .push(breaking(format!("operation `{}`: {part} is `{is}`, was `{was}`", after.rust)));
                }
                Some(_) => {}
            }
        }
        for (part, is) in &after.parts {
            if !before.parts.contains_key(part) {
                // A new required parameter is a further argument of the method.
                let required = part.starts_with("parameter") && !is.starts_with("optional");
                let change = format!("operation `{}`: new {part}, `{is}`", after.rust);
                changes.push(Change { breaking: required, text: change });
            }
        }
    }
    for (id, after) in &new.operations {
        if !old.operations.contains_key(id) {
            changes.push(added(format!("operation `{}` (`{id}`, {})", after.rust, after.http)));
        }
    }
}

fn diff_types(old: &Surface, new: &Surface, changes: &mut Vec<Change>) {
    let by_source: BTreeMap<&str, &String> =
        new.types.iter().map(|(name, surface)| (surface.source.as_str(), name)).collect();
    let mut renamed: BTreeSet<&str> = BTreeSet::new();
    for (name, before) in &old.types {
        let (now, after) = match new.types.get_key_value(name) {
            Some((now, after)) => (now, after),
            None => match by_source.get(before.source.as_str()).and_then(|now| new.types.get_key_value(*now))
            {
                Some((now, after)) => {
                    renamed.insert(now);
                    changes.push(breaking(format!("type `{name}` renamed: `{now}`")));
                    (now, after)
                }
                None => {
                    changes.push(breaking(format!("type `{name}` ({}) removed", before.source)));
                    continue;
                }
            },
        };
        if before.kind != after.kind {
            changes.push(breaking(format!("type `{now}` is a {}, was a {}", after.kind, before.kind)));
            continue;
        }
        diff_parts(now, before, after, changes);
    }
    for (name, after) in &new.types {
        if !old.types.contains_key(name) && !renamed.contains(name.as_str()) {
            changes.push(added(format!("type `{name}` ({})", after.source)));
        }
    }
}

fn diff_parts(name: &str, before: &TypeSurface, after: &TypeSurface, changes: &mut Vec<Change>) {
    let separator = if before.kind == "struct" { "." } else { "::" };
    for (key, (was_named, was)) in &before.parts {
        match after.parts.get(key) {
            None => changes.push(breaking(format!("`{name}{separator}{was_named}` removed"))),
            Some((is_named, _)) if is_named != was_named => {
                changes.push(breaking(format!("`{name}{separator}{was_named}` renamed: `{is_named}`")));
            }
            Some((is_named, is)) if is != was => {
                changes.push(breaking(format!("`{name}{separator}{is_named}` is `{is}`, was `{was}`")));
            }
            Some(_) => {}
        }
    }
    for (key, (is_named, is)) in &after.parts {
        if !before.parts.contains_key(key) {
            let of = if is.is_empty() { String::new() } else { format!(", `{is}`") };
            changes.push(added(format!("`{name}{separator}{is_named}`{of}")));
        }
    }
}

fn breaking(text: String) -> Change {
    Change { breaking: true, text }
}

fn added(text: String) -> Change {
    Change { breaking: false, text }
}
