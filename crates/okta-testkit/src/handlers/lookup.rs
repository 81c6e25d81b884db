//! Lookup of objects by id, and helpers shared by several handlers.

use http::{HeaderValue, header::ETAG};
use serde_json::{Value, json};

use crate::{
    call::{Call, Principal},
    clock::parse_timestamp,
    response::{OktaError, ResponseTemplate},
    search,
    state::{State, apps::App, log::Target, users::User},
};

/// Attributes of users and groups that are timestamps.
const TIMES: [&str; 7] = [
    "created",
    "activated",
    "statusChanged",
    "lastUpdated",
    "passwordChanged",
    "lastLogin",
    "lastMembershipUpdated",
];

pub(super) fn find_app<'s>(state: &'s State, id: &str) -> Result<&'s App, OktaError> {
    state.apps.0.get(id).ok_or_else(|| OktaError::not_found(id, "AppInstance"))
}

pub(super) fn find_app_mut<'s>(state: &'s mut State, id: &str) -> Result<&'s mut App, OktaError> {
    state.apps.0.get_mut(id).ok_or_else(|| OktaError::not_found(id, "AppInstance"))
}

/// Returns an app as the target of an event.
pub(super) fn app_target(state: &State, id: &str) -> Target {
    let app = state.apps.0.get(id);
    let text = |member| app.map_or("unknown", |app: &App| app.text(member)).to_owned();
    Target { id: id.to_owned(), kind: "AppInstance", alternate_id: text("name"), display_name: text("label") }
}

pub(super) fn user_not_found(key: &str) -> OktaError {
    OktaError::not_found(key, "User")
}

/// Resolves an id, login, short login or `me` to the id of a user.
pub(crate) fn resolve_user(call: &Call<'_>, state: &State, key: &str) -> Result<String, OktaError> {
    match (key, &call.principal) {
        ("me", Principal::User { id, .. }) => Ok(id.clone()),
        _ => state.users.resolve(key).ok_or_else(|| user_not_found(key)),
    }
}

/// Parses a `search` or `filter` parameter, and checks that all of its attributes are allowed.
pub(crate) fn parse_criteria(
    call: &Call<'_>,
    parameter: &str,
    allowed: impl Fn(&str) -> bool,
) -> Result<Option<search::Expr>, OktaError> {
    let Some(text) = call.param(parameter) else { return Ok(None) };
    let expr = search::parse(text).map_err(OktaError::invalid_criteria)?;
    if let Some(reason) = expr.comparisons().into_iter().find_map(|(name, op, literal)| {
        let is_time = TIMES.contains(&name);
        if parameter == "search" && op == search::Op::Ne {
            Some(format!("{name}: search does not support the operator ne"))
        } else if is_time && literal.as_str().and_then(parse_timestamp).is_none() {
            Some(format!("{name}: must be compared with an ISO 8601 timestamp"))
        } else {
            None
        }
    }) {
        return Err(OktaError::invalid_criteria(reason));
    }
    match expr.attributes().into_iter().find(|name| !allowed(name)) {
        Some(name) => {
            Err(OktaError::invalid_criteria(format!("{name}: not an attribute supported by {parameter}")))
        }
        None => Ok(Some(expr)),
    }
}

/// Returns a user's view with its entity tag.
pub(super) fn with_etag(view: Value, user: &User) -> ResponseTemplate {
    let mut response = ResponseTemplate::ok(view);
    if let Ok(etag) = HeaderValue::try_from(user.etag()) {
        response.headers.insert(ETAG, etag);
    }
    response
}

/// Returns a response with one link, as lifecycle operations do.
pub(super) fn link_response(name: &str, url: &str) -> ResponseTemplate {
    ResponseTemplate::ok(json!({ name: url }))
}
