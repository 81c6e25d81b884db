//! Rendering of okta-models.

mod definition;
mod module;
mod usages;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use indexmap::IndexMap;

use self::definition::{TypeDocs, definition_text};
pub use self::module::any_feature;
use self::module::{Module, SHARED, cfg, header, needed_by};
use self::usages::TypeUsages;
use super::File;
use crate::error::{Error, Result};
use crate::generate::Plan;
use crate::manifest::DocumentModule;
use crate::models::{Field, RustType, Shape, TypeDef};
use crate::operations::Wrapper;

/// The directory of the generated models, relative to the workspace.
pub const MODELS: &str = "crates/okta-models/src/generated";

/// The number of areas from which a type is in `shared.rs`.
const SHARED_BY: usize = 5;

/// Renders the files in `okta-models/src/generated`.
pub fn model_files(plan: &Plan, wrappers: &[Wrapper<'_>], others: &[DocumentModule]) -> Result<Vec<File>> {
    let Plan { entry, document, types, modules, areas, sentences, twins, .. } = plan;
    let usages = TypeUsages::collect(entry, document, types, areas, wrappers);
    let docs = TypeDocs { usages, sentences, twins };
    let folder = entry.folder(MODELS);
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
            path: format!("{folder}/{SHARED}.rs"),
            text: file_text(plan, "Types shared by many areas.", &shared, &docs),
        });
    }
    for area in &areas.all {
        let module = area.module();
        let Some(files_of_area) = by_area.get_mut(&module).filter(|files| !files.is_empty()) else {
            continue;
        };
        let own = match areas.whole() {
            Some(_) => folder.clone(),
            None => format!("{folder}/{module}"),
        };
        let mut inner = Module::new(areas, modules);
        let mut all: Vec<&TypeDef> = Vec::new();
        for (file, definitions) in files_of_area.iter_mut() {
            definitions.sort_by_key(|definition| &definition.name);
            inner.child(file, definitions);
            all.extend(definitions.iter());
            let title = areas.title_of(document, &area.feature, file);
            files.push(File {
                path: format!("{own}/{file}.rs"),
                text: file_text(plan, &title, definitions, &docs),
            });
        }
        root.child(&module, &all);
        let operations = entry.docs_url(areas.whole().map_or(Some(module.as_str()), |_| None));
        let about = format!(
            "{}: the data types of the area `{}`, which its [operations]({operations}) send and return.",
            area.about, area.feature
        );
        files.push(File { path: format!("{own}/mod.rs"), text: inner.text(&about, &document.version) });
    }
    if areas.whole().is_none() {
        let mut text = root.text(&format!("The data types of {}, by area.", entry.title), &document.version);
        for other in others {
            let _ = write!(text, "\n{}pub mod {};\n", any_feature(other.features()), other.name);
        }
        files.push(File { path: format!("{folder}/mod.rs"), text });
    }
    Ok(files)
}

fn file_text(plan: &Plan, title: &str, definitions: &[&TypeDef], docs: &TypeDocs<'_>) -> String {
    let Plan { entry, document, areas, modules, .. } = plan;
    let mut text = header(title, &document.version);
    let file_areas = needed_by(modules, definitions);
    let local: BTreeSet<&str> = definitions.iter().map(|definition| definition.name.as_str()).collect();
    let has_twins =
        |name: &str| docs.twins.sources(name).iter().any(|source| !local.contains(source.as_str()));
    let mut runtime = BTreeSet::new();
    let mut siblings = false;
    for definition in definitions {
        siblings |= add_imports(definition, &local, &mut runtime) || has_twins(&definition.name);
    }
    match &entry.module {
        None if siblings || !runtime.is_empty() => text.push_str("use crate::*;\n\n"),
        None => {}
        // Only some names of the root: those of the types differ.
        Some(module) => {
            let names: Vec<&str> = runtime.into_iter().collect();
            let own = if siblings { format!("use crate::{module}::*;\n") } else { String::new() };
            // In rustfmt's order.
            text.push_str(&match names.as_slice() {
                [] => own,
                [only] => format!("use crate::{only};\n{own}"),
                _ => format!("{own}use crate::{{{}}};\n", names.join(", ")),
            });
            if siblings || !names.is_empty() {
                text.push('\n');
            }
        }
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

/// Adds the runtime types that a definition names, and returns whether it refers to a type outside its file.
fn add_imports(definition: &TypeDef, local: &BTreeSet<&str>, runtime: &mut BTreeSet<&'static str>) -> bool {
    let mut types: Vec<&RustType> = Vec::new();
    let mut fields: Vec<&Field> = Vec::new();
    match &definition.shape {
        Shape::Object { fields: own } => fields.extend(own),
        Shape::Enum { .. } => {}
        Shape::Union { arms, other, common, .. } => {
            types.extend(arms.iter().map(|arm| &arm.rust));
            types.push(other);
            fields.extend(common);
        }
        Shape::Untagged { arms } => {
            runtime.insert("Json");
            types.extend(arms.iter().map(|arm| &arm.rust));
        }
    }
    for field in fields {
        types.push(&field.rust);
        if field.lazy {
            runtime.insert("Lazy");
        }
    }
    for rust in &types {
        rust.runtime(runtime);
    }
    types.iter().filter_map(|rust| rust.generated()).any(|name| !local.contains(name))
}
