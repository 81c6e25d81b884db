//! The reviewed tables about operations: handles, names, buckets, what the document does not say.

use indexmap::IndexMap;

use super::buckets::Buckets;
use crate::document::{Cursor, Document, Node};
use crate::error::{Error, Result};
use crate::names::{singular, snake, words};
use crate::overrides::text_map;

/// The words of a noun phrase, each in the singular.
pub(super) type Noun = Vec<String>;

/// What the operations of a tag have in common.
#[derive(Debug, Clone)]
pub struct TagNames {
    /// The handle that they are methods of: `users`.
    pub handle: String,
    /// Nouns that method names drop.
    pub(super) drop: Vec<Noun>,
}

/// The override files of the operations.
#[derive(Debug, Clone)]
pub struct OperationOverrides {
    /// Tag → handle and nouns.
    pub tags: IndexMap<String, TagNames>,
    /// `operationId` → method.
    pub methods: IndexMap<String, String>,
    /// Operations whose body may be left out.
    pub optional_bodies: Vec<String>,
    /// Listings without an end → the member that tells items apart.
    pub tails: IndexMap<String, String>,
    /// Operations that answer with lists where the document says one object.
    pub lists: Vec<String>,
    /// Server of an operation → label before the org's host.
    pub servers: IndexMap<String, String>,
    /// Operations that do more when sent twice, against what their method promises.
    pub not_idempotent: Vec<String>,
    /// Operations that answer with secrets.
    pub secret_answers: Vec<String>,
    /// The table of rate-limit buckets.
    pub buckets: Buckets,
}

impl OperationOverrides {
    /// The files that are part of the generator.
    pub fn committed() -> Result<OperationOverrides> {
        let buckets = Buckets::parse(include_str!("../../overrides/buckets.yaml"))?;
        OperationOverrides::parse(include_str!("../../overrides/operations.yaml"), buckets)
    }

    /// Reads the file's text.
    pub fn parse(text: &str, buckets: Buckets) -> Result<OperationOverrides> {
        let node = Node::parse(text)?;
        let mut object = Cursor::root(&node).object()?;
        let nouns = text_map(&object.require("nouns")?)?;
        let mut tags = IndexMap::new();
        for (tag, at) in object.require("tags")?.entries()? {
            let mut entry = at.object()?;
            let handle = entry.require("handle")?.text()?;
            let mut drop: Vec<Noun> = entry.texts("drop")?.iter().map(|text| noun(text)).collect();
            drop.push(noun(nouns.get(&handle).unwrap_or(&handle)));
            // The longest first, so that a part of a noun does not hide the whole.
            drop.sort_by_key(|noun| std::cmp::Reverse(noun.len()));
            entry.finish()?;
            tags.insert(tag.to_owned(), TagNames { handle, drop });
        }
        let overrides = OperationOverrides {
            tags,
            methods: text_map(&object.require("methods")?)?,
            optional_bodies: object.texts("optional_bodies")?,
            tails: text_map(&object.require("tails")?)?,
            lists: object.texts("lists")?,
            servers: text_map(&object.require("servers")?)?,
            not_idempotent: object.texts("not_idempotent")?,
            secret_answers: object.texts("secret_answers")?,
            buckets,
        };
        object.finish()?;
        Ok(overrides)
    }

    /// Gives tags that the table does not know a handle of their own name.
    pub fn adopt(&mut self, document: &Document) {
        for operation in &document.operations {
            let handle = snake(&operation.tag);
            let drop = vec![noun(&handle)];
            self.tags.entry(operation.tag.clone()).or_insert(TagNames { handle, drop });
        }
    }

    /// Every operation that the tables name is in the document.
    pub fn check(&self, document: &Document) -> Result<()> {
        let named = [
            ("methods", self.methods.keys().collect::<Vec<_>>()),
            ("optional_bodies", self.optional_bodies.iter().collect()),
            ("tails", self.tails.keys().collect()),
            ("lists", self.lists.iter().collect()),
            ("not_idempotent", self.not_idempotent.iter().collect()),
            ("secret_answers", self.secret_answers.iter().collect()),
        ];
        let strangers = named
            .iter()
            .flat_map(|(section, ids)| ids.iter().map(move |id| (section, id)))
            .filter(|(_, id)| document.operation(id).is_none())
            .map(|(section, id)| {
                Error::general(format!("override `{section}`: there is no operation `{id}`"))
            })
            .collect();
        Error::all(strangers)
    }
}

/// A noun phrase of an override file: `role assignments` or `app_features`.
pub(super) fn noun(text: &str) -> Noun {
    words(text).iter().map(|word| in_singular(word)).collect()
}

pub(super) fn in_singular(word: &str) -> String {
    singular(word).unwrap_or_else(|| word.to_owned())
}
