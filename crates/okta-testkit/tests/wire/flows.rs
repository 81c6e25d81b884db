//! Flows of requests and what Okta responds to them, from `flows.txt`.

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

    fn check(&self, response: &Response, names: &mut BTreeMap<String, String>) {
        let line = self.line;
        assert_eq!(response.status, self.status, "{line}: {:?}", response.body);
        let body = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
        let actual = members(&body);
        match self.members {
            "*" => {}
            "-" => assert!(actual.is_empty(), "{line}: {actual:?}"),
            expected => assert_eq!(actual, expected.split(',').collect(), "{line}"),
        }
        for item in &self.more {
            if let Some((pointer, value)) = item.split_once("==") {
                let value: Value = serde_json::from_str(value).expect(line);
                assert_eq!(body.pointer(&format!("/{pointer}")), Some(&value), "{line}");
            } else {
                let (name, pointer) = item.split_once('=').expect(line);
                let value = body.pointer(pointer).and_then(Value::as_str);
                names.insert(name.to_owned(), value.unwrap_or_else(|| panic!("{line}: {body}")).to_owned());
            }
        }
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
    for flow in include_str!("flows.txt").split("\n\n") {
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
            step.check(&response, &mut names);
        }
        org.requests().unsupported().expect(0);
    }
}
