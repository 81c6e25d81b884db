//! `/api/v1/apps`: create, list, read, replace, delete, lifecycle.

use http::Method;
use serde_json::{Map, Value, json};

use super::{
    Crud, assignments,
    lookup::{criteria, find, find_mut, resolve, target},
    only,
};
use crate::{
    call::Call,
    paging::{Limit, Order},
    response::{Answer, Outcome, Refusal},
    state::{State, apps::App},
};

const PAGE: Limit = Limit { default: 20, max: 200 };
const FILTERABLE: &[&str] = &["id", "status", "name", "label", "signOnMode", "user.id", "group.id"];

pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> Outcome {
    if let Some(outcome) = (Crud { list, create, read, replace, delete }).route(call, state, rest) {
        return outcome;
    }
    match rest {
        [id, "lifecycle", action @ ("activate" | "deactivate")] => {
            only(call, &Method::POST)?;
            let app = find_mut(state, id)?;
            app.active = *action == "activate";
            app.last_updated = call.now;
            record(call, state, id, action);
            Ok(Answer::ok(json!({})))
        }
        [id, "users", rest @ ..] => assignments::users(call, state, id, rest),
        [id, "groups", rest @ ..] => assignments::groups(call, state, id, rest),
        _ => Err(Refusal::no_route(call.path)),
    }
}

fn read(call: &Call<'_>, state: &mut State, id: &str) -> Outcome {
    let app = find(state, id)?;
    let mut view = app.view(&call.base);
    // `expand=user/{id}`: the assignment of that user.
    if let Some(user) = call.param("expand").and_then(|wish| wish.strip_prefix("user/")) {
        let user = resolve(call, state, user)?;
        if let Some(assignment) = app.users.get(&user) {
            view["_embedded"] = json!({ "user": assignment.user(&call.base, id, &user) });
        }
    }
    Ok(Answer::ok(view))
}

fn record(call: &Call<'_>, state: &mut State, id: &str, action: &str) {
    let target = target(state, id);
    state.record(call, &format!("application.lifecycle.{action}"), &[target]);
}

fn list(call: &Call<'_>, state: &mut State) -> Outcome {
    let filter = criteria(call, "filter", |name| FILTERABLE.contains(&name))?;
    let q = call.param("q").unwrap_or_default().to_lowercase();
    let fits = |app: &&App| {
        let named = ["label", "name"].iter().any(|member| app.text(member).to_lowercase().starts_with(&q));
        named && filter.as_ref().is_none_or(|expr| expr.matches(&|path| app.attribute(path)))
    };
    let items = state.apps.0.values().filter(fits).map(|app| (&app.id, app));
    state.cursors.list(call, items, PAGE, Order::Ascending, |app| app.view(&call.base))
}

/// The sign-on mode of apps whose kind implies it; callers may leave it out.
const IMPLIED: &[(&str, &str)] = &[
    ("bookmark", "BOOKMARK"),
    ("oidc_client", "OPENID_CONNECT"),
    ("template_basic_auth", "BASIC_AUTH"),
    ("template_swa", "BROWSER_PLUGIN"),
    ("template_swa3field", "BROWSER_PLUGIN"),
    ("template_sps", "SECURE_PASSWORD_STORE"),
];

/// What is written about an app, checked and completed.
fn written(call: &Call<'_>) -> Result<Map<String, Value>, Refusal> {
    let mut body = call.object()?;
    let text = |body: &Map<String, Value>, member: &str| {
        body.get(member).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let label = text(&body, "label").ok_or_else(|| Refusal::invalid("label", "label: must not be empty"))?;
    if label.chars().count() > 100 {
        return Err(Refusal::invalid("label", "label: has more than 100 characters"));
    }
    let (name, mode) = (text(&body, "name"), text(&body, "signOnMode"));
    let implied =
        |name: &str| IMPLIED.iter().find(|(known, _)| *known == name).map(|(_, mode)| (*mode).to_owned());
    let mode = mode.or_else(|| name.as_deref().and_then(implied));
    let mode = mode.ok_or_else(|| Refusal::invalid("signOnMode", "signOnMode: must not be empty"))?;
    let name = name.unwrap_or_else(|| format!("testkit_{}", label.to_lowercase().replace(' ', "_")));
    body.insert("signOnMode".to_owned(), Value::from(mode));
    body.insert("name".to_owned(), Value::from(name));
    Ok(body)
}

fn create(call: &Call<'_>, state: &mut State) -> Outcome {
    let active = call.flag("activate", true)?;
    let body = written(call)?;
    let app = App::new(state.ids.object("0oa"), body, active, call.now);
    let (id, answer) = (app.id.clone(), Answer::ok(app.view(&call.base)));
    state.apps.0.insert(id.clone(), app);
    record(call, state, &id, "create");
    Ok(answer)
}

fn replace(call: &Call<'_>, state: &mut State, id: &str) -> Outcome {
    find(state, id)?;
    let body = written(call)?;
    let app = find_mut(state, id)?;
    app.body = body;
    app.last_updated = call.now;
    let answer = Answer::ok(app.view(&call.base));
    record(call, state, id, "update");
    Ok(answer)
}

fn delete(call: &Call<'_>, state: &mut State, id: &str) -> Outcome {
    if find(state, id)?.active {
        let refusal = Refusal::of_code("E0000056", "The application cannot be deleted.");
        return Err(refusal.cause("an active application must be deactivated first"));
    }
    record(call, state, id, "delete");
    state.apps.0.remove(id);
    Ok(Answer::no_content())
}
