//! Read, change, write: for every resource, on the recorded bodies.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use okta_client::models::{Group, GroupRequest, InlineHook, InlineHookReplace, UpdateUserRequest, User};
use okta_tests::generated::resources::RESOURCES;
use okta_tests::resources::Resource;
use okta_tests::roundtrip::read_bodies;
use okta_tests::{report_skipped, same_json::first_difference};
use serde_json::{Map, Value, json};

/// A body with one member changed, and what is written.
fn edit(resource: &Resource, text: &str, name: &str) -> Option<(Value, Vec<u8>)> {
    let mut expected: Map<String, Value> = serde_json::from_str(text).unwrap();
    let value = match &expected[name] {
        Value::String(text) => Value::String(format!("{text} changed")),
        Value::Bool(value) => Value::Bool(!value),
        Value::Number(_) => json!(7),
        other => other.clone(),
    };
    expected.insert(name.to_owned(), value.clone());
    let edited = (resource.edit)(text.as_bytes(), name, &value).unwrap();
    edited.changed.then_some((Value::Object(expected), edited.body))
}

#[test]
fn recorded_resources_are_written_without_loss() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Ok(files) = std::fs::read_dir(&corpus) else {
        return report_skipped("recorded_resources_are_written_without_loss", "no recorded bodies found");
    };
    let mut bodies: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            continue;
        }
        let name = path.display().to_string();
        read_bodies(&name, File::open(&path).unwrap(), &mut |body| {
            let success = body.status.is_some_and(|status| status < 300);
            if let Some(operation) = body.operation.filter(|_| success && body.text.starts_with('{')) {
                bodies.entry(operation.to_owned()).or_default().push(body.text.to_owned());
            }
        })
        .unwrap();
    }
    let (mut edits, mut covered, mut missing) = (0, BTreeSet::new(), Vec::new());
    for resource in RESOURCES {
        let Some(recorded) = bodies.get(resource.get) else {
            missing.push(resource.get);
            continue;
        };
        for text in recorded {
            let members: Map<String, Value> = serde_json::from_str(text).unwrap();
            for name in members.keys() {
                let Some((expected, body)) = edit(resource, text, name) else { continue };
                let body = String::from_utf8(body).unwrap();
                let difference = first_difference(&expected.to_string(), &body).unwrap();
                assert_eq!(difference, None, "{} to {}: {name}: {body}", resource.get, resource.write);
                edits += 1;
            }
        }
        covered.insert(resource.write);
    }
    println!("{edits} edits of {} resources; no recorded body of {missing:?}", covered.len());
    let replaced = RESOURCES.iter().filter(|resource| resource.replaces).count();
    assert!(replaced >= 68 && edits > 1000 && missing.len() < RESOURCES.len() / 3, "{edits} {missing:?}");
}

#[test]
fn resources_without_recorded_bodies_are_written_without_loss() {
    let text = r#"{"id":"a","name":"n","description":7,"created":null,"_links":{"self":{"href":"x"}},"new":[1.10,null]}"#;
    for resource in RESOURCES {
        let edited = (resource.edit)(text.as_bytes(), "custom", &json!("v")).unwrap();
        let body = String::from_utf8(edited.body).unwrap();
        let expected = text.replace(r#"{"id""#, r#"{"custom":"v","id""#);
        assert!(edited.changed, "{}", resource.get);
        assert_eq!(first_difference(&expected, &body).unwrap(), None, "{}: {body}", resource.write);
    }
}

#[test]
fn twins_convert_member_by_member() {
    let user = User::from_json(br#"{"id":"00u1","profile":{"login":"a","x":1},"status":"ACTIVE"}"#).unwrap();
    let update = UpdateUserRequest::from(user);
    assert_eq!(update.profile.as_ref().and_then(|profile| profile.login.as_deref()), Some("a"));
    assert_eq!(update.get("status").and_then(|status| status.to_text()).as_deref(), Some("ACTIVE"));

    let mut group = Group::from_json(br#"{"id":"00g1","profile":{"name":"a","color":null}}"#).unwrap();
    group.set("profile", json!({"name": "b", "color": null})).unwrap();
    let request = GroupRequest::from(group);
    assert_eq!(request.profile.and_then(|profile| profile.name), Some("b".to_owned()));

    let hook = InlineHook::from_json(br#"{"id":"cal1","channel":{"type":"NEW","version":"1"}}"#).unwrap();
    let replaced = InlineHookReplace::from(hook);
    assert_eq!(replaced.to_json(), br#"{"channel":{"type":"NEW","version":"1"},"id":"cal1"}"#);
    // The list of one that a server sent stays one.
    let listed = User::from_json(br#"[{"id":"00u1"}]"#).unwrap();
    assert_eq!(UpdateUserRequest::from(listed).to_json(), br#"[{"id":"00u1"}]"#);
}
