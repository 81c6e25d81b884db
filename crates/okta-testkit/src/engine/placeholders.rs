//! The values of placeholders in forms and in objects of every org.

use serde_json::{Value, json};

/// The values of placeholders.
pub(super) struct Values<'a> {
    pub(super) id: &'a str,
    pub(super) parent: &'a str,
    pub(super) now: String,
    pub(super) admin: String,
    pub(super) name: &'a str,
    pub(super) label: &'a str,
    pub(super) priority: u64,
}

impl Values<'_> {
    pub(super) fn fill(&self, value: &mut Value) {
        match value {
            Value::String(text) => match text.as_str() {
                "$now" | "$updated" => *value = json!(self.now),
                "$admin" => *value = json!(self.admin),
                "$name" => *value = json!(self.name),
                "$label" => *value = json!(self.label),
                "$priority" => *value = json!(self.priority),
                _ if text.contains("$id") || text.contains("$parent") || text.contains("$tail") => {
                    let tail = self.id.get(3..).unwrap_or_default();
                    *text =
                        text.replace("$id", self.id).replace("$parent", self.parent).replace("$tail", tail);
                }
                _ => {}
            },
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill(item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.fill(member)),
            _ => {}
        }
    }
}
