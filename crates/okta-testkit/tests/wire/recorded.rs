//! The org's answers beside recorded ones of real orgs: same members, same kinds of values.
//!
//! The recordings are not part of the project; without them the test says so and passes.

use std::{collections::BTreeMap, io::Read, path::Path};

use flate2::read::GzDecoder;
use okta_testkit::{Org, SeedUser};
use serde_json::{Value, json};

use crate::common::Http;

/// Operations whose answers are compared.
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

/// Members below which Okta's answers vary by org, by what was sent and by edition.
const FREE: [&str; 5] = ["/profile", "/_links", "/credentials", "/conditions", "/_embedded"];

/// The path of every member and the kinds that its values have; lists are seen through.
fn shape(value: &Value, path: String, into: &mut BTreeMap<String, Vec<&'static str>>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    };
    let kinds = into.entry(path.clone()).or_default();
    if !kinds.contains(&kind) {
        kinds.push(kind);
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| shape(item, format!("{path}/*"), into)),
        Value::Object(members) if !FREE.iter().any(|free| path.ends_with(free)) => {
            members.iter().for_each(|(name, member)| shape(member, format!("{path}/{name}"), into));
        }
        _ => {}
    }
}

fn recordings() -> Option<Vec<Value>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/cassettes-python.jsonl.gz");
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(path).ok()?).read_to_string(&mut text).unwrap();
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// One answer of the org for each operation.
async fn answers() -> BTreeMap<&'static str, Value> {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let mut answers = BTreeMap::new();
    let user = org.seed_user(SeedUser::new("ada@example.com"));
    let person = json!({
        "profile": {"login": "b@example.com", "email": "b@example.com", "firstName": "B", "lastName": "C"},
        "credentials": {"password": {"value": "Analytical1"}}
    });
    answers.insert("createUser", http.post("/api/v1/users", person.clone()).await.ok());
    let path = format!("/api/v1/users/{user}");
    answers.insert("getUser", http.get(&path).await.ok());
    answers.insert("updateUser", http.post(&path, json!({"profile": {"title": "x"}})).await.ok());
    let mut replacement = person;
    replacement["profile"]["login"] = json!("ada@example.com");
    answers.insert("replaceUser", http.put(&path, replacement).await.ok());
    answers
        .insert("expirePassword", http.post(&format!("{path}/lifecycle/expire_password"), None).await.ok());
    answers.insert("listUsers", http.get("/api/v1/users").await.ok());
    let group = http.post("/api/v1/groups", json!({"profile": {"name": "Pilots"}})).await.ok();
    let group_id = group["id"].as_str().unwrap().to_owned();
    answers.insert("addGroup", group);
    answers.insert("getGroup", http.get(&format!("/api/v1/groups/{group_id}")).await.ok());
    answers.insert("listGroups", http.get("/api/v1/groups").await.ok());
    answers.insert("listUserGroups", http.get(&format!("{path}/groups")).await.ok());
    let rule = json!({
        "type": "group_rule", "name": "r", "conditions": {"expression": {"value": "user.city==\"Ulm\""}},
        "actions": {"assignUserToGroups": {"groupIds": [group_id]}}
    });
    answers.insert("createGroupRule", http.post("/api/v1/groups/rules", rule).await.ok());
    let sms = json!({"factorType": "sms", "provider": "OKTA", "profile": {"phoneNumber": "+15550100"}});
    let factor = http.post(&format!("{path}/factors"), sms).await.ok();
    let factor_path = format!("{path}/factors/{}", factor["id"].as_str().unwrap());
    answers.insert("enrollFactor", factor);
    answers.insert("getFactor", http.get(&factor_path).await.ok());
    let app = http.post("/api/v1/apps", json!({"name": "bookmark", "label": "News"})).await.ok();
    let app = format!("/api/v1/apps/{}", app["id"].as_str().unwrap());
    answers.insert(
        "assignUserToApplication",
        http.post(&format!("{app}/users"), json!({"id": user})).await.ok(),
    );
    let assigned = http.put(&format!("{app}/groups/{group_id}"), json!({})).await.ok();
    answers.insert("assignGroupToApplication", assigned);
    answers
}

#[tokio::test]
async fn answers_have_the_members_of_recorded_ones() {
    let Some(recordings) = recordings() else {
        eprintln!("skipped: there are no recorded answers beside the project");
        return;
    };
    let answers = answers().await;
    let mut problems = Vec::new();
    for operation in OPERATIONS {
        let (mut real, mut ours) = (BTreeMap::new(), BTreeMap::new());
        let mut seen = 0;
        for recording in recordings.iter().filter(|line| line["operation_id"] == operation) {
            // Some of the recordings are written by hand; those have no request id.
            let genuine = recording["response_headers"]["x-okta-request-id"].is_array();
            if genuine && recording["status"] == 200 && !recording["response_body"].is_null() {
                shape(&recording["response_body"], String::new(), &mut real);
                seen += 1;
            }
        }
        assert!(seen > 0, "no recording of {operation}");
        shape(&answers[operation], String::new(), &mut ours);
        for (path, kinds) in &ours {
            match real.get(path) {
                None => problems.push(format!("{operation}: {path} is in no recording")),
                Some(real)
                    if kinds
                        .iter()
                        .any(|kind| *kind != "null" && !real.contains(kind) && real != &["null"]) =>
                {
                    problems.push(format!("{operation}: {path} is {kinds:?}, recorded {real:?}"));
                }
                Some(_) => {}
            }
        }
        for path in real.keys().filter(|path| !ours.contains_key(*path)) {
            // Only members that every recording of the operation has are missed.
            if recordings
                .iter()
                .filter(|line| line["operation_id"] == operation && line["status"] == 200)
                .filter(|line| !line["response_body"].is_null())
                .all(|line| {
                    let mut one = BTreeMap::new();
                    shape(&line["response_body"], String::new(), &mut one);
                    one.contains_key(path)
                })
            {
                problems.push(format!("{operation}: {path} is missing"));
            }
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}
