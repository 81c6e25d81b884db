//! Links between users: a user has at most one primary user for each linked-object definition.

use http::Method;
use serde_json::{Value, json};

use super::{Verb, verb};
use crate::{
    call::Call,
    handlers::resolve_user,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

pub(in crate::engine) const DEFINITIONS: &str = "/api/v1/meta/schemas/user/linkedObjects";

pub(super) const VERBS: &[Verb] = &[
    verb("assignLinkedObjectValueForPrimary", &[], route),
    verb("deleteLinkedObjectForUser", &[], route),
    verb("listLinkedObjectsForUser", &[], route),
];

/// A side of a definition.
enum Side {
    Primary(String),
    Associated(String),
}

/// Handles a request to `/api/v1/users/{id}/linkedObjects/…`.
fn route(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let [_, _, _, user, _, relation, rest @ ..] = call.segments.as_slice() else {
        return Err(OktaError::method_not_allowed());
    };
    let user = resolve_user(call, state, user)?;
    let side = side(state, relation).ok_or_else(|| OktaError::not_found(relation, "LinkedObject"))?;
    let links = |user: &str| format!("/api/v1/users/{user}/linkedObjects");
    match (rest, call.method, side) {
        ([primary], &Method::PUT, Side::Primary(name)) => {
            let primary = resolve_user(call, state, primary)?;
            state.objects.insert(&links(&user), &name, json!({ "primary": primary }));
            Ok(ResponseTemplate::no_content())
        }
        ([], &Method::DELETE, Side::Primary(name)) => {
            state.objects.remove(&links(&user), &name);
            Ok(ResponseTemplate::no_content())
        }
        ([], &Method::GET, side) => {
            let primary_of = |user: &str, name: &str| {
                let link = state.objects.get(&links(user), name)?;
                link.get("primary").and_then(Value::as_str).map(str::to_owned)
            };
            let users: Vec<String> = match side {
                Side::Primary(name) => primary_of(&user, &name).into_iter().collect(),
                Side::Associated(name) => {
                    let all = state.users.all().map(|other| other.id.clone());
                    all.filter(|other| primary_of(other, &name).is_some_and(|it| it == user)).collect()
                }
            };
            let link = |id: &String| json!({ "_links": { "self": { "href": call.url(&format!("/api/v1/users/{id}")) } } });
            Ok(ResponseTemplate::ok(users.iter().map(link).collect::<Vec<_>>()))
        }
        _ => Err(OktaError::not_found(relation, "LinkedObject")),
    }
}

/// The definition, named by its primary side, that a relation belongs to.
fn side(state: &State, relation: &str) -> Option<Side> {
    let mut definitions = state.objects.of(DEFINITIONS);
    let (name, _) = definitions.find(|(name, definition)| {
        *name == relation || definition.pointer("/associated/name").is_some_and(|it| it == relation)
    })?;
    Some(if name == relation { Side::Primary(name.clone()) } else { Side::Associated(name.clone()) })
}

/// The id of the definition that one of its two names denotes.
pub(in crate::engine) fn definition_id(state: &State, id: &str) -> Option<String> {
    match side(state, id)? {
        Side::Primary(name) | Side::Associated(name) => Some(name),
    }
}
