//! Authenticators that users enrolled, and security keys that are enrolled before they reach a user.

use serde_json::{Value, json};

use super::{Verb, from_end, text, verb};
use crate::{
    call::Call,
    clock::timestamp,
    engine::{families, objects},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::{State, factors::Factor},
};

const AUTHENTICATORS: &str = "/api/v1/authenticators";

pub(super) const VERBS: &[Verb] = &[
    verb("listAuthenticatorEnrollments", &["discloseIdentifiers"], list),
    verb("getAuthenticatorEnrollment", &["discloseIdentifiers"], read),
    verb("createAuthenticatorEnrollment", &[], enroll_phone),
    verb("createTacAuthenticatorEnrollment", &[], enroll_code),
    verb("deleteAuthenticatorEnrollment", &[], delete),
    verb("enrollPreregistrationEnrollment", &[], pre_enroll),
    verb("activatePreregistrationEnrollment", &[], pre_activate),
    verb("generateFulfillmentRequest", &[], fulfill),
    verb("sendPin", &[], send_pin),
    verb("listWebAuthnPreregistrationFactors", &[], pre_list),
    verb("deleteWebAuthnPreregistrationFactor", &[], pre_delete),
    verb("assignFulfillmentErrorWebAuthnPreregistrationFactor", &[], pre_error),
];

/// The id of the user that the path names.
fn user(call: &Call<'_>, state: &mut State) -> Result<String, OktaError> {
    let sent = call.segments.iter().skip_while(|segment| *segment != "users").nth(1);
    crate::handlers::resolve_user(call, state, sent.map(String::as_str).unwrap_or_default())
}

fn enrollments_of(user: &str) -> String {
    format!("/api/v1/users/{user}/authenticator-enrollments")
}

/// The authenticator with this key or id.
fn authenticator(call: &Call<'_>, state: &mut State, sent: &str) -> Option<(String, Value)> {
    if let Some(family) = families::family(AUTHENTICATORS) {
        objects::add_children(state, call.now, family, AUTHENTICATORS);
    }
    let mut all = state.objects.of(AUTHENTICATORS);
    let found = all.find(|(id, object)| *id == sent || object.get("key").is_some_and(|key| key == sent));
    found.map(|(id, object)| (id.clone(), object.clone()))
}

/// An enrollment as in responses. Phone numbers and addresses are masked.
fn view(call: &Call<'_>, user: &str, id: &str, enrollment: &Value) -> Value {
    let mut view = enrollment.clone();
    let authenticator =
        enrollment.get("authenticator").and_then(Value::as_str).unwrap_or_default().to_owned();
    if call.param("discloseIdentifiers").is_none()
        && let Some(Value::String(number)) = view.pointer_mut("/profile/phoneNumber")
    {
        let tail: String = number.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
        *number = format!("+1 XXX-XXX-{tail}");
    }
    let link = |path: String, allow: Value| json!({ "href": call.url(&path), "hints": { "allow": allow } });
    let links = json!({
        "self": link(format!("{}/{id}", enrollments_of(user)), json!(["GET", "DELETE"])),
        "user": link(format!("/api/v1/users/{user}"), json!(["GET"])),
        "authenticator": link(format!("{AUTHENTICATORS}/{authenticator}"), json!(["GET"])),
    });
    if let Value::Object(members) = &mut view {
        members.remove("authenticator");
        members.insert("id".to_owned(), json!(id));
        members.insert("_links".to_owned(), links);
    }
    view
}

/// The enrollment that corresponds to a password or a factor of the user.
fn implied(call: &Call<'_>, state: &mut State, key: &str, profile: Value, factor: Option<&Factor>) -> Value {
    let (id, authenticator) = authenticator(call, state, key).unwrap_or_default();
    let member = |name: &str| authenticator.get(name).cloned().unwrap_or_default();
    let (created, updated) =
        factor.map_or((call.now, call.now), |factor| (factor.created, factor.last_updated));
    json!({
        "type": member("type"), "key": key, "status": "ACTIVE", "name": member("name"), "profile": profile,
        "nickname": null, "created": timestamp(created), "lastUpdated": timestamp(updated), "authenticator": id,
    })
}

/// The key of the authenticator that a factor belongs to.
fn key_of(factor: &Factor) -> Option<&'static str> {
    Some(match (factor.kind.as_str(), factor.provider.as_str()) {
        ("sms" | "call", _) => "phone_number",
        ("email", _) => "okta_email",
        ("question", _) => "security_question",
        ("push", _) | ("token:software:totp", "OKTA") => "okta_verify",
        ("token:software:totp", _) => "google_otp",
        ("webauthn", _) => "webauthn",
        _ => return None,
    })
}

