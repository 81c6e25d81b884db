//! The provisioning connection of an app, and users of identity providers.

use http::StatusCode;
use serde_json::{Value, json};

use super::{Verb, from_end, place, text, verb};
use crate::{
    call::Call,
    clock::timestamp,
    engine::{families, view},
    handlers::resolve_user,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

pub(super) const VERBS: &[Verb] = &[
    verb("getDefaultProvisioningConnectionForApplication", &[], read),
    verb("updateDefaultProvisioningConnectionForApplication", &["activate"], write),
    verb("activateDefaultProvisioningConnectionForApplication", &[], |call, state| {
        toggle(call, state, "ENABLED")
    }),
    verb("deactivateDefaultProvisioningConnectionForApplication", &[], |call, state| {
        toggle(call, state, "DISABLED")
    }),
    verb("linkUserToIdentityProvider", &[], link),
    verb("listUserIdentityProviders", &[], providers),
];

/// Where the connection of the app that the path names is kept.
fn connection(call: &Call<'_>, state: &State) -> Result<String, OktaError> {
    let app = call.segments.get(3).map(String::as_str).unwrap_or_default();
    match state.apps.0.get(app) {
        Some(_) => Ok(format!("/api/v1/apps/{app}/connections")),
        None => Err(OktaError::not_found(app, "AppInstance")),
    }
}

/// The connection as in responses; one that was never written is unknown.
fn view_of(call: &Call<'_>, state: &State, connections: &str) -> Value {
    let Some(stored) = state.objects.get(connections, "default") else {
        return json!({ "status": "UNKNOWN", "profile": { "authScheme": "UNKNOWN" } });
    };
    let mut view = stored.clone();
    let at = call.url(&format!("{connections}/default"));
    let enabled = stored.get("status").is_some_and(|status| status == "ENABLED");
    let toggle = if enabled { "deactivate" } else { "activate" };
    view["_links"] = json!({
        "self": { "href": at, "hints": { "allow": ["POST", "GET"] } },
        toggle: { "href": format!("{at}/lifecycle/{toggle}"), "hints": { "allow": ["POST"] } },
    });
    view
}

fn read(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let connections = connection(call, state)?;
    Ok(ResponseTemplate::ok(view_of(call, state, &connections)))
}

/// Sets the connection. Its token is not kept.
fn write(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let connections = connection(call, state)?;
    let body = Value::Object(call.object()?);
    let scheme = body.pointer("/profile/authScheme").cloned();
    let scheme = scheme.ok_or_else(|| OktaError::invalid("profile", "profile.authScheme: is required"))?;
    let status = if call.flag("activate", false)? { "ENABLED" } else { "DISABLED" };
    let mut stored = json!({ "authScheme": scheme, "status": status, "profile": { "authScheme": scheme } });
    if let Some(url) = body.get("baseUrl") {
        stored["baseUrl"] = url.clone();
    }
    state.objects.insert(&connections, "default", stored);
    Ok(ResponseTemplate::ok(view_of(call, state, &connections)))
}

fn toggle(call: &Call<'_>, state: &mut State, status: &str) -> HandlerResult {
    let connections = connection(call, state)?;
    if let Some(stored) = state.objects.get_mut(&connections, "default") {
        stored["status"] = json!(status);
    }
    Ok(ResponseTemplate::no_content())
}

/// Links a user to an identity provider.
fn link(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, provider) = place(call, state, "/api/v1/idps")?;
    let user = resolve_user(call, state, from_end(call, 0))?;
    let body = Value::Object(call.object()?);
    let external = text(&body, "externalId")?;
    let profile = state.users.get(&user).map(|user| user.profile.clone()).unwrap_or_default();
    let link = json!({
        "id": user, "externalId": external, "created": timestamp(call.now), "lastUpdated": timestamp(call.now),
        "profile": profile,
    });
    let users = format!("{}/{}/users", provider.collection, provider.id);
    state.objects.insert(&users, &user, link.clone());
    let mut view = link;
    view["_links"] = json!({
        "idp": { "href": call.url(&format!("{}/{}", provider.collection, provider.id)) },
        "self": { "href": call.url(&format!("{users}/{user}")), "hints": { "allow": ["GET", "DELETE"] } },
        "user": { "href": call.url(&format!("/api/v1/users/{user}")) },
    });
    Ok(ResponseTemplate::from_status(StatusCode::OK).json(view))
}

/// The identity providers that a user is linked to.
fn providers(call: &Call<'_>, state: &mut State) -> HandlerResult {
    const PROVIDERS: &str = "/api/v1/idps";
    let user = resolve_user(call, state, from_end(call, 1))?;
    let Some(family) = families::family(PROVIDERS) else { return Err(OktaError::unsupported_operation()) };
    let linked = state
        .objects
        .of(PROVIDERS)
        .filter(|(id, _)| state.objects.get(&format!("{PROVIDERS}/{id}/users"), &user).is_some());
    let views = linked.map(|(id, provider)| view::view(&call.base, family, PROVIDERS, id, provider));
    Ok(ResponseTemplate::ok(views.collect::<Vec<_>>()))
}
