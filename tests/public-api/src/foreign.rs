//! Types of other crates in a public interface: a new major version of such a crate is one of ours too.

use std::collections::{BTreeMap, BTreeSet};

use public_api::PublicApi;
use rustdoc_types::{Crate, Id};
use serde_json::Value;

/// Crates that come with the compiler, and one whose macro writes its names into impls that nobody can use by hand.
const NOBODYS: [&str; 4] = ["alloc", "core", "pin_project_lite", "std"];

/// What the interface shows that the manifest does not allow, and what the manifest allows for nothing.
pub(crate) fn complaints(krate: &Crate, api: &PublicApi, allowed: &BTreeSet<String>) -> Vec<String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for item in api.items() {
        let Some(inner) = krate.index.get(&item.id()).and_then(|own| serde_json::to_value(&own.inner).ok())
        else {
            continue;
        };
        let mut named = BTreeSet::new();
        references(&inner, &mut named);
        for name in named.into_iter().filter_map(|id| origin(krate, id)) {
            found.entry(name).or_insert_with(|| item.to_string());
        }
    }
    let strangers = found.iter().filter(|(name, _)| !allowed.contains(*name));
    let strangers = strangers.map(|(name, item)| {
        format!("shows types of `{name}`, which its manifest does not list under public-api: {item}")
    });
    let unused = allowed.iter().filter(|name| !found.contains_key(*name));
    let unused = unused.map(|name| format!("lists `{name}` under public-api, and shows none of its types"));
    strangers.chain(unused).collect()
}

/// The other crate that an item is from.
fn origin(krate: &Crate, id: Id) -> Option<String> {
    let from = krate.paths.get(&id)?.crate_id;
    let name = &krate.external_crates.get(&from)?.name;
    (!NOBODYS.contains(&name.as_str())).then(|| name.clone())
}

/// The items that a signature names: types, traits and bounds have a path and an id each. What an item contains is an
/// item of its own.
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
