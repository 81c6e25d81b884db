//! Families of objects that need no code of their own: what they are is read from Okta's document (`members.tsv` and the
//! paths of the operations) and from [`overlay`], which has what the document does not say.
//!
//! A family is a collection, such as `/api/v1/zones` or `/api/v1/policies/{policyId}/rules`, or one object with a fixed
//! name, such as `/api/v1/org/captcha`. Its objects are listed, created, read, replaced or merged, deleted, activated and
//! deactivated as far as these operations are documented.

mod checks;
mod creation;
mod customizations;
pub(crate) mod declared;
mod email_domains;
mod families;
mod filling;
mod list;
mod many;
mod mappings;
mod members;
mod objects;
mod overlay;
mod parents;
mod placeholders;
mod priorities;
mod sample;
mod verbs;
mod view;

use std::time::SystemTime;

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    call::{Call, Principal},
    operations::{self, Operation, Reply},
    pattern::segments,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};
use checks::{check, check_by, check_deactivation, check_deletion, check_features};
use creation::create;
use families::{Action, Family, Served, find};
pub(crate) use objects::{Objects, add_system_objects};
use overlay::OVERLAY;
pub(crate) use placeholders::certificate_of;

/// The query parameters that the engine carries out for an operation; `None` if it does not support the operation.
pub(crate) fn served(operation: &'static Operation) -> Option<Vec<&'static str>> {
    if let Some(verb) = verbs::find(operation) {
        return Some(verb.parameters.to_vec());
    }
    let served = find(operation)?;
    let mut parameters = match served.action {
        Action::List => list::parameters(&served),
        Action::Create if served.family.toggles => vec!["activate"],
        _ => Vec::new(),
    };
    if served.family.path == verbs::BRANDS {
        parameters.push("expand");
    }
    parameters.extend(&served.family.facts.ignored);
    Some(parameters)
}

/// Why the org does not carry out an operation, if it says so.
pub(crate) fn reason(operation: &str) -> Option<&'static str> {
    OVERLAY.unserved.get(operation).copied()
}

/// What the engine does for an operation, in words; `None` if it does not support it.
#[cfg(test)]
pub(crate) fn action(operation: &'static Operation) -> Option<String> {
    if verbs::find(operation).is_some() {
        return Some("code".to_owned());
    }
    find(operation).map(|served| {
        let action = format!("{:?}", served.action).to_lowercase();
        if served.family.has_objects() { action } else { format!("{action}, no objects") }
    })
}

/// An object of a family that a request names.
struct Place {
    collection: String,
    id: String,
}

impl Place {
    fn find(call: &Call<'_>, state: &mut State, family: &Family) -> Result<Self, OktaError> {
        let collection = parents::collection(call, state, family)?;
        let id = match family.only {
            Some(only) => only,
            None => call.segments.get(family.path.len()).map(String::as_str).unwrap_or_default(),
        };
        Ok(Self { collection, id: id.to_owned() })
    }
}

