//! Areas: the cargo features by which tags are grouped.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::document::{Cursor, Document, Node};
use crate::error::{Error, Result};
use crate::models::Types;
use crate::names::{singular, snake, words};
use crate::overrides::ModelOverrides;

/// Puts words with capitals inside between backticks, as rustdoc's lints want them.
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

/// One area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// The cargo feature, such as `user-factors`.
    pub feature: String,
    /// One line about it.
    pub about: String,
    /// The document's tags in it.
    pub tags: Vec<String>,
}

/// A file of its own for some of the types of a tag that has very many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The tag.
    pub tag: String,
    /// The name of the file, without `.rs`.
    pub file: String,
    /// What the file's header says.
    pub about: String,
    /// The types whose names start so.
    pub prefixes: Vec<String>,
}

impl Area {
    /// The name of its module: `user_factors`.
    pub fn module(&self) -> String {
        self.feature.replace('-', "_")
    }
}

/// The table of areas.
#[derive(Debug, Clone, Default)]
pub struct Areas {
    /// The areas, in the order of the table.
    pub all: Vec<Area>,
    /// The features that are on by default.
    pub default: Vec<String>,
    /// The other features that `default` and `full` of okta-client turn on.
    pub client: Vec<String>,
    /// The features that only `full` of okta-client turns on besides.
    pub full: Vec<String>,
    /// Files of their own; the first whose prefix fits takes a type.
    pub topics: Vec<Topic>,
}

impl Areas {
    /// The table that is part of the generator.
    pub fn committed() -> Result<Areas> {
        Areas::parse(include_str!("../overrides/areas.yaml"))
    }

    /// Reads the table's text.
    pub fn parse(text: &str) -> Result<Areas> {
        let node = Node::parse(text)?;
        let mut object = Cursor::root(&node).object()?;
        let mut all = Vec::new();
        for (feature, at) in object.require("areas")?.entries()? {
            let mut area = at.object()?;
            all.push(Area {
                feature: feature.to_owned(),
                about: area.require("about")?.text()?,
                tags: area.texts("tags")?,
            });
            area.finish()?;
        }
        let mut topics = Vec::new();
        for (tag, at) in object.get("topics").map_or(Ok(Vec::new()), |at| at.entries())? {
            for (file, at) in at.entries()? {
                let mut topic = at.object()?;
                topics.push(Topic {
                    tag: tag.to_owned(),
                    file: file.to_owned(),
                    about: topic.require("about")?.text()?,
                    prefixes: topic.texts("prefixes")?,
                });
                topic.finish()?;
            }
        }
        let (default, client) = (object.texts("default")?, object.texts("client")?);
        let areas = Areas { all, default, client, full: object.texts("full")?, topics };
        object.finish()?;
        match areas.default.iter().find(|name| areas.position(name).is_none()) {
            Some(name) => Err(Error::general(format!("areas: the default `{name}` is no area"))),
            None => Ok(areas),
        }
    }

    /// The area of a tag.
    pub fn of_tag(&self, tag: &str) -> Option<&Area> {
        self.all.iter().find(|area| area.tags.iter().any(|own| own == tag))
    }

    /// Puts tags that are in no area into one of their own, `unassigned`.
    pub fn adopt(&mut self, document: &Document) {
        let tags: BTreeSet<&str> =
            document.operations.iter().map(|operation| operation.tag.as_str()).collect();
        let tags: Vec<String> =
            tags.into_iter().filter(|tag| self.of_tag(tag).is_none()).map(str::to_owned).collect();
        if !tags.is_empty() {
            let about = "Tags that the table does not know".to_owned();
            self.all.push(Area { feature: "unassigned".to_owned(), about, tags });
        }
    }

    /// The file that a type of a tag lives in.
    pub fn file_of(&self, tag: &str, name: &str) -> String {
        let fits =
            |topic: &&Topic| topic.tag == tag && topic.prefixes.iter().any(|prefix| name.starts_with(prefix));
        if let Some(topic) = self.topics.iter().find(fits) {
            return topic.file.clone();
        }
        let file = snake(tag);
        // A module must not have the name of the one that it is in.
        match self.of_tag(tag) {
            Some(area) if area.module() == file => singular(&file).unwrap_or(file),
            _ => file,
        }
    }

