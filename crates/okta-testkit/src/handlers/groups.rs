//! `/api/v1/groups` and memberships.

use http::Method;
use serde_json::{Map, Value, json};

use super::{
    Crud, assignments,
    lookup::{criteria, resolve},
    only,
};
use crate::{
    call::Call,
    paging::{Limit, Order},
    response::{Answer, Outcome, Refusal},
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
const ATTRIBUTES: &[&str] = &["id", "type", "created", "lastUpdated", "lastMembershipUpdated"];

pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> Outcome {
    if let Some(outcome) = (Crud { list, create, read, replace, delete }).route(call, state, rest) {
        return outcome;
    }
    match rest {
        [id, "apps"] => {
            only(call, &Method::GET)?;
            find(state, id)?;
            assignments::apps_of_group(call, state, id)
        }
        [id, "users"] => {
            only(call, &Method::GET)?;
            members(call, state, id)
        }
        [id, "users", user] => {
            let added = match *call.method {
                Method::PUT => true,
                Method::DELETE => false,
                _ => return Err(Refusal::method()),
            };
            membership(call, state, id, user, added)
        }
        _ => Err(Refusal::no_route(call.path)),
    }
}

fn read(call: &Call<'_>, state: &mut State, id: &str) -> Outcome {
    Ok(Answer::ok(find(state, id)?.view(&call.base)))
}

/// What a list embeds in a group for `expand=stats`; `hasAdminPrivlege` is how Okta writes it.
fn stats(group: &Group, users: &Users, apps: &Apps) -> Value {
    json!({
        "usersCount": users.all().filter(|user| group.contains(&user.id)).count(),
        "appsCount": apps.0.values().filter(|app| app.groups.contains_key(&group.id)).count(),
        "groupPushMappingsCount": 0,
        "hasAdminPrivlege": false,
    })
}

fn missing(id: &str) -> Refusal {
    Refusal::not_found(id, "UserGroup")
}

fn find<'s>(state: &'s State, id: &str) -> Result<&'s Group, Refusal> {
    state.groups.get(id).ok_or_else(|| missing(id))
}

/// A group that may be changed: not one of Okta's own.
fn find_mut<'s>(state: &'s mut State, id: &str) -> Result<&'s mut Group, Refusal> {
    match state.groups.get_mut(id) {
        None => Err(missing(id)),
        Some(group) if group.built_in => Err(Refusal::unsupported()),
        Some(group) => Ok(group),
    }
}

fn list(call: &Call<'_>, state: &mut State) -> Outcome {
    let known = |name: &str| name.starts_with("profile.") || ATTRIBUTES.contains(&name);
    let search = criteria(call, "search", known)?;
    let filter = criteria(call, "filter", |name| ATTRIBUTES.contains(&name))?;
    let q = call.param("q").unwrap_or_default().to_lowercase();
    let with_stats = call.param("expand").is_some_and(|wish| wish.split(',').any(|part| part == "stats"));
    let State { groups, users, apps, cursors, .. } = state;
    let items = groups
        .all()
        .filter(|group| group.name().to_lowercase().starts_with(&q))
        .filter(|group| {
            [&search, &filter].into_iter().flatten().all(|expr| expr.matches(&|path| group.attribute(path)))
        })
        .map(|group| (&group.id, group));
    cursors.list(call, items, PAGE, Order::Ascending, |group| {
        let mut view = group.view(&call.base);
        if with_stats {
            view["_embedded"] = json!({ "stats": stats(group, users, apps) });
        }
        view
    })
}

/// The profile in a body, checked; `id` is the group that it will belong to, if there is one already.
fn profile(call: &Call<'_>, state: &State, id: Option<&str>) -> Result<Map<String, Value>, Refusal> {
    let body = call.object()?;
    let Some(Value::Object(profile)) = body.get("profile") else {
        return Err(Refusal::invalid("profile", "profile: must be there"));
    };
    match profile.get("name").and_then(Value::as_str) {
        None | Some("") => Err(Refusal::invalid("name", "name: must not be empty")),
        Some(name) if name.chars().count() > 255 => {
            Err(Refusal::invalid("name", "name: has more than 255 characters"))
        }
        Some(name) if state.groups.name_taken(name, id) => {
            Err(Refusal::invalid("name", "name: another group of this org has it"))
        }
        Some(_) => Ok(profile.clone()),
    }
}

fn create(call: &Call<'_>, state: &mut State) -> Outcome {
    let profile = profile(call, state, None)?;
    let group = Group::new(state.ids.object("00g"), profile, false, call.now);
    let (id, answer) = (group.id.clone(), Answer::ok(group.view(&call.base)));
    state.groups.insert(group);
    state.record(call, "group.lifecycle.create", &[state.group_target(&id)]);
    Ok(answer)
}

fn replace(call: &Call<'_>, state: &mut State, id: &str) -> Outcome {
    find_mut(state, id)?;
    let profile = profile(call, state, Some(id))?;
    let group = find_mut(state, id)?;
    group.profile = profile;
    group.last_updated = call.now;
    let answer = Answer::ok(group.view(&call.base));
    state.record(call, "group.profile.update", &[state.group_target(id)]);
    Ok(answer)
}

fn delete(call: &Call<'_>, state: &mut State, id: &str) -> Outcome {
    find_mut(state, id)?;
    state.record(call, "group.lifecycle.delete", &[state.group_target(id)]);
    state.groups.remove(id);
    state.apps.forget_group(id);
    Ok(Answer::no_content())
}

fn members(call: &Call<'_>, state: &mut State, id: &str) -> Outcome {
    let group = state.groups.get(id).ok_or_else(|| missing(id))?;
    let items = state.users.all().filter(|user| group.contains(&user.id)).map(|user| (&user.id, user));
    state
        .cursors
        .list(call, items, MEMBERS, Order::Ascending, |user| user.listed(&call.base, Omit::default()))
}

fn membership(call: &Call<'_>, state: &mut State, id: &str, user: &str, added: bool) -> Outcome {
    find_mut(state, id)?;
    let user = resolve(call, state, user)?;
    let group = find_mut(state, id)?;
    let changed = if added { group.add(&user, call.now) } else { group.remove(&user, call.now) };
    if changed {
        let kind = if added { "group.user_membership.add" } else { "group.user_membership.remove" };
        state.record(call, kind, &[state.user_target(&user), state.group_target(id)]);
    }
    Ok(Answer::no_content())
}

/// `GET /api/v1/users/{id}/groups`.
pub(super) fn of_user(call: &Call<'_>, state: &mut State, user: &str) -> Outcome {
    let items = state.groups.all().filter(|group| group.contains(user)).map(|group| (&group.id, group));
    state.cursors.list(call, items, OF_USER, Order::Ascending, |group| group.view(&call.base))
}