/// All enrollments of a user: the password, active factors, and those enrolled here.
fn all(call: &Call<'_>, state: &mut State, user: &str) -> Vec<(String, Value)> {
    let mut enrollments = Vec::new();
    if state.users.get(user).is_some_and(|user| user.password.is_some()) {
        let id = format!("lae{}", user.get(3..).unwrap_or_default());
        enrollments.push((id, implied(call, state, "okta_password", json!({}), None)));
    }
    let factors: Vec<Factor> =
        state.factors.of_user(user).iter().filter(|factor| factor.active).cloned().collect();
    for factor in factors {
        if let Some(key) = key_of(&factor) {
            let mut profile = factor.profile.clone();
            profile.remove("answer");
            let enrollment = implied(call, state, key, Value::Object(profile), Some(&factor));
            enrollments.push((factor.id.clone(), enrollment));
        }
    }
    let own = state.objects.of(&enrollments_of(user));
    enrollments.extend(own.map(|(id, enrollment)| (id.clone(), enrollment.clone())));
    enrollments
}

fn list(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let user = user(call, state)?;
    let enrollments = all(call, state, &user);
    let views = enrollments.iter().map(|(id, enrollment)| view(call, &user, id, enrollment));
    Ok(ResponseTemplate::ok(views.collect::<Vec<_>>()))
}

fn read(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let user = user(call, state)?;
    let sent = from_end(call, 0);
    let found = all(call, state, &user).into_iter().find(|(id, _)| id == sent);
    let (id, enrollment) = found.ok_or_else(|| OktaError::not_found(sent, "AuthenticatorEnrollment"))?;
    Ok(ResponseTemplate::ok(view(call, &user, &id, &enrollment)))
}

/// Stores an enrollment of the authenticator that the body names, which must have this key.
fn enroll(
    call: &Call<'_>,
    state: &mut State,
    (key, name, prefix): (&str, &str, &str),
    profile: Value,
) -> HandlerResult {
    let user = user(call, state)?;
    let body = Value::Object(call.object()?);
    let sent = text(&body, "authenticatorId")?;
    // The authenticator of temporary codes is not one of those that every org has.
    let found = authenticator(call, state, sent).map(|(id, object)| (id, object.get("key").cloned()));
    let id = match found {
        Some((id, Some(Value::String(found)))) if found == key => id,
        Some(_) => {
            return Err(OktaError::invalid(
                "authenticatorId",
                "authenticatorId: another kind of authenticator",
            ));
        }
        None => return Err(OktaError::not_found(sent, "Authenticator")),
    };
    let mut enrollment = implied(call, state, key, profile, None);
    enrollment["authenticator"] = json!(id);
    enrollment["name"] = json!(name);
    let id = state.ids.object(prefix);
    state.objects.insert(&enrollments_of(&user), &id, enrollment.clone());
    Ok(ResponseTemplate::ok(view(call, &user, &id, &enrollment)))
}

fn enroll_phone(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = Value::Object(call.object()?);
    let profile = body.get("profile").cloned().unwrap_or_default();
    let number = text(&profile, "phoneNumber")?.to_owned();
    enroll(call, state, ("phone_number", "Phone", "sms"), json!({ "phoneNumber": number }))
}

/// Temporary access codes are valid for `ttl` minutes.
fn enroll_code(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = Value::Object(call.object()?);
    let minutes = body.pointer("/profile/ttl").map_or(Some(60), |ttl| match ttl {
        Value::String(text) => text.parse().ok(),
        ttl => ttl.as_u64(),
    });
    let minutes = minutes.filter(|minutes| (1..=14_400).contains(minutes));
    let minutes = minutes.ok_or_else(|| OktaError::invalid("ttl", "ttl: must be a number of minutes"))?;
    let expires = call.now + std::time::Duration::from_secs(minutes * 60);
    let multi_use = body.pointer("/profile/multiUse").cloned().unwrap_or(json!(false));
    let code = format!("tk@{}", state.ids.request().chars().take(5).collect::<String>());
    let profile = json!({ "tac": code, "multiUse": multi_use, "expiresAt": timestamp(expires) });
    enroll(call, state, ("tac", "Temporary Access Code", "tac"), profile)
}

fn delete(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let user = user(call, state)?;
    let id = from_end(call, 0);
    let own = state.objects.remove(&enrollments_of(&user), id).is_some();
    if own || state.factors.remove(&user, id) {
        return Ok(ResponseTemplate::no_content());
    }
    Err(OktaError::not_found(id, "AuthenticatorEnrollment"))
}

