//! Types of other crates in a public API. A new major version of such a crate is a breaking change.

use std::collections::{BTreeMap, BTreeSet};

use public_api::PublicApi;
use rustdoc_types::{Crate, Id};
use serde_json::Value;

/// The standard library, and a crate whose macro generates impls with its own types.
const IGNORED: [&str; 4] = ["alloc", "core", "pin_project_lite", "std"];

/// Returns the crates that the API exposes without permission, and those that the manifest allows needlessly.
pub(crate) fn problems(krate: &Crate, api: &PublicApi, allowed: &BTreeSet<String>) -> Vec<String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for item in api.items() {
        let Some(inner) = krate.index.get(&item.id()).and_then(|item| serde_json::to_value(&item.inner).ok())
        else {
            continue;
        };
        let mut named = BTreeSet::new();
        references(&inner, &mut named);
        for name in named.into_iter().filter_map(|id| origin(krate, id)) {
            found.entry(name).or_insert_with(|| item.to_string());
        }
    }
    let not_allowed = found.iter().filter(|(name, _)| !allowed.contains(*name));
    let not_allowed = not_allowed.map(|(name, item)| {
        format!("exposes types of `{name}`, which its manifest does not list under public-api: {item}")
    });
    let unused = allowed.iter().filter(|name| !found.contains_key(*name));
    let unused = unused.map(|name| format!("lists `{name}` under public-api, but exposes none of its types"));
    not_allowed.chain(unused).collect()
}

/// Returns the foreign crate of an item.
fn origin(krate: &Crate, id: Id) -> Option<String> {
    let from = krate.paths.get(&id)?.crate_id;
    let name = &krate.external_crates.get(&from)?.name;
    (!IGNORED.contains(&name.as_str())).then(|| name.clone())
}

/// Collects the items that a signature refers to: types, traits and bounds have a path and an id. Contained items are
/// listed separately.
fn references(value: &Value, found: &mut BTreeSet<Id>) {
    match value {
        Value::Object(members) => {
            if let (Some(Value::String(_)), Some(Value::Number(id))) =
                (members.get("path"), members.get("id"))
                && let Some(id) = id.as_u64().and_then(|id| u32::try_from(id).ok())
            {
                found.insert(Id(id));
            }
            members.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}
