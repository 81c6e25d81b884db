//! One file a resource; [`route`] finds the file.

mod apps;
mod assignments;
pub(crate) mod factors;
mod groups;
mod lifecycle;
mod logs;
mod lookup;
mod meta;
mod profile;
mod rules;
#[cfg(test)]
mod tests;
mod users;
mod well_known;

use http::Method;

use crate::{
    call::Call,
    response::{Outcome, Refusal},
    state::State,
};

/// Serves a call whose caller is known.
pub(crate) fn route(call: &Call<'_>, state: &mut State) -> Outcome {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        [".well-known", "okta-organization"] => well_known::organization(call),
        ["api", "v1", "apps", rest @ ..] => written(call, state, apps::route, rest),
        ["api", "v1", "groups", "rules", rest @ ..] => written(call, state, rules::route, rest),
        ["api", "v1", "groups", rest @ ..] => written(call, state, groups::route, rest),
        ["api", "v1", "meta", rest @ ..] => meta::route(call, state, rest),
        ["api", "v1", "logs", rest @ ..] => logs::route(call, state, rest),
        ["api", "v1", "users", rest @ ..] => {
            let route = |call: &Call<'_>, state: &mut State, rest: &[&str]| {
                let outcome = users::route(call, state, rest);
                if call.method != Method::GET && outcome.is_ok() {
                    state.apply_rules(call.now);
                }
                outcome
            };
            written(call, state, route, rest)
        }
        _ => Err(Refusal::no_route(call.path)),
    }
}

/// Serves a call; after a change, apps follow the groups that they are assigned to.
fn written(
    call: &Call<'_>,
    state: &mut State,
    route: impl Fn(&Call<'_>, &mut State, &[&str]) -> Outcome,
    rest: &[&str],
) -> Outcome {
    let outcome = route(call, state, rest);
    if call.method != Method::GET && outcome.is_ok() {
        state.follow_groups(call.now);
    }
    outcome
}

/// What a resource does with its collection and with one of its objects.
struct Crud {
    list: fn(&Call<'_>, &mut State) -> Outcome,
    create: fn(&Call<'_>, &mut State) -> Outcome,
    read: fn(&Call<'_>, &mut State, &str) -> Outcome,
    replace: fn(&Call<'_>, &mut State, &str) -> Outcome,
    delete: fn(&Call<'_>, &mut State, &str) -> Outcome,
}

impl Crud {
    /// Serves the collection and its objects; `None` for what lies below an object.
    fn route(&self, call: &Call<'_>, state: &mut State, rest: &[&str]) -> Option<Outcome> {
        Some(match (rest, call.method) {
            ([], &Method::GET) => (self.list)(call, state),
            ([], &Method::POST) => (self.create)(call, state),
            ([id], &Method::GET) => (self.read)(call, state, id),
            ([id], &Method::PUT) => (self.replace)(call, state, id),
            ([id], &Method::DELETE) => (self.delete)(call, state, id),
            ([] | [_], _) => Err(Refusal::method()),
            _ => return None,
        })
    }
}

/// Refuses a method that the endpoint does not take.
fn only(call: &Call<'_>, method: &Method) -> Result<(), Refusal> {
    if call.method == method { Ok(()) } else { Err(Refusal::method()) }
}
