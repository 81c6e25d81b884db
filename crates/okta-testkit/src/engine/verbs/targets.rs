//! Targets of role assignments, and who has roles.

use serde_json::{Value, json};

use super::{Verb, collection, from_end, place, verb};
use crate::{
    call::Call,
    engine::parents,
    paging::{Limit, Order},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

const ROLES: &str = "/api/v1/users/{}/roles";
const PAGE: Limit = Limit { default: 100, max: 100 };

pub(super) const VERBS: &[Verb] = &[
    verb("assignAllAppsAsTargetToRoleForUser", &[], assign_all_apps),
    verb("getRoleTargetsByUserIdAndRoleId", &["assignmentType", "after", "limit"], targets),
    verb("listUsersWithRoleAssignments", &["after", "limit"], assignees),
    verb("getUserAssignedRoleGovernance", &[], governance),
    verb("getRoleAssignmentGovernanceGrant", &[], grant),
    verb("getRoleAssignmentGovernanceGrantResources", &[], grant),
];

/// Removes all app targets: without targets, a role applies to all apps.
fn assign_all_apps(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, role) = place(call, state, ROLES)?;
    state.objects.remove_below(&format!("{}/{}/targets/catalog", role.collection, role.id));
    Ok(ResponseTemplate::ok(json!({})))
}

/// The groups and apps that an assignment of a role is restricted to.
fn targets(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (family, roles) = collection(call, state, ROLES)?;
    let sent = call.segments.get(family.path.len()).map(String::as_str).unwrap_or_default();
    let role = parents::find_id(state, family, &roles, sent)?;
    let at = format!("{roles}/{role}/targets");
    let kind = call.param("assignmentType").unwrap_or("USER");
    let mut items: Vec<(String, Value)> = Vec::new();
    let mut target = |id: &str, orn: String, path: String| {
        let link = json!({ "self": { "href": call.url(&path) } });
        items.push((id.to_owned(), json!({ "assignmentType": "USER", "orn": orn, "_links": link })));
    };
    for (id, _) in state.objects.of(&format!("{at}/groups")) {
        target(id, format!("orn:okta:directory:testkit:groups:{id}"), format!("/api/v1/groups/{id}"));
    }
    let apps = format!("{at}/catalog/apps");
    for (name, _) in state.objects.of(&apps) {
        let filter = format!("/api/v1/apps?filter=name+eq+\"{name}\"");
        target(name, format!("orn:okta:idp:testkit:apps:{name}"), filter);
    }
    for id in state.objects.ids_below(&apps) {
        let name = state.apps.0.get(&id).map(|app| app.text("name").to_owned()).unwrap_or_default();
        target(&id, format!("orn:okta:idp:testkit:apps:{name}:{id}"), format!("/api/v1/apps/{id}"));
    }
    items.retain(|_| kind == "USER");
    items.sort_by(|(a, _), (b, _)| a.cmp(b));
    state.cursors.list(call, items, PAGE, Order::Ascending, |view| view)
}

/// The users who have roles.
fn assignees(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let with_roles: Vec<String> = state
        .users
        .all()
        .map(|user| user.id.clone())
        .filter(|id| state.objects.of(&format!("/api/v1/users/{id}/roles")).next().is_some())
        .collect();
    let size = PAGE.page_size(call)?;
    let after = call.param("after").unwrap_or_default();
    let mut rest = with_roles.into_iter().filter(|id| after.is_empty() || id.as_str() > after);
    let page: Vec<String> = rest.by_ref().take(size).collect();
    let view = |id: &String| {
        let at = call.url(&format!("/api/v1/users/{id}"));
        let links = json!({ "self": { "href": at }, "roles": { "href": format!("{at}/roles") } });
        json!({ "id": id, "orn": format!("orn:okta:testkit:users:{id}"), "_links": links })
    };
    let mut body = json!({ "value": page.iter().map(view).collect::<Vec<_>>() });
    if let (Some(last), Some(_)) = (page.last(), rest.next()) {
        let next = call.url(&format!("/api/v1/iam/assignees/users?after={last}&limit={size}"));
        body["_links"] = json!({ "next": { "href": next } });
    }
    Ok(ResponseTemplate::ok(body))
}

/// Governance grants no roles of this org.
fn governance(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, role) = place(call, state, ROLES)?;
    let at = call.url(&format!("{}/{}/governance", role.collection, role.id));
    let assignee = call.url(role.collection.trim_end_matches("/roles"));
    let links = json!({ "self": { "href": at }, "assignee": { "href": assignee } });
    Ok(ResponseTemplate::ok(json!({ "grants": [], "_links": links })))
}

fn grant(call: &Call<'_>, state: &mut State) -> HandlerResult {
    place(call, state, ROLES)?;
    let resources = from_end(call, 0) == "resources";
    Err(OktaError::not_found(from_end(call, usize::from(resources)), "Grant"))
}
