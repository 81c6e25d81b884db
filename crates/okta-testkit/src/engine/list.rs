//! Lists of a family's objects.

use http::{HeaderValue, header::LINK};
use serde_json::{Map, Value, json};

use super::{
    families::{Family, Served},
    parents, verbs, view,
};
use crate::{
    call::Call,
    handlers::parse_criteria,
    operations::Reply,
    paging::{Limit, Order},
    response::{HandlerResult, OktaError, ResponseTemplate},
    search::attribute,
    state::State,
};

const PAGE: Limit = Limit { default: 20, max: 200 };

/// Parameters that lists carry out by themselves, rather than as the value of a member.
const PARAMETERS: [&str; 14] = [
    "after",
    "limit",
    "filter",
    "search",
    "q",
    "sortBy",
    "sortOrder",
    "orderBy",
    "offset",
    "count",
    "prev",
    "descending",
    "contains",
    "starts_with",
];

/// The query parameters that lists carry out: paging, expressions, and those that select by a member.
pub(super) fn parameters(served: &Served) -> Vec<&'static str> {
    let Served { family, operation, .. } = served;
    let members = family.schema.into_iter().flat_map(|schema| {
        let variants = schema.variants.as_ref().map(|(member, _)| *member);
        schema.members.iter().filter(|member| member.is_scalar()).map(|member| member.name).chain(variants)
    });
    let own = PARAMETERS.into_iter();
    let more = family.facts.query.iter().map(|query| query.split(':').next().unwrap_or_default());
    let all = own.chain(more).chain(members);
    all.filter(|name| operation.has_parameter(name)).collect()
}

pub(super) fn list(call: &Call<'_>, state: &mut State, served: &Served, collection: &str) -> HandlerResult {
    let family = served.family;
    let filter = parse_criteria(call, "filter", |_| true)?;
    let search = parse_criteria(call, "search", |_| true)?;
    if let Some(name) = family.facts.filtered
        && !filter.as_ref().is_some_and(|filter| filter.attributes().contains(&name))
    {
        return Err(OktaError::invalid("filter", format!("filter: must compare {name}")));
    }
    let selected = parameters(served);
    let matches = |object: &Value| {
        let attribute = |path: &str| attribute(object, path).cloned();
        let chosen = selected.iter().all(|name| match (*name, call.param(name)) {
            (_, None) => true,
            ("q" | "contains", Some(q)) => is_named(object, |name| name.contains(&q.to_lowercase())),
            ("starts_with", Some(q)) => is_named(object, |name| name.starts_with(&q.to_lowercase())),
            (name, _) if PARAMETERS.contains(&name) => true,
            (name, Some(value)) => match attribute(path_of(family, name)) {
                Some(Value::Bool(set)) => set.to_string() == value,
                member => member.as_ref().and_then(Value::as_str) == Some(value),
            },
        });
        chosen && [&filter, &search].into_iter().flatten().all(|expr| expr.matches(&attribute))
    };
    let mut views: Vec<(String, Value)> = state
        .objects
        .of(collection)
        .filter(|(_, object)| matches(object))
        .map(|(id, object)| {
            let mut view = item(call, state, family, collection, id, object);
            family.facts.add_listed(&mut view);
            verbs::expand(call, state, family, id, &mut view);
            (id.clone(), view)
        })
        .chain(app_instances(call, state, family, collection))
        .collect();
    let (sorted_by, descending) = order_of(call);
    let order = if descending { Order::Descending } else { Order::Ascending };
    if let Some(path) = sorted_by {
        for (key, view) in &mut views {
            let value = attribute(view, path).and_then(Value::as_str).unwrap_or_default().to_lowercase();
            *key = format!("{value}\u{1}{key}");
        }
        views.sort_by(|(a, _), (b, _)| if descending { b.cmp(a) } else { a.cmp(b) });
    }
    let total = views.len();
    let response = if family.paged {
        let order = if sorted_by.is_some() { order } else { Order::Ascending };
        state.cursors.list(call, views, PAGE, order, |view| view)?
    } else {
        ResponseTemplate::ok(views.into_iter().map(|(_, view)| view).collect::<Vec<_>>())
    };
    match served.operation.reply {
        Reply::ListIn(member) => {
            let module = served.operation.module();
            let mut response = response;
            if module == "governance" && !family.paged {
                let link = HeaderValue::try_from(format!("<{}>; rel=\"self\"", call.url(call.path)));
                response.headers.extend(link.ok().map(|link| (LINK, link)));
            }
            let linked = family.paged && module != "privileged_access" || module == "governance";
            let response = enclosed(response, member, linked);
            Ok(if family.facts.total { with_total(response, total) } else { response })
        }
        _ => Ok(response),
    }
}

