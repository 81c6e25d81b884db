//! Which rate-limit bucket an operation is counted in.

use indexmap::IndexMap;

use crate::document::{Cursor, Node};
use crate::error::Result;
use crate::overrides::text_map;

/// The table of buckets.
#[derive(Debug, Clone, Default)]
pub struct Buckets {
    /// Template, with or without a method before it → bucket.
    exact: IndexMap<String, String>,
    /// Prefix → bucket.
    prefixes: IndexMap<String, String>,
}

impl Buckets {
    /// Reads the table's text.
    pub fn parse(text: &str) -> Result<Buckets> {
        let node = Node::parse(text)?;
        let mut object = Cursor::root(&node).object()?;
        let exact = text_map(&object.require("exact")?)?;
        let mut prefixes = text_map(&object.require("families")?)?;
        for prefix in object.texts("prefixes")? {
            prefixes.insert(prefix.clone(), prefix);
        }
        object.finish()?;
        Ok(Buckets { exact, prefixes })
    }

    /// The bucket of a method and path template; `None` where the table says nothing.
    pub fn of(&self, method: &str, path: &str) -> Option<&str> {
        let template = anonymous(path);
        let exact = self.exact.get(&format!("{method} {template}")).or_else(|| self.exact.get(&template));
        if let Some(bucket) = exact {
            return Some(bucket);
        }
        let within = |prefix: &str| {
            template.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let longest =
            self.prefixes.iter().filter(|(prefix, _)| within(prefix)).max_by_key(|(prefix, _)| prefix.len());
        longest.map(|(_, bucket)| bucket.as_str())
    }
}

/// A template without the names of its parameters: `/api/v1/users/{}`.
fn anonymous(path: &str) -> String {
    let mut template = String::with_capacity(path.len());
    let mut inside = false;
    for character in path.chars() {
        inside = inside && character != '}';
        if !inside {
            template.push(character);
        }
        inside = inside || character == '{';
    }
    template
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_templates_come_before_prefixes_and_long_prefixes_before_short() {
        let table = Buckets::parse(include_str!("../../overrides/buckets.yaml")).unwrap();
        let of = |method, path| table.of(method, path).unwrap();
        assert_eq!(of("GET", "/api/v1/users/{id}"), "/api/v1/users/{id:.+}");
        assert_eq!(of("PUT", "/api/v1/users/{id}"), "/api/v1/users/{id}");
        assert_eq!(of("GET", "/api/v1/users/{userId}/roles"), "/api/v1/users");
        assert_eq!(of("GET", "/api/v1/usersettings"), "/api/v1");
        assert_eq!(table.of("GET", "/elsewhere"), None);
    }
}