    /// What the header of a file says.
    pub fn title_of(&self, document: &Document, feature: &str, file: &str) -> String {
        if let Some(topic) = self.topics.iter().find(|topic| topic.file == file) {
            return format!("{}: data types of the area `{feature}`.", topic.about);
        }
        match document.tags.iter().find(|tag| self.file_of(&tag.name, "") == file) {
            Some(tag) => {
                let title = code_words(tag.title.as_deref().unwrap_or(&tag.name));
                format!("{title}: data types of Okta's tag `{}` (area `{feature}`).", tag.name)
            }
            None => format!("Data types of the area `{feature}`."),
        }
    }

    /// Every tag of the document is in exactly one area.
    pub fn check(&self, document: &Document) -> Result<()> {
        let mut owners: IndexMap<&str, &str> = IndexMap::new();
        for area in &self.all {
            for tag in &area.tags {
                if let Some(other) = owners.insert(tag, &area.feature) {
                    let message = format!("areas: the tag `{tag}` is in `{other}` and in `{}`", area.feature);
                    return Err(Error::general(message));
                }
            }
        }
        let homeless: Vec<Error> = document
            .operations
            .iter()
            .map(|operation| operation.tag.as_str())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .filter(|tag| !owners.contains_key(tag))
            .map(|tag| Error::general(format!("areas: the tag `{tag}` is in no area")))
            .collect();
        Error::all(homeless)
    }

    fn position(&self, feature: &str) -> Option<usize> {
        self.all.iter().position(|area| area.feature == feature)
    }
}

/// Which areas need a type, and where it lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The features that reach the type, by their place in the table.
    pub areas: BTreeSet<usize>,
    /// The tag whose operations are closest to it.
    pub tag: String,
}

/// Where every type lives.
pub type Homes = BTreeMap<String, Home>;

/// Walks from every tag's operations over the types.
pub fn homes(document: &Document, overrides: &ModelOverrides, areas: &Areas, types: &Types) -> Result<Homes> {
    let mut roots: IndexMap<&str, BTreeSet<&str>> = IndexMap::new();
    for area in &areas.all {
        for tag in &area.tags {
            roots.insert(tag, BTreeSet::new());
        }
    }
    for operation in &document.operations {
        let found = roots.entry(operation.tag.as_str()).or_default();
        for pointer in operation.schemas().map(|schema| schema.pointer.as_str()) {
            found.extend(types.at.get(pointer).and_then(|rust| rust.generated()));
        }
    }
    for (schema, tag) in &overrides.roots {
        let Some(found) = roots.get_mut(tag.as_str()) else {
            return Err(Error::general(format!("override `roots`: there is no tag `{tag}`")));
        };
        let pointer = document.schema(schema).map(|schema| schema.pointer.as_str()).unwrap_or_default();
        found.extend(types.at.get(pointer).and_then(|rust| rust.generated()));
    }
    let mut homes = Homes::new();
    for (name, tag) in settle(types, &roots) {
        homes.insert(name.to_owned(), Home { areas: BTreeSet::new(), tag: tag.to_owned() });
    }
    for (tag, roots) in &roots {
        let area =
            areas.all.iter().position(|area| area.tags.iter().any(|own| own == tag)).unwrap_or_default();
        for name in reached(types, roots) {
            if let Some(home) = homes.get_mut(name) {
                home.areas.insert(area);
            }
        }
    }
    Ok(homes)
}

/// The tag that each type lives with: one whose operations name it, else that of a type that names it.
fn settle<'t>(types: &'t Types, roots: &IndexMap<&'t str, BTreeSet<&'t str>>) -> BTreeMap<&'t str, &'t str> {
    let mut settled: BTreeMap<&str, &str> = BTreeMap::new();
    // Type → tags that it may live with, in the order of the table.
    let mut level: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for (tag, names) in roots {
        for name in names {
            level.entry(name).or_default().push(tag);
        }
    }
    while !level.is_empty() {
        let mut next: IndexMap<&str, Vec<&str>> = IndexMap::new();
        for (name, tags) in &level {
            // Of equals the first wins.
            let best = tags.iter().rev().max_by_key(|tag| kinship(tag, name));
            if let Some(tag) = best {
                settled.insert(name, tag);
            }
        }
        for name in level.keys() {
            let (Some(definition), Some(tag)) = (types.defs.get(*name), settled.get(name)) else { continue };
            for reference in definition.references() {
                if !settled.contains_key(reference) {
                    next.entry(reference).or_default().push(tag);
                }
            }
        }
        level = next;
    }
    settled
}

/// How many words a type's name and a tag begin with alike: settles between tags that are equally close. A tag
/// that the name begins with as a whole counts most.
fn kinship(tag: &str, name: &str) -> (bool, usize) {
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
