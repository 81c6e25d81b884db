//! The reviewed exceptions: what the document cannot say or says badly.

use indexmap::IndexMap;

use crate::document::{Cursor, Node};
use crate::error::Result;

/// How a union without a discriminator of its own is told apart.
#[derive(Debug, Clone)]
pub struct UnionBy {
    /// The JSON name of the member that decides.
    pub property: String,
    /// Its values → named schema.
    pub values: IndexMap<String, String>,
}

/// The override file of the models.
#[derive(Debug, Clone, Default)]
pub struct ModelOverrides {
    /// Place (see [`Position`](crate::models::Position)) → Rust type name.
    pub names: IndexMap<String, String>,
    /// Union's schema → name of the struct of its common members.
    pub bases: IndexMap<String, String>,
    /// `Place.member` → Rust field name.
    pub fields: IndexMap<String, String>,
    /// Rust enum or union name → value → variant name.
    pub variants: IndexMap<String, IndexMap<String, String>>,
    /// Place → how the union there is told apart.
    pub unions: IndexMap<String, UnionBy>,
    /// Place → its type in place of the documented one, where the API is known to do otherwise: `json`, `text`, or
    /// the name of a schema, after `list of ` or `map to ` or alone.
    pub types: IndexMap<String, String>,
    /// Rust enum → values that the API is known to send beside the documented ones.
    pub values: IndexMap<String, Vec<String>>,
    /// JSON names of members that are secrets wherever they are text.
    pub secrets: Vec<String>,
    /// `Place.member` of further secrets.
    pub secret_places: Vec<String>,
    /// Named schemas to generate although no operation reaches them, with the tag that they belong to.
    pub roots: IndexMap<String, String>,
}

impl ModelOverrides {
    /// The file that is part of the generator.
    pub fn committed() -> Result<ModelOverrides> {
        ModelOverrides::parse(include_str!("../overrides/models.yaml"))
    }

    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<ModelOverrides> {
        let node = Node::parse(text)?;
        let mut object = Cursor::root(&node).object()?;
        let overrides = ModelOverrides {
            names: object.get("names").map_or(Ok(IndexMap::new()), |at| text_map(&at))?,
            bases: object.get("bases").map_or(Ok(IndexMap::new()), |at| text_map(&at))?,
            fields: object.get("fields").map_or(Ok(IndexMap::new()), |at| text_map(&at))?,
            variants: match object.get("variants") {
                Some(at) => at
                    .entries()?
                    .into_iter()
                    .map(|(name, at)| Ok((name.to_owned(), text_map(&at)?)))
                    .collect::<Result<_>>()?,
                None => IndexMap::new(),
            },
            unions: match object.get("unions") {
                Some(at) => at
                    .entries()?
                    .into_iter()
                    .map(|(place, at)| Ok((place.to_owned(), union_by(&at)?)))
                    .collect::<Result<_>>()?,
                None => IndexMap::new(),
            },
            types: object.get("types").map_or(Ok(IndexMap::new()), |at| text_map(&at))?,
            values: match object.get("values") {
                Some(at) => at
                    .entries()?
                    .into_iter()
                    .map(|(name, at)| Ok((name.to_owned(), at.texts()?)))
                    .collect::<Result<_>>()?,
                None => IndexMap::new(),
            },
            secrets: object.texts("secrets")?,
            secret_places: object.texts("secret_places")?,
            roots: object.get("roots").map_or(Ok(IndexMap::new()), |at| text_map(&at))?,
        };
        object.finish()?;
        Ok(overrides)
    }
}

/// A map from text to text.
pub fn text_map(at: &Cursor<'_>) -> Result<IndexMap<String, String>> {
    at.entries()?.into_iter().map(|(key, at)| Ok((key.to_owned(), at.text()?))).collect()
}

fn union_by(at: &Cursor<'_>) -> Result<UnionBy> {
    let mut object = at.object()?;
    let union =
        UnionBy { property: object.require("by")?.text()?, values: text_map(&object.require("values")?)? };
    object.finish()?;
    Ok(union)
}
