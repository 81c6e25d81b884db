//! The ids of a recorded org, and those that stand for them in the org under test.

use std::collections::BTreeMap;

use serde_json::Value;

/// Members whose values are ids.
const MEMBERS: [&str; 12] = [
    "id",
    "kid",
    "client_id",
    "clientId",
    "keyId",
    "userId",
    "groupId",
    "stateToken",
    "transactionId",
    "etag",
    "schemaId",
    "policyId",
];

/// Paths of members that name an object.
const NAMES: [&str; 7] =
    ["/profile/login", "/profile/name", "/name", "/label", "/factorType", "/type", "/key"];

/// Whether two items of lists stand for one another.
type Matches<'a> = dyn Fn(&Value, &Value) -> bool + 'a;

#[derive(Default)]
pub(super) struct Ids(BTreeMap<String, String>);

fn is_id(text: &str, min: usize) -> bool {
    (min..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

impl Ids {
    /// Whether a path has an id that is not known.
    pub(super) fn lacks(&self, path: &str) -> bool {
        path.split('/').any(|segment| {
            let digits = segment.bytes().any(|byte| byte.is_ascii_digit());
            let capitals =
                segment.len() >= 10 && segment.bytes().take(10).all(|byte| byte.is_ascii_uppercase());
            is_id(segment, 15) && (digits || capitals) && !self.0.contains_key(segment)
        })
    }

    /// Replaces recorded ids in a text.
    pub(super) fn map(&self, text: &str) -> String {
        if let Some(id) = self.0.get(text) {
            return id.clone();
        }
        let mut text = text.to_owned();
        for (recorded, ours) in self.0.iter().filter(|(recorded, _)| recorded.len() >= 15) {
            if text.contains(recorded.as_str()) {
                text = text.replace(recorded, ours);
            }
        }
        text
    }

    /// Replaces recorded ids in a body, also in names of members.
    pub(super) fn map_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::from(self.map(text)),
            Value::Array(items) => items.iter().map(|item| self.map_value(item)).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| (self.map(name), self.map_value(value))).collect()
            }
            other => other.clone(),
        }
    }

    /// Learns which id stands for which, from two bodies of the same shape.
    pub(super) fn learn(&mut self, recorded: &Value, ours: &Value, name: &str) {
        match (recorded, ours) {
            (Value::Object(recorded), Value::Object(ours)) => {
                for (name, recorded) in recorded {
                    if let Some(ours) = ours.get(name) {
                        self.learn(recorded, ours, name);
                    }
                }
            }
            (Value::Array(recorded), Value::Array(ours)) => self.learn_list(recorded, ours),
            (Value::String(recorded), Value::String(ours)) if recorded != ours => {
                self.learn_text(recorded, ours, name);
            }
            _ => {}
        }
    }

    fn learn_text(&mut self, recorded: &str, ours: &str, name: &str) {
        match (recorded.split_once("/api/v1/"), ours.split_once("/api/v1/")) {
            (Some((_, recorded)), Some((_, ours))) => {
                let split = |path: &str| path.split(['/', '?']).map(str::to_owned).collect::<Vec<_>>();
                let (recorded, ours) = (split(recorded), split(ours));
                let distinct =
                    |segment: &str| segment.bytes().any(|it| it.is_ascii_digit() || it.is_ascii_uppercase());
                let fits = |(one, other): (&String, &String)| one == other || is_id(one, 6) && distinct(one);
                if recorded.len() == ours.len() && recorded.iter().zip(&ours).all(fits) {
                    for (recorded, ours) in recorded.into_iter().zip(ours).filter(|(one, other)| one != other)
                    {
                        self.0.entry(recorded).or_insert(ours);
                    }
                }
            }
            _ if MEMBERS.contains(&name) && recorded.len() >= 6 => {
                self.0.entry(recorded.to_owned()).or_insert_with(|| ours.to_owned());
            }
            _ => {}
        }
    }

    /// Pairs the items of two lists: by all their names, by one of them, or as the default object.
    fn learn_list(&mut self, recorded: &[Value], ours: &[Value]) {
        let mut left: Vec<&Value> = ours.iter().collect();
        let mut rest: Vec<&Value> = Vec::new();
        let all = |one: &Value, other: &Value| {
            NAMES.iter().any(|name| one.pointer(name).is_some())
                && NAMES.iter().all(|name| {
                    one.pointer(name).filter(|it| it.is_string())
                        == other.pointer(name).filter(|it| it.is_string())
                })
        };
        let one_of = |one: &Value, other: &Value| {
            NAMES.iter().any(|name| {
                one.pointer(name).is_some_and(|it| it.is_string() && other.pointer(name) == Some(it))
            })
        };
        let is_default = |object: &Value| object["system"] == true || object["isDefault"] == true;
        let defaults = |one: &Value, other: &Value| is_default(one) && is_default(other);
        let tests: [&Matches<'_>; 3] = [&all, &one_of, &defaults];
        rest.extend(recorded);
        for test in tests {
            let mut remaining = Vec::new();
            for item in rest {
                match left.iter().position(|other| test(item, other)) {
                    Some(n) => {
                        let other = left.remove(n);
                        self.learn(item, other, "");
                    }
                    None => remaining.push(item),
                }
            }
            rest = remaining;
        }
        if let ([item], [other]) = (recorded, ours) {
            self.learn(item, other, "");
        } else if rest.iter().all(|item| !NAMES.iter().any(|name| item.pointer(name).is_some())) {
            for (item, other) in rest.into_iter().zip(left) {
                self.learn(item, other, "");
            }
        }
    }
}
