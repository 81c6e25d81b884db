//! Rendering of okta-models.

mod definition;
mod module;
mod usages;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use indexmap::IndexMap;

use self::definition::{TypeDocs, definition_text};
use self::module::{Module, SHARED, cfg, header, needed_by};
use self::usages::TypeUsages;
use super::File;
use crate::areas::{Areas, ModuleAssignments};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::models::{Shape, TypeDef, Types};
use crate::operations::Wrapper;
use crate::sentences::Sentences;
use crate::twins::Twins;

/// The directory of the generated models, relative to the workspace.
pub const MODELS: &str = "crates/okta-models/src/generated";

/// The number of areas from which a type is in `shared.rs`.
const SHARED_BY: usize = 5;

/// Renders the files in `okta-models/src/generated`.
pub fn model_files(
    document: &Document,
    types: &Types,
    modules: &ModuleAssignments,
    areas: &Areas,
    wrappers: &[Wrapper<'_>],
    sentences: &Sentences,
    twins: &Twins,
) -> Result<Vec<File>> {
    let docs = TypeDocs { usages: TypeUsages::collect(document, types, areas, wrappers), sentences, twins };
    // Area module → file → types.
    let mut by_area: IndexMap<String, BTreeMap<String, Vec<&TypeDef>>> = IndexMap::new();
    for area in &areas.all {
        by_area.insert(area.module(), BTreeMap::new());
    }
    let mut shared: Vec<&TypeDef> = Vec::new();
    for definition in types.defs.values() {
        let assignment = modules.get(&definition.name).ok_or_else(|| {
            Error::at(definition.pointer.clone(), "type is not reachable from any operation")
        })?;
        if assignment.areas.len() >= SHARED_BY {
            shared.push(definition);
            continue;
        }
        let area = areas
            .of_tag(&assignment.tag)
            .ok_or_else(|| Error::general(format!("tag `{}` has no area", assignment.tag)))?;
        let file = areas.file_of(&assignment.tag, &definition.name);
        by_area.entry(area.module()).or_default().entry(file).or_default().push(definition);
    }
    let mut files = Vec::new();
    let mut root = Module::new(areas, modules).pages();
    if !shared.is_empty() {
        shared.sort_by_key(|definition| &definition.name);
        root.child(SHARED, &shared);
        files.push(File {
            path: format!("{MODELS}/{SHARED}.rs"),
            text: file_text("Types shared by many areas.", document, &shared, areas, modules, &docs),
        });
    }
    for area in &areas.all {
        let module = area.module();
        let Some(files_of_area) = by_area.get_mut(&module).filter(|files| !files.is_empty()) else {
            continue;
        };
        let mut inner = Module::new(areas, modules);
        let mut all: Vec<&TypeDef> = Vec::new();
        for (file, definitions) in files_of_area.iter_mut() {
            definitions.sort_by_key(|definition| &definition.name);
            inner.child(file, definitions);
            all.extend(definitions.iter());
            let title = areas.title_of(document, &area.feature, file);
            files.push(File {
                path: format!("{MODELS}/{module}/{file}.rs"),
                text: file_text(&title, document, definitions, areas, modules, &docs),
            });
        }
        root.child(&module, &all);
        let operations = format!("https://docs.rs/okta-client/latest/okta_client/api/{module}/");
        let about = format!(
            "{}: the data types of the area `{}`, which its [operations]({operations}) send and return.",
            area.about, area.feature
        );
        files.push(File {
            path: format!("{MODELS}/{module}/mod.rs"),
            text: inner.text(&about, &document.version),
        });
    }
    files.push(File {
        path: format!("{MODELS}/mod.rs"),
        text: root.text("The data types of Okta's Management API, by area.", &document.version),
    });
    Ok(files)
}

fn file_text(
    title: &str,
    document: &Document,
    definitions: &[&TypeDef],
    areas: &Areas,
    modules: &ModuleAssignments,
    docs: &TypeDocs<'_>,
) -> String {
    let mut text = header(title, &document.version);
    let file_areas = needed_by(modules, definitions);
    let local: BTreeSet<&str> = definitions.iter().map(|definition| definition.name.as_str()).collect();
    let has_twins =
        |name: &str| docs.twins.sources(name).iter().any(|source| !local.contains(source.as_str()));
    if definitions.iter().any(|definition| needs_imports(definition, &local) || has_twins(&definition.name)) {
        text.push_str("use crate::*;\n\n");
    }
    let mut first = true;
    for definition in definitions {
        if !first {
            text.push('\n');
        }
        first = false;
        let own = modules.get(&definition.name).map(|assignment| &assignment.areas);
        if let Some(own) = own.filter(|own| **own != file_areas)
            && let Some(cfg) = cfg(areas, own)
        {
            text.push_str(&cfg);
        }
        text.push_str(&definition_text(definition, docs));
        for source in docs.twins.sources(&definition.name) {
            text.push('\n');
            for own in [source, &definition.name].into_iter().filter_map(|name| modules.get(name)) {
                if own.areas != file_areas
                    && let Some(cfg) = cfg(areas, &own.areas)
                {
                    text.push_str(&cfg);
                }
            }
            let _ = writeln!(text, "convert! {{ {source} => {} }}", definition.name);
        }
    }
    text
}

/// Returns whether a definition refers to anything outside its file.
fn needs_imports(definition: &TypeDef, local: &BTreeSet<&str>) -> bool {
    let mut runtime = BTreeSet::new();
    let mut generated: Vec<&str> = Vec::new();
    match &definition.shape {
        Shape::Object { fields } => {
            for field in fields {
                field.rust.runtime(&mut runtime);
                generated.extend(field.rust.generated());
                if field.lazy {
                    runtime.insert("Lazy");
                }
            }
        }
        Shape::Enum { .. } => {}
        Shape::Union { arms, other, common, .. } => {
            generated.extend(arms.iter().filter_map(|arm| arm.rust.generated()));
            generated.extend(common.iter().filter_map(|field| field.rust.generated()));
            generated.extend(other.generated());
            other.runtime(&mut runtime);
            for field in common {
                field.rust.runtime(&mut runtime);
                if field.lazy {
                    runtime.insert("Lazy");
                }
            }
        }
        Shape::Untagged { .. } => return true,
    }
    !runtime.is_empty() || generated.iter().any(|name| !local.contains(name))
}
