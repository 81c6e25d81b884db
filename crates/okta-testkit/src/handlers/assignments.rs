//! Assignments of apps to users and groups.

use http::Method;
use serde_json::{Map, Value, json};

use super::lookup::{find, find_mut, resolve, target};
use crate::{
    call::Call,
    paging::{Limit, Order},
    response::{Answer, Outcome, Refusal},
    state::{
        State,
        apps::Assignment,
        groups::Groups,
        users::{Omit, Users},
    },
};

const USERS: Limit = Limit { default: 50, max: 500 };
const GROUPS: Limit = Limit { default: 20, max: 200 };

/// `/api/v1/apps/{id}/users`.
pub(super) fn users(call: &Call<'_>, state: &mut State, app: &str, rest: &[&str]) -> Outcome {
    find(state, app)?;
    match (rest, call.method) {
        ([], &Method::GET) => {
            let (apps, users) = (&state.apps, &state.users);
            let assigned = apps.0.get(app).into_iter().flat_map(|app| &app.users);
            let items = assigned.map(|(id, assignment)| (id, (id, assignment)));
            state.cursors.list(call, items, USERS, Order::Ascending, |(id, assignment)| {
                app_user(call, users, app, id, assignment)
            })
        }
        ([], &Method::POST) => {
            let body = call.object()?;
            let id = body.get("id").and_then(Value::as_str).unwrap_or_default();
            if id.is_empty() {
                return Err(Refusal::invalid("id", "id: must not be empty"));
            }
            let user = resolve(call, state, id)?;
            assign_user(call, state, app, &user, &body)
        }
        ([user], &Method::GET) => {
            let user = resolve(call, state, user)?;
            let assignment = find(state, app)?.users.get(&user);
            let assignment = assignment.ok_or_else(|| Refusal::not_found(&user, "AppUser"))?;
            Ok(Answer::ok(app_user(call, &state.users, app, &user, assignment)))
        }
        ([user], &Method::POST) => {
            let body = call.object()?;
            let user = resolve(call, state, user)?;
            if !find(state, app)?.users.contains_key(&user) {
                return Err(Refusal::not_found(&user, "AppUser"));
            }
            assign_user(call, state, app, &user, &body)
        }
        ([user], &Method::DELETE) => {
            let user = resolve(call, state, user)?;
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
        by_group: false,
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
            let assigned = state.apps.0.get(app).into_iter().flat_map(|app| &app.groups);
            let items = assigned.map(|(id, assignment)| (id, (id, assignment)));
            let groups = &state.groups;
            state.cursors.list(call, items, GROUPS, Order::Ascending, |(id, assignment)| {
                app_group(call, groups, app, id, assignment)
            })
        }
        ([group], &Method::GET) => {
            let assignment = find(state, app)?.groups.get(*group);
            let assignment =
                assignment.ok_or_else(|| Refusal::not_found(group, "ApplicationGroupAssignment"))?;
            Ok(Answer::ok(app_group(call, &state.groups, app, group, assignment)))
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
                by_group: false,
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

/// An app's user; with `expand=user`, the user itself is embedded.
fn app_user(call: &Call<'_>, users: &Users, app: &str, id: &str, assignment: &Assignment) -> Value {
    let mut view = assignment.user(&call.base, app, id);
    if let (Some("user"), Some(user)) = (call.param("expand"), users.get(id)) {
        view["_embedded"] = json!({ "user": user.listed(&call.base, Omit::default()) });
    }
    view
}

/// An app's group; with `expand=group`, the group itself is embedded.
fn app_group(call: &Call<'_>, groups: &Groups, app: &str, id: &str, assignment: &Assignment) -> Value {
    let mut view = assignment.group(&call.base, app, id);
    if let (Some("group"), Some(group)) = (call.param("expand"), groups.get(id)) {
        view["_embedded"] = json!({ "group": group.view(&call.base) });
    }
    view
}

/// `GET /api/v1/groups/{id}/apps`.
pub(super) fn apps_of_group(call: &Call<'_>, state: &mut State, group: &str) -> Outcome {
    let assigned = state.apps.0.values().filter(|app| app.groups.contains_key(group));
    let items = assigned.map(|app| (&app.id, app));
    state.cursors.list(call, items, GROUPS, Order::Ascending, |app| app.view(&call.base))
}
