//! MyAccount: what users do with their own account. The user is the owner of the token.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{Verb, from_end, text, verb};
use crate::{
    call::{Call, Principal},
    clock::timestamp,
    handlers::{factors::PASS_CODE, profile::check_password},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::{
        State,
        users::{Password, User},
    },
};

pub(super) const VERBS: &[Verb] = &[
    verb("my_account.getProfile", &[], profile),
    verb("my_account.replaceProfile", &[], replace_profile),
    verb("my_account.getOrganization", &[], organization),
    verb("my_account.listOktaApplications", &[], |_, _| Ok(ResponseTemplate::ok(json!([])))),
    verb("my_account.deleteSessions", &["keepCurrent", "oauthTokens"], delete_sessions),
    verb("my_account.listEmails", &[], |call, state| list(call, state, EMAILS)),
    verb("my_account.createEmail", &[], |call, state| create(call, state, EMAILS)),
    verb("my_account.getEmail", &[], |call, state| read(call, state, EMAILS, 0)),
    verb("my_account.deleteEmail", &[], |call, state| delete(call, state, EMAILS)),
    verb("my_account.sendEmailChallenge", &[], challenge_email),
    verb("my_account.pollChallengeForEmailMagicLink", &[], poll_email),
    verb("my_account.verifyEmailOtp", &[], verify_email),
    verb("my_account.listPhones", &[], |call, state| list(call, state, PHONES)),
    verb("my_account.createPhone", &[], |call, state| create(call, state, PHONES)),
    verb("my_account.getPhone", &[], |call, state| read(call, state, PHONES, 0)),
    verb("my_account.deletePhone", &[], |call, state| delete(call, state, PHONES)),
    verb("my_account.sendPhoneChallenge", &[], challenge_phone),
    verb("my_account.verifyPhoneChallenge", &[], verify_phone),
    verb("my_account.getPassword", &[], password),
    verb("my_account.createPassword", &[], |call, state| set_password(call, state, false)),
    verb("my_account.replacePassword", &[], |call, state| set_password(call, state, true)),
    verb("my_account.deletePassword", &[], delete_password),
    verb("my_account.updatePassword", &[], change_password),
];

/// A kind of contact: name of its collection, member of its profile.
type Kind = (&'static str, &'static str);
const EMAILS: Kind = ("emails", "email");
const PHONES: Kind = ("phones", "phoneNumber");

/// How long a challenge is valid.
const VALIDITY: Duration = Duration::from_secs(300);

/// The user of the token.
fn user<'s>(call: &Call<'_>, state: &'s mut State) -> Result<&'s mut User, OktaError> {
    match &call.principal {
        Principal::User { id, .. } => state.users.get_mut(id).ok_or_else(OktaError::invalid_token),
        _ => Err(OktaError::forbidden()),
    }
}

/// The collection of a user's contacts; the primary address is there from the start.
fn contacts(call: &Call<'_>, state: &mut State, (kind, _): Kind) -> Result<String, OktaError> {
    let user = user(call, state)?;
    let (id, email) = (user.id.clone(), user.text("email").to_owned());
    let collection = format!("/idp/myaccount/${kind}/{id}");
    if kind == EMAILS.0 && state.objects.of(&collection).next().is_none() {
        let id = state.ids.object("eae");
        let primary =
            json!({ "id": id, "profile": { "email": email }, "roles": ["PRIMARY"], "status": "VERIFIED" });
        state.objects.insert(&collection, &id, primary);
    }
    Ok(collection)
}

/// A contact of the user, by the segment of the path.
fn contact(
    call: &Call<'_>,
    state: &mut State,
    kind: Kind,
    from: usize,
) -> Result<(String, String, Value), OktaError> {
    let collection = contacts(call, state, kind)?;
    let id = from_end(call, from).to_owned();
    let found = state.objects.get(&collection, &id).cloned();
    let found = found.ok_or_else(|| OktaError::not_found(&id, kind.0))?;
    Ok((collection, id, found))
}

