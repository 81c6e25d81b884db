//! Priorities: unique among objects of one type, without gaps; a new or moved object takes its place and the others shift.

use serde_json::{Value, json};

use super::{families::Family, objects::is_system};
use crate::state::State;

fn has_priorities(family: &Family) -> bool {
    family.facts.forms.iter().any(|(_, form)| form.get("priority").is_some_and(|value| value == "$priority"))
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
    if !has_priorities(family) {
        return 0;
    }
    siblings(state, collection, body.get("type"), "").len() as u64 + 1
}

/// Puts an object in the place that its priority says, and numbers the others anew.
pub(super) fn arrange(state: &mut State, family: &Family, collection: &str, id: &str) {
    let Some(object) = state.objects.get(collection, id) else { return };
    if !has_priorities(family) || is_system(object) {
        return;
    }
    let place = object.get("priority").and_then(Value::as_u64).unwrap_or(u64::MAX).max(1);
    let mut order = siblings(state, collection, object.get("type"), id);
    let place = usize::try_from(place - 1).unwrap_or(usize::MAX).min(order.len());
    order.insert(place, id.to_owned());
    number(state, collection, &order);
}

/// Closes the gap of a deleted object.
pub(super) fn close_gap(state: &mut State, family: &Family, collection: &str, removed: &Value) {
    if has_priorities(family) {
        let order = siblings(state, collection, removed.get("type"), "");
        number(state, collection, &order);
    }
}

fn number(state: &mut State, collection: &str, order: &[String]) {
    for (n, id) in (1_u64..).zip(order) {
        if let Some(object) = state.objects.get_mut(collection, id) {
            object["priority"] = json!(n);
        }
    }
}
