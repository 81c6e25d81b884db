//! The facts about families that Okta's document does not have, from the file `overlay.tsv`.

use std::sync::LazyLock;

use serde_json::Value;

/// A collection of objects.
#[derive(Debug, PartialEq)]
pub(super) struct Family {
    /// The segments of the collection's path; `{…}` is the id of a parent.
    pub(super) path: Vec<&'static str>,
    /// The last segment, which names the kind of object in errors.
    pub(super) name: &'static str,
    /// The first characters of ids.
    pub(super) prefix: &'static str,
    /// The members of new objects, with placeholders: `$id`, `$now`, `$updated`, `$admin`, `$name`, `$priority`, `$label`, `$base`.
    pub(super) members: Value,
    /// Whether objects have a status that lifecycle operations change.
    pub(super) toggles: bool,
    /// Whether lists have `Link` headers.
    pub(super) paged: bool,
    /// The names of links besides `self` and those of the lifecycle.
    pub(super) links: Vec<&'static str>,
    /// Query parameters of the list that select objects with that value; `q` selects by the start of the name.
    pub(super) query: Vec<&'static str>,
    /// A member whose value is unique in the collection.
    pub(super) unique: Option<&'static str>,
    /// The status of the response to a creation, if it is not the documented one.
    pub(super) created_status: Option<u16>,
}

impl Family {
    /// Whether a documented path is the collection or below it.
    pub(super) fn is_at(&self, path: &[&str]) -> bool {
        let same =
            |(own, other): (&&str, &&str)| own == other || (own.starts_with('{') && other.starts_with('{'));
        path.len() >= self.path.len() && self.path.iter().zip(path).all(same)
    }

    fn parse(path: &'static str, prefix: &'static str, members: &str, options: &'static str) -> Option<Self> {
        let path: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let mut family = Self {
            name: path.last().copied()?,
            path,
            prefix,
            members: serde_json::from_str(members).ok()?,
            toggles: false,
            paged: false,
            links: Vec::new(),
            query: Vec::new(),
            unique: None,
            created_status: None,
        };
        for option in options.split_whitespace() {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            match name {
                "toggles" => family.toggles = true,
                "paged" => family.paged = true,
                "links" => family.links = value.split(',').collect(),
                "query" => family.query = value.split(',').collect(),
                "unique" => family.unique = Some(value),
                "created" => family.created_status = value.parse().ok(),
                _ => return None,
            }
        }
        Some(family)
    }
}

/// The content of the file.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    pub(super) families: Vec<Family>,
    /// Objects that every org has, by path of the collection.
    pub(super) objects: Vec<(&'static str, Value)>,
    /// Objects that come with each object of a collection: its path, the name of the collection below it, the object.
    pub(super) children: Vec<(&'static str, &'static str, Value)>,
    /// The labels of standard roles, by type.
    labels: Vec<(&'static str, &'static str)>,
}

impl Overlay {
    /// Parses the file; the error is the first line that is not valid.
    fn parse(text: &'static str) -> Result<Self, &'static str> {
        let mut overlay = Self::default();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let columns: Vec<&'static str> = line.split('\t').collect();
            let json = |text: &str| serde_json::from_str::<Value>(text).map_err(|_| line);
            match columns.as_slice() {
                ["family", path, prefix, members, options, _source] => {
                    overlay.families.push(Family::parse(path, prefix, members, options).ok_or(line)?);
                }
                ["object", path, object, _source] => overlay.objects.push((path, json(object)?)),
                ["child", path, child, object, _source] => {
                    overlay.children.push((path, child, json(object)?))
                }
                ["label", kind, label, _source] => overlay.labels.push((kind, label)),
                _ => return Err(line),
            }
        }
        Ok(overlay)
    }

    /// The family of the collection with this path; any `{…}` matches.
    pub(super) fn family(&self, path: &str) -> Option<&Family> {
        let path: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        self.families.iter().find(|family| family.path.len() == path.len() && family.is_at(&path))
    }

    /// The label of a standard role; other types are their own label.
    pub(super) fn label<'k>(&self, kind: &'k str) -> &'k str {
        self.labels.iter().find(|(known, _)| *known == kind).map_or(kind, |(_, label)| *label)
    }
}

/// The facts; a test checks that every line is valid.
pub(super) static OVERLAY: LazyLock<Overlay> =
    LazyLock::new(|| Overlay::parse(include_str!("overlay.tsv")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_valid() {
        Overlay::parse(include_str!("overlay.tsv")).unwrap();
        for line in ["family\t/api/v1/zones\tnzo\t{\t\tsource", "object\t/api/v1/zones\t{}", "other"] {
            assert!(Overlay::parse(line).is_err(), "{line}");
        }
    }
}
