//! Authorization servers that trust each other, and the apps of a policy.

use http::StatusCode;
use serde_json::{Value, json};

use super::{Verb, collection, from_end, place, shown, texts, verb};
use crate::{
    call::Call,
    engine::{Place, checks::exists, objects::is_system},
    paging::{Limit, Order},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

const SERVERS: &str = "/api/v1/authorizationServers";
const PAGE: Limit = Limit { default: 20, max: 200 };

pub(super) const VERBS: &[Verb] = &[
    verb("createAssociatedServers", &[], associate),
    verb("listAssociatedServersByTrustedType", &["trusted", "q", "limit", "after"], associated),
    verb("deleteAssociatedServer", &[], dissociate),
    verb("listPolicyApps", &[], policy_apps),
    verb("mapResourceToPolicy", &[], map_resource),
];

fn trusted_by(server: &Place) -> String {
    format!("{}/{}/associatedServers", server.collection, server.id)
}

/// Another server as in responses.
fn server_view(call: &Call<'_>, state: &mut State, id: &str) -> Result<Value, OktaError> {
    let (family, collection) = collection(call, state, SERVERS)?;
    Ok(shown(call, state, family, &Place { collection, id: id.to_owned() }))
}

/// Lets a server trust others; the response has those.
fn associate(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, server) = place(call, state, SERVERS)?;
    let trusted = texts(&Value::Object(call.object()?), "trusted");
    if trusted.is_empty() {
        return Err(OktaError::invalid("trusted", "trusted: is required"));
    }
    if let Some(unknown) = trusted.iter().find(|id| !exists(call, state, SERVERS, id)) {
        return Err(OktaError::not_found(unknown, "AuthorizationServer"));
    }
    let mut views = Vec::new();
    for id in trusted {
        state.objects.insert(&trusted_by(&server), &id, json!({}));
        views.push(server_view(call, state, &id)?);
    }
    Ok(ResponseTemplate::ok(views))
}

/// The servers that a server trusts, or with `trusted=false` those that trust it.
fn associated(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, server) = place(call, state, SERVERS)?;
    let ids: Vec<String> = if call.flag("trusted", true)? {
        state.objects.of(&trusted_by(&server)).map(|(id, _)| id.clone()).collect()
    } else {
        let all = state.objects.of(SERVERS).map(|(id, _)| id.clone());
        all.filter(|id| state.objects.get(&format!("{SERVERS}/{id}/associatedServers"), &server.id).is_some())
            .collect()
    };
    let q = call.param("q").unwrap_or_default().to_lowercase();
    let mut items = Vec::new();
    for id in ids {
        let view = server_view(call, state, &id)?;
        let name = view.get("name").and_then(Value::as_str).unwrap_or_default().to_lowercase();
        if name.contains(&q) {
            items.push((id, view));
        }
    }
    state.cursors.list(call, items, PAGE, Order::Ascending, |view| view)
}

fn dissociate(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, server) = place(call, state, SERVERS)?;
    let other = from_end(call, 0);
    match state.objects.remove(&trusted_by(&server), other) {
        Some(_) => Ok(ResponseTemplate::no_content()),
        None => Err(OktaError::not_found(other, "AuthorizationServer")),
    }
}

/// The apps that a policy is assigned to; those without a policy have the default one.
fn policy_apps(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, policy) = place(call, state, "/api/v1/policies")?;
    let object = state.objects.get(&policy.collection, &policy.id).cloned().unwrap_or_default();
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
    let has_apps = ["ACCESS_POLICY", "PROFILE_ENROLLMENT"].contains(&kind);
    let is_default = has_apps && is_system(&object);
    let apps = state.apps.0.values().filter(|app| match app.policies.get(kind) {
        Some(assigned) => *assigned == policy.id,
        None => is_default,
    });
    Ok(ResponseTemplate::ok(apps.map(|app| app.view(&call.base)).collect::<Vec<_>>()))
}

/// Assigns an app to a policy. Okta takes apps for access policies at the app only.
fn map_resource(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, policy) = place(call, state, "/api/v1/policies")?;
    let body = Value::Object(call.object()?);
    let app = super::text(&body, "resourceId")?.to_owned();
    if body.get("resourceType").and_then(Value::as_str) != Some("APP") {
        let cause = "resourceType: must be APP; access policies are assigned with PUT /api/v1/apps/{id}/policies/{id}";
        return Err(OktaError::invalid("resourceType", cause));
    }
    let kind =
        state.objects.get(&policy.collection, &policy.id).and_then(|policy| policy.get("type")).cloned();
    let kind = kind.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(found) = state.apps.0.get_mut(&app) else {
        return Err(OktaError::not_found(&app, "AppInstance"));
    };
    found.policies.insert(kind, policy.id.clone());
    let mappings = format!("{}/{}/mappings", policy.collection, policy.id);
    let id = state.ids.object("pma");
    state.objects.insert(&mappings, &id, json!({ "id": id }));
    let links = json!({
        "self": { "href": call.url(&format!("{mappings}/{id}")), "hints": { "allow": ["GET", "DELETE"] } },
        "policy": { "href": call.url(&format!("{}/{}", policy.collection, policy.id)) },
        "application": { "href": call.url(&format!("/api/v1/apps/{app}")) },
    });
    Ok(ResponseTemplate::from_status(StatusCode::OK).json(json!({ "id": id, "_links": links })))
}
