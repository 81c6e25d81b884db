//! Areas: groups of tags, one cargo feature each.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::document::{Cursor, Document, Node};
use crate::error::{Error, Result};
use crate::models::Types;
use crate::names::{singular, snake, words};
use crate::overrides::ModelOverrides;

/// Encloses mixed-case words in backticks, as `clippy::doc_markdown` requires.
fn code_words(title: &str) -> String {
    let mixed = |word: &str| {
        let capital = |c: char| c.is_ascii_uppercase();
        word.chars().skip(1).any(capital) && word.chars().any(|c| c.is_ascii_lowercase())
    };
    let words: Vec<String> = title
        .split(' ')
        .map(|word| if mixed(word) { format!("`{word}`") } else { word.to_owned() })
        .collect();
    words.join(" ")
}

/// An area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// The cargo feature, such as `user-factors`.
    pub feature: String,
    /// The prefix of the features of its document; empty for none.
    pub prefix: String,
    /// A one-line description.
    pub about: String,
    /// The tags of the document in this area.
    pub tags: Vec<String>,
}

/// A separate file for some of the types of a large tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submodule {
    /// The tag.
    pub tag: String,
    /// The name of the file, without `.rs`.
    pub file: String,
    /// The title in the file's header.
    pub about: String,
    /// Prefixes of the names of the types in this file.
    pub prefixes: Vec<String>,
}

impl Area {
    /// The name of the area's module, such as `user_factors`; without the prefix, which is that of the module around it.
    pub fn module(&self) -> String {
        let rest = self.feature.strip_prefix(&self.prefix).and_then(|rest| rest.strip_prefix('-'));
        rest.filter(|_| !self.prefix.is_empty()).unwrap_or(&self.feature).replace('-', "_")
    }
}

/// The table of areas.
#[derive(Debug, Clone, Default)]
pub struct Areas {
    /// The areas, in the order of the table.
    pub all: Vec<Area>,
    /// Areas that are enabled by default.
    pub default: Vec<String>,
    /// Other features in `default` and `full` of okta-client.
    pub client: Vec<String>,
    /// Other features only in `full` of okta-client.
    pub full: Vec<String>,
    /// Separate files; a type goes to the first one with a matching prefix.
    pub submodules: Vec<Submodule>,
}

impl Areas {
    /// Parses YAML text.
    pub fn parse(text: &str) -> Result<Areas> {
        Areas::parse_with(text, "")
    }

    /// Parses YAML text of a document whose features have this prefix.
    pub fn parse_with(text: &str, prefix: &str) -> Result<Areas> {
        let node = Node::parse(text)?;
        let mut object = Cursor::root(&node).object()?;
        let mut all = Vec::new();
        for (feature, at) in object.require("areas")?.entries()? {
            if !feature.starts_with(prefix) {
                return Err(at.error(format!("the feature does not start with `{prefix}`")));
            }
            let mut area = at.object()?;
            all.push(Area {
                feature: feature.to_owned(),
                prefix: prefix.to_owned(),
                about: area.require("about")?.text()?,
                tags: area.texts("tags")?,
            });
            area.finish()?;
        }
        let mut submodules = Vec::new();
        for (tag, at) in object.get("submodules").map_or(Ok(Vec::new()), |at| at.entries())? {
            for (file, at) in at.entries()? {
                let mut submodule = at.object()?;
                submodules.push(Submodule {
                    tag: tag.to_owned(),
                    file: file.to_owned(),
                    about: submodule.require("about")?.text()?,
                    prefixes: submodule.texts("prefixes")?,
                });
                submodule.finish()?;
            }
        }
        let (default, client) = (object.texts("default")?, object.texts("client")?);
        let areas = Areas { all, default, client, full: object.texts("full")?, submodules };
        object.finish()?;
        match areas.default.iter().find(|name| areas.position(name).is_none()) {
            Some(name) => Err(Error::general(format!("areas: unknown area `{name}` in `default`"))),
            None => Ok(areas),
        }
    }

    /// The area of a tag.
    pub fn of_tag(&self, tag: &str) -> Option<&Area> {
        self.all.iter().find(|area| area.tags.iter().any(|own| own == tag))
    }

    /// Adds the area `unassigned` for tags that have no area.
    pub fn add_missing(&mut self, document: &Document) {
        let tags: BTreeSet<&str> = document.all().map(|operation| operation.tag.as_str()).collect();
        let tags: Vec<String> =
            tags.into_iter().filter(|tag| self.of_tag(tag).is_none()).map(str::to_owned).collect();
        if !tags.is_empty() {
            let about = "Tags without an area".to_owned();
            let prefix = self.all.first().map(|area| area.prefix.clone()).unwrap_or_default();
            let feature =
                if prefix.is_empty() { "unassigned".to_owned() } else { format!("{prefix}-unassigned") };
            self.all.push(Area { feature, prefix, about, tags });
        }
    }

    /// The file, without `.rs`, of a type of a tag.
    pub fn file_of(&self, tag: &str, name: &str) -> String {
        let fits = |submodule: &&Submodule| {
            submodule.tag == tag && submodule.prefixes.iter().any(|prefix| name.starts_with(prefix))
        };
        if let Some(submodule) = self.submodules.iter().find(fits) {
            return submodule.file.clone();
        }
        let file = snake(tag);
        // A module must not have the name of its parent (`clippy::module_inception`).
        match self.of_tag(tag) {
            Some(area) if area.module() == file => singular(&file).unwrap_or(file),
            _ => file,
        }
    }

