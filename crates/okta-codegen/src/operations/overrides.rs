//! Overrides of operations: handles, names, buckets and facts that the document does not state.

use indexmap::IndexMap;

use super::buckets::Buckets;
use crate::document::{Cursor, Document, Node};
use crate::error::{Error, Result};
use crate::names::{singular, snake, words};
use crate::overrides::text_map;

/// The words of a noun phrase, in the singular.
pub(super) type Noun = Vec<String>;

/// The handle and nouns of a tag.
#[derive(Debug, Clone)]
pub struct TagNames {
    /// The handle with the tag's methods: `users`.
    pub handle: String,
    /// The path parameter that the handle holds, the first of every path.
    pub bound: Option<String>,
    /// Whether its operations are those of a user on itself, with an access token of the user.
    pub user: bool,
    /// Nouns to drop from method names.
    pub(super) drop: Vec<Noun>,
}

/// The parsed `overrides/operations.yaml`.
#[derive(Debug, Clone)]
pub struct OperationOverrides {
    /// Tag → handle and nouns.
    pub tags: IndexMap<String, TagNames>,
    /// `operationId` → method.
    pub methods: IndexMap<String, String>,
    /// Operations whose body is optional.
    pub optional_bodies: Vec<String>,
    /// Listings that can be tailed → the member that identifies an item.
    pub tails: IndexMap<String, String>,
    /// Operations whose body is a form although the document declares JSON.
    pub forms: Vec<String>,
    /// Operations whose URL a browser opens.
    pub urls: Vec<String>,
    /// Listings that can be cut by time → the fields with the time and the key of an item.
    pub parallel: IndexMap<String, String>,
    /// Operations that return a list although the document declares an object.
    pub lists: Vec<String>,
    /// Server URL of an operation → label before the org's host.
    pub servers: IndexMap<String, String>,
    /// Operations that are not idempotent although their HTTP method is.
    pub not_idempotent: Vec<String>,
    /// Operations whose success may be a redirect that the document does not list.
    pub redirects: Vec<String>,
    /// Operations whose request or response contains secrets.
    pub secrets: Vec<String>,
    /// The table of rate-limit buckets.
    pub buckets: Buckets,
}

impl OperationOverrides {
    /// Parses YAML text.
    pub fn parse(text: &str, buckets: Buckets) -> Result<OperationOverrides> {
        let node = Node::parse(text)?;
        let mut object = Cursor::root(&node).object()?;
        let nouns = object.get("nouns").map_or(Ok(IndexMap::new()), |at| text_map(&at))?;
        let mut tags = IndexMap::new();
        for (tag, at) in object.require("tags")?.entries()? {
            let mut entry = at.object()?;
            let handle = entry.require("handle")?.text()?;
            let mut drop: Vec<Noun> = entry.texts("drop")?.iter().map(|text| noun(text)).collect();
            drop.push(noun(nouns.get(&handle).unwrap_or(&handle)));
            drop.retain(|noun| !noun.is_empty());
            // Longest first: a noun may contain another one.
            drop.sort_by_key(|noun| std::cmp::Reverse(noun.len()));
            let bound = entry.text("bound")?;
            let user = entry.flag("user")?;
            entry.finish()?;
            tags.insert(tag.to_owned(), TagNames { handle, bound, user, drop });
        }
        let overrides = OperationOverrides {
            tags,
            methods: object.get("methods").map_or(Ok(IndexMap::new()), |at| text_map(&at))?,
            optional_bodies: object.texts("optional_bodies")?,
            tails: object.get("tails").map_or(Ok(IndexMap::new()), |at| text_map(&at))?,
            forms: object.texts("forms")?,
            urls: object.texts("urls")?,
            parallel: object.get("parallel").map_or(Ok(IndexMap::new()), |at| text_map(&at))?,
            lists: object.texts("lists")?,
            servers: object.get("servers").map_or(Ok(IndexMap::new()), |at| text_map(&at))?,
            not_idempotent: object.texts("not_idempotent")?,
            redirects: object.texts("redirects")?,
            secrets: object.texts("secrets")?,
            buckets,
        };
        object.finish()?;
        Ok(overrides)
    }

    /// Adds a handle, named after the tag, for every tag that has none.
    pub fn add_missing(&mut self, document: &Document) {
        for operation in &document.operations {
            let handle = snake(&operation.tag);
            let drop = vec![noun(&handle)];
            self.tags.entry(operation.tag.clone()).or_insert(TagNames {
                handle,
                bound: None,
                user: false,
                drop,
            });
        }
    }

    /// Checks that the document has every operation that the overrides name.
    pub fn check(&self, document: &Document) -> Result<()> {
        let named = [
            ("methods", self.methods.keys().collect::<Vec<_>>()),
            ("optional_bodies", self.optional_bodies.iter().collect()),
            ("tails", self.tails.keys().collect()),
            ("forms", self.forms.iter().collect()),
            ("urls", self.urls.iter().collect()),
            ("parallel", self.parallel.keys().collect()),
            ("lists", self.lists.iter().collect()),
            ("not_idempotent", self.not_idempotent.iter().collect()),
            ("redirects", self.redirects.iter().collect()),
            ("secrets", self.secrets.iter().collect()),
        ];
        let unknown = named
            .iter()
            .flat_map(|(section, ids)| ids.iter().map(move |id| (section, id)))
            .filter(|(_, id)| document.operation(id).is_none())
            .map(|(section, id)| Error::general(format!("override `{section}`: unknown operation `{id}`")))
            .collect();
        Error::all(unknown)
    }
}

/// Parses a noun phrase: `role assignments` or `app_features`.
pub(super) fn noun(text: &str) -> Noun {
    words(text).iter().map(|word| in_singular(word)).collect()
}

pub(super) fn in_singular(word: &str) -> String {
    singular(word).unwrap_or_else(|| word.to_owned())
}
