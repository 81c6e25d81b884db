//! Operations with code of their own: those that neither read nor write one object.

mod bindings;
mod brands;
mod clients;
mod connections;
mod enrollments;
mod governance;
mod keys;
pub(in crate::engine) mod linked;
mod my_account;
mod org;
mod owners;
pub(in crate::engine) mod privileged;
mod servers;
mod sign_ins;
mod simulation;
mod targets;
mod users;
mod well_known;

pub(super) use brands::{BRANDS, expand};
use serde_json::Value;

use super::{
    Place,
    families::{self, Family},
    list, objects, parents,
};
use crate::{
    call::Call,
    operations::{self, Operation},
    response::{HandlerResult, OktaError},
    state::State,
};

/// The code of an operation.
#[derive(Debug)]
pub(super) struct Verb {
    id: &'static str,
    /// The query parameters that are carried out.
    pub(super) parameters: &'static [&'static str],
    pub(super) run: fn(&Call<'_>, &mut State) -> HandlerResult,
}

const fn verb(
    id: &'static str,
    parameters: &'static [&'static str],
    run: fn(&Call<'_>, &mut State) -> HandlerResult,
) -> Verb {
    Verb { id, parameters, run }
}

const ALL: &[&[Verb]] = &[
    bindings::VERBS,
    brands::VERBS,
    clients::VERBS,
    connections::VERBS,
    enrollments::VERBS,
    governance::VERBS,
    keys::VERBS,
    linked::VERBS,
    my_account::VERBS,
    org::VERBS,
    owners::VERBS,
    privileged::VERBS,
    servers::VERBS,
    sign_ins::VERBS,
    simulation::VERBS,
    targets::VERBS,
    users::VERBS,
    well_known::VERBS,
];

/// The code of an operation, if it has its own.
pub(super) fn find(operation: &Operation) -> Option<&'static Verb> {
    ALL.iter().copied().flatten().find(|verb| verb.id == operation.id)
}

/// The ids of all operations with code of their own.
#[cfg(test)]
pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    ALL.iter().copied().flatten().map(|verb| verb.id)
}

/// The family with this key, and the collection of it that the request names.
fn collection(call: &Call<'_>, state: &mut State, key: &str) -> Result<(&'static Family, String), OktaError> {
    let family = families::family(key).ok_or_else(|| operations::unsupported(call))?;
    let collection = parents::collection(call, state, family)?;
    objects::add_children(state, call.now, family, &collection);
    Ok((family, collection))
}

/// The family with this key, and the object of it that the request names, which must exist.
fn place(call: &Call<'_>, state: &mut State, key: &str) -> Result<(&'static Family, Place), OktaError> {
    let (family, collection) = collection(call, state, key)?;
    let sent = call.segments.get(family.path.len()).map(String::as_str).unwrap_or_default();
    let id = parents::find_id(state, family, &collection, sent)?;
    Ok((family, Place { collection, id }))
}

/// An object as in responses.
fn shown(call: &Call<'_>, state: &State, family: &'static Family, place: &Place) -> Value {
    let object = state.objects.get(&place.collection, &place.id).cloned().unwrap_or_default();
    list::item(call, state, family, &place.collection, &place.id, &object)
}

/// A segment of the request's path, counted from its end.
fn from_end<'c>(call: &'c Call<'_>, n: usize) -> &'c str {
    call.segments.iter().rev().nth(n).map(String::as_str).unwrap_or_default()
}

/// A required text member of a body.
fn text<'b>(body: &'b Value, name: &str) -> Result<&'b str, OktaError> {
    let text = body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.ok_or_else(|| OktaError::invalid(name, format!("{name}: is required")))
}

/// The texts of a list in a body.
fn texts(body: &Value, name: &str) -> Vec<String> {
    let items = body.get(name).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}
