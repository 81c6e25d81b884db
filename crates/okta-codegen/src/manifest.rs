//! The manifest of documents, `documents.yaml`, and the overrides of each.

use std::path::{Path, PathBuf};

use crate::areas::Areas;
use crate::document::{Credential, Cursor, Document, Node, SecuritySchemes};
use crate::error::{Error, Result};
use crate::names::pascal;
use crate::operations::{Buckets, OperationOverrides};
use crate::overrides::ModelOverrides;
use crate::sentences::Sentences;
use crate::twins::Twins;

/// The server of a document's operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// The host of the org.
    Org,
    /// A separate host.
    Separate,
}

/// Which sentences a document must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentenceGoals {
    /// Whether falling short of the goals is an error.
    pub reached: bool,
    /// The percentage of members.
    pub members: usize,
    /// The areas whose members must all have one.
    pub complete: Vec<String>,
}

/// A document of the manifest.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its name in the manifest.
    pub name: String,
    /// The name of its file.
    pub file: String,
    /// What it describes.
    pub title: String,
    /// The module of its types and operations; `None` at the root of the crates.
    pub module: Option<String>,
    /// The prefix of its cargo features; empty for none.
    pub features: String,
    /// The server of its operations.
    pub server: Server,
    /// Security scheme → credential.
    pub security: SecuritySchemes,
    /// The query parameter that continues a listing.
    pub cursor: String,
    /// The template of the URL of an operation in Okta's reference.
    pub reference: String,
    /// The folder of its overrides.
    pub overrides: PathBuf,
    /// Which sentences it must have.
    pub sentences: SentenceGoals,
}

/// The module of a document, beside the areas of the document at the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentModule {
    /// Its name.
    pub name: String,
    /// The features of which one is needed.
    pub features: Vec<String>,
}

impl DocumentModule {
    /// The features of which one is needed.
    pub fn features(&self) -> impl Iterator<Item = &str> {
        self.features.iter().map(String::as_str)
    }
}

/// The documents, in the order of the manifest.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// The documents.
    pub documents: Vec<Entry>,
}

impl Manifest {
    /// Reads the committed manifest.
    ///
    /// # Errors
    ///
    /// When it is not valid.
    pub fn committed() -> Result<Manifest> {
        Manifest::parse(
            include_str!("../documents.yaml"),
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("overrides"),
        )
    }

    /// Parses YAML text; the folders of overrides are below `overrides`.
    ///
    /// # Errors
    ///
    /// When it is not valid.
    pub fn parse(text: &str, overrides: &Path) -> Result<Manifest> {
        let node = Node::parse(text)?;
        let documents = Cursor::root(&node)
            .entries()?
            .into_iter()
            .map(|(name, at)| entry(name, &at, overrides))
            .collect::<Result<_>>()?;
        Ok(Manifest { documents })
    }

    /// The modules of the documents that have one.
    ///
    /// # Errors
    ///
    /// When a table of areas cannot be read.
    pub fn modules(&self) -> Result<Vec<DocumentModule>> {
        let with_module = self.documents.iter().filter_map(|entry| Some((entry, entry.module.clone()?)));
        with_module
            .map(|(entry, name)| Ok(DocumentModule { name, features: entry.areas()?.features() }))
            .collect()
    }

    /// Returns the document at the root of the crates.
    ///
    /// # Errors
    ///
    /// When the manifest is empty.
    pub fn first(&self) -> Result<&Entry> {
        self.documents.first().ok_or_else(|| Error::general("the manifest has no documents"))
    }

    /// Returns the document with this name.
    ///
    /// # Errors
    ///
    /// When there is none; the error lists the names.
    pub fn entry(&self, name: &str) -> Result<&Entry> {
        self.documents.iter().find(|entry| entry.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.documents.iter().map(|entry| entry.name.as_str()).collect();
            Error::general(format!("unknown document `{name}`; known: {}", names.join(", ")))
        })
    }
}

fn entry(name: &str, at: &Cursor<'_>, overrides: &Path) -> Result<Entry> {
    let mut object = at.object()?;
    let server = object.require("server")?;
    let sentences = object.require("sentences")?;
    let entry = Entry {
        name: name.to_owned(),
        file: object.require("file")?.text()?,
        title: object.require("title")?.text()?,
        module: object.text("module")?,
        features: object.text("features")?.unwrap_or_default(),
        server: match server.text()?.as_str() {
            "org" => Server::Org,
            "separate" => Server::Separate,
            other => return Err(server.error(format!("unsupported server `{other}`"))),
        },
        security: object
            .require("security")?
            .entries()?
            .into_iter()
            .map(|(scheme, at)| Ok((scheme.to_owned(), credential(&at)?)))
            .collect::<Result<_>>()?,
        cursor: object.require("cursor")?.text()?,
        reference: object.require("reference")?.text()?,
        overrides: overrides.join(object.require("overrides")?.text()?),
        sentences: goals(&sentences)?,
    };
    object.finish()?;
    Ok(entry)
}

fn credential(at: &Cursor<'_>) -> Result<Credential> {
    match at.text()?.as_str() {
        "token" => Ok(Credential::Token),
        "bearer" => Ok(Credential::Bearer),
        "client" => Ok(Credential::Client),
        other => Err(at.error(format!("unsupported credential `{other}`"))),
    }
}

