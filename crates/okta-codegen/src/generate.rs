//! One run of the generator: the document in, every file out.

use std::path::Path;

use crate::areas::{Areas, Homes, homes};
use crate::document::Document;
use crate::emit::{File, bodies_file, manifests, model_files};
use crate::error::Result;
use crate::models::{Positions, Types, check_overrides, types};
use crate::operations::{API, OperationOverrides, Wrapper, api_files, wire_file, wrappers};
use crate::overrides::ModelOverrides;

/// The directories that hold nothing but generated files.
pub const DIRECTORIES: [&str; 2] = ["crates/okta-models/src/generated", API];

/// Everything that is known about a document once names and types are settled.
#[derive(Debug)]
pub struct Plan {
    /// The document.
    pub document: Document,
    /// Its areas.
    pub areas: Areas,
    /// Its Rust types.
    pub types: Types,
    /// Where they live.
    pub homes: Homes,
    /// The tables about operations.
    pub operations: OperationOverrides,
}

impl Plan {
    /// Settles names and types with the committed overrides.
    pub fn new(document: Document) -> Result<Plan> {
        Plan::with(document, &ModelOverrides::committed()?, Areas::committed()?)
    }

    /// Settles names and types; overrides must fit the document.
    pub fn with(document: Document, overrides: &ModelOverrides, areas: Areas) -> Result<Plan> {
        areas.check(&document)?;
        let positions = Positions::of(&document, overrides);
        let types = types(&document, overrides, &positions)?;
        check_overrides(overrides, &positions, &types)?;
        let homes = homes(&document, overrides, &areas, &types)?;
        Ok(Plan { document, areas, types, homes, operations: OperationOverrides::committed()? })
    }

    /// What the method of each operation looks like.
    pub fn wrappers(&self) -> Result<Vec<Wrapper<'_>>> {
        wrappers(&self.document, &self.types, &self.areas, &self.operations)
    }

    /// Settles names and types of another version of the document than the overrides were made for: what they
    /// name may be gone, and tags may be in no area yet.
    pub fn of_other_version(document: Document) -> Result<Plan> {
        let overrides = ModelOverrides::committed()?;
        let mut areas = Areas::committed()?;
        areas.adopt(&document);
        let mut operations = OperationOverrides::committed()?;
        operations.adopt(&document);
        let types = types(&document, &overrides, &Positions::of(&document, &overrides))?;
        let homes = homes(&document, &overrides, &areas, &types)?;
        Ok(Plan { document, areas, types, homes, operations })
    }

    /// Every file of the workspace at `root`, in a fixed order.
    pub fn files(&self, root: &Path) -> Result<Vec<File>> {
        let mut files = self.model_files()?;
        files.extend(manifests(root, &self.areas)?);
        files.push(bodies_file(&self.document, &self.types));
        let wrappers = self.wrappers()?;
        files.extend(api_files(&self.document, &self.areas, &wrappers));
        files.push(wire_file(&self.document, &wrappers));
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(files)
    }

    /// The files of okta-models.
    pub fn model_files(&self) -> Result<Vec<File>> {
        model_files(&self.document, &self.types, &self.homes, &self.areas)
    }
}
