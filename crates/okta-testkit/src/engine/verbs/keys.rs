//! Keys of apps, identity providers and authorization servers: copies, rotation, certificates for requests of them.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::StatusCode;
use serde_json::{Value, json};

use super::{Verb, collection, place, shown, verb};
use crate::{
    call::Call,
    engine::{Place, checks::exists, families, objects},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

pub(super) const VERBS: &[Verb] = &[
    verb("cloneApplicationKey", &["targetAid"], |call, state| {
        clone(call, state, "/api/v1/apps", "targetAid")
    }),
    verb("cloneIdentityProviderKey", &["targetIdpId"], |call, state| {
        clone(call, state, "/api/v1/idps", "targetIdpId")
    }),
    verb("publishCsrFromApplication", &[], |call, state| publish(call, state, "/api/v1/apps")),
    verb("publishCsrForIdentityProvider", &[], |call, state| publish(call, state, "/api/v1/idps")),
    verb("rotateAuthorizationServerKeys", &[], rotate),
];

/// Copies a key to another object of the same collection.
fn clone(call: &Call<'_>, state: &mut State, owners: &str, parameter: &str) -> HandlerResult {
    let (family, source) = place(call, state, &format!("{owners}/{{}}/credentials/keys"))?;
    let target = call.param(parameter).unwrap_or_default();
    if !exists(call, state, owners, target) {
        return Err(OktaError::not_found(target, owners.rsplit('/').next().unwrap_or_default()));
    }
    let key = state.objects.get(&source.collection, &source.id).cloned().unwrap_or_default();
    let collection = format!("{owners}/{target}/credentials/keys");
    objects::add_children(state, call.now, family, &collection);
    state.objects.insert(&collection, &source.id, key);
    let copy = Place { collection, id: source.id };
    Ok(ResponseTemplate::from_status(StatusCode::CREATED).json(shown(call, state, family, &copy)))
}

/// Takes the certificate of a signing request as a new key, and removes the request.
fn publish(call: &Call<'_>, state: &mut State, owners: &str) -> HandlerResult {
    let (_, request) = place(call, state, &format!("{owners}/{{}}/credentials/csrs"))?;
    let certificate = certificate(call.body).ok_or_else(|| {
        OktaError::invalid("certificate", "certificate: must be X.509, as DER, PEM or Base64")
    })?;
    let Some(family) = families::family(&format!("{owners}/{{}}/credentials/keys")) else {
        return Err(OktaError::unsupported_operation());
    };
    let keys = request.collection.replace("/csrs", "/keys");
    objects::add_children(state, call.now, family, &keys);
    let key = json!({ "x5c": [certificate] });
    let id = objects::create(state, call.now, family, &keys, None, &key, true);
    state.objects.remove(&request.collection, &request.id);
    let key = Place { collection: keys, id };
    Ok(ResponseTemplate::from_status(StatusCode::CREATED).json(shown(call, state, family, &key)))
}

/// A certificate in Base64 of its DER.
fn certificate(body: &[u8]) -> Option<String> {
    // A certificate is a sequence of more than 127 bytes.
    if let [0x30, 0x82, ..] = body {
        return Some(STANDARD.encode(body));
    }
    let text: String =
        std::str::from_utf8(body).ok()?.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = STANDARD.decode(text.trim().trim_matches('"')).ok()?;
    der.starts_with(&[0x30, 0x82]).then(|| STANDARD.encode(der))
}

/// Makes the next key of an authorization server the active one, and the active one expired.
fn rotate(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = call.object()?;
    if body.get("use").and_then(Value::as_str) != Some("sig") {
        return Err(OktaError::invalid("use", "use: must be sig"));
    }
    let (family, keys) = collection(call, state, "/api/v1/authorizationServers/{}/credentials/keys")?;
    let old: Vec<(String, Value)> =
        state.objects.of(&keys).map(|(id, key)| (id.clone(), key.clone())).collect();
    for (id, mut key) in old {
        let status = match key.get("status").and_then(Value::as_str) {
            Some("NEXT") => "ACTIVE",
            Some("ACTIVE") => "EXPIRED",
            _ => {
                state.objects.remove(&keys, &id);
                continue;
            }
        };
        key["status"] = json!(status);
        state.objects.insert(&keys, &id, key);
    }
    objects::create(state, call.now, family, &keys, None, &json!({ "status": "NEXT" }), true);
    let ids: Vec<String> = state.objects.of(&keys).map(|(id, _)| id.clone()).collect();
    let shown = ids.into_iter().map(|id| shown(call, state, family, &Place { collection: keys.clone(), id }));
    let mut views: Vec<Value> = shown.collect();
    // Okta lists the active key first, the expired one last.
    views.sort_by_key(|key| match key.get("status").and_then(Value::as_str) {
        Some("ACTIVE") => 0,
        Some("NEXT") => 1,
        _ => 2,
    });
    if let Some(active) = views.first().and_then(|key| key.get("kid")).cloned() {
        let (servers, server) =
            keys.trim_end_matches("/credentials/keys").rsplit_once('/').unwrap_or_default();
        if let Some(signing) = state
            .objects
            .get_mut(servers, server)
            .and_then(|server| server.pointer_mut("/credentials/signing"))
        {
            signing["kid"] = active;
        }
    }
    Ok(ResponseTemplate::ok(views))
}