fn list(call: &Call<'_>, state: &mut State, kind: Kind) -> HandlerResult {
    let collection = contacts(call, state, kind)?;
    Ok(ResponseTemplate::ok(state.objects.of(&collection).map(|(_, it)| it.clone()).collect::<Vec<_>>()))
}

fn create(call: &Call<'_>, state: &mut State, kind: Kind) -> HandlerResult {
    let body = Value::Object(call.object()?);
    let profile = body.get("profile").cloned().unwrap_or_default();
    let value = text(&profile, kind.1)?;
    let collection = contacts(call, state, kind)?;
    let taken = |other: &Value| other.pointer(&format!("/profile/{}", kind.1)).is_some_and(|it| it == value);
    if state.objects.of(&collection).any(|(_, other)| taken(other)) {
        return Err(OktaError::invalid(kind.1, format!("{}: is already enrolled", kind.1)));
    }
    let id = state.ids.object(if kind == EMAILS { "eae" } else { "sms" });
    let mut contact = json!({ "id": id, "profile": { (kind.1): value }, "status": "UNVERIFIED" });
    if kind == EMAILS {
        contact["roles"] = json!([body.get("role").and_then(Value::as_str).unwrap_or("SECONDARY")]);
    }
    state.objects.insert(&collection, &id, contact.clone());
    Ok(ResponseTemplate::from_status(StatusCode::CREATED).json(contact))
}

fn read(call: &Call<'_>, state: &mut State, kind: Kind, from: usize) -> HandlerResult {
    Ok(ResponseTemplate::ok(contact(call, state, kind, from)?.2))
}

fn delete(call: &Call<'_>, state: &mut State, kind: Kind) -> HandlerResult {
    let (collection, id, contact) = contact(call, state, kind, 0)?;
    if contact.pointer("/roles/0").is_some_and(|role| role == "PRIMARY") {
        return Err(OktaError::invalid("email", "email: the primary address cannot be deleted"));
    }
    state.objects.remove(&collection, &id);
    Ok(ResponseTemplate::no_content())
}

/// Rejects codes other than that of every factor.
fn check_code(body: &Map<String, Value>) -> Result<(), OktaError> {
    if body.get("verificationCode").is_some_and(|code| code == PASS_CODE) {
        Ok(())
    } else {
        Err(OktaError::new("E0000068", "The verification code is not correct."))
    }
}

fn verified(state: &mut State, (collection, id): (&str, &str)) {
    if let Some(contact) = state.objects.get_mut(collection, id) {
        contact["status"] = json!("VERIFIED");
    }
}

fn challenge_email(call: &Call<'_>, state: &mut State) -> HandlerResult {
    call.object()?;
    let (collection, id, contact) = contact(call, state, EMAILS, 1)?;
    let challenge = state.ids.object("ech");
    let expires = timestamp(call.now + VALIDITY);
    let at = call.url(&format!("{}/{challenge}", call.path.trim_end_matches('/')));
    let view = json!({
        "id": challenge, "status": "UNVERIFIED", "expiresAt": expires, "profile": contact.get("profile"),
        "_links": {
            "verify": { "href": format!("{at}/verify"), "hints": { "allow": ["POST"] } },
            "poll": { "href": at, "hints": { "allow": ["GET"] } },
        },
    });
    state.objects.insert(&format!("{collection}/{id}/challenges"), &challenge, view.clone());
    Ok(ResponseTemplate::from_status(StatusCode::CREATED).json(view))
}

/// The challenge that the path names, with the status of its address.
fn email_challenge(
    call: &Call<'_>,
    state: &mut State,
    from: usize,
) -> Result<(String, String, Value), OktaError> {
    let (collection, id, contact) = contact(call, state, EMAILS, from + 2)?;
    let name = from_end(call, from);
    let found = state.objects.get(&format!("{collection}/{id}/challenges"), name).cloned();
    let mut challenge = found.ok_or_else(|| OktaError::not_found(name, "challenge"))?;
    challenge["status"] = contact.get("status").cloned().unwrap_or_default();
    Ok((collection, id, challenge))
}

