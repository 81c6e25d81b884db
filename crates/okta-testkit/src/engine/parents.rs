//! The objects above an object, and those that relations refer to.

use serde_json::Value;

use super::{
    families::{Family, family, key_of},
    objects,
    verbs::linked,
    view,
};
use crate::{
    call::Call,
    handlers::resolve_user,
    response::OktaError,
    state::{State, users::Omit},
};

/// The path of the collection, with the ids of its parents, which must exist.
pub(super) fn collection(call: &Call<'_>, state: &mut State, family: &Family) -> Result<String, OktaError> {
    let end = family.path.len() - usize::from(family.only.is_some());
    let mut path = String::new();
    let malformed = |sent: &&String| sent.bytes().any(|byte| !byte.is_ascii_alphanumeric());
    let ids = family.path.iter().zip(&call.segments).filter(|(own, _)| own.starts_with('{'));
    if let Some(id) = ids.map(|(_, sent)| sent).find(malformed).filter(|_| family.facts.formed) {
        return Err(OktaError::not_found(id, "AppInstance"));
    }
    for (n, (own, sent)) in family.path.iter().zip(&call.segments).take(end).enumerate() {
        let above = family.path.get(..n).unwrap_or_default();
        let id =
            if own.starts_with('{') { parent(call, state, &path, above, sent)? } else { (*own).to_owned() };
        path = format!("{path}/{id}");
    }
    Ok(path)
}

/// The id of a parent.
fn parent(
    call: &Call<'_>,
    state: &mut State,
    collection: &str,
    path: &[&'static str],
    sent: &str,
) -> Result<String, OktaError> {
    let kind = collection.rsplit('/').next().unwrap_or_default();
    let exists = match collection {
        "/api/v1/users" => return resolve_user(call, state, sent),
        "/api/v1/groups" => state.groups.get(sent).is_some(),
        "/api/v1/apps" | "/api/v1/meta/schemas/apps" => state.apps.0.contains_key(sent),
        _ if kind == "clients" => state.apps.0.contains_key(sent) || state.clients.contains(sent),
        _ => match family(&key_of(path)) {
            Some(parents) if parents.creates && !parents.facts.free => {
                objects::add_children(state, call.now, parents, collection);
                return find_id(state, parents, collection, sent);
            }
            _ => true,
        },
    };
    if exists { Ok(sent.to_owned()) } else { Err(OktaError::not_found(sent, kind)) }
}

/// The object above a collection, as far as it is stored; null otherwise.
pub(super) fn above(state: &State, collection: &str) -> Value {
    let mut segments: Vec<&str> = collection.split('/').collect();
    while segments.len() > 1 {
        let id = segments.pop().unwrap_or_default();
        let path = segments.join("/");
        if let Some(object) = state.objects.get(&path, id) {
            return object.clone();
        }
        if let Some(app) = state.apps.0.get(id).filter(|_| path == "/api/v1/apps") {
            return Value::Object(app.body.clone());
        }
    }
    Value::Null
}

/// The id of an object that a path names by its id, by its label where it has one, or as the default one.
pub(super) fn find_id(
    state: &State,
    family: &Family,
    collection: &str,
    sent: &str,
) -> Result<String, OktaError> {
    if state.objects.get(collection, sent).is_some() {
        return Ok(sent.to_owned());
    }
    let named = |object: &Value| {
        let default = sent == "default" && object.get("default") == Some(&Value::Bool(true));
        default || object.get("label").is_some_and(|label| label == sent)
    };
    if let Some(id) = linked::definition_id(state, sent).filter(|_| collection == linked::DEFINITIONS) {
        return Ok(id);
    }
    let labelled = state.objects.of(collection).find(|(_, object)| named(object));
    let found = labelled.map(|(id, _)| id.clone());
    found.ok_or_else(|| OktaError::not_found(sent, family.name))
}

/// The id of the object that a new relation refers to, which must exist.
pub(super) fn target(
    call: &Call<'_>,
    state: &State,
    family: &Family,
    sent: &str,
) -> Result<String, OktaError> {
    match family.facts.of {
        None => Ok(sent.to_owned()),
        Some("/api/v1/users") => resolve_user(call, state, sent),
        Some(collection) => match target_view(&call.base, state, collection, sent) {
            Some(_) => Ok(sent.to_owned()),
            None => Err(OktaError::not_found(sent, collection.rsplit('/').next().unwrap_or_default())),
        },
    }
}

/// An object of a collection without parents, as in responses.
pub(super) fn target_view(base: &str, state: &State, collection: &str, id: &str) -> Option<Value> {
    match collection {
        "/api/v1/users" => state.users.get(id).map(|user| user.full_view(base, Omit::default())),
        "/api/v1/groups" => state.groups.get(id).map(|group| group.view(base)),
        "/api/v1/apps" => state.apps.0.get(id).map(|app| app.view(base)),
        _ => {
            let object = state.objects.get(collection, id)?;
            Some(view::view(base, family(collection)?, collection, id, object))
        }
    }
}
