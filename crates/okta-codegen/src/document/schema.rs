//! Schemas in the document's terms, before interpretation.

use indexmap::IndexMap;

use super::cursor::Cursor;
use super::lifecycle::Lifecycle;
use super::node::Node;
use crate::error::Result;

/// The prefix of references to named schemas.
pub const SCHEMA_PREFIX: &str = "#/components/schemas/";

/// The value of `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// `string`
    String,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `boolean`
    Boolean,
    /// `array`
    Array,
    /// `object`
    Object,
}

/// The value of `additionalProperties`.
#[derive(Debug, Clone, Default)]
pub enum Additional {
    /// Absent.
    #[default]
    Undocumented,
    /// `false`
    Closed,
    /// `true` or `{}`
    Any,
    /// The schema of every other member.
    Schema(Box<Schema>),
}

/// `discriminator`: the member that selects the variant of a union.
#[derive(Debug, Clone)]
pub struct Discriminator {
    /// Its JSON name.
    pub property: String,
    /// Value → schema name.
    pub mapping: IndexMap<String, String>,
    /// Its JSON pointer.
    pub pointer: String,
}

/// Documented constraints of a value. They are not enforced.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// `minLength`
    pub min_length: Option<i64>,
    /// `maxLength`
    pub max_length: Option<i64>,
    /// `minimum`
    pub minimum: Option<Node>,
    /// `maximum`
    pub maximum: Option<Node>,
    /// `minItems`
    pub min_items: Option<i64>,
    /// `maxItems`
    pub max_items: Option<i64>,
    /// `multipleOf`
    pub multiple_of: Option<Node>,
    /// `uniqueItems`
    pub unique_items: bool,
}

/// A named or inline schema.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Its JSON pointer.
    pub pointer: String,
    /// `$ref`: the name of the referenced schema. Siblings of `$ref` are read too, since Okta's document uses
    /// them to annotate references.
    pub reference: Option<String>,
    /// `type`
    pub kind: Option<Type>,
    /// `format`
    pub format: Option<String>,
    /// `title`
    pub title: Option<String>,
    /// `properties`, in the order of the document.
    pub properties: IndexMap<String, Schema>,
    /// `required`
    pub required: Vec<String>,
    /// `items`
    pub items: Option<Box<Schema>>,
    /// `additionalProperties`
    pub additional: Additional,
    /// `allOf`
    pub all_of: Vec<Schema>,
    /// `oneOf`
    pub one_of: Vec<Schema>,
    /// `anyOf`
    pub any_of: Vec<Schema>,
    /// `discriminator`
    pub discriminator: Option<Discriminator>,
    /// `enum`
    pub allowed: Vec<Node>,
    /// `default`
    pub default: Option<Node>,
    /// `nullable`
    pub nullable: bool,
    /// `readOnly`
    pub read_only: bool,
    /// `writeOnly`
    pub write_only: bool,
    /// `deprecated`
    pub deprecated: bool,
    /// Lengths, bounds and counts.
    pub limits: Limits,
    /// `x-okta-lifecycle`
    pub lifecycle: Lifecycle,
    /// `x-okta-extensible`: whether the object takes custom members.
    pub extensible: bool,
    /// `x-okta-defined-as`: the name of the app that the schema describes.
    pub defined_as: Option<String>,
}

impl Schema {
    /// Parses a schema.
    ///
    /// # Errors
    ///
    /// At the first unsupported keyword.
    pub fn read(at: &Cursor<'_>) -> Result<Schema> {
        let mut object = at.object()?;
        // Prose, examples and extensions for other tools.
        object.ignore(&[
            "description",
            "example",
            "pattern",
            "x-enumDescriptions",
            "x-enumDescription",
            "x-enum-varnames",
            "x-explicit-null",
            "x-faker",
            "x-go-name",
            "x-order",
            "x-okta-ignore-redocly-rules-for-sdk",
            "x-okta-allow-null-property-value-for-updates",
            "x-okta-operationId",
            "x-tags",
        ]);
        let schema = Schema {
            pointer: at.pointer().to_owned(),
            reference: object.get("$ref").map(|at| reference(&at)).transpose()?,
            kind: object.get("type").map(|at| kind(&at)).transpose()?,
            format: object.text("format")?,
            title: object.text("title")?,
            properties: match object.get("properties") {
                Some(at) => at
                    .entries()?
                    .into_iter()
                    .map(|(name, at)| Ok((name.to_owned(), Schema::read(&at)?)))
                    .collect::<Result<_>>()?,
                None => IndexMap::new(),
            },
            required: object.texts("required")?,
            items: object.get("items").map(|at| Schema::read(&at).map(Box::new)).transpose()?,
            additional: object
                .get("additionalProperties")
                .map_or(Ok(Additional::Undocumented), |at| additional(&at))?,
            all_of: object.get("allOf").map_or(Ok(Vec::new()), |at| list(&at))?,
            one_of: object.get("oneOf").map_or(Ok(Vec::new()), |at| list(&at))?,
            any_of: object.get("anyOf").map_or(Ok(Vec::new()), |at| list(&at))?,
            // Without a mapping, it selects nothing.
            discriminator: object
                .get("discriminator")
                .map(|at| discriminator(&at))
                .transpose()?
                .filter(|discriminator| !discriminator.mapping.is_empty()),
            allowed: match object.get("enum") {
                Some(at) => at.elements()?.iter().map(|at| at.node().clone()).collect(),
                None => Vec::new(),
            },
            default: object.raw("default"),
            nullable: object.flag("nullable")?,
            read_only: object.flag("readOnly")?,
            write_only: object.flag("writeOnly")?,
            deprecated: object.flag("deprecated")?,
            limits: Limits {
                min_length: object.get("minLength").map(|at| count(&at)).transpose()?,
                max_length: object.get("maxLength").map(|at| count(&at)).transpose()?,
                minimum: object.get("minimum").map(|at| number(&at)).transpose()?,
                maximum: object.get("maximum").map(|at| number(&at)).transpose()?,
                min_items: object.get("minItems").map(|at| count(&at)).transpose()?,
                max_items: object.get("maxItems").map(|at| count(&at)).transpose()?,
                multiple_of: object.get("multipleOf").map(|at| number(&at)).transpose()?,
                unique_items: object.flag("uniqueItems")?,
            },
            lifecycle: object
                .get("x-okta-lifecycle")
                .map_or(Ok(Lifecycle::default()), |at| Lifecycle::read(&at))?,
            extensible: object.flag("x-okta-extensible")?,
            defined_as: object.get("x-okta-defined-as").map(|at| defined_as(&at)).transpose()?,
        };
        object.finish()?;
        Ok(schema)
    }

