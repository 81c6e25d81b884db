//! `/api/v1/users`: create, list, read, update, replace, delete.

use http::{
    Method,
    header::{CONTENT_TYPE, IF_MATCH},
};
use serde_json::{Value, json};

use super::{
    factors, groups, lifecycle,
    lookup::{criteria, missing, resolve, tagged},
    only,
    profile::{self, Credentials},
};
use crate::{
    call::Call,
    paging::{Limit, Order},
    response::{Answer, Outcome, Refusal},
    state::{
        State,
        users::{Omit, User, UserStatus},
    },
};

const PAGE: Limit = Limit { default: 200, max: 200 };
/// Attributes that `filter` takes; `search` takes all.
const FILTERABLE: &[&str] = &[
    "id",
    "status",
    "lastUpdated",
    "profile.login",
    "profile.email",
    "profile.firstName",
    "profile.lastName",
];
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
];

pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> Outcome {
    match rest {
        [] => match *call.method {
            Method::GET => list(call, state),
            Method::POST => create(call, state),
            _ => Err(Refusal::method()),
        },
        [key] => {
            let id = resolve(call, state, key)?;
            match *call.method {
                Method::GET => read(call, state, &id),
                Method::POST => write(call, state, &id, false),
                Method::PUT => write(call, state, &id, true),
                Method::DELETE => lifecycle::delete(call, state, &id),
                _ => Err(Refusal::method()),
            }
        }
        [key, "lifecycle", action] => {
            only(call, &Method::POST)?;
            let id = resolve(call, state, key)?;
            lifecycle::run(call, state, &id, action)
        }
        [key, "credentials", action] => {
            only(call, &Method::POST)?;
            let id = resolve(call, state, key)?;
            lifecycle::credentials(call, state, &id, action)
        }
        [key, "factors", rest @ ..] => {
            let id = resolve(call, state, key)?;
            factors::route(call, state, &id, rest)
        }
        [key, "groups"] => {
            only(call, &Method::GET)?;
            let id = resolve(call, state, key)?;
            groups::of_user(call, state, &id)
        }
        [key, "sessions"] => {
            only(call, &Method::DELETE)?;
            let id = resolve(call, state, key)?;
            state.record(call, "user.session.clear", &[state.user_target(&id)]);
            Ok(Answer::no_content())
        }
        _ => Err(Refusal::no_route(call.path)),
    }
}

/// What the caller asked to leave out, in the `okta-response` parameter of the content type.
fn omissions(call: &Call<'_>) -> Omit {
    let content_type =
        call.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let wish = content_type.split(';').find_map(|part| part.trim().strip_prefix("okta-response="));
    let names: Vec<&str> = wish.unwrap_or_default().trim_matches('"').split(',').map(str::trim).collect();
    Omit {
        credentials: names.contains(&"omitCredentials"),
        credentials_links: names.contains(&"omitCredentialsLinks"),
    }
}

pub(super) fn shown(call: &Call<'_>, user: &User) -> Answer {
    tagged(user.full(&call.base, omissions(call)), user)
}

fn read(call: &Call<'_>, state: &State, id: &str) -> Outcome {
    let user = state.users.get(id).ok_or_else(|| missing(id))?;
    let mut view = user.full(&call.base, omissions(call));
    if call.param("expand") == Some("blocks") {
        // Nobody's access is blocked here.
        view["_embedded"] = json!({ "blocks": [] });
    }
    Ok(tagged(view, user))
}

