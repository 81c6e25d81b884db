//! Which objects there are, and what each documented operation does with them, from the paths of the operations.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use super::{
    members::{Schema, schema},
    overlay::{Facts, OVERLAY},
};
use crate::operations::{self, Operation, Reply};

/// A collection of objects, such as `/api/v1/zones`, or one object with a fixed name, such as `/api/v1/org/captcha`.
#[derive(Debug)]
pub(super) struct Family {
    /// The segments of the collection's path; `{…}` is the id of a parent.
    pub(super) path: Vec<&'static str>,
    /// The last segment, which names the kind of object in errors.
    pub(super) name: &'static str,
    /// The id of the only object, if there is but one.
    pub(super) only: Option<&'static str>,
    /// The member that is the id.
    pub(super) key: &'static str,
    /// The schema of objects.
    pub(super) schema: Option<&'static Schema>,
    /// The schema of requests.
    pub(super) request: Option<&'static Schema>,
    /// Whether lifecycle operations activate and deactivate objects.
    pub(super) toggles: bool,
    /// Whether lists have pages, with `Link` headers.
    pub(super) paged: bool,
    /// Whether objects are created by requests: parents that are not cannot be missed.
    pub(super) creates: bool,
    /// The methods that one object has, as in the hints of its link.
    pub(super) allow: Vec<&'static str>,
    /// Whether the document is not that of management: what it requires is all that is known of objects.
    pub(super) by_document: bool,
    /// Whether the objects are relations to objects of another family.
    pub(super) relation: bool,
    pub(super) facts: &'static Facts,
}

/// What an operation does with a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    List,
    Create,
    Read,
    Replace,
    Merge,
    /// Creates or replaces the object with the id of the path.
    Put,
    Delete,
    /// Copies the object.
    Clone,
    /// Enables or disables the object, as the last segment says.
    Switch,
    /// Deletes all objects.
    Clear,
    /// Sets the status.
    Status(&'static str),
    /// Responds with the object, after the changes of the overlay.
    Act,
    /// Responds by the schema: the operation has no object that is kept.
    Sample,
}

/// A documented operation that the engine carries out.
#[derive(Debug)]
pub(super) struct Served {
    pub(super) operation: &'static Operation,
    pub(super) family: &'static Family,
    pub(super) action: Action,
}

/// The path as the key of a family: ids are `{}`.
pub(super) fn key_of<S: AsRef<str>>(path: &[S]) -> String {
    let segments = path.iter().map(|segment| {
        let segment = segment.as_ref();
        if segment.starts_with('{') { "{}" } else { segment }
    });
    segments.fold(String::new(), |path, segment| path + "/" + segment)
}

