//! The operations that use a type.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Document;
use crate::models::{RustType, Types};

/// The operations that use a type.
#[derive(Default)]
pub(super) struct TypeUsage {
    pub(super) sent_by: BTreeSet<String>,
    pub(super) returned_by: BTreeSet<String>,
}

/// The operations that send or return a type or a list of it, by type name.
pub(super) struct TypeUsages {
    pub(super) by_type: BTreeMap<String, TypeUsage>,
}

impl TypeUsages {
    pub(super) fn collect(document: &Document, types: &Types) -> TypeUsages {
        let mut by_type: BTreeMap<String, TypeUsage> = BTreeMap::new();
        for operation in &document.operations {
            let at = |pointer: &str| types.at.get(pointer).and_then(RustType::generated).map(str::to_owned);
            for media in operation.body.iter().flat_map(|body| &body.content) {
                if let Some(name) = at(&media.schema.pointer) {
                    by_type.entry(name).or_default().sent_by.insert(operation.id.clone());
                }
            }
            for media in operation.successes().flat_map(|response| &response.content) {
                if let Some(name) = at(&media.schema.pointer) {
                    by_type.entry(name).or_default().returned_by.insert(operation.id.clone());
                }
            }
        }
        TypeUsages { by_type }
    }
}

/// Lists the first few names and the number of the others.
pub(super) fn abbreviated(names: &BTreeSet<String>) -> String {
    let shown: Vec<String> = names.iter().take(6).map(|name| format!("`{name}`")).collect();
    match names.len().checked_sub(shown.len()) {
        None | Some(0) => shown.join(", "),
        Some(more) => format!("{} and {more} more", shown.join(", ")),
    }
}
