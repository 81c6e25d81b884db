//! Documents of the org for programs that look for them, and schemas of log streams.

use serde_json::{Value, json};

use super::{Verb, from_end, verb};
use crate::{
    call::Call,
    clock::timestamp,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

pub(super) const VERBS: &[Verb] = &[
    verb("getWebAuthnWellKnownURI", &[], |call, state| customized(call, state, "webauthn")),
    verb("getAppleAppSiteAssociationWellKnownURI", &[], |call, state| {
        customized(call, state, "apple-app-site-association")
    }),
    verb("getAssetLinksWellKnownURI", &[], |call, state| customized(call, state, "assetlinks.json")),
    verb("getWellknownSsfMetadata", &[], shared_signals),
    verb("getWellKnownAppAuthenticatorConfiguration", &["oauthClientId"], authenticators),
    verb("listLogStreamSchemas", &[], log_stream_schemas),
    verb("getLogStreamSchema", &[], log_stream_schema),
];

/// What the default brand publishes under this name.
fn customized(call: &Call<'_>, state: &mut State, name: &str) -> HandlerResult {
    let brand =
        state.objects.of("/api/v1/brands").find(|(_, brand)| brand.get("isDefault") == Some(&json!(true)));
    let stored = brand.and_then(|(id, _)| {
        let at = format!("/api/v1/brands/{id}/well-known-uris/{name}");
        state.objects.get(&at, "customized")?.get("representation").cloned()
    });
    let nothing = match name {
        "webauthn" => json!({ "origins": [call.base] }),
        "assetlinks.json" => json!([]),
        _ => json!({}),
    };
    Ok(ResponseTemplate::ok(stored.unwrap_or(nothing)))
}

fn shared_signals(call: &Call<'_>, _: &mut State) -> HandlerResult {
    Ok(ResponseTemplate::ok(json!({
        "configuration_endpoint": call.url("/api/v1/ssf/stream"),
        "delivery_methods_supported": [
            "https://schemas.openid.net/secevent/risc/delivery-method/push", "urn:ietf:rfc:8935",
        ],
        "issuer": call.base,
        "jwks_uri": call.url("/oauth2/v1/keys"),
        "verification_endpoint": call.url("/api/v1/ssf/stream/verification"),
        "spec_version": "1_0-ID3",
        "authorization_schemes": [{ "spec_urn": "urn:ietf:rfc:6749" }],
        "default_subjects": "ALL",
    })))
}

/// The custom authenticators of an OAuth client.
fn authenticators(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let Some(client) = call.param("oauthClientId") else {
        return Err(
            OktaError::new("E0000028", "A parameter of the request is missing.").cause("oauthClientId")
        );
    };
    let custom = state.objects.of("/api/v1/authenticators").filter(|(_, authenticator)| {
        let is_of = |path| authenticator.pointer(path).is_some_and(|id| id == client);
        authenticator.get("key").is_some_and(|key| key == "custom_app")
            && (is_of("/settings/oauthClientId") || is_of("/settings/appInstanceId"))
    });
    let views = custom.map(|(id, authenticator)| {
        let member = |name: &str| authenticator.get(name).cloned().unwrap_or_default();
        let method = json!({
            "type": "push", "status": "ACTIVE", "settings": { "algorithms": ["RS256", "ES256"], "keyProtection": "ANY" },
        });
        json!({
            "authenticatorId": id, "orgId": "00otktestkitorg00000", "type": "app", "key": "custom_app",
            "name": member("name"), "createdDate": timestamp(call.now), "lastUpdated": timestamp(call.now),
            "settings": { "userVerification": "PREFERRED" }, "supportedMethods": [method],
            "appAuthenticatorEnrollEndpoint": call.url("/idp/myaccount/app-authenticators"),
        })
    });
    Ok(ResponseTemplate::ok(views.collect::<Vec<_>>()))
}

/// The JSON schema of a kind of log stream.
fn schema(call: &Call<'_>, (kind, title, settings): (&str, &str, &[&str])) -> Value {
    let at = call.url(&format!("/api/v1/meta/schemas/logStream/{kind}"));
    let properties =
        settings.iter().map(|name| ((*name).to_owned(), json!({ "title": name, "type": "string" })));
    let settings_schema = json!({ "type": "object", "properties": properties.collect::<serde_json::Map<_, _>>(), "required": settings });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": at,
        "title": title,
        "type": "object",
        "properties": { "settings": settings_schema },
        "required": ["settings"],
        "errorMessage": { "properties": {} },
    })
}

const KINDS: [(&str, &str, &[&str]); 2] = [
    ("aws_eventbridge", "AWS EventBridge", &["accountId", "eventSourceName", "region"]),
    ("splunk_cloud_logstreaming", "Splunk Cloud", &["host", "token", "edition"]),
];

fn log_stream_schemas(call: &Call<'_>, _: &mut State) -> HandlerResult {
    Ok(ResponseTemplate::ok(KINDS.iter().map(|kind| schema(call, *kind)).collect::<Vec<_>>()))
}

fn log_stream_schema(call: &Call<'_>, _: &mut State) -> HandlerResult {
    let sent = from_end(call, 0);
    let kind = KINDS.iter().find(|(kind, ..)| *kind == sent);
    kind.map(|kind| ResponseTemplate::ok(schema(call, *kind)))
        .ok_or_else(|| OktaError::not_found(sent, "LogStreamSchema"))
}
