//! Switches of the org, and operations that reach outside of it.

use http::StatusCode;
use serde_json::{Value, json};

use super::{Verb, collection, from_end, place, text, texts, verb};
use crate::{
    call::Call,
    clock::timestamp,
    engine::objects,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

pub(super) const VERBS: &[Verb] = &[
    verb("getAerialConsent", &[], aerial),
    verb("grantAerialConsent", &[], grant_aerial),
    verb("revokeAerialConsent", &[], revoke_aerial),
    verb("bulkRemoveEmailAddressBounces", &[], remove_bounces),
    verb("optOut", &[], opt_out),
    verb("getDRStatus", &[], recovery_status),
    verb("getDRStatusForDomain", &[], recovery_status),
    verb("startOrgFailover", &[], |call, state| recover(call, state, true)),
    verb("startOrgFailback", &[], |call, state| recover(call, state, false)),
    verb("revokeCurrentApiToken", &[], revoke_token),
    verb("replaceOktaPersonalAdminSettings", &[], accept),
    verb("publishSecurityEventTokens", &[], publish_events),
    verb("updateGroupMembership", &[], update_directory),
    verb("listDefaultDevicePostureChecks", &[], empty_list),
    verb("verifyProvisioningConnectionForApplication", &["code", "state"], verify_provisioning),
    verb("getUserProvisioningConnectionJWKS", &[], provisioning_keys),
    verb("getSsfStreamStatus", &["stream_id"], stream_status),
    verb("verifySsfStream", &[], verify_stream),
    verb("verifyRpIdDomain", &[], verify_rp_id),
    verb("upsertCertificate", &[], certificate),
    verb("getOrgContactUser", &[], contact),
    verb("replaceOrgContactUser", &[], replace_contact),
    verb("listOrgContactTypes", &[], contacts),
];

/// Where the org keeps what has no separate collection.
const SWITCHES: &str = "/api/v1/org/$switches";

fn stored<'s>(state: &'s State, name: &str) -> Option<&'s Value> {
    state.objects.get(SWITCHES, name)
}

fn aerial(_: &Call<'_>, state: &mut State) -> HandlerResult {
    let consent = stored(state, "aerial").cloned();
    consent.map(ResponseTemplate::ok).ok_or_else(|| OktaError::not_found("aerial", "AerialConsent"))
}

fn grant_aerial(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = Value::Object(call.object()?);
    let account = text(&body, "accountId")?;
    let admin = state.users.all().next().map(|user| user.id.clone());
    let link = json!({ "revoke": { "href": call.url("/api/v1/org/privacy/aerial/revoke") } });
    let consent = json!({
        "accountId": account, "grantDate": timestamp(call.now), "grantedBy": admin, "_links": link,
    });
    state.objects.insert(SWITCHES, "aerial", consent.clone());
    Ok(ResponseTemplate::ok(consent))
}

fn revoke_aerial(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = Value::Object(call.object()?);
    text(&body, "accountId")?;
    state.objects.remove(SWITCHES, "aerial");
    let link = json!({ "grant": { "href": call.url("/api/v1/org/privacy/aerial/grant") } });
    Ok(ResponseTemplate::ok(json!({ "_links": link })))
}

/// No address of this org bounces; the response names those that no user has.
fn remove_bounces(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let addresses = texts(&Value::Object(call.object()?), "emailAddresses");
    let is_known =
        |address: &str| state.users.all().any(|user| user.text("email").eq_ignore_ascii_case(address));
    let errors = addresses.iter().filter_map(|address| {
        let reason = match address.split_once('@') {
            Some((name, host)) if !name.is_empty() && !host.is_empty() && !host.contains('@') => {
                if is_known(address) { return None } else { "no user of the org has this address" }
            }
            _ => "not an email address",
        };
        Some(json!({ "emailAddress": address, "reason": reason }))
    });
    Ok(ResponseTemplate::ok(json!({ "errors": errors.collect::<Vec<_>>() })))
}

fn opt_out(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let link = json!({ "optInStatus": { "href": call.url("/api/v1/iam/governance/optIn") } });
    let opted = state.objects.get_mut("/api/v1/iam/governance", "optIn");
    if let Some(opted) = opted {
        opted["optInStatus"] = json!("OPTED_OUT");
    }
    Ok(ResponseTemplate::ok(json!({ "optInStatus": "OPTING_OUT", "_links": link })))
}

/// The domain of the org.
fn domain<'c>(call: &'c Call<'_>) -> &'c str {
    call.base.split("://").nth(1).unwrap_or_default()
}

fn recovery_status(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let named = Some(from_end(call, 0)).filter(|name| *name != "status");
    let over = |domain: &str| {
        let failed_over =
            stored(state, domain).is_some_and(|object| object.get("failedOver") == Some(&json!(true)));
        json!({ "domain": domain, "isFailedOver": failed_over })
    };
    Ok(ResponseTemplate::ok(json!({ "status": [over(named.unwrap_or_else(|| domain(call)))] })))
}

/// Marks domains as failed over, or back.
fn recover(call: &Call<'_>, state: &mut State, over: bool) -> HandlerResult {
    let mut domains = texts(&Value::Object(call.optional_object()?), "domains");
    if domains.is_empty() {
        domains.push(domain(call).to_owned());
    }
    for domain in &domains {
        state.objects.insert(SWITCHES, domain, json!({ "failedOver": over }));
    }
    let results =
        domains.iter().map(|domain| json!({ "domain": domain, "isSuccessful": true, "message": null }));
    Ok(ResponseTemplate::ok(json!({ "results": results.collect::<Vec<_>>() })))
}

