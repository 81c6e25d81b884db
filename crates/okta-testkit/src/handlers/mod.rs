//! Request handlers, one module per resource; [`route`] selects the module.

mod apps;
mod assignments;
mod authn;
pub(crate) mod factors;
mod fields;
mod groups;
mod lifecycle;
mod logs;
mod lookup;
mod meta;
pub(crate) mod profile;
#[cfg(test)]
mod properties;
mod rules;
pub(crate) mod transactions;
mod undocumented;
mod users;
mod well_known;

#[cfg(feature = "oauth")]
pub(crate) use authn::{PasswordCheck, check_password};
#[cfg(feature = "oauth")]
pub(crate) use factors::PASS_CODE;
use http::Method;
pub(crate) use lookup::{parse_criteria, resolve_user};

use crate::{
    call::Call,
    edition, engine, operations,
    response::{HandlerResult, OktaError},
    state::State,
};

/// Handles an authenticated request.
pub(crate) fn route(call: &Call<'_>, state: &mut State) -> HandlerResult {
    if let Some(result) = engine::declared::route(call, state) {
        return result;
    }
    if let Some(result) = undocumented::route(call, state) {
        return result;
    }
    operations::check(call)?;
    edition::check(call, state)?;
    let response = documented(call, state)?;
    Ok(edition::apply(call, state, response))
}

/// Handles a request to a documented operation.
fn documented(call: &Call<'_>, state: &mut State) -> HandlerResult {
    if !operations::find(call.method, &call.segments).is_some_and(|operation| operation.has_handler()) {
        return engine::route(call, state);
    }
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        [".well-known", "okta-organization"] => well_known::organization(call),
        ["api", "v1", "apps", rest @ ..] => route_and_sync(call, state, apps::route, rest),
        ["api", "v1", "groups", "rules", rest @ ..] => route_and_sync(call, state, rules::route, rest),
        ["api", "v1", "groups", rest @ ..] => route_and_sync(call, state, groups::route, rest),
        ["api", "v1", "meta", rest @ ..] => meta::route(call, state, rest),
        ["api", "v1", "logs", rest @ ..] => logs::route(call, state, rest),
        ["api", "v1", "users", rest @ ..] => {
            let route = |call: &Call<'_>, state: &mut State, rest: &[&str]| {
                let result = users::route(call, state, rest);
                if call.method != Method::GET && result.is_ok() {
                    state.apply_rules(call.now);
                }
                result
            };
            route_and_sync(call, state, route, rest)
        }
        _ => engine::route(call, state),
    }
}

/// Handles a request; after a change, group assignments of apps are applied.
fn route_and_sync(
    call: &Call<'_>,
    state: &mut State,
    route: impl Fn(&Call<'_>, &mut State, &[&str]) -> HandlerResult,
    rest: &[&str],
) -> HandlerResult {
    let result = route(call, state, rest);
    if call.method != Method::GET && result.is_ok() {
        state.sync_app_assignments(call.now);
    }
    result
}

/// The handlers of a collection and its objects.
struct Crud {
    list: fn(&Call<'_>, &mut State) -> HandlerResult,
    create: fn(&Call<'_>, &mut State) -> HandlerResult,
    read: fn(&Call<'_>, &mut State, &str) -> HandlerResult,
    replace: fn(&Call<'_>, &mut State, &str) -> HandlerResult,
    delete: fn(&Call<'_>, &mut State, &str) -> HandlerResult,
}

impl Crud {
    /// Handles a request to the collection or to an object; returns `None` for paths below an object.
    fn route(&self, call: &Call<'_>, state: &mut State, rest: &[&str]) -> Option<HandlerResult> {
        Some(match (rest, call.method) {
            ([], &Method::GET) => (self.list)(call, state),
            ([], &Method::POST) => (self.create)(call, state),
            ([id], &Method::GET) => (self.read)(call, state, id),
            ([id], &Method::PUT) => (self.replace)(call, state, id),
            ([id], &Method::DELETE) => (self.delete)(call, state, id),
            ([] | [_], _) => Err(OktaError::method_not_allowed()),
            _ => return None,
        })
    }
}

/// Rejects methods other than `method`.
fn require_method(call: &Call<'_>, method: &Method) -> Result<(), OktaError> {
    if call.method == method { Ok(()) } else { Err(OktaError::method_not_allowed()) }
}
