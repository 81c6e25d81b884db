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
    pub(super) forms: Vec<Form>,
    /// Whether lists have `Link` headers, if the document's parameters do not say so.
    pub(super) paged: Option<bool>,
    /// The names of links besides `self` and those of the lifecycle.
    pub(super) links: Vec<&'static str>,
    /// Query parameters of the list that select objects with that value; `q` selects by a part of the name.
    pub(super) query: Vec<&'static str>,
    /// A member whose value is unique in the collection.
    pub(super) unique: Option<&'static str>,
    /// The code of the error for a value that is taken; E0000001 without.
    pub(super) conflict: Option<&'static str>,
    /// Whether ids are 43 characters, as those of keys.
    pub(super) long: bool,
    /// Whether lists have the number of all objects.
    pub(super) total: bool,
    /// Whether ids are UUIDs.
    pub(super) uuid: bool,
    /// The status of the response to a creation, if it is not the documented one.
    pub(super) created_status: Option<u16>,
    /// The member that is the id.
    pub(super) key: Option<&'static str>,
    /// Members of requests that responses do not have: `NAME`, or `NAME:TYPE` for objects of that type.
    pub(super) hidden: Vec<&'static str>,
    /// Members that lists do not have.
    pub(super) unlisted: Vec<&'static str>,
    /// Members that the document requires and Okta does not.
    pub(super) optional: Vec<&'static str>,
    /// Members that Okta requires and the document does not.
    pub(super) required: Vec<&'static str>,
    /// Members besides which a new object must have at least one.
    pub(super) besides: Vec<&'static str>,
    /// The attribute without which lists cannot be filtered, if they must be.
    pub(super) filtered: Option<&'static str>,
    /// Members that are ids of objects of a collection: `NAME:COLLECTION`, or `NAME:COLLECTION|COLLECTION`.
    pub(super) references: Vec<&'static str>,
    /// Whether the ids above an object must have letters and digits only, as those of Okta, where there are no objects.
    pub(super) formed: bool,
    /// How many objects there can be.
    pub(super) most: Option<usize>,
    /// The collection that relations refer to.
    pub(super) of: Option<&'static str>,
    /// Whether objects can be below one that is not there.
    pub(super) free: bool,
    /// Whether only inactive objects can be deleted.
    pub(super) inactive: bool,
    /// Whether the object is not there until it is written.
    pub(super) absent: bool,
    /// Whether objects are there that no request creates.
    pub(super) exists: bool,
    /// Whether a write creates an object that is not there.
    pub(super) upsert: bool,
    /// Whether objects have `_links`, if the document does not say so.
    pub(super) linked: Option<bool>,
    /// Query parameters without an effect on responses.
    pub(super) ignored: Vec<&'static str>,
    /// Whether null in a request removes a member.
    pub(super) nulls: bool,
    /// Members that objects have in lists only.
    pub(super) listed: Vec<Form>,
    /// Members that responses to writes have, and reads have not.
    written: Vec<Form>,
    /// Values of a member that new objects cannot have: `NAME:VALUE|VALUE`.
    pub(super) reserved: Option<(&'static str, &'static str)>,
    /// The status of the response to the write that creates an object with a fixed name.
    pub(super) first_status: Option<u16>,
    /// Whether requests to create an object need no body.
    pub(super) bodiless: bool,
    /// Whether objects keep members that the document does not have.
    pub(super) open: bool,
    /// Whether a replacement keeps the members that it does not have.
    pub(super) keeps: bool,
}

/// A condition (a member and its value), and members of the objects that meet it.
pub(super) type Form = (Option<(&'static str, &'static str)>, Value);

/// Whether an object meets the condition of a form.
fn meets(condition: Option<(&str, &str)>, object: &Value) -> bool {
    condition.is_none_or(|(member, value)| match object.get(member) {
        Some(Value::Bool(set)) => set.to_string() == value,
        member => member.and_then(Value::as_str) == Some(value),
    })
}

impl Facts {
    /// Adds the options of a line.
    fn add(&mut self, options: &'static str) -> Option<()> {
        for option in options.split_whitespace() {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            let list = || value.split(',').collect();
            match name {
                "prefix" => self.prefix = value,
                "paged" | "unpaged" => self.paged = Some(name == "paged"),
                "links" => self.links = list(),
                "query" => self.query = list(),
                "unique" => self.unique = Some(value),
                "conflict" => self.conflict = Some(value),
                "long" => self.long = true,
                "uuid" => self.uuid = true,
                "total" => self.total = true,
                "created" => self.created_status = value.parse().ok(),
                "key" => self.key = Some(value),
                "hidden" => self.hidden = list(),
                "unlisted" => self.unlisted = list(),
                "optional" => self.optional = list(),
                "required" => self.required = list(),
                "besides" => self.besides = list(),
                "filtered" => self.filtered = Some(value),
                "references" => self.references = list(),
                "reserved" => self.reserved = value.split_once(':'),
                "keeps" => self.keeps = true,
                "open" => self.open = true,
                "first" => self.first_status = value.parse().ok(),
                "bodiless" => self.bodiless = true,
                "most" => self.most = value.parse().ok(),
                "of" => self.of = Some(value),
                "free" => self.free = true,
                "inactive" => self.inactive = true,
                "absent" => self.absent = true,
                "exists" => self.exists = true,
                "upsert" => self.upsert = true,
                "linked" | "unlinked" => self.linked = Some(name == "linked"),
                "ignored" => self.ignored = list(),
                "nulls" => self.nulls = true,
                "formed" => self.formed = true,
                _ => return None,
            }
        }
        Some(())
    }

