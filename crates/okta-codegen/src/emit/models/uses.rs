//! Which operations send and answer a type.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Document;
use crate::models::{RustType, Types};

#[derive(Default)]
pub(super) struct Use {
    pub(super) sent: BTreeSet<String>,
    pub(super) answered: BTreeSet<String>,
}

/// Which operations send and answer a type, alone or in a list.
pub(super) struct Uses {
    pub(super) by_type: BTreeMap<String, Use>,
}

impl Uses {
    pub(super) fn of(document: &Document, types: &Types) -> Uses {
        let mut by_type: BTreeMap<String, Use> = BTreeMap::new();
        for operation in &document.operations {
            let at = |pointer: &str| types.at.get(pointer).and_then(RustType::generated).map(str::to_owned);
            for media in operation.body.iter().flat_map(|body| &body.content) {
                if let Some(name) = at(&media.schema.pointer) {
                    by_type.entry(name).or_default().sent.insert(operation.id.clone());
                }
            }
            for media in operation.successes().flat_map(|response| &response.content) {
                if let Some(name) = at(&media.schema.pointer) {
                    by_type.entry(name).or_default().answered.insert(operation.id.clone());
                }
            }
        }
        Uses { by_type }
    }
}

/// The first few names, and how many there are besides.
pub(super) fn some(names: &BTreeSet<String>) -> String {
    let shown: Vec<String> = names.iter().take(6).map(|name| format!("`{name}`")).collect();
    match names.len().checked_sub(shown.len()) {
        None | Some(0) => shown.join(", "),
        Some(more) => format!("{} and {more} more", shown.join(", ")),
    }
}