/// The token itself ends with the response.
fn revoke_token(_: &Call<'_>, _: &mut State) -> HandlerResult {
    Ok(ResponseTemplate::no_content())
}

fn accept(call: &Call<'_>, _: &mut State) -> HandlerResult {
    call.object()?;
    Ok(ResponseTemplate::no_content())
}

/// Security event tokens are signed; their content has no effect.
fn publish_events(call: &Call<'_>, _: &mut State) -> HandlerResult {
    let text = std::str::from_utf8(call.body).unwrap_or_default();
    if text.trim().trim_matches('"').split('.').count() != 3 {
        return Err(OktaError::invalid("security-event-token", "security-event-token: must be a signed JWT"));
    }
    Ok(ResponseTemplate::from_status(StatusCode::ACCEPTED))
}

/// Changes of groups in a directory are left to its agent.
fn update_directory(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let app = from_end(call, 2);
    if !state.apps.0.contains_key(app) {
        return Err(OktaError::not_found(app, "AppInstance"));
    }
    call.object()?;
    Ok(ResponseTemplate::from_status(StatusCode::OK))
}

fn empty_list(_: &Call<'_>, _: &mut State) -> HandlerResult {
    Ok(ResponseTemplate::ok(json!([])))
}

fn verify_provisioning(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let app = from_end(call, 2);
    if !state.apps.0.contains_key(app) {
        return Err(OktaError::not_found(app, "AppInstance"));
    }
    Ok(ResponseTemplate::no_content())
}

fn provisioning_keys(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, keys) = collection(call, state, "/api/v1/apps/{}/credentials/keys")?;
    let keys: Vec<Value> = state
        .objects
        .of(&keys)
        .map(|(id, key)| {
            let member = |name: &str| key.get(name).cloned().unwrap_or_default();
            json!({ "kid": id, "kty": "RSA", "alg": "RSA", "use": "sig", "e": member("e"), "n": member("n") })
        })
        .collect();
    Ok(ResponseTemplate::ok(json!({ "jwks": { "keys": keys } })))
}

/// The id of the stream, if there is one.
fn stream(state: &State) -> Option<Value> {
    let stream = state.objects.get("/api/v1/ssf", "stream")?;
    Some(stream.get("stream_id").cloned().unwrap_or_else(|| json!("esctk00000000000000")))
}

fn stream_status(_: &Call<'_>, state: &mut State) -> HandlerResult {
    let id = stream(state).ok_or_else(|| OktaError::not_found("stream", "SsfStream"))?;
    Ok(ResponseTemplate::ok(json!({ "stream_id": id, "status": "enabled" })))
}

fn verify_stream(call: &Call<'_>, state: &mut State) -> HandlerResult {
    call.object()?;
    stream(state).ok_or_else(|| OktaError::not_found("stream", "SsfStream"))?;
    Ok(ResponseTemplate::no_content())
}

fn verify_rp_id(call: &Call<'_>, state: &mut State) -> HandlerResult {
    place(call, state, "/api/v1/authenticators/{}/methods")?;
    Ok(ResponseTemplate::no_content())
}

/// Sets the certificate of a custom domain; its content is not verified.
fn certificate(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (family, domain) = place(call, state, "/api/v1/domains")?;
    let body = Value::Object(call.object()?);
    for name in ["certificate", "certificateChain", "privateKey", "type"] {
        text(&body, name)?;
    }
    let metadata = json!({
        "subject": "CN=testkit", "fingerprint": state.ids.request(), "expiration": timestamp(call.now),
    });
    let members = json!({ "publicCertificate": metadata, "certificateSourceType": "MANUAL" });
    objects::set(state, call.now, family, (&domain.collection, &domain.id), &members);
    Ok(ResponseTemplate::no_content())
}

const CONTACTS: [&str; 2] = ["BILLING", "TECHNICAL"];

/// The kind of contact that the path names, and who it is: an administrator until it is changed.
fn contact_of(call: &Call<'_>, state: &State) -> Result<(String, String), OktaError> {
    let sent = from_end(call, 0);
    let kind = CONTACTS.iter().find(|kind| kind.eq_ignore_ascii_case(sent));
    let kind = kind.ok_or_else(|| OktaError::not_found(sent, "OrgContactType"))?;
    let user = stored(state, kind).and_then(|contact| contact.get("userId")).and_then(Value::as_str);
    let user = user.map(str::to_owned).or_else(|| state.users.all().next().map(|user| user.id.clone()));
    Ok(((*kind).to_owned(), user.unwrap_or_default()))
}

fn contact_view(call: &Call<'_>, user: &str) -> ResponseTemplate {
    let link = json!({ "user": { "href": call.url(&format!("/api/v1/users/{user}")) } });
    ResponseTemplate::ok(json!({ "userId": user, "_links": link }))
}

fn contact(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, user) = contact_of(call, state)?;
    Ok(contact_view(call, &user))
}

fn replace_contact(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (kind, _) = contact_of(call, state)?;
    let body = Value::Object(call.object()?);
    let user = text(&body, "userId")?;
    if state.users.get(user).is_none() {
        return Err(OktaError::not_found(user, "User"));
    }
    state.objects.insert(SWITCHES, &kind, json!({ "userId": user }));
    Ok(contact_view(call, user))
}

fn contacts(call: &Call<'_>, _: &mut State) -> HandlerResult {
    let view = |kind: &&str| {
        let name = kind.to_lowercase();
        let href = call.url(&format!("/api/v1/org/contacts/{name}"));
        json!({ "contactType": kind, "_links": { (name): { "href": href } } })
    };
    Ok(ResponseTemplate::ok(CONTACTS.iter().map(view).collect::<Vec<_>>()))
}
