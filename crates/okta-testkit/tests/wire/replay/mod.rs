//! Recorded flows are sent to an org, and its responses are compared with the recorded ones: status, and top-level members.
//!
//! The recordings are not part of the repository; the test is skipped without them. `passing.txt` has the names of the
//! flows that pass; a flow of the list that no longer does fails the test.

mod ids;
mod judge;

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    path::Path,
};

use bytes::Bytes;
use flate2::read::GzDecoder;
use http_body_util::Full;
use okta_testkit::{Edition, Org};
use serde_json::{Map, Value};

use crate::common::Http;
use ids::Ids;
use judge::{Comparison, judge};

const CORPORA: [&str; 2] = ["cassettes-python", "cassettes-terraform-classic"];

/// Recorded interactions by flow, in order.
type Flows = BTreeMap<String, Vec<Value>>;

fn flows() -> Option<Flows> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let mut flows = Flows::new();
    for corpus in CORPORA {
        let file = std::fs::File::open(directory.join(format!("{corpus}.jsonl.gz"))).ok()?;
        let mut text = String::new();
        GzDecoder::new(file).read_to_string(&mut text).unwrap();
        for line in text.lines() {
            let interaction: Value = serde_json::from_str(line).unwrap();
            let name = interaction["file"].as_str().unwrap().to_owned();
            flows.entry(name).or_default().push(interaction);
        }
    }
    for flow in flows.values_mut() {
        flow.sort_by_key(|interaction| interaction["index"].as_u64());
    }
    Some(flows)
}

/// Members of responses that a request does not have.
const NOT_SENT: [&str; 20] = [
    "id",
    "created",
    "lastUpdated",
    "_links",
    "_embedded",
    "status",
    "lastMembershipUpdated",
    "objectClass",
    "orn",
    "lastLogin",
    "activated",
    "statusChanged",
    "passwordChanged",
    "client_id",
    "system",
    "createdBy",
    "lastUpdatedBy",
    "kid",
    "x5c",
    "verificationStatus",
];

/// The body of a request. Some recordings lack it: it is then what the response says.
fn body_of(interaction: &Value) -> Value {
    let sent = &interaction["request_body"];
    let path = interaction["path"].as_str().unwrap_or_default();
    let writes = ["POST", "PUT"].contains(&interaction["method"].as_str().unwrap_or_default());
    let stored = writes && interaction["status"].as_u64().is_some_and(|status| status < 300);
    let Value::Object(response) = &interaction["response_body"] else { return sent.clone() };
    if !sent.is_null() || !stored || path.contains("/lifecycle/") || path.contains("/clone") {
        return sent.clone();
    }
    let kept = response.iter().filter(|(name, value)| !NOT_SENT.contains(&name.as_str()) && !value.is_null());
    let mut body: Map<String, Value> = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    if let Some(Value::Object(profile)) = body.get_mut("profile") {
        profile.retain(|_, value| !value.is_null());
    }
    match interaction["operation_id"].as_str() {
        Some("createUser" | "replaceUser" | "updateUser") => {
            body.retain(|name, _| name == "profile" || name == "credentials");
            if let Some(Value::Object(credentials)) = body.get_mut("credentials") {
                credentials.retain(|name, _| name == "password" || name == "recovery_question");
                if let Some(password) = credentials.get_mut("password") {
                    *password = serde_json::json!({ "value": "Abcd1234#xyz" });
                }
                if let Some(question) = credentials.get_mut("recovery_question") {
                    question["answer"] = Value::from("abcdefg");
                }
            }
        }
        Some("addGroup" | "replaceGroup") => body.retain(|name, _| name == "profile"),
        Some("assignUserToApplication") => {
            body.insert("id".to_owned(), response.get("id").cloned().unwrap_or_default());
        }
        _ => {}
    }
    Value::Object(body)
}

/// Sends a recorded request; returns status and body.
async fn send(http: &Http, ids: &Ids, interaction: &Value) -> (u16, Value) {
    let text = |name: &str| interaction[name].as_str().unwrap_or_default();
    let path: Vec<String> = text("path").split('/').map(|segment| ids.map(segment)).collect();
    let query = text("query");
    let uri =
        if query.is_empty() { path.join("/") } else { format!("{}?{}", path.join("/"), ids.map(query)) };
    let body = match body_of(interaction) {
        Value::Null => Bytes::new(),
        Value::String(text) => Bytes::from(text),
        body => Bytes::from(ids.map_value(&body).to_string()),
    };
    let content_type =
        interaction["request_headers"]["content-type"][0].as_str().unwrap_or("application/json");
    let request = http
        .request(text("method"), &uri)
        .header("content-type", content_type)
        .header("content-length", body.len())
        .body(Full::new(body));
    let response = http.send(request.unwrap()).await.unwrap();
    let body = match serde_json::from_slice(&response.body) {
        Ok(body) => body,
        Err(_) if response.body.is_empty() => Value::Null,
        Err(_) => Value::from(String::from_utf8_lossy(&response.body)),
    };
    (response.status.as_u16(), body)
}

