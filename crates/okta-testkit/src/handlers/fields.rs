//! The `fields` parameter: the members to return.

use serde_json::{Map, Value};

use crate::response::OktaError;

/// The members of an object to return: `id,status,profile:(firstName,lastName)`. The `id` always is.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, Option<Vec<String>>)>);

impl Fields {
    pub(super) fn parse(text: &str) -> Result<Self, OktaError> {
        let invalid =
            || OktaError::invalid("fields", "fields: must be names, or name:(names), separated by commas");
        let mut fields = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let end = rest.find([',', ':']).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let mut inner = None;
            rest = after;
            if let Some(group) = rest.strip_prefix(":(") {
                let (names, after) = group.split_once(')').ok_or_else(invalid)?;
                inner = Some(names.split(',').map(|name| name.trim().to_owned()).collect());
                rest = after;
            }
            let name = name.trim();
            rest = match rest.strip_prefix(',') {
                Some(next) => next.trim_start(),
                None if rest.trim().is_empty() => "",
                None => return Err(invalid()),
            };
            if name.is_empty() {
                return Err(invalid());
            }
            fields.push((name.to_owned(), inner));
        }
        Ok(Self(fields))
    }

    /// Returns the selected members of an object.
    pub(super) fn select(&self, object: &Value) -> Value {
        let mut selected = Map::new();
        selected.extend(object.get("id").map(|id| ("id".to_owned(), id.clone())));
        for (name, inner) in &self.0 {
            let Some(value) = object.get(name) else { continue };
            let value = match inner {
                None => value.clone(),
                Some(names) => {
                    let members =
                        names.iter().filter_map(|name| Some((name.clone(), value.get(name)?.clone())));
                    Value::Object(members.collect())
                }
            };
            selected.insert(name.clone(), value);
        }
        Value::Object(selected)
    }
}
