//! Objects as in responses.

use serde_json::{Map, Value, json};

use super::{families::Family, objects::SYSTEM};

/// The object as in responses, with its links.
pub(super) fn view(base: &str, family: &Family, collection: &str, id: &str, object: &Value) -> Value {
    let at = format!("{base}{collection}/{id}");
    let link =
        |path: &str, allow: &[&str]| json!({ "href": format!("{at}{path}"), "hints": { "allow": allow } });
    let mut view = object.clone();
    absolute(&mut view, base);
    let Value::Object(members) = &mut view else { return view };
    members.remove(SYSTEM);
    let documented = || family.schema.is_none_or(|schema| schema.of(object).member("_links").is_some());
    let linked = !family.facts.links.is_empty() || family.facts.linked.unwrap_or_else(documented);
    if linked && !members.contains_key("_links") {
        let mut links = Map::new();
        links.insert("self".to_owned(), link("", &family.allow));
        if family.toggles {
            let active = object.get("status").is_some_and(|status| status == "ACTIVE");
            let toggle = if active { "deactivate" } else { "activate" };
            links.insert(toggle.to_owned(), link(&format!("/lifecycle/{toggle}"), &["POST"]));
        }
        for name in &family.facts.links {
            let (path, method) = match *name {
                "publish" => ("lifecycle/publish", "POST"),
                "verify" | "execute" => (*name, "POST"),
                name => (name, "GET"),
            };
            links.insert((*name).to_owned(), link(&format!("/{path}"), &[method]));
        }
        members.insert("_links".to_owned(), Value::Object(links));
    }
    view
}

/// Replaces `$base` by the URL of the org.
fn absolute(value: &mut Value, base: &str) {
    match value {
        Value::String(text) if text.starts_with("$base") => *text = text.replacen("$base", base, 1),
        Value::Array(items) => items.iter_mut().for_each(|item| absolute(item, base)),
        Value::Object(members) => members.values_mut().for_each(|member| absolute(member, base)),
        _ => {}
    }
}