/// The documented methods of each path.
struct Paths(HashMap<(&'static str, String), &'static Operation>);

impl Paths {
    fn get(&self, method: &'static str, path: &[&'static str]) -> Option<&'static Operation> {
        self.0.get(&(method, key_of(path))).copied()
    }

    fn below(
        &self,
        method: &'static str,
        path: &[&'static str],
        rest: &[&'static str],
    ) -> Option<&'static Operation> {
        self.get(method, &[path, rest].concat())
    }

    fn lists(&self, path: &[&'static str]) -> Option<&'static Operation> {
        self.get("GET", path).filter(|operation| operation.is_list())
    }

    /// Whether the path is that of one object.
    fn is_single(&self, path: &[&'static str]) -> bool {
        if path.last().is_none_or(|last| last.starts_with('{')) {
            return false;
        }
        let read = self.get("GET", path).is_some_and(|operation| operation.reply == Reply::Object);
        let written =
            ["PUT", "POST", "PATCH", "DELETE"].iter().any(|method| self.get(method, path).is_some());
        read && (written || OVERLAY.facts.contains_key(&key_of(path)))
    }

    /// Whether the path is that of a collection.
    fn is_collection(&self, path: &[&'static str]) -> bool {
        let item = |method| self.below(method, path, &["{}"]).is_some();
        self.lists(path).is_some() || item("GET") || item("PUT") && item("DELETE")
    }

    /// The path of the collection or of the single object, and the action.
    fn classify(&self, operation: &'static Operation) -> Option<(Vec<&'static str>, Action)> {
        let path = operation.segments.as_slice();
        let (last, parent) = path.split_last()?;
        if let Some(path) = OVERLAY.creates.get(operation.id) {
            return Some((path.trim_start_matches('/').split('/').collect(), Action::Create));
        }
        if operation.reply == Reply::Other {
            return None;
        }
        if let [collection @ .., _, "{lifecycle}"] = path {
            return Some((collection.to_vec(), Action::Switch));
        }
        if let Some([collection @ .., _, _]) = OVERLAY.clones.contains(operation.id).then_some(path) {
            return Some((collection.to_vec(), Action::Clone));
        }
        if OVERLAY.actions.contains_key(operation.id) {
            let end = path.iter().rposition(|segment| segment.starts_with('{'));
            let single =
                (1..path.len()).rev().find(|end| path.get(..*end).is_some_and(|path| self.is_single(path)));
            let end = match (end, single) {
                (Some(end), Some(single)) if single > end => single,
                (Some(end), _) => end,
                (None, single) => single?,
            };
            return Some((path.get(..end)?.to_vec(), Action::Act));
        }
        if last.starts_with('{') {
            let reads = self.get("GET", path).is_some();
            let action = match operation.method {
                "GET" => Action::Read,
                "PUT" if reads => Action::Replace,
                "PUT" => Action::Put,
                "POST" | "PATCH" if reads => Action::Merge,
                "PATCH" if self.lists(parent).is_some() => Action::Merge,
                "POST" if self.get("DELETE", path).is_some() => Action::Put,
                "DELETE" => Action::Delete,
                _ => return None,
            };
            return Some((parent.to_vec(), action));
        }
        if let ([target @ .., "lifecycle"], "POST") = (parent, operation.method) {
            let (id, collection) = target.split_last()?;
            let status = match *last {
                "activate" | "unsuspend" => "ACTIVE",
                "deactivate" => "INACTIVE",
                "suspend" => "SUSPENDED",
                _ => return None,
            };
            let place = if id.starts_with('{') { collection } else { target };
            return Some((place.to_vec(), Action::Status(status)));
        }
        // APIs other than that of management have no `lifecycle` in these paths.
        if let ([collection @ .., id], "POST", "activate" | "deactivate") = (parent, operation.method, *last)
            && id.starts_with('{')
        {
            let status = if *last == "activate" { "ACTIVE" } else { "INACTIVE" };
            return Some((collection.to_vec(), Action::Status(status)));
        }
        let action = match operation.method {
            "GET" if operation.is_list() => Action::List,
            "POST" if self.is_collection(path) => Action::Create,
            "GET" if self.is_single(path) => Action::Read,
            "PUT" if self.is_single(path) => Action::Replace,
            "POST" | "PATCH" if self.is_single(path) => Action::Merge,
            "DELETE" if self.is_single(path) => Action::Delete,
            "DELETE" if self.lists(path).is_some() => Action::Clear,
            _ => return None,
        };
        Some((path.to_vec(), action))
    }

    fn family(&self, path: Vec<&'static str>) -> Family {
        let facts = OVERLAY.facts_of(&key_of(&path));
        let list = self.lists(&path);
        let item = |method| self.below(method, &path, &["{}"]);
        let single = list.is_none() && self.is_single(&path);
        let create = self.get("POST", &path).filter(|_| !single);
        let read = if single { self.get("GET", &path) } else { item("GET").or(list) };
        let schema = read.or(create).or(item("PUT")).and_then(|operation| schema(operation.response));
        let write =
            if single { self.get("PUT", &path).or(self.get("POST", &path)) } else { create.or(item("PUT")) };
        let request = write.and_then(|operation| super::members::schema(operation.request));
        let placeholder = read.or(item("PUT")).and_then(|operation| operation.segments.last());
        let toggle: &[&str] =
            if single { &["lifecycle", "activate"] } else { &["{}", "lifecycle", "activate"] };
        let of_object =
            |method| if single { self.get(method, &path).is_some() } else { item(method).is_some() };
        let allow = ["GET", "PUT", "POST", "PATCH", "DELETE"].into_iter().filter(|method| of_object(*method));
        let allow = allow.collect();
        let any = list.or(create).or(read).or(item("PUT")).or(self.get("PUT", &path));
        Family {
            by_document: any.is_some_and(|operation| !operation.module().is_empty()),
            allow,
            name: path.last().copied().unwrap_or_default(),
            only: path.last().copied().filter(|_| single),
            key: facts.key.unwrap_or_else(|| key(schema, placeholder.copied().unwrap_or_default())),
            schema,
            request,
            toggles: self.below("POST", &path, toggle).is_some(),
            paged: facts.paged.unwrap_or_else(|| list.is_some_and(Operation::is_paged)),
            creates: create.is_some() || item("PUT").is_some() || item("POST").is_some() || facts.exists,
            relation: create.is_none() && item("GET").is_none() && item("PUT").or(item("POST")).is_some(),
            facts,
            path,
        }
    }
}

impl Family {
    /// Whether there can be objects: requests create them, or every org has some.
    #[cfg(test)]
    pub(super) fn has_objects(&self) -> bool {
        let key = key_of(&self.path);
        let system =
            OVERLAY.children.contains_key(&key) || OVERLAY.objects.iter().any(|(path, _)| *path == key);
        self.creates || self.only.is_some() || system
    }
}

/// The member that is the id of objects, from the placeholder of their path.
fn key(schema: Option<&'static Schema>, placeholder: &'static str) -> &'static str {
    let Some(schema) = schema else { return "id" };
    let placeholder = placeholder.trim_matches(['{', '}']);
    let candidates = ["id", "kid", placeholder, "name", "key"];
    candidates.into_iter().find(|name| schema.member(name).is_some()).unwrap_or("id")
}

/// Everything that the document's paths say.
struct Table {
    families: BTreeMap<String, Family>,
    served: HashMap<&'static str, (String, Action)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let all = operations::all().map(|operation| ((operation.method, key_of(&operation.segments)), operation));
    let paths = Paths(all.collect());
    let mut table = Table { families: BTreeMap::new(), served: HashMap::new() };
    for operation in operations::all().filter(|operation| !OVERLAY.unserved.contains_key(operation.id)) {
        let sample = || {
            // The authorization server carries out the operations of OAuth, or none does.
            let by_schema = !["", "oauth"].contains(&operation.module()) && operation.reply != Reply::Other;
            by_schema.then(|| (operation.segments.clone(), Action::Sample))
        };
        if let Some((path, action)) = paths.classify(operation).or_else(sample) {
            let key = key_of(&path);
            table.families.entry(key.clone()).or_insert_with(|| paths.family(path));
            table.served.insert(operation.id, (key, action));
        }
    }
    table
});

/// The family whose collection has this path; ids in it are `{}`.
pub(super) fn family(key: &str) -> Option<&'static Family> {
    TABLE.families.get(key)
}

/// The family of a collection's path with ids.
pub(super) fn at(path: &[String]) -> Option<&'static Family> {
    TABLE.families.values().find(|family| {
        let same = |(own, sent): (&&str, &String)| own.starts_with('{') || own == sent;
        family.path.len() == path.len() && family.path.iter().zip(path).all(same)
    })
}

