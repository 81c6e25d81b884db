//! `/api/v1/apps`: create, list, read, replace, delete, lifecycle.

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::{
    Crud, assignments,
    lookup::{app_target, find_app, find_app_mut, parse_criteria, resolve_user},
    require_method,
};
use crate::{
    call::Call,
    engine, operations,
    paging::{Limit, Order},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::{State, apps::App},
};

const PAGE: Limit = Limit { default: 20, max: 200 };
const FILTERABLE: &[&str] =
    &["id", "status", "name", "label", "signOnMode", "user.id", "group.id", "credentials.signing.kid"];

pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> HandlerResult {
    if let Some(result) = (Crud { list, create, read, replace, delete }).route(call, state, rest) {
        return result;
    }
    match rest {
        [id, "lifecycle", action @ ("activate" | "deactivate")] => {
            require_method(call, &Method::POST)?;
            let app = find_app_mut(state, id)?;
            app.active = *action == "activate";
            app.last_updated = call.now;
            record(call, state, id, action);
            Ok(ResponseTemplate::ok(json!({})))
        }
        [id, "sso", "saml", "metadata"] => saml_metadata(call, state, id),
        [id, "logo"] => {
            require_method(call, &Method::POST)?;
            find_app(state, id)?;
            record(call, state, id, "update");
            Ok(ResponseTemplate::from_status(StatusCode::CREATED))
        }
        [id, "policies", policy] => {
            require_method(call, &Method::PUT)?;
            find_app(state, id)?;
            let found = state.objects.get("/api/v1/policies", policy);
            if found.is_some_and(engine::is_of_okta) {
                return Err(OktaError::invalid("Policy", "the policy belongs to an app of Okta's own"));
            }
            let kind = found.ok_or_else(|| OktaError::not_found(policy, "Policy"))?.get("type").cloned();
            let kind = kind.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
            find_app_mut(state, id)?.policies.insert(kind, (*policy).to_owned());
            record(call, state, id, "update");
            Ok(ResponseTemplate::no_content())
        }
        [id, "users", rest @ ..] => assignments::users(call, state, id, rest),
        [id, "groups", rest @ ..] => assignments::groups(call, state, id, rest),
        _ => Err(operations::unsupported(call)),
    }
}

/// The metadata of a SAML app for its service provider.
fn saml_metadata(call: &Call<'_>, state: &State, id: &str) -> HandlerResult {
    require_method(call, &Method::GET)?;
    let app = find_app(state, id)?;
    let (base, name) = (&call.base, app.text("name"));
    let service = |binding: &str| {
        format!(
            "<md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:{binding}\" \
             Location=\"{base}/app/{name}/{id}/sso/saml\"/>"
        )
    };
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><md:EntityDescriptor entityID=\"http://www.okta.com/{id}\" \
         xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\"><md:IDPSSODescriptor WantAuthnRequestsSigned=\"false\" \
         protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\"><md:KeyDescriptor use=\"signing\">\
         <ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data><ds:X509Certificate>{}\
         </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>{}{}</md:IDPSSODescriptor>\
         </md:EntityDescriptor>",
        engine::certificate_of(call.param("kid").unwrap_or(&format!("kid{id}-signing"))),
        service("HTTP-POST"),
        service("HTTP-Redirect"),
    );
    Ok(ResponseTemplate::from_status(StatusCode::OK).header("content-type", "text/xml").body(xml))
}

fn read(call: &Call<'_>, state: &mut State, id: &str) -> HandlerResult {
    let app = find_app(state, id)?;
    let mut view = app.view(&call.base);
    if let Some(user) = expanded_user(call)? {
        let user = resolve_user(call, state, user)?;
        if let Some(assignment) = app.users.get(&user) {
            view["_embedded"] = json!({ "user": assignment.user_view(&call.base, id, &user) });
        }
    }
    Ok(ResponseTemplate::ok(view))
}

/// The user of `expand=user/{id}`, whose assignment is embedded in the app.
fn expanded_user<'c>(call: &'c Call<'_>) -> Result<Option<&'c str>, OktaError> {
    match call.param("expand").map(|expand| expand.strip_prefix("user/")) {
        None => Ok(None),
        Some(Some(user)) if !user.contains(',') => Ok(Some(user)),
        Some(_) => Err(OktaError::invalid("expand", "expand: must be user/ and one id")),
    }
}

fn record(call: &Call<'_>, state: &mut State, id: &str, action: &str) {
    let target = app_target(state, id);
    state.record(call, &format!("application.lifecycle.{action}"), &[target]);
}

