//! The user schema: custom profile attributes and their types.

use std::{collections::BTreeMap, time::SystemTime};

use serde_json::{Map, Value, json};

use crate::clock::timestamp;

/// The id of the default user type.
pub(crate) const USER_TYPE: &str = "otytkdefault00000000";
/// The id of the schema of the default user type.
pub(crate) const USER_SCHEMA: &str = "osctkdefault00000000";

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

/// The schema of the org's users.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    /// Whether undefined attributes are rejected.
    pub(crate) strict: bool,
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
        Self { strict: false, created: now, last_updated: now, custom: BTreeMap::new() }
    }

    /// Defines a custom attribute of any type.
    pub(crate) fn define(&mut self, name: String) {
        self.custom.insert(name, json!({}));
    }

    /// Adds, changes and (with null) removes custom attributes.
    pub(crate) fn update(&mut self, properties: Map<String, Value>, now: SystemTime) {
        for (name, definition) in properties {
            if definition.is_null() {
                self.custom.remove(&name);
            } else {
                self.custom.insert(name, definition);
            }
        }
        self.last_updated = now;
    }

    /// Checks an attribute of a profile.
    pub(crate) fn check(&self, name: &str, value: &Value) -> Result<(), &'static str> {
        if BASE.contains(&name) {
            return Ok(());
        }
        let Some(definition) = self.custom.get(name) else {
            return if self.strict { Err("unknown attribute of the user schema") } else { Ok(()) };
        };
        let type_matches = match definition.get("type").and_then(Value::as_str) {
            Some("string") => value.is_string(),
            Some("boolean") => value.is_boolean(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_number(),
            Some("array") => value.is_array(),
            _ => true,
        };
        if type_matches { Ok(()) } else { Err("the type of the value does not match the user schema") }
    }

    pub(crate) fn view(&self, base: &str) -> Value {
        let permissions = json!([{ "principal": "SELF", "action": "READ_ONLY" }]);
        let property = |name: &str| {
            let mut property = json!({
                "title": name, "type": "string", "mutability": "READ_WRITE", "scope": "NONE",
                "permissions": permissions,
            });
            if REQUIRED.contains(&name) {
                property["required"] = json!(true);
            }
            (name.to_owned(), property)
        };
        let base_properties: Map<String, Value> = BASE.into_iter().map(property).collect();
        let link =
            |rel: &str, path: String| json!({ "rel": rel, "href": format!("{base}{path}"), "method": "GET" });
        json!({
            "id": format!("{base}/meta/schemas/user/default"),
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
                "self": link("self", format!("/api/v1/meta/schemas/user/{USER_SCHEMA}")),
                "type": link("type", format!("/api/v1/meta/types/user/{USER_TYPE}")),
            },
        })
    }

    /// Returns the view of the user type with this schema.
    pub(crate) fn type_view(&self, base: &str, admin: &str) -> Value {
        let link =
            |rel: &str, path: String| json!({ "rel": rel, "href": format!("{base}{path}"), "method": "GET" });
        json!({
            "id": USER_TYPE,
            "name": "user",
            "displayName": "User",
            "description": "The profile of every user",
            "default": true,
            "created": timestamp(self.created),
            "createdBy": admin,
            "lastUpdated": timestamp(self.created),
            "lastUpdatedBy": admin,
            "_links": {
                "self": link("self", format!("/api/v1/meta/types/user/{USER_TYPE}")),
                "schema": link("schema", format!("/api/v1/meta/schemas/user/{USER_SCHEMA}")),
            },
        })
    }
}
