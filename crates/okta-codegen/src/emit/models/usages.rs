//! The operations that use a type.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::{Area, Areas};
use crate::document::Document;
use crate::manifest::Entry;
use crate::models::{RustType, Types};
use crate::operations::{Wrapper, method_url};

/// The methods that use a type, as links.
#[derive(Default)]
pub(super) struct TypeUsage {
    pub(super) sent_by: BTreeSet<String>,
    pub(super) returned_by: BTreeSet<String>,
    /// The webhooks whose request or response it is.
    pub(super) webhooks: BTreeSet<String>,
}

/// The methods that send or return a type or a list of it, by type name.
pub(super) struct TypeUsages {
    pub(super) by_type: BTreeMap<String, TypeUsage>,
}

impl TypeUsages {
    pub(super) fn collect(
        entry: &Entry,
        document: &Document,
        types: &Types,
        areas: &Areas,
        wrappers: &[Wrapper<'_>],
    ) -> TypeUsages {
        let links: BTreeMap<&str, String> = wrappers
            .iter()
            .map(|wrapper| (wrapper.operation.id.as_str(), link(entry, wrapper, areas)))
            .collect();
        let mut by_type: BTreeMap<String, TypeUsage> = BTreeMap::new();
        for operation in &document.operations {
            let at = |pointer: &str| types.at.get(pointer).and_then(RustType::generated).map(str::to_owned);
            let id = operation.id.as_str();
            let link = links.get(id).cloned().unwrap_or_else(|| format!("`{id}`"));
            for media in operation.body.iter().flat_map(|body| &body.content) {
                if let Some(name) = at(&media.schema.pointer) {
                    by_type.entry(name).or_default().sent_by.insert(link.clone());
                }
            }
            for media in operation.successes().flat_map(|response| &response.content) {
                if let Some(name) = at(&media.schema.pointer) {
                    by_type.entry(name).or_default().returned_by.insert(link.clone());
                }
            }
        }
        for webhook in &document.webhooks {
            for pointer in webhook.schemas().map(|schema| &schema.pointer) {
                if let Some(name) = types.at.get(pointer).and_then(RustType::generated) {
                    by_type.entry(name.to_owned()).or_default().webhooks.insert(format!("`{}`", webhook.id));
                }
            }
        }
        TypeUsages { by_type }
    }
}

/// A link to the method of an operation. okta-models does not depend on the client, so it is a URL.
fn link(entry: &Entry, wrapper: &Wrapper<'_>, areas: &Areas) -> String {
    let (name, method) = (wrapper.handle_type(), &wrapper.method);
    let area = areas.of_tag(&wrapper.operation.tag).filter(|_| areas.whole().is_none());
    let module = area.filter(|_| !wrapper.is_at_root()).map(Area::module);
    format!("[`{name}::{method}`]({})", method_url(entry, module.as_deref(), &name, method))
}

/// Lists the first few links and the number of the others.
pub(super) fn abbreviated(links: &BTreeSet<String>) -> String {
    let shown: Vec<&str> = links.iter().take(6).map(String::as_str).collect();
    match links.len().checked_sub(shown.len()) {
        None | Some(0) => shown.join(", "),
        Some(more) => format!("{} and {more} more", shown.join(", ")),
    }
}