    /// The members that Okta adds to an object with this body; `None` if there is no such fact.
    pub(super) fn form(&self, body: &Value) -> Option<Value> {
        let mut forms = self.forms.iter().filter(|(condition, _)| meets(*condition, body));
        let mut form = forms.next()?.1.clone();
        for (_, more) in forms {
            super::objects::lay(&mut form, more.clone());
        }
        Some(form)
    }

    /// Whether responses lack a member of the request.
    pub(super) fn hides(&self, name: &str, body: &Value) -> bool {
        self.hidden.iter().any(|hidden| match hidden.split_once(':') {
            None => *hidden == name,
            Some((hidden, kind)) => hidden == name && body.get("type").is_some_and(|it| it == kind),
        })
    }

    /// The members that responses to writes of an object have, and reads have not.
    pub(super) fn written(&self, object: &Value) -> Vec<Value> {
        let forms = self.written.iter().filter(|(condition, _)| meets(*condition, object));
        forms.map(|(_, members)| members.clone()).collect()
    }

    /// Adds the members that an object has in lists only, and removes those that it has not.
    pub(super) fn add_listed(&self, view: &mut Value) {
        if let Value::Object(members) = view {
            members.retain(|name, _| !self.unlisted.contains(&name.as_str()));
        }
        let listed: Vec<&Form> =
            self.listed.iter().filter(|(condition, _)| meets(*condition, view)).collect();
        for (_, members) in listed {
            super::objects::lay(view, members.clone());
        }
    }
}

/// An object that comes with each object of a collection.
#[derive(Debug)]
pub(super) struct Child {
    /// The object above it must meet this condition.
    condition: Option<(&'static str, &'static str)>,
    /// Whether it comes only with the objects that every org has.
    system: bool,
    pub(super) object: Value,
}

impl Child {
    pub(super) fn comes_with(&self, parent: &Value) -> bool {
        meets(self.condition, parent) && (!self.system || super::objects::is_system(parent))
    }
}

/// The content of the files.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    pub(super) facts: HashMap<String, Facts>,
    /// Objects that every org has, by key of the collection.
    pub(super) objects: Vec<(String, Value)>,
    /// Objects that come with each object above them, by key of their collection.
    pub(super) children: HashMap<String, Vec<Child>>,
    /// Operations that create an object of another path.
    pub(super) creates: HashMap<&'static str, &'static str>,
    /// The labels of standard roles, by type.
    labels: HashMap<&'static str, &'static str>,
    /// Statuses of success that are not the documented ones, by operation.
    pub(super) statuses: HashMap<&'static str, u16>,
    /// Operations whose response has a body, and the document says the contrary, or none.
    pub(super) bodies: HashMap<&'static str, bool>,
    /// What operations set that are neither reads nor writes.
    pub(super) actions: HashMap<&'static str, Map<String, Value>>,
    /// Operations that copy an object.
    pub(super) clones: HashSet<&'static str>,
    /// Operations that the org does not carry out, and why.
    pub(super) unserved: HashMap<&'static str, &'static str>,
}

impl Overlay {
    /// Parses the files; the error is the first line that is not valid.
    fn parse(&mut self, text: &'static str) -> Result<(), &'static str> {
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let columns: Vec<&'static str> = line.split('\t').collect();
            let json = |text: &str| serde_json::from_str::<Value>(text).map_err(|_| line);
            let key =
                |path: &'static str| key_of(&path.trim_start_matches('/').split('/').collect::<Vec<_>>());
            let condition = |text: &'static str| match text {
                "-" => Ok(None),
                text => text.split_once('=').map(Some).ok_or(line),
            };
            match columns.as_slice() {
                ["family", path, options, _source] => {
                    self.facts.entry(key(path)).or_default().add(options).ok_or(line)?;
                }
                ["form", path, given, members, _source] => {
                    let form = (condition(given)?, json(members)?);
                    self.facts.entry(key(path)).or_default().forms.push(form);
                }
                ["listed", path, given, members, _source] => {
                    let form = (condition(given)?, json(members)?);
                    self.facts.entry(key(path)).or_default().listed.push(form);
                }
                ["written", path, given, members, _source] => {
                    let form = (condition(given)?, json(members)?);
                    self.facts.entry(key(path)).or_default().written.push(form);
                }
                ["object", path, object, _source] => self.objects.push((key(path), json(object)?)),
                [kind @ ("child" | "system-child"), path, given, object, _source] => {
                    let (condition, object) = (condition(given)?, json(object)?);
                    let child = Child { condition, system: *kind == "system-child", object };
                    self.children.entry(key(path)).or_default().push(child);
                }
                ["create", operation, path, _source] => {
                    self.creates.insert(operation, path);
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
                ["reply", operation, kind @ ("empty" | "object"), _source] => {
                    self.bodies.insert(operation, *kind == "object");
                }
                ["clone", operation, _source] => {
                    self.clones.insert(operation);
                }
                ["unserved", operation, reason] => {
                    self.unserved.insert(operation, reason);
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

const FILES: [&str; 4] = [
    include_str!("overlay/families.tsv"),
    include_str!("overlay/objects.tsv"),
    include_str!("overlay/forms.tsv"),
    include_str!("overlay/apis.tsv"),
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
        for line in ["form\t/api/v1/zones\t-\t{\tsource", "object\t/api/v1/zones\t{}", "other"] {
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
