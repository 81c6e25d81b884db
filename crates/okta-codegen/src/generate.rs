//! One run of the generator: from the documents to the generated files.

use std::path::Path;

use crate::areas::{Areas, ModuleAssignments, assign_modules};
use crate::document::Document;
use crate::emit::{
    File, GUIDES, MODELS, bodies_file, documents_file, guides, manifests, model_files, resources_file,
    secrets_file,
};
use crate::error::Result;
use crate::manifest::{DocumentModule, Entry, Manifest};
use crate::models::{SchemaPaths, Types, check_overrides, types};
use crate::operations::{
    API, Buckets, OperationOverrides, Wrapper, api_files, operations_table, testkit_files, wire_file,
    wrappers,
};
use crate::overrides::ModelOverrides;
use crate::sentences::Sentences;
use crate::twins::{Resource, Twins, proposed, resources};

/// A document with its resolved names and types.
#[derive(Debug)]
pub struct Plan {
    /// Its entry in the manifest.
    pub entry: Entry,
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
    /// Resolves names and types with the overrides of the entry.
    ///
    /// # Errors
    ///
    /// When an override is missing, or names something that the document does not have.
    pub fn new(entry: &Entry, document: Document) -> Result<Plan> {
        let plan = Plan::resolve(entry.clone(), document, &entry.models()?, entry.areas()?)?;
        let twins = entry.twins()?;
        twins.check(&proposed(&plan.resources, &plan.types))?;
        Ok(Plan { twins, sentences: entry.sentences()?, ..plan })
    }

    /// Reads the document of an entry in a folder, and resolves it.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), and when the document cannot be read.
    pub fn open(entry: &Entry, documents: &Path) -> Result<Plan> {
        Plan::new(entry, entry.open(documents)?)
    }

    /// Resolves names and types with custom overrides, as those of the first document of the manifest.
    ///
    /// # Errors
    ///
    /// When an override names something that the document does not have.
    pub fn with_overrides(document: Document, overrides: &ModelOverrides, areas: Areas) -> Result<Plan> {
        Plan::resolve(Manifest::committed()?.first()?.clone(), document, overrides, areas)
    }

    fn resolve(entry: Entry, document: Document, overrides: &ModelOverrides, areas: Areas) -> Result<Plan> {
        areas.check(&document)?;
        let paths = SchemaPaths::collect(&document, overrides);
        let types = types(&document, overrides, &paths)?;
        check_overrides(overrides, &paths, &types)?;
        let modules = assign_modules(&document, overrides, &areas, &types)?;
        let operations = entry.operations()?;
        let resources = resources(&document, &types);
        let (twins, sentences) = (Twins::default(), Sentences::default());
        Ok(Plan { entry, document, areas, types, modules, operations, resources, twins, sentences })
    }

    /// The method of each operation.
    pub fn wrappers(&self) -> Result<Vec<Wrapper<'_>>> {
        wrappers(&self.entry, &self.document, &self.types, &self.areas, &self.operations)
    }

    /// Resolves names and types of a document version that the overrides were not written for. Overrides may name
    /// things that the document does not have, and tags may have no area.
    pub fn for_other_version(entry: &Entry, document: Document) -> Result<Plan> {
        let overrides = entry.models()?;
        let mut areas = entry.areas()?;
        areas.add_missing(&document);
        let mut operations = entry.operations()?;
        operations.add_missing(&document);
        let types = types(&document, &overrides, &SchemaPaths::collect(&document, &overrides))?;
        let modules = assign_modules(&document, &overrides, &areas, &types)?;
        let resources = resources(&document, &types);
        let (twins, sentences) = (Twins::default(), Sentences::default());
        let entry = entry.clone();
        Ok(Plan { entry, document, areas, types, modules, operations, resources, twins, sentences })
    }

    /// The files that are generated from this document alone; the document at the root declares the modules of others.
    pub fn files(&self, others: &[DocumentModule]) -> Result<Vec<File>> {
        let Plan { entry, document, areas, types, resources, twins, sentences, .. } = self;
        let others = if entry.module.is_none() { others } else { &[] };
        let wrappers = self.wrappers()?;
        let mut files = self.model_files_with(&wrappers, others)?;
        files.push(bodies_file(entry, document, types));
        files.push(resources_file(entry, document, resources, twins));
        files.extend(api_files(entry, document, areas, &wrappers, sentences, others));
        files.push(wire_file(entry, document, &wrappers));
        files.push(operations_table(entry, document, &wrappers));
        files.extend(testkit_files(entry, document, &self.operations.lists));
        Ok(files)
    }

    /// The files of okta-models, without links to methods.
    pub fn model_files(&self) -> Result<Vec<File>> {
        self.model_files_with(&[], &[])
    }

    fn model_files_with(&self, wrappers: &[Wrapper<'_>], others: &[DocumentModule]) -> Result<Vec<File>> {
        model_files(self, wrappers, others)
    }
}

/// The documents of a run.
#[derive(Debug)]
pub struct Run {
    /// The plans, in the order of the manifest.
    pub plans: Vec<Plan>,
    /// The modules of the documents of the manifest.
    modules: Vec<DocumentModule>,
    /// Whether these are all documents of the manifest.
    complete: bool,
}

impl Run {
    /// Reads and resolves the documents in a folder: all of the manifest, or the one with this name.
    ///
    /// # Errors
    ///
    /// As [`Plan::open`], and when no document has the name.
    pub fn open(manifest: &Manifest, documents: &Path, only: Option<&str>) -> Result<Run> {
        let entries: Vec<&Entry> = match only {
            Some(name) => vec![manifest.entry(name)?],
            None => manifest.documents.iter().collect(),
        };
        let plans = entries.iter().map(|entry| Plan::open(entry, documents)).collect::<Result<_>>()?;
        let complete = entries.len() == manifest.documents.len();
        Ok(Run { plans, modules: manifest.modules()?, complete })
    }

    /// All generated files of the workspace at `root`, in a fixed order. Those that are generated from several documents
    /// are missing in a run with one of them.
    ///
    /// # Errors
    ///
    /// When names conflict, or a file that contains generated parts cannot be read.
    pub fn files(&self, root: &Path) -> Result<Vec<File>> {
        let mut files = Vec::new();
        for plan in &self.plans {
            files.extend(plan.files(&self.modules)?);
        }
        if self.complete {
            let areas: Vec<&Areas> = self.plans.iter().map(|plan| &plan.areas).collect();
            files.extend(manifests(root, &areas)?);
            files.extend(guides(root)?);
            files.push(documents_file(self.plans.iter().map(|plan| &plan.entry)));
            files.push(Buckets::file(self.plans.iter().map(|plan| &plan.operations.buckets)));
            let types: Vec<&Types> = self.plans.iter().map(|plan| &plan.types).collect();
            files.push(secrets_file(&types));
        }
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(files)
    }

    /// The directories that contain only generated files.
    pub fn directories(&self) -> Vec<String> {
        if self.complete {
            return [MODELS, API, GUIDES].map(str::to_owned).into();
        }
        // Those of the document at the root contain those of the others.
        let modules = self.plans.iter().filter_map(|plan| plan.entry.module.as_deref());
        modules.flat_map(|module| [MODELS, API].map(|folder| format!("{folder}/{module}"))).collect()
    }

    /// The number of generated types.
    pub fn types(&self) -> usize {
        self.plans.iter().map(|plan| plan.types.defs.len()).sum()
    }
}
