//! The facts about families that Okta's document does not have, from the files in `overlay`.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use serde_json::{Map, Value};

use super::families::key_of;

/// The facts about a family.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The first characters of ids.
    pub(super) prefix: &'static str,
    /// The members of new objects, for all and for those with a value of a member. Placeholders: `$id`, `$now`, `$updated`,
    /// `$admin`, `$name`, `$priority`, `$label`, `$base`, `$parent`.
    pub(super) forms: Vec<(Option<(&'static str, &'static str)>, Value)>,
    /// Whether lists have `Link` headers, if the document's parameters do not say so.
    pub(super) paged: Option<bool>,
    /// The names of links besides `self` and those of the lifecycle.
    pub(super) links: Vec<&'static str>,
    /// Query parameters of the list that select objects with that value; `q` selects by the start of the name.
    pub(super) query: Vec<&'static str>,
    /// A member whose value is unique in the collection.
    pub(super) unique: Option<&'static str>,
    /// The status of the response to a creation, if it is not the documented one.
    pub(super) created_status: Option<u16>,
    /// The member that is the id.
    pub(super) key: Option<&'static str>,
    /// Members of requests that responses do not have.
    pub(super) hidden: Vec<&'static str>,
    /// Members that the document requires and Okta does not.
    pub(super) optional: Vec<&'static str>,
    /// The collection that relations refer to.
    pub(super) of: Option<&'static str>,
    /// Whether only inactive objects can be deleted.
    pub(super) inactive: bool,
    /// Whether the object is not there until it is written.
    pub(super) absent: bool,
    /// Whether objects are there that no request creates.
    pub(super) exists: bool,
    /// Whether a write creates an object that is not there.
    pub(super) upsert: bool,
    /// Whether objects have no `_links`.
    pub(super) unlinked: bool,
}

impl Facts {
    /// Adds what a line says.
    fn add(&mut self, prefix: &'static str, members: &str, options: &'static str) -> Option<()> {
        self.prefix = prefix;
        match serde_json::from_str(members).ok()? {
            Value::Object(members) if members.is_empty() => {}
            members => self.forms.insert(0, (None, members)),
        }
        for option in options.split_whitespace() {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            let list = || value.split(',').collect();
            match name {
                "paged" | "unpaged" => self.paged = Some(name == "paged"),
                "links" => self.links = list(),
                "query" => self.query = list(),
                "unique" => self.unique = Some(value),
                "created" => self.created_status = value.parse().ok(),
                "key" => self.key = Some(value),
                "hidden" => self.hidden = list(),
                "optional" => self.optional = list(),
                "of" => self.of = Some(value),
                "inactive" => self.inactive = true,
                "absent" => self.absent = true,
                "exists" => self.exists = true,
                "upsert" => self.upsert = true,
                "unlinked" => self.unlinked = true,
                _ => return None,
            }
        }
        Some(())
    }

    /// The members that Okta adds to an object with this body; `None` if there is no such fact.
    pub(super) fn form(&self, body: &Value) -> Option<Value> {
        let text = |member: &str| body.get(member).and_then(Value::as_str);
        let mut forms = self
            .forms
            .iter()
            .filter(|(condition, _)| condition.is_none_or(|(member, value)| text(member) == Some(value)));
        let mut form = forms.next()?.1.clone();
        for (_, more) in forms {
            super::objects::lay(&mut form, more.clone());
        }
        Some(form)
    }
}

/// The content of the files.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    pub(super) facts: HashMap<String, Facts>,
    /// Objects that every org has, by key of the collection.
    pub(super) objects: Vec<(String, Value)>,
    /// Objects that come with each object of a collection: its key, the name of the collection below it, the object.
    pub(super) children: Vec<(String, &'static str, Value)>,
    /// The labels of standard roles, by type.
    labels: HashMap<&'static str, &'static str>,
    /// Statuses of success that are not the documented ones, by operation.
    pub(super) statuses: HashMap<&'static str, u16>,
    /// What operations set that are neither reads nor writes.
    pub(super) actions: HashMap<&'static str, Map<String, Value>>,
    /// Operations that the paths describe wrongly.
    pub(super) unserved: HashSet<&'static str>,
}

impl Overlay {
    /// Parses the files; the error is the first line that is not valid.
    fn parse(&mut self, text: &'static str) -> Result<(), &'static str> {
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let columns: Vec<&'static str> = line.split('\t').collect();
            let json = |text: &str| serde_json::from_str::<Value>(text).map_err(|_| line);
            let key =
                |path: &'static str| key_of(&path.trim_start_matches('/').split('/').collect::<Vec<_>>());
            match columns.as_slice() {
                ["family", path, prefix, members, options, _source] => {
                    self.facts.entry(key(path)).or_default().add(prefix, members, options).ok_or(line)?;
                }
                ["form", path, condition, members, _source] => {
                    let condition =
                        if *condition == "-" { None } else { Some(condition.split_once('=').ok_or(line)?) };
                    self.facts.entry(key(path)).or_default().forms.push((condition, json(members)?));
                }
                ["object", path, object, _source] => self.objects.push((key(path), json(object)?)),
                ["child", path, child, object, _source] => {
                    self.children.push((key(path), child, json(object)?));
                }
                ["label", kind, label, _source] => {
                    self.labels.insert(kind, label);
                }
                ["status", operation, status, _source] => {
                    self.statuses.insert(operation, status.parse().map_err(|_| line)?);
                }
                ["action", operation, members, _source] => match json(members)? {
                    Value::Object(members) => {
                        self.actions.insert(operation, members);
                    }
                    _ => return Err(line),
                },
                ["unserved", operation, _reason] => {
                    self.unserved.insert(operation);
                }
                _ => return Err(line),
            }
        }
        Ok(())
    }

    /// The facts about the family with this key.
    pub(super) fn facts_of(&'static self, key: &str) -> &'static Facts {
        static NONE: LazyLock<Facts> = LazyLock::new(Facts::default);
        self.facts.get(key).unwrap_or(&NONE)
    }

    /// The label of a standard role; other types are their own label.
    pub(super) fn label<'k>(&self, kind: &'k str) -> &'k str {
        self.labels.get(kind).copied().unwrap_or(kind)
    }
}

const FILES: [&str; 3] = [
    include_str!("overlay/families.tsv"),
    include_str!("overlay/objects.tsv"),
    include_str!("overlay/forms.tsv"),
];

/// The facts; a test checks that every line is valid.
pub(super) static OVERLAY: LazyLock<Overlay> = LazyLock::new(|| {
    let mut overlay = Overlay::default();
    for text in FILES {
        // An invalid line ends its file.
        let _ = overlay.parse(text);
    }
    overlay
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_valid() {
        for text in FILES {
            Overlay::default().parse(text).unwrap();
        }
        for line in ["family\t/api/v1/zones\tnzo\t{\t\tsource", "object\t/api/v1/zones\t{}", "other"] {
            assert!(Overlay::default().parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn every_line_has_its_source() {
        for line in FILES.into_iter().flat_map(str::lines).filter(|line| !line.starts_with('#')) {
            assert!(line.rsplit('\t').next().is_some_and(|source| source.len() > 5), "{line}");
        }
    }
}