/// Handles a request to a family.
pub(crate) fn route(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let operation = operations::find(call.method, &call.segments);
    if let Some(verb) = operation.and_then(verbs::find) {
        return (verb.run)(call, state);
    }
    let Some(served) = operation.and_then(find) else {
        return Err(operations::unsupported(call));
    };
    let Served { family, action, .. } = served;
    let mut place = Place::find(call, state, family)?;
    let is_first = family.only.is_some() && state.objects.get(&place.collection, &place.id).is_none();
    mappings::update(call, state, family);
    check_features(state, family, &place.collection)?;
    objects::add_children(state, call.now, family, &place.collection);
    if family.only.is_none()
        && !matches!(action, Action::List | Action::Create | Action::Put | Action::Clear | Action::Sample)
    {
        // An object that is not there may be created by a write.
        if let Ok(id) = parents::find_id(state, family, &place.collection, &place.id) {
            place.id = id;
        }
    }
    match action {
        Action::List => return list::list(call, state, &served, &place.collection),
        Action::Create => match many::items(call) {
            Some(items) => return many::create(call, state, &served, &place, &items),
            None => place.id = create(call, state, family, &place)?,
        },
        Action::Sample => return Ok(sample::respond(call, state, &served)),
        Action::Read => {}
        Action::Replace | Action::Merge | Action::Put => write(call, state, &served, &mut place)?,
        Action::Delete => {
            delete(state, family, &place)?;
            return Ok(ResponseTemplate::from_status(status(&served)));
        }
        Action::Clear => {
            state.objects.clear(&place.collection);
            return Ok(ResponseTemplate::from_status(status(&served)));
        }
        Action::Clone => {
            let mut copy = object(state, family, &place)?;
            if let Value::Object(members) = &mut copy {
                members.remove(objects::SYSTEM);
            }
            place.id = objects::create(state, call.now, family, &place.collection, None, &copy, false);
        }
        Action::Switch => {
            let on = call.segments.last().is_some_and(|last| last.eq_ignore_ascii_case("enable"));
            set_status(state, family, &place, if on { "ENABLED" } else { "DISABLED" })?;
        }
        Action::Status(status) => {
            if family.only.is_some() && state.objects.get(&place.collection, &place.id).is_none() {
                let object = default_object(call, state, family, &place)?;
                state.objects.insert(&place.collection, &place.id, object);
            }
            set_status(state, family, &place, status)?;
        }
        Action::Act => {
            if state.objects.get(&place.collection, &place.id).is_none() {
                let object = default_object(call, state, family, &place)?;
                state.objects.insert(&place.collection, &place.id, object);
            }
            let members = OVERLAY.actions.get(served.operation.id).cloned().unwrap_or_default();
            let body = Value::Object(members);
            objects::set(state, call.now, family, (&place.collection, &place.id), &body);
        }
    }
    let object = match state.objects.get(&place.collection, &place.id) {
        Some(object) => object.clone(),
        None => default_object(call, state, family, &place)?,
    };
    let first = family.facts.first_status.filter(|_| is_first && action == Action::Replace);
    let first = first.and_then(|status| StatusCode::from_u16(status).ok());
    let response = ResponseTemplate::from_status(first.unwrap_or_else(|| status(&served)));
    let documented = served.operation.reply != Reply::None || action == Action::Create;
    if !OVERLAY.bodies.get(served.operation.id).copied().unwrap_or(documented) {
        return Ok(response);
    }
    let mut view = list::item(call, state, family, &place.collection, &place.id, &object);
    verbs::expand(call, state, family, &place.id, &mut view);
    if matches!(action, Action::Create | Action::Replace | Action::Merge) {
        filling::written(state, call.now, family, (&place.collection, &place.id), &mut view);
    }
    Ok(response.json(view))
}

/// Adds an object to a collection, and returns its id; `None` if there is no such collection.
pub(crate) fn seed(state: &mut State, now: SystemTime, path: &str, object: &Value) -> Option<String> {
    let segments = segments(path);
    let family = families::at(&segments).filter(|family| family.only.is_none())?;
    objects::add_children(state, now, family, &format!("/{}", segments.join("/")));
    seed_first(state, now, path, object)
}

/// Adds an object to a collection in place of those that come with the object above it, and returns its id.
pub(crate) fn seed_first(state: &mut State, now: SystemTime, path: &str, object: &Value) -> Option<String> {
    let segments = segments(path);
    let family = families::at(&segments).filter(|family| family.only.is_none())?;
    let collection = format!("/{}", segments.join("/"));
    let id = objects::create(state, now, family, &collection, None, object, true);
    if let Some(Value::Object(members)) = state.objects.get_mut(&collection, &id) {
        members.remove(objects::SYSTEM);
    }
    Some(id)
}

/// The objects of a collection as in responses.
pub(crate) fn contents(state: &mut State, now: SystemTime, base: &str, path: &str) -> Vec<Value> {
    let segments = segments(path);
    let Some(family) = families::at(&segments) else { return Vec::new() };
    let collection = format!("/{}", segments.join("/"));
    objects::add_children(state, now, family, &collection);
    let objects = state.objects.of(&collection);
    objects.map(|(id, object)| view::view(base, family, &collection, id, object)).collect()
}

/// The caller of a request to Privileged Access.
pub(crate) fn team_member(call: &Call<'_>, state: &State, token: &str) -> Result<Principal, OktaError> {
    verbs::privileged::member(call, state, token)
}

/// Creates a key of a service user of a team, and returns its id and secret.
pub(crate) fn create_team_key(
    state: &mut State,
    now: SystemTime,
    team: &str,
    user: &str,
) -> Option<(String, String)> {
    verbs::privileged::create_key(state, now, team, user)
}

