//! A strict parser of Okta's OpenAPI document.
//!
//! Supports the part of OpenAPI 3.0 that the document uses. An unsupported keyword is an error with its JSON
//! pointer, so that a new release of the document cannot change meaning unnoticed. Prose (`description`,
//! `summary`) is ignored.

mod cursor;
mod lifecycle;
mod node;
mod operation;
mod schema;

use indexmap::IndexMap;

pub use cursor::{Cursor, Object};
pub use lifecycle::{Lifecycle, Stage};
pub use node::{Map, Node};
pub use operation::{
    Credential, Media, Method, Operation, Parameter, ParameterLocation, RequestBody, Response, Security,
    SecuritySchemes, placeholders,
};
pub use schema::{Additional, Discriminator, Limits, SCHEMA_PREFIX, Schema, Type};

use crate::error::{Error, Result};

/// A tag: Okta's grouping of operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its identifier, such as `AgentPools`.
    pub name: String,
    /// The display name in Okta's reference.
    pub title: Option<String>,
}

/// The parsed document.
#[derive(Debug, Clone)]
pub struct Document {
    /// `info.version`, such as `2026.06.3`.
    pub version: String,
    /// The tags, in the order of the document.
    pub tags: Vec<Tag>,
    /// Every operation, in the order of the document.
    pub operations: Vec<Operation>,
    /// `x-webhooks`: the requests that Okta sends, with its name for each in place of a path.
    pub webhooks: Vec<Operation>,
    /// The named schemas, in the order of the document.
    pub schemas: IndexMap<String, Schema>,
}

impl Document {
    /// Parses YAML or JSON with the security schemes of the Management API.
    pub fn parse(text: &str) -> Result<Document> {
        let schemes = [("apiToken", Credential::Token), ("oauth2", Credential::Bearer)];
        Document::parse_with(text, &schemes.into_iter().map(|(name, of)| (name.to_owned(), of)).collect())
    }

    /// Parses YAML or JSON with these security schemes.
    pub fn parse_with(text: &str, schemes: &SecuritySchemes) -> Result<Document> {
        let node = Node::parse(text)?;
        Document::read(&Cursor::root(&node), schemes)
    }

    /// Parses a file with these security schemes.
    pub fn open(path: &std::path::Path, schemes: &SecuritySchemes) -> Result<Document> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::general(format!("cannot read {}: {error}", path.display())))?;
        Document::parse_with(&text, schemes)
    }

    /// Returns the schema with this name.
    pub fn schema(&self, name: &str) -> Option<&Schema> {
        self.schemas.get(name)
    }

    /// Lists the operations and the webhooks.
    pub fn all(&self) -> impl Iterator<Item = &Operation> {
        self.operations.iter().chain(&self.webhooks)
    }

    /// Returns the operation with this `operationId`.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    fn read(root: &Cursor<'_>, schemes: &SecuritySchemes) -> Result<Document> {
        let mut object = root.object()?;
        // `security` is read where an operation has none.
        object.ignore(&["servers", "externalDocs", "security", "x-tagGroups"]);
        let openapi = object.require("openapi")?;
        if !openapi.text()?.starts_with("3.0.") {
            return Err(openapi.error("unsupported OpenAPI version (expected 3.0)"));
        }
        let info = object.require("info")?;
        let version = match info.look_up("version") {
            Some(at) => at.text()?,
            None => return Err(info.error("missing `version`")),
        };
        let tags = match object.get("tags") {
            Some(at) => at.elements()?.iter().map(read_tag).collect::<Result<_>>()?,
            None => Vec::new(),
        };
        let mut operations = Vec::new();
        for (path, at) in object.require("paths")?.entries()? {
            operations.extend(operation::read_path(root, schemes, path, &at)?);
        }
        let mut webhooks = Vec::new();
        for (name, at) in object.get("x-webhooks").map_or(Ok(Vec::new()), |at| at.entries())? {
            webhooks.extend(operation::read_path(root, schemes, name, &at)?);
        }
        let mut schemas = IndexMap::new();
        if let Some(at) = object.get("components") {
            let mut components = at.object()?;
            // Resolved at their references.
            components.ignore(&[
                "examples",
                "headers",
                "parameters",
                "requestBodies",
                "responses",
                "securitySchemes",
            ]);
            if let Some(at) = components.get("schemas") {
                for (name, at) in at.entries()? {
                    schemas.insert(name.to_owned(), Schema::read(&at)?);
                }
            }
            components.finish()?;
        }
        object.finish()?;
        let document = Document { version, tags, operations, webhooks, schemas };
        document.verify()?;
        Ok(document)
    }

    /// Checks that references resolve and that operation ids are unique.
    fn verify(&self) -> Result<()> {
        let mut seen = IndexMap::new();
        for operation in self.all() {
            if let Some(first) = seen.insert(operation.id.as_str(), operation.pointer.as_str()) {
                let message = format!("duplicate operationId `{}`, first used at #{first}", operation.id);
                return Err(Error::at(operation.pointer.clone(), message));
            }
            for parameter in &operation.parameters {
                self.verify_schema(&parameter.schema)?;
            }
            let bodies = operation.body.iter().flat_map(|body| &body.content);
            let responses = operation.responses.iter().flat_map(|response| &response.content);
            for media in bodies.chain(responses) {
                self.verify_schema(&media.schema)?;
            }
        }
        self.schemas.values().try_for_each(|schema| self.verify_schema(schema))
    }

    fn verify_schema(&self, schema: &Schema) -> Result<()> {
        let mapped = schema.discriminator.iter().flat_map(|discriminator| discriminator.mapping.values());
        for name in schema.reference.iter().chain(mapped) {
            if !self.schemas.contains_key(name) {
                let message = format!("unknown schema `{name}`");
                return Err(Error::at(schema.pointer.clone(), message));
            }
        }
        schema.children().try_for_each(|child| self.verify_schema(child))
    }
}

fn read_tag(at: &Cursor<'_>) -> Result<Tag> {
    let mut object = at.object()?;
    object.ignore(&["description", "externalDocs", "x-okta-lifecycle"]);
    let tag = Tag { name: object.require("name")?.text()?, title: object.text("x-displayName")? };
    object.finish()?;
    Ok(tag)
}
