//! `/api/v1/groups` and memberships.

use http::Method;
use serde_json::{Map, Value, json};

use super::{
    Crud, assignments,
    lookup::{parse_criteria, resolve_user},
    require_method,
};
use crate::{
    call::Call,
    operations,
    paging::{Limit, Order},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::{
        State,
        apps::Apps,
        groups::Group,
        users::{Omit, Users},
    },
};

const PAGE: Limit = Limit { default: 10_000, max: 10_000 };
const MEMBERS: Limit = Limit { default: 1000, max: 1000 };
const OF_USER: Limit = Limit { default: 200, max: 200 };
const ATTRIBUTES: &[&str] = &["id", "type", "created", "lastUpdated", "lastMembershipUpdated", "source.id"];

pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> HandlerResult {
    if let Some(result) = (Crud { list, create, read, replace, delete }).route(call, state, rest) {
        return result;
    }
    match rest {
        [id, "apps"] => {
            require_method(call, &Method::GET)?;
            find_group(state, id)?;
            assignments::apps_of_group(call, state, id)
        }
        [id, "users"] => {
            require_method(call, &Method::GET)?;
            members(call, state, id)
        }
        [id, "users", user] => {
            let added = match *call.method {
                Method::PUT => true,
                Method::DELETE => false,
                _ => return Err(OktaError::method_not_allowed()),
            };
            membership(call, state, id, user, added)
        }
        _ => Err(operations::unsupported(call)),
    }
}

fn read(call: &Call<'_>, state: &mut State, id: &str) -> HandlerResult {
    Ok(ResponseTemplate::ok(find_group(state, id)?.view(&call.base)))
}

/// The statistics that `expand=stats` embeds in a group. `hasAdminPrivlege` is Okta's spelling.
fn stats(group: &Group, users: &Users, apps: &Apps) -> Value {
    json!({
        "usersCount": users.all().filter(|user| group.contains(&user.id)).count(),
        "appsCount": apps.0.values().filter(|app| app.groups.contains_key(&group.id)).count(),
        "groupPushMappingsCount": 0,
        "hasAdminPrivlege": false,
    })
}

fn group_not_found(id: &str) -> OktaError {
    OktaError::not_found(id, "UserGroup")
}

fn find_group<'s>(state: &'s State, id: &str) -> Result<&'s Group, OktaError> {
    state.groups.get(id).ok_or_else(|| group_not_found(id))
}

/// Finds a group to change. Built-in groups cannot be changed.
fn find_group_mut<'s>(state: &'s mut State, id: &str) -> Result<&'s mut Group, OktaError> {
    match state.groups.get_mut(id) {
        None => Err(group_not_found(id)),
        Some(group) if group.built_in => Err(OktaError::unsupported_operation()),
        Some(group) => Ok(group),
    }
}

fn list(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let searchable = |name: &str| name.starts_with("profile.") || ATTRIBUTES.contains(&name);
    let search = parse_criteria(call, "search", searchable)?;
    let filter = parse_criteria(call, "filter", |name| ATTRIBUTES.contains(&name))?;
    let q = call.param("q").unwrap_or_default().to_lowercase();
    let with_stats = call.param("expand").is_some_and(|expand| expand.split(',').any(|part| part == "stats"));
    let State { groups, users, apps, cursors, .. } = state;
    let items = groups
        .all()
        .filter(|group| group.name().to_lowercase().starts_with(&q))
        .filter(|group| {
            [&search, &filter].into_iter().flatten().all(|expr| expr.matches(&|path| group.attribute(path)))
        })
        .map(|group| (&group.id, group));
    let view = |group: &Group| {
        let mut view = group.view(&call.base);
        if with_stats {
            view["_embedded"] = json!({ "stats": stats(group, users, apps) });
        }
        view
    };
    if !q.is_empty() {
        // A query by name is one page, without links.
        let found = items.take(PAGE.page_size(call)?).map(|(_, group)| view(group));
        return Ok(ResponseTemplate::ok(found.collect::<Vec<_>>()));
    }
    cursors.list(call, items, PAGE, Order::Ascending, view)
}

/// Parses and validates the profile in a request body; `id` is the group to change, if it exists.
fn profile(call: &Call<'_>, state: &State, id: Option<&str>) -> Result<Map<String, Value>, OktaError> {
    let body = call.object()?;
    let Some(Value::Object(profile)) = body.get("profile") else {
        return Err(OktaError::invalid("profile", "profile: is required"));
    };
    match profile.get("name").and_then(Value::as_str) {
        None | Some("") => Err(OktaError::invalid("name", "name: must not be empty")),
        Some(name) if name.chars().count() > 255 => {
            Err(OktaError::invalid("name", "name: must have at most 255 characters"))
        }
        Some(name) if state.groups.is_name_taken(name, id) => {
            Err(OktaError::invalid("name", "name: is already used by another group"))
        }
        Some(_) => Ok(profile.clone()),
    }
}

fn create(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let profile = profile(call, state, None)?;
    let group = Group::new(state.ids.object("00g"), profile, false, call.now);
    let (id, response) = (group.id.clone(), ResponseTemplate::ok(group.view(&call.base)));
    state.groups.insert(group);
    state.record(call, "group.lifecycle.create", &[state.group_target(&id)]);
    Ok(response)
}

fn replace(call: &Call<'_>, state: &mut State, id: &str) -> HandlerResult {
    find_group_mut(state, id)?;
    let profile = profile(call, state, Some(id))?;
    let group = find_group_mut(state, id)?;
    group.profile = profile;
    group.last_updated = call.now;
    let response = ResponseTemplate::ok(group.view(&call.base));
    state.record(call, "group.profile.update", &[state.group_target(id)]);
    Ok(response)
}

fn delete(call: &Call<'_>, state: &mut State, id: &str) -> HandlerResult {
    find_group_mut(state, id)?;
    state.record(call, "group.lifecycle.delete", &[state.group_target(id)]);
    state.groups.remove(id);
    state.apps.remove_group(id);
    state.objects.remove_below(&format!("/api/v1/groups/{id}"));
    Ok(ResponseTemplate::no_content())
}

fn members(call: &Call<'_>, state: &mut State, id: &str) -> HandlerResult {
    let group = state.groups.get(id).ok_or_else(|| group_not_found(id))?;
    let items = state.users.all().filter(|user| group.contains(&user.id)).map(|user| (&user.id, user));
    state
        .cursors
        .list(call, items, MEMBERS, Order::Ascending, |user| user.list_view(&call.base, Omit::default()))
}

fn membership(call: &Call<'_>, state: &mut State, id: &str, user: &str, added: bool) -> HandlerResult {
    find_group_mut(state, id)?;
    let user = resolve_user(call, state, user)?;
    let group = find_group_mut(state, id)?;
    let changed = if added { group.add(&user, call.now) } else { group.remove(&user, call.now) };
    if changed {
        let kind = if added { "group.user_membership.add" } else { "group.user_membership.remove" };
        state.record(call, kind, &[state.user_target(&user), state.group_target(id)]);
    }
    Ok(ResponseTemplate::no_content())
}

/// `GET /api/v1/users/{id}/groups`.
pub(super) fn of_user(call: &Call<'_>, state: &mut State, user: &str) -> HandlerResult {
    let items = state.groups.all().filter(|group| group.contains(user)).map(|group| (&group.id, group));
    state.cursors.list(call, items, OF_USER, Order::Ascending, |group| group.view(&call.base))
}
