//! The files of okta-models.

mod definition;
mod module;
mod uses;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use self::definition::definition_text;
use self::module::{Module, cfg, header, needed_by};
use self::uses::Uses;
use super::File;
use crate::areas::{Areas, Homes};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::models::{Shape, TypeDef, Types};

/// Where the files go.
const ROOT: &str = "crates/okta-models/src/generated";

/// The types that this many areas share live in `shared.rs`.
const SHARED_BY: usize = 5;

/// Everything in `okta-models/src/generated`.
pub fn model_files(document: &Document, types: &Types, homes: &Homes, areas: &Areas) -> Result<Vec<File>> {
    let uses = Uses::of(document, types);
    // Area module → file → types; `shared` has no files of its own.
    let mut modules: IndexMap<String, BTreeMap<String, Vec<&TypeDef>>> = IndexMap::new();
    for area in &areas.all {
        modules.insert(area.module(), BTreeMap::new());
    }
    let mut shared: Vec<&TypeDef> = Vec::new();
    for definition in types.defs.values() {
        let home = homes
            .get(&definition.name)
            .ok_or_else(|| Error::at(definition.pointer.clone(), "no operation reaches this type"))?;
        if home.areas.len() >= SHARED_BY {
            shared.push(definition);
            continue;
        }
        let area =
            areas.of_tag(&home.tag).ok_or_else(|| Error::general(format!("no area for tag {}", home.tag)))?;
        let file = areas.file_of(&home.tag, &definition.name);
        modules.entry(area.module()).or_default().entry(file).or_default().push(definition);
    }
    let mut files = Vec::new();
    let mut root = Module::new(areas, homes);
    if !shared.is_empty() {
        shared.sort_by_key(|definition| &definition.name);
        root.child("shared", &shared);
        files.push(File {
            path: format!("{ROOT}/shared.rs"),
            text: file_text("Types that many areas share.", document, &shared, areas, homes, &uses),
        });
    }
    for area in &areas.all {
        let module = area.module();
        let Some(topics) = modules.get_mut(&module).filter(|topics| !topics.is_empty()) else { continue };
        let mut inner = Module::new(areas, homes);
        let mut everything: Vec<&TypeDef> = Vec::new();
        for (topic, definitions) in topics.iter_mut() {
            definitions.sort_by_key(|definition| &definition.name);
            inner.child(topic, definitions);
            everything.extend(definitions.iter());
            let title = areas.title_of(document, &area.feature, topic);
            files.push(File {
                path: format!("{ROOT}/{module}/{topic}.rs"),
                text: file_text(&title, document, definitions, areas, homes, &uses),
            });
        }
        root.child(&module, &everything);
        let about = format!("{}: the data types of the area `{}`.", area.about, area.feature);
        files.push(File {
            path: format!("{ROOT}/{module}/mod.rs"),
            text: inner.text(&about, &document.version),
        });
    }
    files.push(File {
        path: format!("{ROOT}/mod.rs"),
        text: root.text("The data types of Okta's Management API, by area.", &document.version),
    });
    Ok(files)
}

fn file_text(
    title: &str,
    document: &Document,
    definitions: &[&TypeDef],
    areas: &Areas,
    homes: &Homes,
    uses: &Uses,
) -> String {
    let mut text = header(title, &document.version);
    let everyone = needed_by(homes, definitions);
    let local: BTreeSet<&str> = definitions.iter().map(|definition| definition.name.as_str()).collect();
    if definitions.iter().any(|definition| needs_imports(definition, &local)) {
        text.push_str("use crate::*;\n\n");
    }
    let mut first = true;
    for definition in definitions {
        if !first {
            text.push('\n');
        }
        first = false;
        let own = homes.get(&definition.name).map(|home| &home.areas);
        if let Some(own) = own.filter(|own| **own != everyone)
            && let Some(cfg) = cfg(areas, own)
        {
            text.push_str(&cfg);
        }
        text.push_str(&definition_text(definition, uses));
    }
    text
}

/// Whether a definition names anything that its file does not have.
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
        Shape::ByShape { .. } => return true,
    }
    !runtime.is_empty() || generated.iter().any(|name| !local.contains(name))
}
