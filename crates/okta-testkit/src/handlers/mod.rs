//! One file a resource; [`route`] finds the file.

mod apps;
mod assignments;
pub(crate) mod factors;
mod groups;
mod lifecycle;
mod logs;
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
    errors::{Outcome, Refusal},
    state::State,
};

/// Serves a call whose caller is known.
pub(crate) fn route(call: &Call<'_>, state: &mut State) -> Outcome {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        [".well-known", "okta-organization"] => well_known::organization(call),
        ["api", "v1", "apps", rest @ ..] => apps::route(call, state, rest),
        ["api", "v1", "groups", "rules", rest @ ..] => rules::route(call, state, rest),
        ["api", "v1", "groups", rest @ ..] => groups::route(call, state, rest),
        ["api", "v1", "meta", rest @ ..] => meta::route(call, state, rest),
        ["api", "v1", "logs", rest @ ..] => logs::route(call, state, rest),
        ["api", "v1", "users", rest @ ..] => {
            let outcome = users::route(call, state, rest);
            if call.method != Method::GET && outcome.is_ok() {
                state.apply_rules(call.now);
            }
            outcome
        }
        _ => Err(Refusal::no_route(call.path)),
    }
}

/// Refuses a method that the endpoint does not take.
fn only(call: &Call<'_>, method: &Method) -> Result<(), Refusal> {
    if call.method == method { Ok(()) } else { Err(Refusal::method()) }
}
