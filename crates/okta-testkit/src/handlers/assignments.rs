//! Assignments of apps to users and groups.

use http::Method;
use serde_json::{Map, Value};

use super::{
    apps::{find, find_mut, target},
    users,
};
use crate::{
    answer::Answer,
    call::Call,
    errors::{Outcome, Refusal},
    paging::{Limit, Order},
    state::{
        State,
        apps::{App, Assignment},
    },
};

const USERS: Limit = Limit { default: 50, max: 500 };
const GROUPS: Limit = Limit { default: 20, max: 200 };

/// `/api/v1/apps/{id}/users`.
pub(super) fn users(call: &Call<'_>, state: &mut State, app: &str, rest: &[&str]) -> Outcome {
    find(state, app)?;
    match (rest, call.method) {
        ([], &Method::GET) => {
            page(call, state, app, USERS, |app| &app.users, |a, base, app, id| a.user(base, app, id))
        }
        ([], &Method::POST) => {
            let body = call.object()?;
            let id = body.get("id").and_then(Value::as_str).unwrap_or_default();
            if id.is_empty() {
                return Err(Refusal::invalid("id", "id: must not be empty"));
            }
            let user = users::resolve(call, state, id)?;
            assign_user(call, state, app, &user, &body)
        }
        ([user], &Method::GET) => {
            let user = users::resolve(call, state, user)?;
            let assignment = find(state, app)?.users.get(&user);
            let assignment = assignment.ok_or_else(|| Refusal::not_found(&user, "AppUser"))?;
            Ok(Answer::ok(assignment.user(&call.base, app, &user)))
        }
        ([user], &Method::POST) => {
            let body = call.object()?;
            let user = users::resolve(call, state, user)?;
            if !find(state, app)?.users.contains_key(&user) {
                return Err(Refusal::not_found(&user, "AppUser"));
            }
            assign_user(call, state, app, &user, &body)
        }
        ([user], &Method::DELETE) => {
            let user = users::resolve(call, state, user)?;
            if find_mut(state, app)?.users.remove(&user).is_none() {
                return Err(Refusal::not_found(&user, "AppUser"));
            }
            let targets = [state.user_target(&user), target(state, app)];
            state.record(call, "application.user_membership.remove", &targets);
            Ok(Answer::no_content())
        }
        ([] | [_], _) => Err(Refusal::method()),
        _ => Err(Refusal::no_route(call.path)),
    }
}

fn assign_user(
    call: &Call<'_>,
    state: &mut State,
    app: &str,
    user: &str,
    body: &Map<String, Value>,
) -> Outcome {
    let login = state.users.get(user).map(|user| user.login().to_owned());
    let name =
        body.get("credentials").and_then(|c| c.get("userName")).and_then(Value::as_str).map(str::to_owned);
    let known = find(state, app)?.users.get(user).cloned();
    let added = known.is_none();
    let assignment = Assignment {
        created: known.as_ref().map_or(call.now, |known| known.created),
        last_updated: call.now,
        profile: profile(body, known.as_ref()),
        user_name: name.or_else(|| known.and_then(|known| known.user_name)).or(login),
        priority: 0,
    };
    let answer = Answer::ok(assignment.user(&call.base, app, user));
    find_mut(state, app)?.users.insert(user.to_owned(), assignment);
    if added {
        let targets = [state.user_target(user), target(state, app)];
        state.record(call, "application.user_membership.add", &targets);
    }
    Ok(answer)
}

/// `/api/v1/apps/{id}/groups`.
pub(super) fn groups(call: &Call<'_>, state: &mut State, app: &str, rest: &[&str]) -> Outcome {
    find(state, app)?;
    match (rest, call.method) {
        ([], &Method::GET) => {
            page(call, state, app, GROUPS, |app| &app.groups, |a, base, app, id| a.group(base, app, id))
        }
        ([group], &Method::GET) => {
            let assignment = find(state, app)?.groups.get(*group);
            let assignment =
                assignment.ok_or_else(|| Refusal::not_found(group, "ApplicationGroupAssignment"))?;
            Ok(Answer::ok(assignment.group(&call.base, app, group)))
        }
        ([group], &Method::PUT) => {
            let body = call.optional_object()?;
            state.groups.get(group).ok_or_else(|| Refusal::not_found(group, "UserGroup"))?;
            let known = find(state, app)?.groups.get(*group).cloned();
            let added = known.is_none();
            let assignment = Assignment {
                created: call.now,
                last_updated: call.now,
                profile: profile(&body, known.as_ref()),
                user_name: None,
                priority: body.get("priority").and_then(Value::as_u64).unwrap_or_default(),
            };
            let answer = Answer::ok(assignment.group(&call.base, app, group));
            find_mut(state, app)?.groups.insert((*group).to_owned(), assignment);
            if added {
                let targets = [state.group_target(group), target(state, app)];
                state.record(call, "group.application_assignment.add", &targets);
            }
            Ok(answer)
        }
        ([group], &Method::DELETE) => {
            if find_mut(state, app)?.groups.remove(*group).is_none() {
                return Err(Refusal::not_found(group, "ApplicationGroupAssignment"));
            }
            let targets = [state.group_target(group), target(state, app)];
            state.record(call, "group.application_assignment.remove", &targets);
            Ok(Answer::no_content())
        }
        ([] | [_], _) => Err(Refusal::method()),
        _ => Err(Refusal::no_route(call.path)),
    }
}

fn profile(body: &Map<String, Value>, known: Option<&Assignment>) -> Map<String, Value> {
    let given = body.get("profile").and_then(Value::as_object).cloned();
    given.or_else(|| known.map(|known| known.profile.clone())).unwrap_or_default()
}

/// One page of an app's assignments.
fn page(
    call: &Call<'_>,
    state: &mut State,
    app: &str,
    limit: Limit,
    of: impl Fn(&App) -> &std::collections::BTreeMap<String, Assignment>,
    view: impl Fn(&Assignment, &str, &str, &str) -> Value,
) -> Outcome {
    let State { apps, cursors, .. } = state;
    let assigned =
        apps.0.get(app).map(of).into_iter().flatten().map(|(id, assignment)| (id, (id, assignment)));
    cursors.list(call, assigned, limit, Order::Ascending, |(id, assignment)| {
        view(assignment, &call.base, app, id)
    })
}

/// `GET /api/v1/groups/{id}/apps`.
pub(super) fn apps_of_group(call: &Call<'_>, state: &mut State, group: &str) -> Outcome {
    let assigned = state.apps.0.values().filter(|app| app.groups.contains_key(group));
    let items = assigned.map(|app| (&app.id, app));
    state.cursors.list(call, items, GROUPS, Order::Ascending, |app| app.view(&call.base))
}
