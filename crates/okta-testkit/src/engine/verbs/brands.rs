//! Images, pages, domains and well-known URIs of brands.

use http::{StatusCode, header::CONTENT_TYPE};
use serde_json::{Map, Value, json};

use super::{Verb, collection, from_end, place, verb};
use crate::{
    call::Call,
    engine::{
        families::{self, Family},
        filling, objects, view,
    },
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

pub(super) const VERBS: &[Verb] = &[
    verb("uploadBrandThemeLogo", &[], |call, state| upload(call, state, "logo")),
    verb("uploadBrandThemeFavicon", &[], |call, state| upload(call, state, "favicon")),
    verb("uploadBrandThemeBackgroundImage", &[], |call, state| upload(call, state, "backgroundImage")),
    verb("getErrorPage", &["expand"], page),
    verb("getSignInPage", &["expand"], page),
    verb("listAllSignInWidgetVersions", &[], widget_versions),
    verb("listBrandDomains", &[], domains),
    verb("getAllWellKnownURIs", &["expand"], well_known_uris),
    verb("sendTestEmail", &["language"], send_test_email),
];

/// The path of brands.
pub(in crate::engine) const BRANDS: [&str; 3] = ["api", "v1", "brands"];

/// Embeds the domains and themes of a brand, as the request asks.
pub(in crate::engine) fn expand(call: &Call<'_>, state: &State, family: &Family, id: &str, view: &mut Value) {
    if family.path != BRANDS {
        return;
    }
    let wanted = call.param("expand").unwrap_or_default().split(',');
    let mut embedded = Map::new();
    for name in wanted {
        let items = match name {
            "themes" => {
                views(call, state, "/api/v1/brands/{}/themes", &format!("/api/v1/brands/{id}/themes"), |_| {
                    true
                })
            }
            "domains" => views(call, state, DOMAINS, DOMAINS, |domain| belongs_to(domain, id)),
            "emailDomain" => views(call, state, "/api/v1/email-domains", "/api/v1/email-domains", |domain| {
                belongs_to(domain, id)
            }),
            _ => continue,
        };
        embedded.insert(name.to_owned(), Value::Array(items));
    }
    if !embedded.is_empty() {
        view["_embedded"] = Value::Object(embedded);
    }
}

const DOMAINS: &str = "/api/v1/domains";

fn belongs_to(domain: &Value, brand: &str) -> bool {
    domain.get("brandId").is_some_and(|id| id == brand)
}

/// The objects of a collection as in responses.
fn views(
    call: &Call<'_>,
    state: &State,
    key: &str,
    collection: &str,
    chosen: impl Fn(&Value) -> bool,
) -> Vec<Value> {
    let Some(family) = families::family(key) else { return Vec::new() };
    let objects = state.objects.of(collection).filter(|(_, object)| chosen(object));
    objects.map(|(id, object)| view::view(&call.base, family, collection, id, object)).collect()
}

/// Stores an image of a theme; its content is not kept.
fn upload(call: &Call<'_>, state: &mut State, member: &str) -> HandlerResult {
    let (family, theme) = place(call, state, "/api/v1/brands/{}/themes")?;
    let kind = call.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        return Err(OktaError::unsupported_media_type());
    }
    if call.body.is_empty() {
        return Err(OktaError::invalid("file", "file: is required"));
    }
    let url = call.url(&format!("/assets/{}/{}/{}", theme.id, member, state.ids.object("fs0")));
    let members = json!({ member: url });
    objects::set(state, call.now, family, (&theme.collection, &theme.id), &members);
    Ok(ResponseTemplate::from_status(StatusCode::CREATED)
        .header("location", &url)
        .json(json!({ "url": url })))
}

/// The pages of a kind, and with `expand` their contents.
fn page(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let kind = from_end(call, 0).to_owned();
    let (_, pages) = collection(call, state, &format!("/api/v1/brands/{{}}/pages/{kind}/default"))?;
    let pages = pages.strip_suffix("/default").unwrap_or(&pages).to_owned();
    let at = call.url(&pages);
    let mut links = json!({ "self": { "href": at } });
    let mut embedded = Map::new();
    let wanted: Vec<&str> = call.param("expand").unwrap_or_default().split(',').collect();
    for name in ["default", "customized", "preview"] {
        links[name] = json!({ "href": format!("{at}/{name}") });
        let key = format!("/api/v1/brands/{{}}/pages/{kind}/{name}");
        let Some(family) = families::family(&key).filter(|_| wanted.contains(&name)) else { continue };
        let stored = state.objects.get(&pages, name).cloned();
        let object = stored.or_else(|| {
            (!family.facts.absent)
                .then(|| filling::filled(state, call.now, family, &pages, name, &json!({}), false))
        });
        if let Some(object) = object {
            embedded.insert(name.to_owned(), view::view(&call.base, family, &pages, name, &object));
        }
    }
    for name in ["customizedUrl", "previewUrl"].into_iter().filter(|name| wanted.contains(name)) {
        embedded.insert(name.to_owned(), json!(format!("{at}/{}", name.trim_end_matches("Url"))));
    }
    let mut body = json!({ "_links": links });
    if call.param("expand").is_some() {
        body["_embedded"] = Value::Object(embedded);
    }
    Ok(ResponseTemplate::ok(body))
}

fn widget_versions(call: &Call<'_>, state: &mut State) -> HandlerResult {
    collection(call, state, "/api/v1/brands/{}/pages/sign-in/default")?;
    Ok(ResponseTemplate::ok(json!(["*", "^2", "^3", "^4", "^5", "^6", "^7", "7.8", "7.7"])))
}

/// The custom domains of a brand.
fn domains(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, themes) = collection(call, state, "/api/v1/brands/{}/themes")?;
    let brand = themes.rsplit('/').nth(1).unwrap_or_default();
    let domains = views(call, state, DOMAINS, DOMAINS, |domain| belongs_to(domain, brand));
    Ok(ResponseTemplate::ok(json!({ "domains": domains })))
}

fn well_known_uris(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (_, themes) = collection(call, state, "/api/v1/brands/{}/themes")?;
    let at = call.url(&themes.replace("/themes", "/well-known-uris"));
    let mut links = json!({ "self": { "href": at, "hints": { "allow": ["GET"] } } });
    for name in ["apple-app-site-association", "assetlinks.json", "webauthn"] {
        links[name] = json!({ "href": format!("{at}/{name}"), "hints": { "allow": ["GET", "PUT"] } });
    }
    let mut body = json!({ "_links": links });
    if call.param("expand").is_some() {
        body["_embedded"] = json!({});
    }
    Ok(ResponseTemplate::ok(body))
}

/// No message is sent.
fn send_test_email(call: &Call<'_>, state: &mut State) -> HandlerResult {
    place(call, state, "/api/v1/brands/{}/templates/email")?;
    Ok(ResponseTemplate::no_content())
}