fn list(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let filter = parse_criteria(call, "filter", |name| FILTERABLE.contains(&name))?;
    let expanded = expanded_user(call)?.map(|user| resolve_user(call, state, user)).transpose()?;
    let q = call.param("q").unwrap_or_default().to_lowercase();
    let matches = |app: &&App| {
        let name_matches =
            ["label", "name"].iter().any(|member| app.text(member).to_lowercase().starts_with(&q));
        name_matches && filter.as_ref().is_none_or(|expr| expr.matches(&|path| app.attribute(path)))
    };
    let items = state.apps.0.values().filter(matches).map(|app| (&app.id, app));
    state.cursors.list(call, items, PAGE, Order::Ascending, |app| {
        let mut view = app.view(&call.base);
        if let Some((id, assignment)) = expanded.as_ref().and_then(|id| Some((id, app.users.get(id)?))) {
            view["_embedded"] = json!({ "user": assignment.user_view(&call.base, &app.id, id) });
        }
        view
    })
}

/// Sign-on modes implied by the name of an app; requests may omit them.
const IMPLIED_SIGN_ON_MODES: &[(&str, &str)] = &[
    ("bookmark", "BOOKMARK"),
    ("oidc_client", "OPENID_CONNECT"),
    ("template_basic_auth", "BASIC_AUTH"),
    ("template_swa", "BROWSER_PLUGIN"),
    ("template_swa3field", "BROWSER_PLUGIN"),
    ("template_sps", "SECURE_PASSWORD_STORE"),
];

/// Parses and validates an app from the request body, and fills in defaults.
fn parse_app(call: &Call<'_>, state: &State) -> Result<Map<String, Value>, OktaError> {
    let mut body = call.object()?;
    let text = |body: &Map<String, Value>, member: &str| {
        body.get(member).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let label =
        text(&body, "label").ok_or_else(|| OktaError::invalid("label", "label: must not be empty"))?;
    if label.chars().count() > 100 {
        return Err(OktaError::invalid("label", "label: must have at most 100 characters"));
    }
    let (name, mode) = (text(&body, "name"), text(&body, "signOnMode"));
    let implied = |name: &str| {
        IMPLIED_SIGN_ON_MODES.iter().find(|(known, _)| *known == name).map(|(_, mode)| (*mode).to_owned())
    };
    let mode = mode.or_else(|| name.as_deref().and_then(implied));
    let mode = mode.ok_or_else(|| OktaError::invalid("signOnMode", "signOnMode: must not be empty"))?;
    let name = name.unwrap_or_else(|| {
        // Okta names apps that are not from its catalog after the org and the label.
        let label: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
        if mode == "OPENID_CONNECT" {
            "oidc_client".to_owned()
        } else {
            format!("testkit_{}_{}", label.to_lowercase(), state.apps.0.len() + 1)
        }
    });
    body.insert("signOnMode".to_owned(), Value::from(mode));
    body.insert("name".to_owned(), Value::from(name));
    Ok(body)
}

fn create(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let active = call.flag("activate", true)?;
    let body = parse_app(call, state)?;
    let app = App::new(state.ids.object("0oa"), &body, active, call.now);
    let (id, mut view) = (app.id.clone(), app.view(&call.base));
    if app.has_client_secret() {
        // The only response with the secret; a caller may choose it.
        let sent = body.get("credentials").and_then(|credentials| credentials.get("oauthClient"));
        let sent = sent.and_then(|client| client.get("client_secret")).and_then(Value::as_str);
        let secret = sent.map_or_else(|| format!("{0}{0}", state.ids.request()), str::to_owned);
        view["credentials"]["oauthClient"]["client_secret"] = json!(secret);
    }
    state.apps.0.insert(id.clone(), app);
    let secret = view.pointer("/credentials/oauthClient/client_secret").cloned();
    if let Some(secret) = secret.filter(|secret| !secret.is_null()) {
        let secrets = format!("/api/v1/apps/{id}/credentials/secrets");
        engine::seed_first(state, call.now, &secrets, &json!({ "client_secret": secret }));
    }
    record(call, state, &id, "create");
    Ok(ResponseTemplate::ok(view))
}

fn replace(call: &Call<'_>, state: &mut State, id: &str) -> HandlerResult {
    let app = find_app(state, id)?;
    let named = call.object()?.get("name").is_some_and(|name| !name.is_null());
    if !app.active && app.text("signOnMode") == "AUTO_LOGIN" && !named {
        let error = OktaError::new("E0000024", "The operation is not supported for this app.");
        return Err(error.cause("an inactive app of this kind cannot be replaced without its name"));
    }
    let body = parse_app(call, state)?;
    let app = find_app_mut(state, id)?;
    app.replace(body, call.now);
    let response = ResponseTemplate::ok(app.view(&call.base));
    record(call, state, id, "update");
    Ok(response)
}

fn delete(call: &Call<'_>, state: &mut State, id: &str) -> HandlerResult {
    if find_app(state, id)?.active {
        let error = OktaError::new("E0000056", "The application cannot be deleted.");
        return Err(error.cause("an active application must be deactivated first"));
    }
    record(call, state, id, "delete");
    state.apps.0.remove(id);
    state.objects.remove_below(&format!("/api/v1/apps/{id}"));
    state.objects.remove_below(&format!("/api/v1/meta/schemas/apps/{id}"));
    Ok(ResponseTemplate::no_content())
}
