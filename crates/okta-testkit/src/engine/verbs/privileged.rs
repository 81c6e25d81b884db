//! Privileged Access: team tokens for the keys of service users, memberships, reports.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};

use super::{Verb, collection, from_end, place, text, verb};
use crate::{
    call::{Call, Principal},
    clock::{parse_timestamp, timestamp},
    engine::{families, objects},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

pub(super) const VERBS: &[Verb] = &[
    verb("privileged_access.IssueServiceToken", &[], issue),
    verb("privileged_access.RotateServiceUserKey", &[], rotate),
    verb("privileged_access.GetCurrentUserInfo", &[], current_user),
    verb("privileged_access.AddUserToGroup", &[], add_member),
    verb("privileged_access.FetchStatsForTeam", &[], statistics),
    verb("privileged_access.DownloadAccessReport", &[], report),
];

/// How long a team token is valid; clients must expect it to end at any time.
const VALIDITY: Duration = Duration::from_secs(3600);

/// The collection of team tokens.
const TOKENS: &str = "/v1/$tokens";

const USERS: &str = "/v1/teams/{}/service_users";

/// The caller of a request with a team token, which is valid for its team only.
pub(in crate::engine) fn member(call: &Call<'_>, state: &State, token: &str) -> Result<Principal, OktaError> {
    let issued = state.objects.get(TOKENS, token).ok_or_else(OktaError::invalid_token)?;
    let text = |name: &str| issued.get(name).and_then(Value::as_str).unwrap_or_default();
    let valid = parse_timestamp(text("expires")).is_some_and(|expires| call.now < expires);
    let own = call.segments.get(1).is_none_or(|segment| segment != "teams")
        || call.segments.get(2).is_some_and(|team| team == text("team"));
    match (valid, own) {
        (false, _) => Err(OktaError::invalid_token()),
        (_, false) => Err(OktaError::forbidden()),
        _ => Ok(Principal::User { id: text("user").to_owned(), read_only: false }),
    }
}

/// The secret of a key.
fn secret(key: &str) -> String {
    format!("{key}-secret")
}

/// Creates a key for a service user, which is created if it does not exist; returns its id and its secret.
pub(in crate::engine) fn create_key(
    state: &mut State,
    now: std::time::SystemTime,
    team: &str,
    user: &str,
) -> Option<(String, String)> {
    let users = format!("/v1/teams/{team}/service_users");
    if state.objects.get(&users, user).is_none() {
        let body = json!({ "name": user });
        objects::create(state, now, families::family(USERS)?, &users, None, &body, false);
    }
    let family = families::family(&format!("{USERS}/{{}}/keys"))?;
    let body = json!({ "issued_at": timestamp(now), "expires_at": null, "last_used": null });
    let keys = format!("{users}/{user}/keys");
    let id = objects::create(state, now, family, &keys, None, &body, true);
    if let Some(Value::Object(members)) = state.objects.get_mut(&keys, &id) {
        members.remove(objects::SYSTEM);
    }
    let secret = secret(&id);
    Some((id, secret))
}

fn issue(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let team = from_end(call, 1).to_owned();
    let body = Value::Object(call.object()?);
    let (key, sent) = (text(&body, "key_id")?, text(&body, "key_secret")?);
    let users = format!("/v1/teams/{team}/service_users");
    let owner = state.objects.ids(&users).into_iter().find(|user| {
        let keys = format!("{users}/{user}/keys");
        state.objects.get(&keys, key).is_some() && sent == secret(key)
    });
    let owner = owner.ok_or_else(OktaError::invalid_token)?;
    if let Some(used) = state.objects.get_mut(&format!("{users}/{owner}/keys"), key) {
        used["last_used"] = json!(timestamp(call.now));
    }
    let (token, expires) = (state.ids.request(), timestamp(call.now + VALIDITY));
    state.objects.insert(TOKENS, &token, json!({ "team": team, "user": owner, "expires": expires }));
    Ok(ResponseTemplate::ok(json!({ "bearer_token": token, "expires_at": expires, "team_name": team })))
}

fn rotate(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, user) = place(call, state, USERS)?;
    let team = call.segments.get(2).cloned().unwrap_or_default();
    let (id, secret) = create_key(state, call.now, &team, &user.id)
        .ok_or_else(|| OktaError::not_found(&user.id, "service_users"))?;
    let key = state.objects.get(&format!("{}/{}/keys", user.collection, user.id), &id);
    let mut view = key.cloned().unwrap_or_default();
    if let Value::Object(members) = &mut view {
        members.insert("secret".to_owned(), json!(secret));
    }
    Ok(ResponseTemplate::ok(view))
}

fn current_user(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, users) = collection(call, state, USERS)?;
    let Principal::User { id, .. } = &call.principal else { return Err(OktaError::invalid_token()) };
    let user = state.objects.get(&users, id).ok_or_else(OktaError::invalid_token)?;
    let member = |name: &str| user.get(name).cloned().unwrap_or_default();
    let view = json!({ "id": member("id"), "name": member("name"), "team_name": member("team_name") });
    Ok(ResponseTemplate::ok(view))
}

fn add_member(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, group) = place(call, state, "/v1/teams/{}/groups")?;
    let body = Value::Object(call.object()?);
    let name = text(&body, "name")?;
    state.objects.insert(&format!("{}/{}/users", group.collection, group.id), name, json!({ "name": name }));
    Ok(ResponseTemplate::no_content())
}

fn statistics(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let team = format!("/v1/teams/{}", from_end(call, 1));
    let count = |name: &str| state.objects.of(&format!("{team}/{name}")).count();
    Ok(ResponseTemplate::ok(json!({
        "num_clients": count("clients"), "num_gateways": count("gateways"), "num_groups": count("groups"),
        "num_human_users": count("users"), "num_projects": 0, "num_servers": count("servers"),
        "num_service_users": count("service_users"),
    })))
}

fn report(call: &Call<'_>, state: &mut State) -> HandlerResult {
    place(call, state, "/v1/teams/{}/access_reports")?;
    let text = "user,resource,privilege\r\n";
    Ok(ResponseTemplate::from_status(StatusCode::OK).header("content-type", "text/csv").body(text))
}
