//! Overrides of the models: reviewed exceptions to the naming and typing rules.

use indexmap::IndexMap;

use crate::document::{Cursor, Node};
use crate::error::Result;

/// The discriminator of a union that declares none in the document.
#[derive(Debug, Clone)]
pub struct UnionBy {
    /// The JSON name of the discriminating member.
    pub property: String,
    /// Value → named schema.
    pub values: IndexMap<String, String>,
}

/// The parsed `overrides/models.yaml`.
#[derive(Debug, Clone, Default)]
pub struct ModelOverrides {
    /// Schema path (see [`SchemaPath`](crate::models::SchemaPath)) → Rust type name.
    pub names: IndexMap<String, String>,
    /// Parts of Rust type names → what replaces them in every name that is derived from the document.
    pub shorter: IndexMap<String, String>,
    /// Schema of a union → name of the struct of its common members.
    pub bases: IndexMap<String, String>,
    /// Schema path of a member → Rust field name.
    pub fields: IndexMap<String, String>,
    /// Rust enum or union name → value → variant name.
    pub variants: IndexMap<String, IndexMap<String, String>>,
    /// Schema path of a union → its discriminator.
    pub unions: IndexMap<String, UnionBy>,
    /// Schema paths of objects whose discriminator does not count: their subtypes are contradictory.
    pub structs: Vec<String>,
    /// Schema path → type, where the API is known to differ from the document: `json`, `text` or the name of a
    /// schema, optionally preceded by `list of ` or `map to `.
    pub types: IndexMap<String, String>,
    /// Rust enum → undocumented values that the API is known to send.
    pub values: IndexMap<String, Vec<String>>,
    /// JSON names of text members that are secrets wherever they appear.
    pub secrets: Vec<String>,
    /// Schema paths of further secrets.
    pub secret_paths: Vec<String>,
    /// JSON names of members that are personal data wherever they appear.
    pub personal: Vec<String>,
    /// Schema paths that are personal data with all members below them.
    pub personal_paths: Vec<String>,
    /// Named schemas to generate although no operation reaches them → the tag that they belong to.
    pub roots: IndexMap<String, String>,
}

impl ModelOverrides {
    /// Parses YAML text.
    pub fn parse(text: &str) -> Result<ModelOverrides> {
        let node = Node::parse(text)?;
        let mut object = Cursor::root(&node).object()?;
        let overrides = ModelOverrides {
            names: object.get("names").map_or(Ok(IndexMap::new()), |at| text_map(&at))?,
            shorter: object.get("shorter").map_or(Ok(IndexMap::new()), |at| text_map(&at))?,
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
                    .map(|(path, at)| Ok((path.to_owned(), union_by(&at)?)))
                    .collect::<Result<_>>()?,
                None => IndexMap::new(),
            },
            structs: object.texts("structs")?,
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
            secret_paths: object.texts("secret_paths")?,
            personal: object.texts("personal")?,
            personal_paths: object.texts("personal_paths")?,
            roots: object.get("roots").map_or(Ok(IndexMap::new()), |at| text_map(&at))?,
        };
        object.finish()?;
        Ok(overrides)
    }
}

/// Reads a map from text to text.
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