/// The path of the member that a query parameter selects by.
fn path_of<'n>(family: &Family, name: &'n str) -> &'n str {
    let mut renamed = family.facts.query.iter().filter_map(|query| query.split_once(':'));
    renamed.find(|(parameter, _)| *parameter == name).map_or(name, |(_, path)| path)
}

/// Whether a name of an object, in lower case, meets this condition.
fn is_named(object: &Value, meets: impl Fn(&str) -> bool) -> bool {
    ["name", "label", "origin"].iter().any(|member| {
        object.get(member).and_then(Value::as_str).is_some_and(|value| meets(&value.to_lowercase()))
    })
}

/// The attribute that the list is sorted by, and whether it descends: `sortBy` and `sortOrder`, or `orderBy=name desc`.
fn order_of<'c>(call: &'c Call<'_>) -> (Option<&'c str>, bool) {
    let is_descending = |order: &str| order.eq_ignore_ascii_case("desc");
    if let Some(order) = call.param("orderBy") {
        let (attribute, direction) = order.split_once(' ').unwrap_or((order, "asc"));
        return (Some(attribute), is_descending(direction.trim()));
    }
    match call.param("descending") {
        Some(value) => (Some("id"), value == "true"),
        None => (call.param("sortBy"), call.param("sortOrder").is_some_and(is_descending)),
    }
}

/// One object as in responses; for a relation, the object that it refers to.
pub(super) fn item(
    call: &Call<'_>,
    state: &State,
    family: &Family,
    collection: &str,
    id: &str,
    object: &Value,
) -> Value {
    let target = family.facts.of.and_then(|of| parents::target_view(&call.base, state, of, id));
    target.unwrap_or_else(|| view::view(&call.base, family, collection, id, object))
}

/// The enclosed list with the number of all its objects.
fn with_total(response: ResponseTemplate, total: usize) -> ResponseTemplate {
    let mut body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    body["metadata"] = json!({ "total": total });
    response.json(body)
}

/// The list as a member of an object, with the next page among its links.
pub(super) fn enclosed(response: ResponseTemplate, member: &str, linked: bool) -> ResponseTemplate {
    let items: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let mut object = Map::new();
    object.insert(member.to_owned(), items);
    if linked {
        let links = response.headers.get_all("link").iter().filter_map(|link| {
            let (url, relation) = link.to_str().ok()?.split_once(">; rel=")?;
            Some((relation.trim_matches('"').to_owned(), json!({ "href": url.trim_start_matches('<') })))
        });
        object.insert("_links".to_owned(), Value::Object(links.collect()));
    }
    response.json(object)
}

/// The app instances among the targets of a role, which are below those that are whole apps of the catalog.
fn app_instances(call: &Call<'_>, state: &State, family: &Family, collection: &str) -> Vec<(String, Value)> {
    if !family.path.ends_with(&["targets", "catalog", "apps"]) {
        return Vec::new();
    }
    let apps = state.objects.ids_below(collection).into_iter().filter_map(|id| {
        let app = state.apps.0.get(&id)?;
        let link = json!({ "self": { "href": call.url(&format!("/api/v1/apps/{id}")) } });
        let view = json!({ "id": id, "name": app.text("label"), "status": app.status(), "_links": link });
        Some((id, view))
    });
    apps.collect()
}