fn goals(at: &Cursor<'_>) -> Result<SentenceGoals> {
    let mut object = at.object()?;
    let members = object.require("members")?;
    let goals = SentenceGoals {
        reached: object.require("reached")?.boolean()?,
        members: match members.node() {
            Node::Integer(percent) => usize::try_from(*percent).unwrap_or(100),
            _ => return Err(members.error("expected a percentage")),
        },
        complete: object.texts("complete")?,
    };
    object.finish()?;
    Ok(goals)
}

impl Entry {
    /// Parses the document in this folder.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or is not supported.
    pub fn open(&self, documents: &Path) -> Result<Document> {
        Document::open(&documents.join(&self.file), &self.security)
            .map_err(|error| Error::at(error.pointer(), format!("{}: {}", self.name, error.message())))
    }

    /// Reads the table of areas.
    ///
    /// # Errors
    ///
    /// As all that read overrides: when the file cannot be read, or is not valid.
    pub fn areas(&self) -> Result<Areas> {
        Areas::parse_with(&self.read("areas.yaml")?, &self.features)
    }

    /// Reads the overrides of types.
    ///
    /// # Errors
    ///
    /// As [`areas`](Self::areas).
    pub fn models(&self) -> Result<ModelOverrides> {
        ModelOverrides::parse(&self.read("models.yaml")?)
    }

    /// Reads the table of rate-limit buckets.
    ///
    /// # Errors
    ///
    /// As [`areas`](Self::areas).
    pub fn buckets(&self) -> Result<Buckets> {
        Buckets::parse(&self.read("buckets.yaml")?)
    }

    /// Reads the overrides of operations.
    ///
    /// # Errors
    ///
    /// As [`areas`](Self::areas).
    pub fn operations(&self) -> Result<OperationOverrides> {
        OperationOverrides::parse(&self.read("operations.yaml")?, self.buckets()?)
    }

    /// Reads the reviewed pairs of types.
    ///
    /// # Errors
    ///
    /// As [`areas`](Self::areas).
    pub fn twins(&self) -> Result<Twins> {
        Twins::parse(&self.read("twins.yaml")?)
    }

    /// Reads the sentences.
    ///
    /// # Errors
    ///
    /// As [`areas`](Self::areas), and when two files have the same key.
    pub fn sentences(&self) -> Result<Sentences> {
        Sentences::read(&self.overrides.join("docs"))
    }

    /// The path of its types in Rust: `okta_models`, or a module of it.
    pub fn models_path(&self) -> String {
        match &self.module {
            Some(module) => format!("okta_models::{module}"),
            None => "okta_models".to_owned(),
        }
    }

    /// The prefix of its types below `okta_models`: empty, or `governance::`.
    pub fn prefix(&self) -> String {
        self.module.as_ref().map(|module| format!("{module}::")).unwrap_or_default()
    }

    /// The folder of its files below `base`.
    pub fn folder(&self, base: &str) -> String {
        match &self.module {
            Some(module) => format!("{base}/{module}"),
            None => base.to_owned(),
        }
    }

    /// The name of its handle, if it has one.
    pub fn handle(&self) -> Option<String> {
        self.module.as_deref().map(pascal)
    }

    /// The method of the client that returns its handle; empty if it has none.
    pub fn root_method(&self) -> &str {
        self.module.as_deref().unwrap_or_default()
    }

    /// The path of an item of its operations.
    pub fn api_path(&self, item: &str) -> String {
        match &self.module {
            Some(module) => format!("crate::api::{module}::{item}"),
            None => format!("crate::api::{item}"),
        }
    }

    /// The URL of its operations on docs.rs, or of an area of them.
    pub fn docs_url(&self, area: Option<&str>) -> String {
        let mut url = "https://docs.rs/okta-client/latest/okta_client/api/".to_owned();
        for module in self.module.as_deref().into_iter().chain(area) {
            url.push_str(module);
            url.push('/');
        }
        url
    }

    /// The URL of an operation in Okta's reference.
    pub fn reference_of(&self, tag: &str, id: &str) -> String {
        self.reference.replace("{tag}", &tag.replace(' ', "-")).replace("{id}", id)
    }

    fn read(&self, file: &str) -> Result<String> {
        let path = self.overrides.join(file);
        std::fs::read_to_string(&path)
            .map_err(|error| Error::general(format!("cannot read {}: {error}", path.display())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committed_overrides_are_valid() {
        for entry in Manifest::committed().unwrap().documents {
            let parsed = entry
                .areas()
                .and_then(|_| entry.models())
                .and_then(|_| entry.operations())
                .and_then(|_| entry.twins())
                .and_then(|_| entry.sentences());
            assert!(parsed.is_ok(), "{}: {parsed:?}", entry.name);
        }
    }

    #[test]
    fn unknown_names_and_settings_are_errors() {
        let manifest = Manifest::committed().unwrap();
        let error = manifest.entry("other").unwrap_err().to_string();
        assert!(error.contains("`other`") && error.contains("management"), "{error}");
        let text = include_str!("../documents.yaml").replace("server: org", "server: moon");
        let error = Manifest::parse(&text, Path::new("")).unwrap_err().to_string();
        assert!(error.contains("/management/server") && error.contains("`moon`"), "{error}");
    }
}
