//! Assignments of apps to users and groups.

use http::Method;
use serde_json::{Map, Value, json};

use super::lookup::{app_target, find_app, find_app_mut, resolve_user};
use crate::{
    call::Call,
    operations,
    paging::{Limit, Order},
    response::{HandlerResult, OktaError, ResponseTemplate},
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
pub(super) fn users(call: &Call<'_>, state: &mut State, app: &str, rest: &[&str]) -> HandlerResult {
    find_app(state, app)?;
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
                return Err(OktaError::invalid("id", "id: must not be empty"));
            }
            let user = resolve_user(call, state, id)?;
            assign_user(call, state, app, &user, &body)
        }
        ([user], &Method::GET) => {
            let user = resolve_user(call, state, user)?;
            let assignment = find_app(state, app)?.users.get(&user);
            let assignment = assignment.ok_or_else(|| OktaError::not_found(&user, "AppUser"))?;
            Ok(ResponseTemplate::ok(app_user(call, &state.users, app, &user, assignment)))
        }
        ([user], &Method::POST) => {
            let body = call.object()?;
            let user = resolve_user(call, state, user)?;
            if !find_app(state, app)?.users.contains_key(&user) {
                return Err(OktaError::not_found(&user, "AppUser"));
            }
            assign_user(call, state, app, &user, &body)
        }
        ([user], &Method::DELETE) => {
            let user = resolve_user(call, state, user)?;
            if find_app_mut(state, app)?.users.remove(&user).is_none() {
                return Err(OktaError::not_found(&user, "AppUser"));
            }
            let targets = [state.user_target(&user), app_target(state, app)];
            state.record(call, "application.user_membership.remove", &targets);
            Ok(ResponseTemplate::no_content())
        }
        ([] | [_], _) => Err(OktaError::method_not_allowed()),
        _ => Err(operations::unsupported(call)),
    }
}

fn assign_user(
    call: &Call<'_>,
    state: &mut State,
    app: &str,
    user: &str,
    body: &Map<String, Value>,
) -> HandlerResult {
    let login = state.users.get(user).map(|user| user.login().to_owned());
    let name =
        body.get("credentials").and_then(|c| c.get("userName")).and_then(Value::as_str).map(str::to_owned);
    let existing = find_app(state, app)?.users.get(user).cloned();
    let added = existing.is_none();
    let assignment = Assignment {
        created: existing.as_ref().map_or(call.now, |existing| existing.created),
        last_updated: call.now,
        profile: profile(body, existing.as_ref()),
        user_name: name.or_else(|| existing.and_then(|existing| existing.user_name)).or(login),
        priority: 0,
        by_group: false,
    };
    let response = ResponseTemplate::ok(assignment.user_view(&call.base, app, user));
    find_app_mut(state, app)?.users.insert(user.to_owned(), assignment);
    if added {
        let targets = [state.user_target(user), app_target(state, app)];
        state.record(call, "application.user_membership.add", &targets);
    }
    Ok(response)
}

/// `/api/v1/apps/{id}/groups`.
pub(super) fn groups(call: &Call<'_>, state: &mut State, app: &str, rest: &[&str]) -> HandlerResult {
    find_app(state, app)?;
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
            let assignment = find_app(state, app)?.groups.get(*group);
            let assignment =
                assignment.ok_or_else(|| OktaError::not_found(group, "ApplicationGroupAssignment"))?;
            Ok(ResponseTemplate::ok(app_group(call, &state.groups, app, group, assignment)))
        }
        ([group], &Method::PUT) => {
            let body = call.optional_object()?;
            state.groups.get(group).ok_or_else(|| OktaError::not_found(group, "UserGroup"))?;
            let existing = find_app(state, app)?.groups.get(*group).cloned();
            let added = existing.is_none();
            // Without a priority, an existing one stays; a new assignment gets the next free number.
            let priorities = find_app(state, app)?.groups.values().map(|assignment| assignment.priority + 1);
            let next =
                existing.as_ref().map_or(priorities.max().unwrap_or_default(), |existing| existing.priority);
            let assignment = Assignment {
                created: call.now,
                last_updated: call.now,
                profile: profile(&body, existing.as_ref()),
                user_name: None,
                priority: body.get("priority").and_then(Value::as_u64).unwrap_or(next),
                by_group: false,
            };
            let response = ResponseTemplate::ok(assignment.group_view(&call.base, app, group));
            find_app_mut(state, app)?.groups.insert((*group).to_owned(), assignment);
            if added {
                let targets = [state.group_target(group), app_target(state, app)];
                state.record(call, "group.application_assignment.add", &targets);
            }
            Ok(response)
        }
        ([group], &Method::DELETE) => {
            if find_app_mut(state, app)?.groups.remove(*group).is_none() {
                return Err(OktaError::not_found(group, "ApplicationGroupAssignment"));
            }
            let targets = [state.group_target(group), app_target(state, app)];
            state.record(call, "group.application_assignment.remove", &targets);
            Ok(ResponseTemplate::no_content())
        }
        ([] | [_], _) => Err(OktaError::method_not_allowed()),
        _ => Err(operations::unsupported(call)),
    }
}

fn profile(body: &Map<String, Value>, existing: Option<&Assignment>) -> Map<String, Value> {
    let profile = body.get("profile").and_then(Value::as_object).cloned();
    profile.or_else(|| existing.map(|existing| existing.profile.clone())).unwrap_or_default()
}

/// Returns the view of an app user; `expand=user` embeds the user.
fn app_user(call: &Call<'_>, users: &Users, app: &str, id: &str, assignment: &Assignment) -> Value {
    let mut view = assignment.user_view(&call.base, app, id);
    if let (Some("user"), Some(user)) = (call.param("expand"), users.get(id)) {
        view["_embedded"] = json!({ "user": user.list_view(&call.base, Omit::default()) });
    }
    view
}

/// Returns the view of an app's group assignment; `expand=group` embeds the group.
fn app_group(call: &Call<'_>, groups: &Groups, app: &str, id: &str, assignment: &Assignment) -> Value {
    let mut view = assignment.group_view(&call.base, app, id);
    if let (Some("group"), Some(group)) = (call.param("expand"), groups.get(id)) {
        view["_embedded"] = json!({ "group": group.view(&call.base) });
    }
    view
}

/// `GET /api/v1/groups/{id}/apps`.
pub(super) fn apps_of_group(call: &Call<'_>, state: &mut State, group: &str) -> HandlerResult {
    let assigned = state.apps.0.values().filter(|app| app.groups.contains_key(group));
    let items = assigned.map(|app| (&app.id, app));
    state.cursors.list(call, items, GROUPS, Order::Ascending, |app| app.view(&call.base))
}