/// Whether a policy is that of one of the apps that every org has.
pub(crate) fn is_of_okta(policy: &Value) -> bool {
    objects::is_system(policy) && policy.get("system") == Some(&json!(false))
}

/// Whether a user type exists.
pub(crate) fn has_user_type(call: &Call<'_>, state: &mut State, id: &str) -> bool {
    const TYPES: &str = "/api/v1/meta/types/user";
    if let Some(family) = families::family(TYPES) {
        objects::add_children(state, call.now, family, TYPES);
    }
    state.objects.get(TYPES, id).is_some()
}

/// The status of success.
fn status(served: &Served) -> StatusCode {
    let operation = served.operation;
    let created = served.family.facts.created_status.filter(|_| served.action == Action::Create);
    let status = OVERLAY.statuses.get(operation.id).copied().or(created).unwrap_or(operation.status);
    StatusCode::from_u16(status).unwrap_or(StatusCode::OK)
}

/// An object, which must be there.
fn object(state: &State, family: &Family, place: &Place) -> Result<Value, OktaError> {
    let found = state.objects.get(&place.collection, &place.id).cloned();
    found.ok_or_else(|| OktaError::not_found(&place.id, family.name))
}

fn set_status(state: &mut State, family: &Family, place: &Place, status: &str) -> Result<(), OktaError> {
    let mut changed = object(state, family, place)?;
    if status == "INACTIVE" {
        check_deactivation(state, family, &changed)?;
    }
    changed["status"] = json!(status);
    state.objects.insert(&place.collection, &place.id, changed);
    Ok(())
}

/// The object with a fixed name that was never written.
fn default_object(
    call: &Call<'_>,
    state: &State,
    family: &'static Family,
    place: &Place,
) -> Result<Value, OktaError> {
    if family.only.is_none() || family.facts.absent {
        return Err(OktaError::not_found(&place.id, family.name));
    }
    Ok(filling::filled(state, call.now, family, &place.collection, &place.id, &json!({}), false))
}

fn write(call: &Call<'_>, state: &mut State, served: &Served, place: &mut Place) -> Result<(), OktaError> {
    let Served { family, action, .. } = *served;
    let may_be_empty = served.operation.request.is_empty() || family.facts.upsert;
    let body = match many::items(call) {
        Some(operations) => {
            let old = state.objects.get(&place.collection, &place.id).cloned().unwrap_or(json!({}));
            many::patched(&old, &operations)?
        }
        None if may_be_empty => call.optional_object()?,
        None => call.object()?,
    };
    let body = Value::Object(body);
    if action == Action::Put && family.relation {
        place.id = parents::target(call, state, family, &place.id)?;
    }
    let exists = state.objects.get(&place.collection, &place.id).is_some();
    mappings::check(state, family, &place.id, &body)?;
    let body = customizations::complete(state, family, place, body)?;
    if action == Action::Replace && !family.facts.keeps {
        // Other documents describe what a replacement needs; that of management requires what a new object needs.
        let own = members::schema(served.operation.request);
        check_by(state, family, if family.by_document { own } else { family.request }, place, &body)?;
    }
    if exists {
        let replace = action != Action::Merge && !family.facts.keeps;
        objects::write(state, call.now, family, (&place.collection, &place.id), &body, replace);
        return Ok(());
    }
    if action != Action::Put && family.only.is_none() && !family.facts.upsert {
        return Err(OktaError::not_found(&place.id, family.name));
    }
    objects::create(state, call.now, family, &place.collection, Some(&place.id), &body, false);
    Ok(())
}

fn delete(state: &mut State, family: &'static Family, place: &Place) -> Result<(), OktaError> {
    let object = match state.objects.get(&place.collection, &place.id) {
        Some(object) => object,
        None if family.only.is_some() && !family.facts.absent => return Ok(()),
        None => return Err(OktaError::not_found(&place.id, family.name)),
    };
    check_deletion(state, family, &place.id, object)?;
    customizations::check_deletion(state, family, place)?;
    email_domains::unset(state, family, &place.id);
    if let Some(removed) = state.objects.remove(&place.collection, &place.id) {
        priorities::close_gap(state, family, &place.collection, &removed);
    }
    Ok(())
}