fn list(call: &Call<'_>, state: &mut State) -> Outcome {
    let omit = omissions(call);
    let search = criteria(call, "search", |name| name.starts_with("profile.") || SEARCHABLE.contains(&name))?;
    let filter = criteria(call, "filter", |name| FILTERABLE.contains(&name))?;
    let everyone = search.is_some() || filter.is_some();
    let fits = |user: &&User| {
        (everyone || user.status != UserStatus::Deprovisioned)
            && [&search, &filter].into_iter().flatten().all(|expr| expr.matches(&|path| user.attribute(path)))
    };
    if let Some(q) = call.param("q") {
        let q = q.to_lowercase();
        let size = Limit { default: 10, max: 200 }.of(call)?;
        let starts = |user: &&User| {
            ["firstName", "lastName", "email", "login"]
                .iter()
                .any(|name| user.text(name).to_lowercase().starts_with(&q))
        };
        let found: Vec<Value> = state
            .users
            .all()
            .filter(fits)
            .filter(starts)
            .take(size)
            .map(|u| u.listed(&call.base, omit))
            .collect();
        let mut answer = Answer::ok(found);
        state.cursors.links(call, &call.query, size, None).write(&mut answer);
        return Ok(answer);
    }
    let view = |user: &User| user.listed(&call.base, omit);
    let users = state.users.all().filter(fits);
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

fn create(call: &Call<'_>, state: &mut State) -> Outcome {
    let activate = call.flag("activate", true)?;
    call.flag("provider", false)?;
    let expire = match call.param("nextLogin") {
        None => false,
        Some("changePassword") => true,
        Some(_) => return Err(Refusal::invalid("nextLogin", "nextLogin: must be changePassword")),
    };
    let body = call.object()?;
    let mut profile =
        profile::of(&body)?.ok_or_else(|| Refusal::invalid("profile", "profile: must be there"))?;
    profile.retain(|_, value| !value.is_null());
    profile::check(&profile, None, state)?;
    let credentials = Credentials::of(&body)?;
    let status = match (activate, credentials.password.is_some() || credentials.is_federated(), expire) {
        (false, ..) => UserStatus::Staged,
        (true, false, _) => UserStatus::Provisioned,
        (true, true, true) => UserStatus::PasswordExpired,
        (true, true, false) => UserStatus::Active,
    };
    let mut user = User::new(state.ids.object("00u"), profile, call.now);
    credentials.apply(&mut user, call.now);
    if status != UserStatus::Staged {
        user.activated = Some(call.now);
        user.set_status(status, call.now);
    }
    let (id, answer) = (user.id.clone(), shown(call, &user));
    state.users.insert(user);
    state.record(call, "user.lifecycle.create", &[state.user_target(&id)]);
    if activate {
        state.record(call, "user.lifecycle.activate", &[state.user_target(&id)]);
    }
    Ok(answer)
}

/// `POST` merges, `PUT` replaces.
fn write(call: &Call<'_>, state: &mut State, id: &str, replace: bool) -> Outcome {
    call.flag("strict", false)?;
    let user = state.users.get(id).ok_or_else(|| missing(id))?;
    precondition(call, user)?;
    let body = call.object()?;
    let given = profile::of(&body)?;
    let credentials = Credentials::of(&body)?;
    if user.status == UserStatus::Deprovisioned {
        return Err(Refusal::wrong_status());
    }
    let mut profile = user.profile.clone();
    match (replace, given) {
        (true, Some(mut given)) => {
            given.retain(|_, value| !value.is_null());
            profile = given;
        }
        (true, None) => return Err(Refusal::invalid("profile", "profile: must be there")),
        (false, given) => profile::merge(&mut profile, given.unwrap_or_default()),
    }
    profile::check(&profile, Some(id), state)?;
    state.users.set_profile(id, profile);
    let user = state.users.get_mut(id).ok_or_else(|| missing(id))?;
    credentials.apply(user, call.now);
    user.touch(call.now);
    let answer = shown(call, user);
    state.record(call, "user.account.update_profile", &[state.user_target(id)]);
    Ok(answer)
}

/// `If-Match` against the user's current version.
fn precondition(call: &Call<'_>, user: &User) -> Result<(), Refusal> {
    let Some(wanted) = call.headers.get(IF_MATCH) else { return Ok(()) };
    let wanted = wanted.to_str().unwrap_or_default().trim();
    if wanted == "*" || wanted == user.etag() {
        return Ok(());
    }
    let well_formed = wanted.strip_prefix("W/").unwrap_or(wanted);
    if well_formed.len() >= 2 && well_formed.starts_with('"') && well_formed.ends_with('"') {
        Err(Refusal::of_code("E0000231", "The object has changed: the entity tag does not match."))
    } else {
        Err(Refusal::of_code("E0000242", "If-Match is not an entity tag."))
    }
}
