//! Priorities: unique among objects of one type, without gaps; a new or moved object takes its place and the others shift.

use serde_json::{Value, json};

use super::{families::Family, objects::is_system};
use crate::state::State;

/// Whether objects like this one are in a sequence. Access policies all have the priority 1.
fn has_priorities(family: &Family, object: &Value) -> bool {
    family
        .facts
        .form(object)
        .is_some_and(|form| form.get("priority").is_some_and(|value| value == "$priority"))
}

/// Whether the objects of every org are the last ones of their sequence; the default rule has a fixed priority instead.
fn system_is_last(family: &Family) -> bool {
    family.path == ["api", "v1", "policies"]
}

/// The other objects that share a sequence with one of this type, by priority.
fn siblings(state: &State, collection: &str, kind: Option<&Value>, id: &str) -> Vec<String> {
    let others = state
        .objects
        .of(collection)
        .filter(|(other, object)| *other != id && !is_system(object) && object.get("type") == kind);
    let mut others: Vec<(u64, &String)> = others
        .map(|(other, object)| (object.get("priority").and_then(Value::as_u64).unwrap_or(u64::MAX), other))
        .collect();
    others.sort();
    others.into_iter().map(|(_, other)| other.clone()).collect()
}

/// The priority of a new object: after all others.
pub(super) fn next(state: &State, family: &Family, collection: &str, body: &Value) -> u64 {
    if !has_priorities(family, body) {
        return 0;
    }
    siblings(state, collection, body.get("type"), "").len() as u64 + 1
}

/// Puts an object in the place that its priority says, and numbers the others anew.
pub(super) fn arrange(state: &mut State, family: &Family, collection: &str, id: &str) {
    let Some(object) = state.objects.get(collection, id) else { return };
    if !has_priorities(family, object) || is_system(object) {
        return;
    }
    let place = object.get("priority").and_then(Value::as_u64).unwrap_or(u64::MAX).max(1);
    let mut order = siblings(state, collection, object.get("type"), id);
    let place = usize::try_from(place - 1).unwrap_or(usize::MAX).min(order.len());
    order.insert(place, id.to_owned());
    number(state, family, collection, order);
}

/// Closes the gap of a deleted object.
pub(super) fn close_gap(state: &mut State, family: &Family, collection: &str, removed: &Value) {
    if has_priorities(family, removed) {
        let order = siblings(state, collection, removed.get("type"), "");
        number(state, family, collection, order);
    }
}

fn number(state: &mut State, family: &Family, collection: &str, mut order: Vec<String>) {
    let kind =
        order.first().and_then(|id| state.objects.get(collection, id)).and_then(|object| object.get("type"));
    if let Some(kind) = kind.cloned().filter(|_| system_is_last(family)) {
        let system = state.objects.of(collection);
        let system = system.filter(|(_, object)| is_system(object) && object.get("type") == Some(&kind));
        order.extend(system.map(|(id, _)| id.clone()));
    }
    for (n, id) in (1_u64..).zip(order) {
        if let Some(object) = state.objects.get_mut(collection, &id) {
            object["priority"] = json!(n);
        }
    }
}
