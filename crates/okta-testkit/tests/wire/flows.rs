//! Flows of requests and what Okta responds to them, from `flows.txt` and `verbs.txt`.

use std::collections::{BTreeMap, BTreeSet};

use okta_testkit::Org;
use serde_json::Value;

use crate::common::{Http, Response};

/// One request and what is expected of its response.
struct Step<'a> {
    line: &'a str,
    method: &'a str,
    path: String,
    body: Option<Value>,
    status: u16,
    members: &'a str,
    /// `NAME=/POINTER` and `POINTER==VALUE`.
    more: Vec<String>,
}

impl<'a> Step<'a> {
    fn parse(line: &'a str, names: &BTreeMap<String, String>) -> Self {
        let (request, response) = line.rsplit_once(" = ").unwrap_or_else(|| panic!("no response: {line}"));
        let mut parts = request.splitn(3, ' ');
        let (method, path) = (parts.next().unwrap(), parts.next().unwrap());
        let body = parts.next().map(|body| serde_json::from_str(&fill(body, names)).expect(line));
        let (expected, more) = response.split_once(" ; ").unwrap_or((response, ""));
        let (status, members) = expected.split_once(' ').expect(line);
        let more = fill(more, names).split_whitespace().map(str::to_owned).collect();
        Self { line, method, path: fill(path, names), body, status: status.parse().unwrap(), members, more }
    }

    /// Checks the response; the error says what else it has.
    fn check(&self, response: &Response, names: &mut BTreeMap<String, String>) -> Result<(), String> {
        let line = self.line;
        let body = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
        if response.status != self.status {
            return Err(format!("{line}\n    {} {body}", response.status));
        }
        let actual = members(&body);
        let expected = match self.members {
            "*" => actual.clone(),
            "-" => BTreeSet::new(),
            expected => expected.split(',').collect(),
        };
        if actual != expected {
            return Err(format!("{line}\n    {actual:?}"));
        }
        for item in &self.more {
            let (pointer, expected) = match item.split_once("==") {
                Some((pointer, value)) => {
                    (format!("/{pointer}"), Some(serde_json::from_str::<Value>(value).expect(line)))
                }
                None => (item.split_once('=').expect(line).1.to_owned(), None),
            };
            let value = body.pointer(&pointer);
            match (value, expected) {
                (Some(Value::String(value)), None) => {
                    let name = item.split('=').next().unwrap_or_default();
                    names.insert(name.to_owned(), value.clone());
                }
                (value, Some(expected)) if value == Some(&expected) => {}
                _ => return Err(format!("{line}\n    {pointer}: {value:?}")),
            }
        }
        Ok(())
    }
}

/// Replaces `$NAME`; longer names first.
fn fill(text: &str, names: &BTreeMap<String, String>) -> String {
    names.iter().rev().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${name}"), value))
}

/// The top-level members of an object, or of all objects of a list.
fn members(body: &Value) -> BTreeSet<&str> {
    match body {
        Value::Object(members) => members.keys().map(String::as_str).collect(),
        Value::Array(items) => items.iter().flat_map(members).collect(),
        _ => BTreeSet::new(),
    }
}

#[tokio::test]
async fn flows_have_the_responses_of_okta() {
    let mut wrong = Vec::new();
    let flows = [include_str!("flows.txt"), include_str!("verbs.txt")];
    for flow in flows.into_iter().flat_map(|flows| flows.split("\n\n")) {
        let org = Org::builder().users(2).start().await.unwrap();
        let http = Http::new(&org);
        let mut names = BTreeMap::new();
        for line in flow.lines().filter(|line| !line.starts_with('#')) {
            let step = Step::parse(line, &names);
            let response = match (step.method, step.body.clone()) {
                ("GET", _) => http.get(&step.path).await,
                ("DELETE", _) => http.delete(&step.path).await,
                (method, body) => http.write(method, &step.path, body).await,
            };
            if let Err(error) = step.check(&response, &mut names) {
                wrong.push(error);
                break;
            }
        }
        org.requests().unsupported().expect(0);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