fn keys_of(user: &str) -> String {
    format!("/webauthn-registration/api/v1/users/{user}/enrollments")
}

/// The user that a body names.
fn named_user(state: &State, body: &Value) -> Result<String, OktaError> {
    let user = text(body, "userId")?;
    state.users.get(user).map(|user| user.id.clone()).ok_or_else(|| OktaError::not_found(user, "User"))
}

fn pre_enroll(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = Value::Object(call.object()?);
    let user = named_user(state, &body)?;
    let provider = body.get("fulfillmentProvider").cloned().unwrap_or(json!("yubico"));
    let id = state.ids.object("fwf");
    let key = json!({
        "id": id, "factorType": "webauthn", "provider": "FIDO", "vendorName": "FIDO", "fulfillmentProvider": provider,
        "status": "PENDING_ACTIVATION", "profile": { "credentialId": null }, "created": timestamp(call.now),
        "lastUpdated": timestamp(call.now),
    });
    state.objects.insert(&keys_of(&user), &id, key);
    let request =
        json!({ "authenticatorEnrollmentId": id, "credRequestJwe": "testkit", "keyId": state.ids.uuid() });
    Ok(ResponseTemplate::ok(json!({
        "credRequests": [request], "fulfillmentProvider": provider, "pinRequestJwe": "testkit", "userId": user,
    })))
}

fn pre_activate(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = Value::Object(call.object()?);
    let user = named_user(state, &body)?;
    let responses = body.get("credResponses").and_then(Value::as_array).cloned().unwrap_or_default();
    let ids: Vec<String> = responses
        .iter()
        .filter_map(|response| response.get("authenticatorEnrollmentId")?.as_str().map(str::to_owned))
        .collect();
    for id in &ids {
        let key = state.objects.get_mut(&keys_of(&user), id);
        let key = key.ok_or_else(|| OktaError::not_found(id, "AuthenticatorEnrollment"))?;
        key["status"] = json!("ACTIVE");
    }
    let provider = body.get("fulfillmentProvider").cloned().unwrap_or(json!("yubico"));
    Ok(ResponseTemplate::ok(json!({
        "authenticatorEnrollmentIds": ids, "fulfillmentProvider": provider, "userId": user,
    })))
}

fn fulfill(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = Value::Object(call.object()?);
    named_user(state, &body)?;
    Ok(ResponseTemplate::no_content())
}

fn send_pin(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = Value::Object(call.object()?);
    let user = named_user(state, &body)?;
    let id = text(&body, "authenticatorEnrollmentId")?;
    match state.objects.get(&keys_of(&user), id) {
        Some(_) => Ok(ResponseTemplate::no_content()),
        None => Err(OktaError::not_found(id, "AuthenticatorEnrollment")),
    }
}

fn pre_list(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let user = user(call, state)?;
    let keys = state.objects.of(&keys_of(&user)).map(|(id, key)| {
        let mut view = key.clone();
        let at = call.url(&format!("/api/v1/users/{user}/factors/{id}"));
        view["_links"] = json!({ "self": { "href": at, "hints": { "allow": ["GET", "DELETE"] } } });
        view
    });
    Ok(ResponseTemplate::ok(keys.collect::<Vec<_>>()))
}

fn pre_delete(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let user = user(call, state)?;
    let id = from_end(call, 0);
    match state.objects.remove(&keys_of(&user), id) {
        Some(_) => Ok(ResponseTemplate::no_content()),
        None => Err(OktaError::not_found(id, "AuthenticatorEnrollment")),
    }
}

/// The provider could not deliver the key.
fn pre_error(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let user = user(call, state)?;
    let id = from_end(call, 1);
    let key = state.objects.get_mut(&keys_of(&user), id);
    let key = key.ok_or_else(|| OktaError::not_found(id, "AuthenticatorEnrollment"))?;
    key["status"] = json!("ERROR");
    Ok(ResponseTemplate::no_content())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_belong_to_authenticators() {
        let now = std::time::SystemTime::UNIX_EPOCH;
        let factor = |kind: &str, provider: &str| Factor {
            id: String::new(),
            kind: kind.to_owned(),
            provider: provider.to_owned(),
            active: true,
            created: now,
            last_updated: now,
            profile: serde_json::Map::new(),
        };
        assert_eq!(key_of(&factor("call", "OKTA")), Some("phone_number"));
        assert_eq!(key_of(&factor("token:software:totp", "GOOGLE")), Some("google_otp"));
        assert_eq!(key_of(&factor("web", "DUO")), None);
    }
}
