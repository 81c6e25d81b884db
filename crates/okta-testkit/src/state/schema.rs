//! The user schema: custom profile attributes and their types.

use std::{collections::BTreeMap, time::SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::timestamp;

/// The id of the default user type.
pub(crate) const USER_TYPE: &str = "otytkdefault00000000";
/// The id of the schema of the default user type.
pub(crate) const USER_SCHEMA: &str = "osctkdefault00000000";

/// The id of the schema of a user type.
pub(crate) fn schema_of(kind: &str) -> String {
    kind.replacen("oty", "osc", 1)
}

/// The id of the user type with this schema.
pub(crate) fn type_of(schema: &str) -> String {
    schema.replacen("osc", "oty", 1)
}

/// The attributes of Okta's base user schema.
pub(crate) const BASE: [&str; 31] = [
    "login",
    "email",
    "secondEmail",
    "firstName",
    "lastName",
    "middleName",
    "honorificPrefix",
    "honorificSuffix",
    "title",
    "displayName",
    "nickName",
    "profileUrl",
    "primaryPhone",
    "mobilePhone",
    "streetAddress",
    "city",
    "state",
    "zipCode",
    "countryCode",
    "postalAddress",
    "preferredLanguage",
    "locale",
    "timezone",
    "userType",
    "employeeNumber",
    "costCenter",
    "organization",
    "division",
    "department",
    "managerId",
    "manager",
];

/// Required attributes of the base schema.
pub(crate) const REQUIRED: [&str; 4] = ["login", "firstName", "lastName", "email"];

/// Formats of base attributes.
const FORMATS: [(&str, &str); 7] = [
    ("email", "email"),
    ("secondEmail", "email"),
    ("profileUrl", "uri"),
    ("countryCode", "country-code"),
    ("preferredLanguage", "language-code"),
    ("locale", "locale"),
    ("timezone", "timezone"),
];

/// Adds the members that every attribute of a schema has.
fn complete_property(name: &str, mut property: Value) -> Value {
    if let Value::Object(members) = &mut property {
        for (member, value) in [
            ("title", json!(name)),
            ("mutability", json!("READ_WRITE")),
            ("scope", json!("NONE")),
            ("permissions", json!([{ "principal": "SELF", "action": "READ_ONLY" }])),
            ("master", json!({ "type": "PROFILE_MASTER" })),
        ] {
            members.entry(member).or_insert(value);
        }
    }
    property
}

/// The schema of the org's users.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Schema {
    created: SystemTime,
    last_updated: SystemTime,
    custom: BTreeMap<String, Value>,
}

impl Default for Schema {
    fn default() -> Self {
        Self::new(SystemTime::UNIX_EPOCH)
    }
}

impl Schema {
    pub(crate) fn new(now: SystemTime) -> Self {
        Self { created: now, last_updated: now, custom: BTreeMap::new() }
    }

    /// Defines a custom attribute of any type.
    pub(crate) fn define(&mut self, name: String) {
        self.custom.insert(name, json!({}));
    }

    /// Defines an attribute of a seeded user, by its value, unless it is defined.
    pub(crate) fn define_for(&mut self, name: &str, value: &Value) {
        if BASE.contains(&name) || self.custom.contains_key(name) {
            return;
        }
        let kind = match value {
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::Array(_) => "array",
            _ => "string",
        };
        self.custom.insert(name.to_owned(), complete_property(name, json!({ "type": kind })));
    }

    /// Adds, changes and (with null) removes custom attributes.
    pub(crate) fn update(&mut self, properties: Map<String, Value>, now: SystemTime) {
        for (name, definition) in properties {
            if definition.is_null() {
                self.custom.remove(&name);
            } else {
                let definition = complete_property(&name, definition);
                self.custom.insert(name, definition);
            }
        }
        self.last_updated = now;
    }

    /// Whether users can have an attribute.
    pub(crate) fn has(&self, name: &str) -> bool {
        BASE.contains(&name) || self.custom.contains_key(name)
    }

    /// Checks an attribute of a profile; the error is the reason.
    pub(crate) fn check(&self, name: &str, value: &Value) -> Result<(), String> {
        if BASE.contains(&name) {
            return Ok(());
        }
        let Some(definition) = self.custom.get(name) else {
            return Err(format!("Property name '{name}' is not defined in profile"));
        };
        let type_matches = match definition.get("type").and_then(Value::as_str) {
            Some("string") => value.is_string(),
            Some("boolean") => value.is_boolean(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_number(),
            Some("array") => value.is_array(),
            _ => true,
        };
        if !type_matches {
            return Err(format!("{name}: the type of the value does not match the user schema"));
        }
        let allows = |definition: &Value, value: &Value| {
            definition.get("enum").and_then(Value::as_array).is_none_or(|allowed| allowed.contains(value))
        };
        let items = definition.get("items");
        let allowed = match (value, items) {
            (Value::Array(values), Some(items)) => values.iter().all(|value| allows(items, value)),
            _ => allows(definition, value),
        };
        if !allowed {
            return Err(format!("{name}: not one of the values of the user schema"));
        }
        let length = value.as_str().map(|text| text.chars().count() as u64);
        let limit = |name: &str| definition.get(name).and_then(Value::as_u64);
        match (length, limit("minLength"), limit("maxLength")) {
            (Some(length), Some(min), _) if length < min => {
                Err(format!("{name}: shorter than {min} characters"))
            }
            (Some(length), _, Some(max)) if length > max => {
                Err(format!("{name}: longer than {max} characters"))
            }
            _ => Ok(()),
        }
    }

    /// The schema of a user type, as in responses.
    pub(crate) fn view(&self, base: &str, kind: &str) -> Value {
        let property = |name: &str| {
            let mut property = complete_property(name, json!({ "type": "string" }));
            match name {
                "login" => (property["minLength"], property["maxLength"]) = (json!(5), json!(100)),
                "firstName" | "lastName" => {
                    (property["minLength"], property["maxLength"]) = (json!(1), json!(50))
                }
                "mobilePhone" | "primaryPhone" => property["maxLength"] = json!(100),
                _ => {}
            }
            if let Some((_, format)) = FORMATS.iter().find(|(formatted, _)| *formatted == name) {
                property["format"] = json!(format);
            }
            if REQUIRED.contains(&name) {
                property["required"] = json!(true);
            }
            (name.to_owned(), property)
        };
        let base_properties: Map<String, Value> = BASE.into_iter().map(property).collect();
        let link =
            |rel: &str, path: String| json!({ "rel": rel, "href": format!("{base}{path}"), "method": "GET" });
        json!({
            "id": format!("{base}/meta/schemas/user/{}", if kind == USER_TYPE { "default".to_owned() } else { schema_of(kind) }),
            "$schema": "http://json-schema.org/draft-04/schema#",
            "name": "user",
            "title": "User",
            "description": "The profile of every user",
            "created": timestamp(self.created),
            "lastUpdated": timestamp(self.last_updated),
            "type": "object",
            "definitions": {
                "custom": { "id": "#custom", "type": "object", "properties": self.custom, "required": [] },
                "base": { "id": "#base", "type": "object", "properties": base_properties, "required": REQUIRED },
            },
            "properties": { "profile": { "allOf": [{ "$ref": "#/definitions/custom" }, { "$ref": "#/definitions/base" }] } },
            "_links": {
                "self": link("self", format!("/api/v1/meta/schemas/user/{}", schema_of(kind))),
                "type": link("type", format!("/api/v1/meta/types/user/{kind}")),
            },
        })
    }
}
