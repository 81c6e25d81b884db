//! The members of bodies that Okta's document describes, from generated files.

use std::{
    collections::HashMap,
    sync::{LazyLock, OnceLock},
};

use serde_json::{Map, Value, json};

/// A schema: an object with members, or a base whose variants have more.
#[derive(Debug, Default)]
pub(super) struct Schema {
    /// The member that selects a variant, and the schema of each value.
    pub(super) variants: Option<(&'static str, Vec<(&'static str, &'static str)>)>,
    pub(super) members: Vec<Member>,
}

/// A member of a schema.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: &'static str,
    /// `s` (string), `t` (time), `i`, `n` (number), `b`, `l` (list), `o` (object), `e:VALUES`, `@SCHEMA`, `l@SCHEMA`.
    kind: &'static str,
    pub(super) required: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    default: &'static str,
}

impl Member {
    fn parse(column: &'static str) -> Option<Self> {
        let mut parts = column.splitn(4, '|');
        let (name, kind, flags, default) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let has = |flag| flags.contains(flag);
        let (required, read_only, write_only) = (has('*'), has('r'), has('w'));
        Some(Self { name, kind, required, read_only, write_only, default })
    }

    fn default(&self) -> Option<Value> {
        serde_json::from_str(self.default).ok()
    }

    /// The allowed values, if they are enumerated.
    fn values(&self) -> impl Iterator<Item = &'static str> {
        self.kind.strip_prefix("e:").into_iter().flat_map(|values| values.split(','))
    }

    /// Whether query parameters can select by the value.
    pub(super) fn is_scalar(&self) -> bool {
        self.kind == "s" || self.kind == "b" || self.kind.starts_with("e:")
    }

    /// Whether a request must have the member.
    fn is_needed(&self) -> bool {
        self.required && !self.read_only && self.default.is_empty() && !self.name.starts_with('_')
    }

    /// What Okta sets where a request cannot: placeholders of the engine, and neutral values.
    fn computed(&self) -> Option<Value> {
        Some(match self.kind {
            "t" if self.name.to_lowercase().contains("updat") => json!("$updated"),
            "t" => json!("$now"),
            "s" if self.name.ends_with("By") => json!("$admin"),
            "b" => json!(false),
            "l" => json!([]),
            kind if kind.starts_with("l@") => json!([]),
            kind if kind.starts_with("e:") => {
                let active = self.values().find(|value| *value == "ACTIVE");
                json!(active.or_else(|| self.values().next())?)
            }
            _ => return None,
        })
    }
}

impl Schema {
    fn parse(columns: &'static str) -> Self {
        let mut columns = columns.split('\t');
        let variants = columns.next().and_then(|variants| variants.split_once(':'));
        let variants = variants.map(|(member, values)| {
            (member, values.split(',').filter_map(|value| value.split_once('=')).collect())
        });
        Self { variants, members: columns.filter_map(Member::parse).collect() }
    }

    pub(super) fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// Whether the schema or one of its variants has a member.
    pub(super) fn knows(&self, name: &str) -> bool {
        let mut variants = self.variants.iter().flat_map(|(_, values)| values);
        self.member(name).is_some()
            || variants.any(|(_, variant)| schema(variant).is_some_and(|it| it.member(name).is_some()))
    }

    /// The variant that a body selects; without one, the schema itself.
    pub(super) fn of(&self, body: &Value) -> &Self {
        let variant = self.variants.as_ref().and_then(|(member, values)| {
            let value = body.get(member)?.as_str()?;
            values.iter().find(|(known, _)| *known == value)
        });
        variant.and_then(|(_, name)| schema(name)).unwrap_or(self)
    }

    /// The members that Okta adds to a new object with this body: those that only Okta sets, and defaults.
    pub(super) fn added(&self, body: &Value) -> Value {
        self.of(body).added_to(body, 0)
    }

