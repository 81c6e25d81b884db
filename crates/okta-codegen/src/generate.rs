//! One run of the generator: from the document to the generated files.

use std::path::Path;

use crate::areas::{Areas, ModuleAssignments, assign_modules};
use crate::document::Document;
use crate::emit::{File, GUIDES, bodies_file, guides, manifests, model_files, resources_file, secrets_file};
use crate::error::Result;
use crate::models::{SchemaPaths, Types, check_overrides, types};
use crate::operations::{
    API, OperationOverrides, Wrapper, api_files, operations_table, testkit_files, wire_file, wrappers,
};
use crate::overrides::ModelOverrides;
use crate::sentences::Sentences;
use crate::twins::{Resource, Twins, proposed, resources};

/// Directories that contain only generated files.
pub const DIRECTORIES: [&str; 3] = ["crates/okta-models/src/generated", API, GUIDES];

/// A document with its resolved names and types.
#[derive(Debug)]
pub struct Plan {
    /// The document.
    pub document: Document,
    /// The areas of the document.
    pub areas: Areas,
    /// The Rust types of the document.
    pub types: Types,
    /// The module of each type.
    pub modules: ModuleAssignments,
    /// The overrides of operations.
    pub operations: OperationOverrides,
    /// The resources that are read and written.
    pub resources: Vec<Resource>,
    /// The reviewed pairs of their types.
    pub twins: Twins,
    /// The sentences of the reference.
    pub sentences: Sentences,
}

impl Plan {
    /// Resolves names and types with the committed overrides.
    pub fn new(document: Document) -> Result<Plan> {
        let plan = Plan::with_overrides(document, &ModelOverrides::committed()?, Areas::committed()?)?;
        let twins = Twins::committed()?;
        twins.check(&proposed(&plan.resources, &plan.types))?;
        Ok(Plan { twins, sentences: Sentences::committed()?, ..plan })
    }

    /// Resolves names and types with custom overrides.
    ///
    /// # Errors
    ///
    /// When an override names something that the document does not have.
    pub fn with_overrides(document: Document, overrides: &ModelOverrides, areas: Areas) -> Result<Plan> {
        areas.check(&document)?;
        let paths = SchemaPaths::collect(&document, overrides);
        let types = types(&document, overrides, &paths)?;
        check_overrides(overrides, &paths, &types)?;
        let modules = assign_modules(&document, overrides, &areas, &types)?;
        let operations = OperationOverrides::committed()?;
        let resources = resources(&document, &types);
        let (twins, sentences) = (Twins::default(), Sentences::default());
        Ok(Plan { document, areas, types, modules, operations, resources, twins, sentences })
    }

    /// The method of each operation.
    pub fn wrappers(&self) -> Result<Vec<Wrapper<'_>>> {
        wrappers(&self.document, &self.types, &self.areas, &self.operations)
    }

    /// Resolves names and types of a document version that the overrides were not written for. Overrides may name
    /// things that the document does not have, and tags may have no area.
    pub fn for_other_version(document: Document) -> Result<Plan> {
        let overrides = ModelOverrides::committed()?;
        let mut areas = Areas::committed()?;
        areas.add_missing(&document);
        let mut operations = OperationOverrides::committed()?;
        operations.add_missing(&document);
        let types = types(&document, &overrides, &SchemaPaths::collect(&document, &overrides))?;
        let modules = assign_modules(&document, &overrides, &areas, &types)?;
        let resources = resources(&document, &types);
        let (twins, sentences) = (Twins::default(), Sentences::default());
        Ok(Plan { document, areas, types, modules, operations, resources, twins, sentences })
    }

    /// All generated files of the workspace at `root`, in a fixed order.
    pub fn files(&self, root: &Path) -> Result<Vec<File>> {
        let wrappers = self.wrappers()?;
        let mut files = self.model_files_with(&wrappers)?;
        files.extend(manifests(root, &self.areas)?);
        files.extend(guides(root)?);
        files.push(bodies_file(&self.document, &self.types));
        files.push(resources_file(&self.document, &self.resources, &self.twins));
        files.extend(api_files(&self.document, &self.areas, &wrappers, &self.sentences));
        files.push(wire_file(&self.document, &wrappers));
        files.push(operations_table(&self.document, &wrappers));
        files.push(self.operations.buckets.file());
        files.extend(testkit_files(&self.document));
        files.push(secrets_file(&self.types));
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(files)
    }

    /// The files of okta-models, without links to methods.
    pub fn model_files(&self) -> Result<Vec<File>> {
        self.model_files_with(&[])
    }

    fn model_files_with(&self, wrappers: &[Wrapper<'_>]) -> Result<Vec<File>> {
        let Plan { document, types, modules, areas, sentences, twins, .. } = self;
        model_files(document, types, modules, areas, wrappers, sentences, twins)
    }
}