/// Deletes what an earlier creation with the same body created, where the recording has a gap since: one of the interactions
/// that it lacks must have deleted it.
async fn fill_gap(http: &Http, ids: &Ids, earlier: &[Value], interaction: &Value) {
    if interaction["method"] != "POST" {
        return;
    }
    let index = |interaction: &Value| interaction["index"].as_u64().unwrap_or_default();
    let created = |(n, other): &(usize, &Value)| {
        let is_gap = index(interaction).saturating_sub(index(other)) > (earlier.len() - n) as u64;
        is_gap
            && other["method"] == "POST"
            && other["status"].as_u64().is_some_and(|status| status < 300)
            && other["path"] == interaction["path"]
            && body_of(other) == body_of(interaction)
    };
    let Some((_, other)) = earlier.iter().enumerate().rev().find(created) else { return };
    let id = other["response_body"]["id"].as_str().unwrap_or_default();
    let at = format!("{}/{}", interaction["path"].as_str().unwrap_or_default(), ids.map(id));
    // A user is deactivated by the first deletion.
    for _ in 0..2 {
        http.delete(&at).await;
    }
}

/// The month in which a flow was recorded.
fn edition_of(flow: &[Value]) -> Option<Edition> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let date = flow.iter().find_map(|interaction| {
        let date = &interaction["response_headers"]["date"];
        date.get(0).unwrap_or(date).as_str()
    })?;
    let mut parts = date.split(' ').skip(2);
    let month = parts.next().and_then(|name| MONTHS.iter().position(|month| *month == name))?;
    Some(Edition::new(parts.next()?.parse().ok()?, u8::try_from(month + 1).ok()?))
}

/// Sends a flow to a new org of the month in which it was recorded; returns how many interactions were right, and how many wrong.
async fn replay(flow: &[Value]) -> (usize, usize) {
    let mut builder = Org::builder().users(3);
    if let Some(edition) = edition_of(flow) {
        builder = builder.edition(edition);
    }
    let org = builder.start().await.unwrap();
    let http = Http::new(&org);
    let mut ids = Ids::default();
    let (mut right, mut wrong) = (0, 0);
    for (n, interaction) in flow.iter().enumerate() {
        fill_gap(&http, &ids, &flow[..n], interaction).await;
        let unknown = ids.lacks(interaction["path"].as_str().unwrap_or_default());
        let (status, body) = send(&http, &ids, interaction).await;
        match judge(interaction, status, &body, unknown) {
            Comparison::Right => right += 1,
            Comparison::Wrong => wrong += 1,
            Comparison::Open => {}
        }
        let recorded = interaction["status"].as_u64().unwrap_or_default();
        if (200..300).contains(&status) && (200..300).contains(&recorded) {
            ids.learn(&interaction["response_body"], &body, "");
        }
    }
    (right, wrong)
}

#[tokio::test]
async fn recorded_flows_still_pass() {
    let Some(flows) = flows() else {
        // Not `eprintln!`, whose output the test harness captures.
        writeln!(std::io::stderr(), "SKIPPED: recorded_flows_still_pass: no recordings found").unwrap();
        return;
    };
    let listed: Vec<&str> = include_str!("passing.txt").lines().collect();
    let (mut right, mut judged) = (0, 0);
    let (mut passing, mut failing) = (Vec::new(), Vec::new());
    for (name, flow) in &flows {
        let (good, bad) = replay(flow).await;
        right += good;
        judged += good + bad;
        if bad == 0 && good > 0 {
            passing.push(name.as_str());
        } else if listed.contains(&name.as_str()) {
            failing.push(name.as_str());
        }
    }
    let new: Vec<_> = passing.iter().filter(|name| !listed.contains(name)).collect();
    if !new.is_empty() {
        let file = std::env::temp_dir().join("okta-testkit-passing.txt");
        std::fs::write(&file, passing.join("\n") + "\n").unwrap();
        let note = format!("{} more flows pass; copy {} over passing.txt", new.len(), file.display());
        writeln!(std::io::stderr(), "{note}").unwrap();
    }
    writeln!(std::io::stderr(), "replay: {right} of {judged} right, {} flows pass", passing.len()).unwrap();
    assert!(failing.is_empty(), "flows that no longer pass: {failing:#?}");
}