    fn added_to(&self, body: &Value, depth: usize) -> Value {
        let mut added = Map::new();
        for member in self.members.iter().filter(|it| !it.write_only && !it.name.starts_with('_')) {
            let nested = member.kind.strip_prefix('@').and_then(schema);
            let sent = body.get(member.name);
            let value = match (sent, nested) {
                (Some(sent @ Value::Object(_)), Some(nested)) if depth < 3 => {
                    Some(nested.of(sent).added_to(sent, depth + 1))
                }
                (Some(_), _) => None,
                (None, _) if member.read_only => member.computed(),
                (None, _) => member.default(),
            };
            if let Some(value) = value {
                added.insert(member.name.to_owned(), value);
            }
        }
        Value::Object(added)
    }

    /// An object with all members: neutral values, and placeholders of the engine.
    pub(super) fn sample(&self) -> Value {
        self.sample_to(0)
    }

    /// The required members that an object lacks, with the values of a sample.
    pub(super) fn lacking(&self, object: &Value) -> Value {
        let Value::Object(mut sample) = self.of(object).sample() else { return Value::Null };
        let needed = |name: &str| self.of(object).member(name).is_some_and(|member| member.required);
        sample.retain(|name, _| needed(name) && object.get(name).is_none());
        Value::Object(sample)
    }

    fn sample_to(&self, depth: usize) -> Value {
        let members =
            self.members.iter().filter(|member| !member.write_only && !member.name.starts_with('_'));
        let members = members.map(|member| {
            let nested = member.kind.strip_prefix('@').and_then(schema);
            let value = match (member.kind, nested) {
                (_, Some(nested)) if depth < 3 => nested.sample_to(depth + 1),
                ("s", _) => json!("testkit"),
                ("i" | "n", _) => json!(0),
                ("o", _) => json!({}),
                (kind, _) if kind.starts_with('@') => json!({}),
                _ => member.default().or_else(|| member.computed()).unwrap_or_default(),
            };
            (member.name.to_owned(), value)
        });
        Value::Object(members.collect())
    }

    /// The required members that a body lacks.
    pub(super) fn missing(&self, body: &Value) -> Vec<&'static str> {
        let members = self.of(body).members.iter();
        members.filter(|it| it.is_needed() && lacks(body, it.name)).map(|it| it.name).collect()
    }
}

/// Whether a body has no value for a member.
pub(super) fn lacks(body: &Value, name: &str) -> bool {
    body.get(name).is_none_or(Value::is_null)
}

const FILES: [&str; 6] = [
    include_str!("members.tsv"),
    include_str!("members/governance.tsv"),
    include_str!("members/oauth.tsv"),
    include_str!("members/my_account.tsv"),
    include_str!("members/privileged_access.tsv"),
    include_str!("members/access_gateway.tsv"),
];

/// The lines of the files by schema, and the schemas that were used.
static SCHEMAS: LazyLock<HashMap<&'static str, (&'static str, OnceLock<Schema>)>> = LazyLock::new(|| {
    let lines = FILES.into_iter().flat_map(str::lines).filter(|line| !line.starts_with('#'));
    let lines = lines.filter_map(|line| line.split_once('\t'));
    lines.map(|(name, columns)| (name, (columns, OnceLock::new()))).collect()
});

/// The schema with this name.
pub(super) fn schema(name: &str) -> Option<&'static Schema> {
    let (columns, parsed) = SCHEMAS.get(name)?;
    Some(parsed.get_or_init(|| Schema::parse(columns)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_selected_by_a_member() {
        let zone = schema("NetworkZone").unwrap();
        assert!(zone.member("gateways").is_none());
        assert!(zone.of(&json!({"type": "IP"})).member("gateways").is_some());
        assert!(zone.of(&json!({"type": "NEW"})).member("gateways").is_none());
    }

    #[test]
    fn computed_members_and_defaults_are_added() {
        let added = schema("NetworkZone").unwrap().added(&json!({"type": "IP", "name": "Z"}));
        assert_eq!((&added["created"], &added["lastUpdated"]), (&json!("$now"), &json!("$updated")));
        assert!(added.get("name").is_none(), "{added}");
    }

    #[test]
    fn required_members_are_missed() {
        let zone = schema("NetworkZone").unwrap();
        assert_eq!(zone.missing(&json!({"type": "IP"})), ["name"]);
        assert!(zone.missing(&json!({"type": "IP", "name": "Z"})).is_empty());
    }
}
