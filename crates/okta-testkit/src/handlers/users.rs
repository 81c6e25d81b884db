//! `/api/v1/users`: create, list, read, update, replace, delete.

use http::{
    Method, StatusCode,
    header::{CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH},
};
use serde_json::{Map, Value, json};

use super::{
    factors,
    fields::Fields,
    groups, lifecycle,
    lookup::{parse_criteria, resolve_user, user_not_found, with_etag},
    profile::{self, Credentials},
    require_method,
};
use crate::{
    call::Call,
    engine, operations,
    paging::{Limit, Order},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::{
        State,
        schema::USER_TYPE,
        users::{Omit, User, UserStatus},
    },
};

const PAGE: Limit = Limit { default: 200, max: 200 };
/// Attributes supported by `filter`.
const FILTERABLE: &[&str] = &[
    "id",
    "status",
    "lastUpdated",
    "profile.login",
    "profile.email",
    "profile.firstName",
    "profile.lastName",
];
/// Attributes supported by `search`, besides `profile.*`.
const SEARCHABLE: &[&str] = &[
    "id",
    "status",
    "created",
    "activated",
    "statusChanged",
    "lastUpdated",
    "passwordChanged",
    "lastLogin",
    "type.id",
    "classification.type",
];

pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> HandlerResult {
    match rest {
        [] => match *call.method {
            Method::GET => list(call, state),
            Method::POST => create(call, state),
            _ => Err(OktaError::method_not_allowed()),
        },
        [key] => {
            let id = resolve_user(call, state, key)?;
            match *call.method {
                Method::GET => read(call, state, &id),
                Method::POST => write(call, state, &id, false),
                Method::PUT => write(call, state, &id, true),
                Method::DELETE => lifecycle::delete(call, state, &id),
                _ => Err(OktaError::method_not_allowed()),
            }
        }
        [key, "lifecycle", action] => {
            require_method(call, &Method::POST)?;
            let id = resolve_user(call, state, key)?;
            lifecycle::run(call, state, &id, action)
        }
        [key, "credentials", action] => {
            require_method(call, &Method::POST)?;
            let id = resolve_user(call, state, key)?;
            lifecycle::credentials(call, state, &id, action)
        }
        [key, "factors", rest @ ..] => {
            let id = resolve_user(call, state, key)?;
            factors::route(call, state, &id, rest)
        }
        [key, "groups"] => {
            require_method(call, &Method::GET)?;
            let id = resolve_user(call, state, key)?;
            groups::of_user(call, state, &id)
        }
        [key, "sessions"] => {
            require_method(call, &Method::DELETE)?;
            let id = resolve_user(call, state, key)?;
            let with_tokens = call.flag("oauthTokens", false)?;
            state.end_sessions(call, &id, with_tokens);
            Ok(ResponseTemplate::no_content())
        }
        _ => Err(operations::unsupported(call)),
    }
}

/// Parses the `okta-response` parameter of the content type.
fn parse_omit(call: &Call<'_>) -> Omit {
    let content_type =
        call.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let omit = content_type.split(';').find_map(|part| part.trim().strip_prefix("okta-response="));
    let names: Vec<&str> = omit.unwrap_or_default().trim_matches('"').split(',').map(str::trim).collect();
    Omit {
        credentials: names.contains(&"omitCredentials"),
        credentials_links: names.contains(&"omitCredentialsLinks"),
    }
}

pub(super) fn user_response(call: &Call<'_>, user: &User) -> ResponseTemplate {
    ResponseTemplate::ok(user.full_view(&call.base, parse_omit(call)))
}

fn read(call: &Call<'_>, state: &State, id: &str) -> HandlerResult {
    let user = state.users.get(id).ok_or_else(|| user_not_found(id))?;
    let mut view = user.full_view(&call.base, parse_omit(call));
    let known = call.headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known == "*" || known.split(',').any(|tag| tag.trim() == user.etag())) {
        let mut response = with_etag(view, user);
        (response.status, response.body) = (StatusCode::NOT_MODIFIED, bytes::Bytes::new());
        response.headers.remove(CONTENT_TYPE);
        return Ok(response);
    }
    if call.param("expand") == Some("blocks") {
        // Access blocks are not implemented.
        view["_embedded"] = json!({ "blocks": [] });
    }
    Ok(with_etag(view, user))
}