/// What the engine does for a documented operation.
pub(super) fn find(operation: &'static Operation) -> Option<Served> {
    let (key, action) = TABLE.served.get(operation.id)?;
    Some(Served { operation, family: family(key)?, action: *action })
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    #[test]
    fn facts_and_objects_belong_to_families() {
        for path in OVERLAY.facts.keys() {
            assert!(family(path).is_some(), "{path}");
        }
        for (path, _) in &OVERLAY.objects {
            assert!(family(path).is_some(), "{path}");
        }
        for path in OVERLAY.children.keys() {
            assert!(family(path).is_some(), "{path}");
        }
        let ids = OVERLAY.actions.keys().chain(OVERLAY.unserved.keys()).chain(OVERLAY.statuses.keys());
        let ids = ids.chain(OVERLAY.bodies.keys()).copied().chain(crate::engine::verbs::ids());
        for id in ids.chain(OVERLAY.creates.keys().copied()) {
            assert!(operations::all().any(|operation| operation.id == id), "{id}");
        }
    }

    #[test]
    fn methods_of_families_are_found() {
        let find = |method: Method, path: &str| {
            let operation = operations::find(&method, &crate::pattern::segments(path))?;
            find(operation).map(|served| served.action)
        };
        assert_eq!(find(Method::GET, "/api/v1/zones"), Some(Action::List));
        assert_eq!(find(Method::PUT, "/api/v1/policies/p/rules/r"), Some(Action::Replace));
        assert_eq!(
            find(Method::POST, "/api/v1/zones/z/lifecycle/deactivate"),
            Some(Action::Status("INACTIVE"))
        );
        assert_eq!(find(Method::GET, "/api/v1/org/captcha"), Some(Action::Read));
        assert_eq!(find(Method::PUT, "/api/v1/groups/g/roles/r/targets/groups/t"), Some(Action::Put));
    }
}
