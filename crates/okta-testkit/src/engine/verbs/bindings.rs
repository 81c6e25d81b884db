//! Bindings of roles to resource sets, and their members.

use serde_json::{Value, json};

use super::{Verb, collection, from_end, text, texts, verb};
use crate::{
    call::Call,
    clock::timestamp,
    engine::{Place, checks::exists},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

const BINDINGS: &str = "/api/v1/iam/resource-sets/{}/bindings";
const ROLES: &str = "/api/v1/iam/roles";

pub(super) const VERBS: &[Verb] = &[
    verb("createResourceSetBinding", &[], bind),
    verb("getBinding", &[], read),
    verb("addMembersToBinding", &[], add),
    verb("listMembersOfBinding", &[], list),
    verb("getMemberOfBinding", &[], member),
    verb("unassignMemberFromBinding", &[], remove),
];

/// Binds a custom role, and its members, to a resource set.
fn bind(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, bindings) = collection(call, state, BINDINGS)?;
    let body = Value::Object(call.object()?);
    let role = text(&body, "role")?.to_owned();
    if !exists(call, state, ROLES, &role) {
        return Err(OktaError::not_found(&role, "CustomRole"));
    }
    let role = role_id(state, &role);
    let members = checked_members(call, state, &texts(&body, "members"))?;
    let binding = Place { collection: bindings, id: role };
    if state.objects.get(&binding.collection, &binding.id).is_none() {
        let object = json!({ "id": binding.id });
        state.objects.insert(&binding.collection, &binding.id, object);
    }
    insert(call, state, &binding, members);
    Ok(ResponseTemplate::ok(links(call, &binding, false)))
}

/// The id of a role that is named by its id or its label.
fn role_id(state: &State, role: &str) -> String {
    let mut roles = state.objects.of(ROLES);
    let found =
        roles.find(|(id, object)| *id == role || object.get("label").is_some_and(|label| label == role));
    found.map_or_else(|| role.to_owned(), |(id, _)| id.clone())
}

/// The binding that the path names: by the id or the label of its role.
fn binding(call: &Call<'_>, state: &mut State) -> Result<Place, OktaError> {
    let (family, bindings) = collection(call, state, BINDINGS)?;
    let role = call.segments.get(family.path.len()).map(String::as_str).unwrap_or_default();
    let id = role_id(state, role);
    match state.objects.get(&bindings, &id) {
        Some(_) => Ok(Place { collection: bindings, id }),
        None => Err(OktaError::not_found(role, "Binding")),
    }
}

fn read(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let binding = binding(call, state)?;
    let mut view = links(call, &binding, true);
    view["id"] = json!(binding.id);
    Ok(ResponseTemplate::ok(view))
}

fn add(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let binding = binding(call, state)?;
    let body = Value::Object(call.object()?);
    let members = checked_members(call, state, &texts(&body, "additions"))?;
    insert(call, state, &binding, members);
    Ok(ResponseTemplate::ok(links(call, &binding, false)))
}

/// The paths of the members, which must be users, groups or apps of the org.
fn checked_members(call: &Call<'_>, state: &mut State, urls: &[String]) -> Result<Vec<String>, OktaError> {
    let path = |url: &String| {
        let path = url.find("/api/v1/").or_else(|| url.find("/oauth2/v1/")).and_then(|at| url.get(at..));
        let (kind, id) = path.and_then(|path| path.rsplit_once('/'))?;
        let kind = if kind == "/oauth2/v1/clients" { "/api/v1/apps" } else { kind };
        ["/api/v1/users", "/api/v1/groups", "/api/v1/apps"]
            .contains(&kind)
            .then(|| (kind.to_owned(), id.to_owned()))
    };
    let mut paths = Vec::new();
    for url in urls {
        let found = path(url)
            .ok_or_else(|| OktaError::invalid("members", "members: must be URLs of users or groups"))?;
        if !exists(call, state, &found.0, &found.1) {
            return Err(OktaError::not_found(&found.1, "Principal"));
        }
        paths.push(format!("{}/{}", found.0, found.1));
    }
    Ok(paths)
}

fn members_of(binding: &Place) -> String {
    format!("{}/{}/members", binding.collection, binding.id)
}

fn insert(call: &Call<'_>, state: &mut State, binding: &Place, members: Vec<String>) {
    let collection = members_of(binding);
    for path in members {
        let known =
            state.objects.of(&collection).any(|(_, member)| member.get("path").is_some_and(|it| *it == path));
        if !known {
            let id = state.ids.object("irb");
            let member = json!({ "path": path, "created": timestamp(call.now) });
            state.objects.insert(&collection, &id, member);
        }
    }
}

fn links(call: &Call<'_>, binding: &Place, members: bool) -> Value {
    let at = call.url(&format!("{}/{}", binding.collection, binding.id));
    let set = binding.collection.trim_end_matches("/bindings");
    let mut links = json!({
        "self": { "href": at },
        "bindings": { "href": call.url(&binding.collection) },
        "resource-set": { "href": call.url(set) },
    });
    if members {
        links["members"] = json!({ "href": format!("{at}/members") });
    }
    json!({ "_links": links })
}

fn member_view(call: &Call<'_>, id: &str, member: &Value) -> Value {
    let created = member.get("created");
    let path = member.get("path").and_then(Value::as_str).unwrap_or_default();
    json!({ "id": id, "created": created, "lastUpdated": created, "_links": { "self": { "href": call.url(path) } } })
}

fn list(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let binding = binding(call, state)?;
    let collection = members_of(&binding);
    let members: Vec<Value> =
        state.objects.of(&collection).map(|(id, member)| member_view(call, id, member)).collect();
    let at = call.url(&format!("{}/{}", binding.collection, binding.id));
    Ok(ResponseTemplate::ok(json!({
        "members": members,
        "_links": { "self": { "href": call.url(&collection) }, "binding": { "href": at } },
    })))
}

/// The member that the path names.
fn find_member(call: &Call<'_>, state: &mut State) -> Result<(String, Value), OktaError> {
    let collection = members_of(&binding(call, state)?);
    let id = from_end(call, 0);
    let found = state.objects.get(&collection, id).cloned();
    found.map(|member| (collection, member)).ok_or_else(|| OktaError::not_found(id, "Member"))
}

fn member(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, member) = find_member(call, state)?;
    Ok(ResponseTemplate::ok(member_view(call, from_end(call, 0), &member)))
}

fn remove(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (collection, _) = find_member(call, state)?;
    state.objects.remove(&collection, from_end(call, 0));
    Ok(ResponseTemplate::no_content())
}