    /// Returns whether the schema has annotations only and defines no type.
    pub fn is_decoration(&self) -> bool {
        self.reference.is_none() && self.all_of.is_empty() && self.adds_nothing()
    }

    /// Returns whether the schema defines nothing except by `$ref` and `allOf`.
    pub fn adds_nothing(&self) -> bool {
        self.kind.is_none_or(|kind| kind == Type::Object)
            && self.properties.is_empty()
            && self.items.is_none()
            && matches!(self.additional, Additional::Undocumented)
            && self.one_of.is_empty()
            && self.any_of.is_empty()
            && self.allowed.is_empty()
            && self.discriminator.is_none()
    }

    /// Lists the direct child schemas.
    pub fn children(&self) -> impl Iterator<Item = &Schema> {
        let additional = match &self.additional {
            Additional::Schema(schema) => Some(schema.as_ref()),
            _ => None,
        };
        self.properties
            .values()
            .chain(self.items.as_deref())
            .chain(additional)
            .chain(&self.all_of)
            .chain(&self.one_of)
            .chain(&self.any_of)
    }
}

fn list(at: &Cursor<'_>) -> Result<Vec<Schema>> {
    at.elements()?.iter().map(Schema::read).collect()
}

fn reference(at: &Cursor<'_>) -> Result<String> {
    let text = at.text()?;
    match text.strip_prefix(SCHEMA_PREFIX) {
        Some(name) if !name.is_empty() && !name.contains('/') => Ok(name.to_owned()),
        _ => Err(at.error(format!("unsupported reference `{text}` (expected a schema of this document)"))),
    }
}

fn kind(at: &Cursor<'_>) -> Result<Type> {
    let text = at.text()?;
    Ok(match text.as_str() {
        "string" => Type::String,
        "integer" => Type::Integer,
        "number" => Type::Number,
        "boolean" => Type::Boolean,
        "array" => Type::Array,
        "object" => Type::Object,
        other => return Err(at.error(format!("unsupported type `{other}`"))),
    })
}

fn additional(at: &Cursor<'_>) -> Result<Additional> {
    Ok(match at.node() {
        Node::Bool(true) => Additional::Any,
        Node::Bool(false) => Additional::Closed,
        Node::Map(map) if map.is_empty() => Additional::Any,
        _ => Additional::Schema(Box::new(Schema::read(at)?)),
    })
}

fn discriminator(at: &Cursor<'_>) -> Result<Discriminator> {
    let mut object = at.object()?;
    let property = object.require("propertyName")?.text()?;
    let mapping = object
        .get("mapping")
        .map_or(Ok(Vec::new()), |at| at.entries())?
        .into_iter()
        .map(|(value, at)| Ok((value.to_owned(), reference(&at)?)))
        .collect::<Result<_>>()?;
    object.finish()?;
    Ok(Discriminator { property, mapping, pointer: at.pointer().to_owned() })
}

fn defined_as(at: &Cursor<'_>) -> Result<String> {
    let mut object = at.object()?;
    let name = object.require("name")?.text()?;
    object.finish()?;
    Ok(name)
}

fn count(at: &Cursor<'_>) -> Result<i64> {
    match at.node() {
        Node::Integer(value) if *value >= 0 => Ok(*value),
        other => Err(at.error(format!("expected a count, found {}", other.kind()))),
    }
}

fn number(at: &Cursor<'_>) -> Result<Node> {
    match at.node() {
        node @ (Node::Integer(_) | Node::Float(_)) => Ok(node.clone()),
        other => Err(at.error(format!("expected a number, found {}", other.kind()))),
    }
}
