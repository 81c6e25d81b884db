//! The members of apps that Okta adds to those of the request, by sign-on mode, and the secrets that it leaves out.
//!
//! Names and values are those of recorded responses.

use serde_json::{Map, Value, json};

/// Completes an app: defaults at every depth, null for empty strings, no secrets.
pub(super) fn complete(body: &Map<String, Value>, id: &str) -> Map<String, Value> {
    let text = |member: &str| body.get(member).and_then(Value::as_str).unwrap_or_default();
    let (name, mode) = (text("name"), text("signOnMode"));
    let mut app = defaults(name, mode, id);
    let mut sent = Value::Object(body.clone());
    blank_to_null(&mut sent);
    overlay(&mut app, sent);
    if app.pointer("/credentials/userNameTemplate/type").and_then(Value::as_str) == Some("CUSTOM") {
        overlay_missing(&mut app, "/credentials/userNameTemplate", json!({ "pushStatus": "DONT_PUSH" }));
    }
    hide_secrets(&mut app);
    match app {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn defaults(name: &str, mode: &str, id: &str) -> Value {
    let hidden = mode == "OPENID_CONNECT";
    let link = match name {
        "" => "login".to_owned(),
        _ if name.starts_with("template_") || name == "bookmark" => "login".to_owned(),
        _ => format!("{name}_link"),
    };
    let mut app = json!({
        "accessibility": { "selfService": false, "errorRedirectUrl": null, "loginRedirectUrl": null },
        "visibility": {
            "autoLaunch": false, "autoSubmitToolbar": false, "hide": { "iOS": hidden, "web": hidden },
            "appLinks": { link: true },
        },
        "features": [],
        "credentials": {
            "userNameTemplate": { "template": "${source.login}", "type": "BUILT_IN" }, "signing": {},
        },
        "settings": {
            "app": {},
            "notifications": {
                "vpn": { "network": { "connection": "DISABLED" }, "message": null, "helpUrl": null },
            },
            "manualProvisioning": false,
            "implicitAssignment": false,
            "notes": { "admin": null, "enduser": null },
        },
    });
    overlay(&mut app, of_mode(mode, id));
    overlay(&mut app, json!({ "settings": { "app": of_template(name) } }));
    if mode == "SAML_2_0" && name.starts_with("testkit_") {
        overlay(&mut app, json!({ "universalLogout": null, "settings": { "signOn": custom_saml() } }));
    }
    if name == "office365" {
        overlay(&mut app, json!({ "universalLogout": null, "licensing": { "seatCount": 0 } }));
    }
    app
}

/// Whether an app is one of Okta's catalog: no template, and not an app of the org's own.
pub(crate) fn is_of_catalog(name: &str) -> bool {
    let own = ["bookmark", "oidc_client", "template_", "testkit_"];
    !own.iter().any(|prefix| name.starts_with(prefix))
}

/// Members of all apps with a sign-on mode.
fn of_mode(mode: &str, id: &str) -> Value {
    let scheme = json!({ "scheme": "EDIT_USERNAME_AND_PASSWORD", "revealPassword": false });
    match mode {
        "OPENID_CONNECT" => json!({
            "universalLogout": null,
            "credentials": {
                "signing": { "kid": kid(id) },
                "oauthClient": {
                    "autoKeyRotation": true,
                    "client_id": id,
                    "token_endpoint_auth_method": "client_secret_basic",
                },
            },
            "settings": {
                "emOptInStatus": "NONE",
                "oauthClient": {
                    "client_uri": null,
                    "logo_uri": null,
                    "redirect_uris": [],
                    "participate_slo": false,
                    "issuer_mode": "DYNAMIC",
                    "idp_initiated_login": { "mode": "DISABLED", "default_scope": [] },
                    "wildcard_redirect": "DISABLED",
                    "dpop_bound_access_tokens": false,
                },
            },
        }),
        "SAML_2_0" => json!({
            "credentials": { "signing": { "kid": kid(id) } },
            "settings": {
                "emOptInStatus": "NONE",
                "signOn": {
                    "defaultRelayState": null, "ssoAcsUrlOverride": null, "audienceOverride": null,
                    "recipientOverride": null, "destinationOverride": null, "attributeStatements": [],
                },
            },
        }),
        "SAML_1_1" => json!({
            "credentials": { "signing": { "kid": kid(id) } },
            "settings": {
                "signOn": {
                    "defaultRelayState": null, "ssoAcsUrlOverride": null, "audienceOverride": null,
                    "recipientOverride": null,
                },
            },
        }),
        "AUTO_LOGIN" => json!({
            "credentials": scheme,
            "settings": { "signOn": { "redirectUrl": null, "loginUrl": null } },
        }),
        "BASIC_AUTH" => json!({ "credentials": scheme, "universalLogout": null }),
        "BOOKMARK" => json!({ "universalLogout": null }),
        "BROWSER_PLUGIN" | "SECURE_PASSWORD_STORE" => json!({ "credentials": scheme }),
        _ => json!({}),
    }
}

/// Members of `settings.app` of Okta's templates.
fn of_template(name: &str) -> Value {
    match name {
        "template_swa" => json!({ "checkbox": null, "loginUrlRegex": null, "redirectUrl": null }),
        "template_swa3field" => json!({ "loginUrlRegex": null, "redirectUrl": null }),
        "template_basic_auth" => json!({ "loginUrlRegex": null }),
        "template_sps" => json!({
            "optionalField1": null, "optionalField1Value": null, "optionalField2": null,
            "optionalField2Value": null, "optionalField3": null, "optionalField3Value": null,
        }),
        "bookmark" => json!({ "requestIntegration": false }),
        _ => json!({}),
    }
}

/// Members of `settings.signOn` of SAML apps that are not from Okta's catalog.
fn custom_saml() -> Value {
    json!({
        "acsEndpoints": [],
        "assertionEncryption": { "enabled": false },
        "idpIssuer": "http://www.okta.com/${org.externalKey}",
        "inlineHooks": [],
        "requestCompressed": false,
        "spIssuer": null,
    })
}

/// The id of the app's signing key.
fn kid(id: &str) -> String {
    format!("kid{id}-signing")
}

/// Lays `changes` over `value`, at every depth of objects. Null does not replace an object.
pub(super) fn overlay(value: &mut Value, changes: Value) {
    match (value, changes) {
        (Value::Object(members), Value::Object(changes)) => {
            for (name, change) in changes {
                match members.get_mut(&name) {
                    Some(member) => overlay(member, change),
                    None => {
                        members.insert(name, change);
                    }
                }
            }
        }
        (Value::Object(_), Value::Null) => {}
        (value, change) => *value = change,
    }
}

/// Adds members of the object at `pointer` that it lacks.
fn overlay_missing(app: &mut Value, pointer: &str, members: Value) {
    if let (Some(Value::Object(object)), Value::Object(members)) = (app.pointer_mut(pointer), members) {
        for (name, value) in members {
            object.entry(name).or_insert(value);
        }
    }
}

/// Okta stores empty strings as null.
fn blank_to_null(value: &mut Value) {
    match value {
        Value::String(text) if text.is_empty() => *value = Value::Null,
        Value::Object(members) => members.values_mut().for_each(blank_to_null),
        Value::Array(items) => items.iter_mut().for_each(blank_to_null),
        _ => {}
    }
}

/// Removes client secrets and passwords; of a password, an empty object stays.
fn hide_secrets(app: &mut Value) {
    let Some(Value::Object(credentials)) = app.get_mut("credentials") else { return };
    let is_set = |password: &Value| password.get("value").is_some_and(|value| !value.is_null());
    match credentials.get("password").map(is_set) {
        Some(true) => {
            credentials.insert("password".to_owned(), json!({}));
        }
        Some(false) => {
            credentials.remove("password");
        }
        None => {}
    }
    if credentials.get("userName").is_some_and(Value::is_null) {
        credentials.remove("userName");
    }
    if let Some(Value::Object(client)) = credentials.get_mut("oauthClient") {
        client.remove("client_secret");
    }
}