fn list(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let omit = parse_omit(call);
    let fields = call.param("fields").map(Fields::parse).transpose()?;
    let view = |user: &User| {
        let view = user.list_view(&call.base, omit);
        fields.as_ref().map_or_else(|| view.clone(), |fields| fields.select(&view))
    };
    let search =
        parse_criteria(call, "search", |name| name.starts_with("profile.") || SEARCHABLE.contains(&name))?;
    let filter = parse_criteria(call, "filter", |name| FILTERABLE.contains(&name))?;
    let include_deprovisioned = search.is_some() || filter.is_some();
    let matches = |user: &&User| {
        (include_deprovisioned || user.status != UserStatus::Deprovisioned)
            && [&search, &filter].into_iter().flatten().all(|expr| expr.matches(&|path| user.attribute(path)))
    };
    if let Some(q) = call.param("q") {
        let q = q.to_lowercase();
        let size = Limit { default: 10, max: 200 }.page_size(call)?;
        let matches_q = |user: &&User| {
            ["firstName", "lastName", "email", "login"]
                .iter()
                .any(|name| user.text(name).to_lowercase().starts_with(&q))
        };
        let found: Vec<Value> =
            state.users.all().filter(matches).filter(matches_q).take(size).map(view).collect();
        let mut response = ResponseTemplate::ok(found);
        state.cursors.links(call, &call.query, size, None).write(&mut response);
        return Ok(response);
    }
    let users = state.users.all().filter(matches);
    let Some(sort_by) = call.param("sortBy").filter(|_| search.is_some()) else {
        return state.cursors.list(call, users.map(|user| (&user.id, user)), PAGE, Order::Ascending, view);
    };
    let mut items: Vec<(String, &User)> = users
        .map(|user| {
            let value = user.attribute(sort_by);
            let text = value.as_ref().and_then(Value::as_str).unwrap_or_default();
            (format!("{}\u{1}{}", text.to_lowercase(), user.id), user)
        })
        .collect();
    let order = match call.param("sortOrder") {
        Some(order) if order.eq_ignore_ascii_case("desc") => Order::Descending,
        _ => Order::Ascending,
    };
    items.sort_by(|(a, _), (b, _)| if order == Order::Descending { b.cmp(a) } else { a.cmp(b) });
    state.cursors.list(call, items, PAGE, order, view)
}

fn create(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let activate = call.flag("activate", true)?;
    call.flag("provider", false)?;
    let expire = match call.param("nextLogin") {
        None => false,
        Some("changePassword") => true,
        Some(_) => return Err(OktaError::invalid("nextLogin", "nextLogin: must be changePassword")),
    };
    let body = call.object()?;
    let mut profile =
        profile::from_body(&body)?.ok_or_else(|| OktaError::invalid("profile", "profile: is required"))?;
    let kind = type_of_user(call, &body, state)?;
    profile::check_schema(&profile, "newUser", &kind, state)?;
    profile.retain(|_, value| !value.is_null());
    profile::check(&profile, None, state)?;
    let groups = groups_of_new_user(&body, state)?;
    let realm = realm_of_new_user(&body, state)?;
    let credentials = Credentials::from_body(&body)?;
    if expire && !activate {
        return Err(OktaError::new("E0000125", "A password can only be expired of a user who is activated."));
    }
    if expire && credentials.password.is_none() {
        return Err(OktaError::new("E0000124", "A password can only be expired of a user who has one."));
    }
    let status = match (activate, credentials.password.is_some() || credentials.is_federated(), expire) {
        (false, ..) => UserStatus::Staged,
        (true, false, _) => UserStatus::Provisioned,
        (true, true, true) => UserStatus::PasswordExpired,
        (true, true, false) => UserStatus::Active,
    };
    let mut user = User::new(state.ids.object("00u"), profile, call.now);
    (user.kind, user.realm) = (kind, realm);
    credentials.apply(&mut user, call.now);
    if status != UserStatus::Staged {
        user.activated = Some(call.now);
        user.set_status(status, call.now);
    }
    let (id, response) = (user.id.clone(), user_response(call, &user));
    state.users.insert(user);
    state.record(call, "user.lifecycle.create", &[state.user_target(&id)]);
    for group in groups {
        if state.groups.get_mut(&group).is_some_and(|group| group.add(&id, call.now)) {
            let targets = [state.user_target(&id), state.group_target(&group)];
            state.record(call, "group.user_membership.add", &targets);
        }
    }
    if activate {
        state.record(call, "user.lifecycle.activate", &[state.user_target(&id)]);
    }
    Ok(response)
}