    /// The title of a file.
    pub fn title_of(&self, document: &Document, feature: &str, file: &str) -> String {
        if let Some(submodule) = self.submodules.iter().find(|submodule| submodule.file == file) {
            return format!("{}: data types of the area `{feature}`.", submodule.about);
        }
        match document.tags.iter().find(|tag| self.file_of(&tag.name, "") == file) {
            Some(tag) => {
                let title = code_words(tag.title.as_deref().unwrap_or(&tag.name));
                format!("{title}: data types of Okta's tag `{}` (area `{feature}`).", tag.name)
            }
            None => format!("Data types of the area `{feature}`."),
        }
    }

    /// Checks that every tag of the document is in exactly one area.
    pub fn check(&self, document: &Document) -> Result<()> {
        let mut owners: IndexMap<&str, &str> = IndexMap::new();
        for area in &self.all {
            for tag in &area.tags {
                if let Some(other) = owners.insert(tag, &area.feature) {
                    let message = format!("areas: tag `{tag}` is in both `{other}` and `{}`", area.feature);
                    return Err(Error::general(message));
                }
            }
        }
        let unassigned: Vec<Error> = document
            .all()
            .map(|operation| operation.tag.as_str())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .filter(|tag| !owners.contains_key(tag))
            .map(|tag| Error::general(format!("areas: tag `{tag}` has no area")))
            .collect();
        Error::all(unassigned)
    }

    /// The only area, if it is the whole document: its files are in the folder of the document.
    pub fn whole(&self) -> Option<&Area> {
        match self.all.as_slice() {
            [only] if only.feature == only.prefix => Some(only),
            _ => None,
        }
    }

    /// The features of all areas.
    pub fn features(&self) -> Vec<String> {
        self.all.iter().map(|area| area.feature.clone()).collect()
    }

    fn position(&self, feature: &str) -> Option<usize> {
        self.all.iter().position(|area| area.feature == feature)
    }
}

/// The module of a type and the areas that need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleAssignment {
    /// Indices of the areas that reach the type.
    pub areas: BTreeSet<usize>,
    /// The tag whose operations are closest to the type.
    pub tag: String,
}

/// The module of every type, by type name.
pub type ModuleAssignments = BTreeMap<String, ModuleAssignment>;

/// Assigns every type to the tag whose operations are closest to it.
pub fn assign_modules(
    document: &Document,
    overrides: &ModelOverrides,
    areas: &Areas,
    types: &Types,
) -> Result<ModuleAssignments> {
    let mut roots: IndexMap<&str, BTreeSet<&str>> = IndexMap::new();
    for area in &areas.all {
        for tag in &area.tags {
            roots.insert(tag, BTreeSet::new());
        }
    }
    for operation in document.all() {
        let found = roots.entry(operation.tag.as_str()).or_default();
        for pointer in operation.schemas().map(|schema| schema.pointer.as_str()) {
            found.extend(types.at.get(pointer).and_then(|rust| rust.generated()));
        }
    }
    for (schema, tag) in &overrides.roots {
        let Some(found) = roots.get_mut(tag.as_str()) else {
            return Err(Error::general(format!("override `roots`: unknown tag `{tag}`")));
        };
        let pointer = document.schema(schema).map(|schema| schema.pointer.as_str()).unwrap_or_default();
        found.extend(types.at.get(pointer).and_then(|rust| rust.generated()));
    }
    let mut modules = ModuleAssignments::new();
    for (name, tag) in resolve(types, &roots) {
        modules.insert(name.to_owned(), ModuleAssignment { areas: BTreeSet::new(), tag: tag.to_owned() });
    }
    for (tag, roots) in &roots {
        let area =
            areas.all.iter().position(|area| area.tags.iter().any(|own| own == tag)).unwrap_or_default();
        for name in reached(types, roots) {
            if let Some(assignment) = modules.get_mut(name) {
                assignment.areas.insert(area);
            }
        }
    }
    Ok(modules)
}

/// The tag of each type: a tag whose operations refer to it, else the tag of a type that refers to it.
fn resolve<'t>(types: &'t Types, roots: &IndexMap<&'t str, BTreeSet<&'t str>>) -> BTreeMap<&'t str, &'t str> {
    let mut resolved: BTreeMap<&str, &str> = BTreeMap::new();
    // Type → candidate tags, in the order of the table.
    let mut level: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for (tag, names) in roots {
        for name in names {
            level.entry(name).or_default().push(tag);
        }
    }
    while !level.is_empty() {
        let mut next: IndexMap<&str, Vec<&str>> = IndexMap::new();
        for (name, tags) in &level {
            // `max_by_key` returns the last maximum: reversed, the first tag wins a tie.
            let best = tags.iter().rev().max_by_key(|tag| similarity(tag, name));
            if let Some(tag) = best {
                resolved.insert(name, tag);
            }
        }
        for name in level.keys() {
            let (Some(definition), Some(tag)) = (types.defs.get(*name), resolved.get(name)) else { continue };
            for reference in definition.references() {
                if !resolved.contains_key(reference) {
                    next.entry(reference).or_default().push(tag);
                }
            }
        }
        level = next;
    }
    resolved
}

/// The number of leading words that a type name and a tag share: the tie-breaker between tags that are equally
/// close. A tag that is a prefix of the name ranks highest.
fn similarity(tag: &str, name: &str) -> (bool, usize) {
    let (tag, name) = (words(tag), words(name));
    let shared = tag.iter().zip(&name).take_while(|(one, other)| one == other).count();
    (shared == tag.len(), shared)
}

fn reached<'t>(types: &'t Types, roots: &BTreeSet<&'t str>) -> BTreeSet<&'t str> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut queue: Vec<&str> = roots.iter().copied().collect();
    while let Some(name) = queue.pop() {
        if found.insert(name)
            && let Some(definition) = types.defs.get(name)
        {
            queue.extend(definition.references());
        }
    }
    found
}