fn poll_email(call: &Call<'_>, state: &mut State) -> HandlerResult {
    Ok(ResponseTemplate::ok(email_challenge(call, state, 0)?.2))
}

fn verify_email(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = call.object()?;
    let (collection, id, _) = email_challenge(call, state, 1)?;
    check_code(&body)?;
    verified(state, (&collection, &id));
    Ok(ResponseTemplate::from_status(StatusCode::OK))
}

fn challenge_phone(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = Value::Object(call.object()?);
    text(&body, "method")?;
    contact(call, state, PHONES, 1)?;
    let at = call.path.trim_end_matches("/challenge");
    let link = json!({ "href": call.url(&format!("{at}/verify")), "hints": { "allow": ["POST"] } });
    Ok(ResponseTemplate::ok(json!({ "_links": { "verify": link } })))
}

fn verify_phone(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = call.object()?;
    let (collection, id, _) = contact(call, state, PHONES, 1)?;
    check_code(&body)?;
    verified(state, (&collection, &id));
    Ok(ResponseTemplate::no_content())
}

fn profile_view(user: &User) -> Value {
    json!({
        "createdAt": timestamp(user.created), "modifiedAt": timestamp(user.last_updated), "profile": user.profile,
    })
}

fn profile(call: &Call<'_>, state: &mut State) -> HandlerResult {
    Ok(ResponseTemplate::ok(profile_view(user(call, state)?)))
}

fn replace_profile(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = call.object()?;
    let Some(Value::Object(profile)) = body.get("profile") else {
        return Err(OktaError::invalid("profile", "profile: is required"));
    };
    if let Some(unknown) = profile.keys().find(|name| !state.schema.has(name)) {
        return Err(OktaError::invalid(unknown, format!("{unknown}: not an attribute of the profile")));
    }
    let profile = profile.clone();
    let user = user(call, state)?;
    user.profile.extend(profile);
    user.touch(call.now);
    Ok(ResponseTemplate::ok(profile_view(user)))
}

fn organization(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let email = user(call, state)?.text("email").to_owned();
    Ok(ResponseTemplate::ok(json!({
        "name": "testkit", "url": call.base, "supportEmail": email, "helpLink": call.url("/help"),
    })))
}

fn delete_sessions(call: &Call<'_>, state: &mut State) -> HandlerResult {
    user(call, state)?;
    Ok(ResponseTemplate::no_content())
}

fn password_view(user: &User) -> Value {
    let changed = user.password_changed.map(timestamp);
    json!({
        "id": format!("lae{}", user.id.get(3..).unwrap_or_default()), "status": "ACTIVE",
        "created": changed, "lastUpdated": changed,
    })
}

fn password(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let user = user(call, state)?;
    if user.password.is_none() {
        return Err(OktaError::not_found(&user.id, "Password"));
    }
    Ok(ResponseTemplate::ok(password_view(user)))
}

fn set_password(call: &Call<'_>, state: &mut State, replace: bool) -> HandlerResult {
    let body = call.object()?;
    let new = body.get("profile").and_then(|profile| profile.get("password")).and_then(Value::as_str);
    let new = new.unwrap_or_default();
    check_password(new)?;
    let user = user(call, state)?;
    if !replace && user.password.is_some() {
        return Err(OktaError::invalid("password", "password: is already enrolled"));
    }
    user.set_password(Password::Text(new.to_owned()), call.now);
    Ok(ResponseTemplate::from_status(StatusCode::CREATED).json(password_view(user)))
}

fn delete_password(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let user = user(call, state)?;
    if user.password.take().is_none() {
        return Err(OktaError::not_found(&user.id, "Password"));
    }
    user.touch(call.now);
    Ok(ResponseTemplate::no_content())
}

fn change_password(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = Value::Object(call.object()?);
    let (old, new) = (text(&body, "oldPassword")?, text(&body, "newPassword")?);
    check_password(new)?;
    let user = user(call, state)?;
    if !user.has_password(old) {
        return Err(OktaError::new("E0000014", "The old password is not correct."));
    }
    user.set_password(Password::Text(new.to_owned()), call.now);
    Ok(ResponseTemplate::no_content())
}