/// The type of a user in a request, which must exist.
fn type_of_user(call: &Call<'_>, body: &Map<String, Value>, state: &mut State) -> Result<String, OktaError> {
    match body.get("type").and_then(|kind| kind.get("id")).and_then(Value::as_str) {
        None | Some("default") => Ok(USER_TYPE.to_owned()),
        Some(kind) if engine::has_user_type(call, state, kind) => Ok(kind.to_owned()),
        Some(_) => Err(OktaError::invalid("type", "type.id: no such user type")),
    }
}

/// The realm of a new user: the one of the request, which must exist, or the default one.
fn realm_of_new_user(body: &Map<String, Value>, state: &State) -> Result<Option<String>, OktaError> {
    match body.get("realmId").and_then(Value::as_str) {
        None => Ok(state.users.realm()),
        Some(realm) if state.objects.get("/api/v1/realms", realm).is_some() => Ok(Some(realm.to_owned())),
        Some(realm) => Err(OktaError::not_found(realm, "Realm")),
    }
}

/// The groups that a new user joins.
fn groups_of_new_user(body: &Map<String, Value>, state: &State) -> Result<Vec<String>, OktaError> {
    let groups = body.get("groupIds").and_then(Value::as_array).into_iter().flatten();
    let groups: Vec<String> = groups.filter_map(Value::as_str).map(str::to_owned).collect();
    match groups.iter().find(|id| state.groups.get(id).is_none_or(|group| group.built_in)) {
        Some(id) => Err(OktaError::not_found(id, "UserGroup")),
        None => Ok(groups),
    }
}

/// Handles `POST`, which merges the profile, and `PUT`, which replaces it.
fn write(call: &Call<'_>, state: &mut State, id: &str, replace: bool) -> HandlerResult {
    call.flag("strict", false)?;
    let user = state.users.get(id).ok_or_else(|| user_not_found(id))?;
    check_if_match(call, user)?;
    let body = call.object()?;
    let kind = match body.get("type") {
        Some(_) => type_of_user(call, &body, state)?,
        None => user.kind.clone(),
    };
    let user = state.users.get(id).ok_or_else(|| user_not_found(id))?;
    let new_profile = profile::from_body(&body)?;
    let credentials = Credentials::from_body(&body)?;
    if user.status == UserStatus::Deprovisioned {
        return Err(OktaError::wrong_user_status());
    }
    if let Some(sent) = &new_profile {
        profile::check_schema(sent, "profile", &kind, state)?;
    }
    let mut profile = user.profile.clone();
    match (replace, new_profile) {
        (true, Some(mut new)) => {
            new.retain(|_, value| !value.is_null());
            profile = new;
        }
        // The profile stays in a request that only changes the credentials.
        (true, None) if body.get("credentials").is_some_and(Value::is_object) => {}
        (true, None) => return Err(OktaError::invalid("profile", "profile: is required")),
        (false, changes) => profile::merge(&mut profile, changes.unwrap_or_default()),
    }
    profile::check(&profile, Some(id), state)?;
    state.users.set_profile(id, profile);
    let user = state.users.get_mut(id).ok_or_else(|| user_not_found(id))?;
    credentials.apply(user, call.now);
    user.kind = kind;
    user.touch(call.now);
    let response = user_response(call, user);
    state.record(call, "user.account.update_profile", &[state.user_target(id)]);
    Ok(response)
}

/// Checks `If-Match` against the entity tag of the user.
fn check_if_match(call: &Call<'_>, user: &User) -> Result<(), OktaError> {
    let Some(if_match) = call.headers.get(IF_MATCH) else { return Ok(()) };
    let if_match = if_match.to_str().unwrap_or_default().trim();
    if if_match == "*" || if_match == user.etag() {
        return Ok(());
    }
    let well_formed = if_match.strip_prefix("W/").unwrap_or(if_match);
    if well_formed.len() >= 2 && well_formed.starts_with('"') && well_formed.ends_with('"') {
        Err(OktaError::new("E0000231", "The object has changed: the entity tag does not match."))
    } else {
        Err(OktaError::new("E0000242", "If-Match is not an entity tag."))
    }
}
