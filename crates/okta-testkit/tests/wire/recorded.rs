//! Compares the org's responses with recorded responses of real orgs: member names and JSON types.
//!
//! The recordings are not part of the repository; the test is skipped without them.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    path::Path,
};

use flate2::read::GzDecoder;
use okta_testkit::{Org, SeedUser};
use serde_json::{Value, json};

use crate::common::Http;

/// Operations whose responses are compared.
const OPERATIONS: [&str; 15] = [
    "createUser",
    "getUser",
    "updateUser",
    "replaceUser",
    "expirePassword",
    "listUsers",
    "addGroup",
    "getGroup",
    "listGroups",
    "listUserGroups",
    "createGroupRule",
    "enrollFactor",
    "getFactor",
    "assignUserToApplication",
    "assignGroupToApplication",
];

/// Members whose content depends on the org, the request or the Okta edition.
const VARIABLE: [&str; 5] = ["/profile", "/_links", "/credentials", "/conditions", "/_embedded"];

/// Members that Okta added after all recordings of the operation; other operations on users were recorded with them.
const NEWER: [(&str, &str); 2] = [("updateUser", "/realmId"), ("expirePassword", "/realmId")];

/// Collects the path of every member and the JSON types of its values. The items of an array share a path.
fn shape(value: &Value, path: String, into: &mut BTreeMap<String, Vec<&'static str>>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds = into.entry(path.clone()).or_default();
    if !kinds.contains(&kind) {
        kinds.push(kind);
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| shape(item, format!("{path}/*"), into)),
        Value::Object(members) if !VARIABLE.iter().any(|variable| path.ends_with(variable)) => {
            members.iter().for_each(|(name, member)| shape(member, format!("{path}/{name}"), into));
        }
        _ => {}
    }
}

/// The recordings, of orgs of several years.
fn recordings() -> Option<Vec<Value>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let mut recordings = Vec::new();
    for name in ["cassettes-python.jsonl.gz", "cassettes-terraform-classic.jsonl.gz"] {
        let mut text = String::new();
        GzDecoder::new(std::fs::File::open(directory.join(name)).ok()?).read_to_string(&mut text).unwrap();
        recordings.extend(text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
    }
    Some(recordings)
}

/// One response of the org per operation.
async fn responses() -> BTreeMap<&'static str, Value> {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let mut responses = BTreeMap::new();
    let user = org.seed_user(SeedUser::new("ada@example.com"));
    let person = json!({
        "profile": {"login": "b@example.com", "email": "b@example.com", "firstName": "B", "lastName": "C"},
        "credentials": {"password": {"value": "Analytical1"}}
    });
    responses.insert("createUser", http.post("/api/v1/users", person.clone()).await.ok());
    let path = format!("/api/v1/users/{user}");
    responses.insert("getUser", http.get(&path).await.ok());
    responses.insert("updateUser", http.post(&path, json!({"profile": {"title": "x"}})).await.ok());
    let mut replacement = person;
    replacement["profile"]["login"] = json!("ada@example.com");
    responses.insert("replaceUser", http.put(&path, replacement).await.ok());
    responses
        .insert("expirePassword", http.post(&format!("{path}/lifecycle/expire_password"), None).await.ok());
    responses.insert("listUsers", http.get("/api/v1/users").await.ok());
    let group = http.post("/api/v1/groups", json!({"profile": {"name": "Pilots"}})).await.ok();
    let group_id = group["id"].as_str().unwrap().to_owned();
    responses.insert("addGroup", group);
    responses.insert("getGroup", http.get(&format!("/api/v1/groups/{group_id}")).await.ok());
    responses.insert("listGroups", http.get("/api/v1/groups").await.ok());
    responses.insert("listUserGroups", http.get(&format!("{path}/groups")).await.ok());
    let rule = json!({
        "type": "group_rule", "name": "r", "conditions": {"expression": {"value": "user.city==\"Ulm\""}},
        "actions": {"assignUserToGroups": {"groupIds": [group_id]}}
    });
    responses.insert("createGroupRule", http.post("/api/v1/groups/rules", rule).await.ok());
    let sms = json!({"factorType": "sms", "provider": "OKTA", "profile": {"phoneNumber": "+15550100"}});
    let factor = http.post(&format!("{path}/factors"), sms).await.ok();
    let factor_path = format!("{path}/factors/{}", factor["id"].as_str().unwrap());
    responses.insert("enrollFactor", factor);
    responses.insert("getFactor", http.get(&factor_path).await.ok());
    let app = http.post("/api/v1/apps", json!({"name": "bookmark", "label": "News"})).await.ok();
    let app = format!("/api/v1/apps/{}", app["id"].as_str().unwrap());
    responses.insert(
        "assignUserToApplication",
        http.post(&format!("{app}/users"), json!({"id": user})).await.ok(),
    );
    let assigned = http.put(&format!("{app}/groups/{group_id}"), json!({})).await.ok();
    responses.insert("assignGroupToApplication", assigned);
    responses
}

#[tokio::test]
async fn responses_match_recorded_responses() {
    let Some(recordings) = recordings() else {
        // Not `eprintln!`, whose output the test harness captures.
        writeln!(std::io::stderr(), "SKIPPED: responses_match_recorded_responses: no recordings found")
            .unwrap();
        return;
    };
    let responses = responses().await;
    let mut problems = Vec::new();
    for operation in OPERATIONS {
        let (mut recorded, mut actual) = (BTreeMap::new(), BTreeMap::new());
        let mut count = 0;
        for recording in recordings.iter().filter(|recording| recording["operation_id"] == operation) {
            // Python's recordings without a request id are written by hand.
            let genuine = recording["response_headers"]["x-okta-request-id"].is_array()
                || !recording["file"].as_str().unwrap().starts_with("test_");
            if genuine && recording["status"] == 200 && !recording["response_body"].is_null() {
                shape(&recording["response_body"], String::new(), &mut recorded);
                count += 1;
            }
        }
        assert!(count > 0, "no recording of {operation}");
        shape(&responses[operation], String::new(), &mut actual);
        for (path, kinds) in &actual {
            match recorded.get(path) {
                None if NEWER.contains(&(operation, path)) => {}
                None => problems.push(format!("{operation}: unexpected member {path}")),
                Some(recorded)
                    if kinds
                        .iter()
                        .any(|kind| *kind != "null" && !recorded.contains(kind) && recorded != &["null"]) =>
                {
                    problems.push(format!("{operation}: {path} is {kinds:?}, recorded {recorded:?}"));
                }
                Some(_) => {}
            }
        }
        for path in recorded.keys().filter(|path| !actual.contains_key(*path)) {
            // Only members of every recording of the operation are required.
            if recordings
                .iter()
                .filter(|recording| recording["operation_id"] == operation && recording["status"] == 200)
                .filter(|recording| !recording["response_body"].is_null())
                .all(|recording| {
                    let mut one = BTreeMap::new();
                    shape(&recording["response_body"], String::new(), &mut one);
                    one.contains_key(path)
                })
            {
                problems.push(format!("{operation}: missing member {path}"));
            }
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}
