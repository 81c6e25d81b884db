//! Objects by id, and what several handlers share.

use http::{HeaderValue, header::ETAG};
use serde_json::{Value, json};

use crate::{
    call::{Call, Principal},
    response::{Answer, Refusal},
    search,
    state::{State, apps::App, log::Target, users::User},
};

pub(super) fn find<'s>(state: &'s State, id: &str) -> Result<&'s App, Refusal> {
    state.apps.0.get(id).ok_or_else(|| Refusal::not_found(id, "AppInstance"))
}

pub(super) fn find_mut<'s>(state: &'s mut State, id: &str) -> Result<&'s mut App, Refusal> {
    state.apps.0.get_mut(id).ok_or_else(|| Refusal::not_found(id, "AppInstance"))
}

/// An app as the target of an event.
pub(super) fn target(state: &State, id: &str) -> Target {
    let app = state.apps.0.get(id);
    let text = |member| app.map_or("unknown", |app: &App| app.text(member)).to_owned();
    Target { id: id.to_owned(), kind: "AppInstance", alternate_id: text("name"), display_name: text("label") }
}

pub(super) fn missing(key: &str) -> Refusal {
    Refusal::not_found(key, "User")
}

/// The id of the user that a path names by id, login, short login or `me`.
pub(super) fn resolve(call: &Call<'_>, state: &State, key: &str) -> Result<String, Refusal> {
    match (key, &call.principal) {
        ("me", Principal::User { id, .. }) => Ok(id.clone()),
        _ => state.users.resolve(key).ok_or_else(|| missing(key)),
    }
}

/// A parsed `search` or `filter` parameter whose attributes are all allowed.
pub(super) fn criteria(
    call: &Call<'_>,
    parameter: &str,
    allowed: impl Fn(&str) -> bool,
) -> Result<Option<search::Expr>, Refusal> {
    let Some(text) = call.param(parameter) else { return Ok(None) };
    let expr = search::parse(text).map_err(Refusal::bad_criteria)?;
    match expr.attributes().into_iter().find(|name| !allowed(name)) {
        Some(name) => Err(Refusal::bad_criteria(format!("{name}: not an attribute that {parameter} takes"))),
        None => Ok(Some(expr)),
    }
}

/// A user's view with its entity tag.
pub(super) fn tagged(view: Value, user: &User) -> Answer {
    let mut answer = Answer::ok(view);
    if let Ok(etag) = HeaderValue::try_from(user.etag()) {
        answer.headers.insert(ETAG, etag);
    }
    answer
}

/// A link with its method, as lifecycle answers carry.
pub(super) fn one_link(name: &str, url: &str) -> Answer {
    Answer::ok(json!({ name: url }))
}
