//! Sentences of the reference, in words of this project: `overrides/DOCUMENT/docs/AREA.yaml`, a file an
//! area.
//!
//! The document's own sentences are never copied. The generator composes doc comments of these sentences and of the
//! document's facts.

mod area;
mod coverage;
mod rules;

use std::{collections::BTreeMap, fs, path::Path};

use crate::document::{Cursor, Node};
use crate::error::{Error, Result};
use crate::overrides::text_map;

pub use area::AreaPage;
pub use coverage::{Coverage, Kind};
pub use rules::{Phrases, counts};

/// The sentences of all areas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentences {
    /// Module of an area → its page.
    pub areas: BTreeMap<String, AreaPage>,
    /// Operation ID → sentence.
    pub operations: BTreeMap<String, String>,
    /// `operationId.parameter` → sentence.
    pub parameters: BTreeMap<String, String>,
    /// Schema path → sentence.
    pub types: BTreeMap<String, String>,
    /// Schema path and JSON name, joined by a dot → sentence.
    pub members: BTreeMap<String, String>,
    /// Schema path and value, joined by `=` → sentence.
    pub variants: BTreeMap<String, String>,
}

impl Sentences {
    /// Reads the files of a folder; without the folder, there are no sentences.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, is not valid, or repeats a key of another.
    pub fn read(folder: &Path) -> Result<Sentences> {
        if !folder.exists() {
            return Ok(Sentences::default());
        }
        let unreadable = |error| Error::general(format!("error reading {}: {error}", folder.display()));
        let mut paths: Vec<_> = fs::read_dir(folder)
            .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect())
            .map_err(unreadable)?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
        paths.sort();
        let mut all = Sentences::default();
        for path in paths {
            let module = path.file_stem().unwrap_or_default().to_string_lossy();
            all.add(&module, &fs::read_to_string(&path).map_err(unreadable)?)?;
        }
        Ok(all)
    }

    /// Adds those of the file of an area.
    ///
    /// # Errors
    ///
    /// When the text is not valid, or repeats a key.
    pub fn add(&mut self, module: &str, text: &str) -> Result<()> {
        let node = Node::parse(text)?;
        let mut object = Cursor::root(&node).object()?;
        if let Some(at) = object.get("area") {
            self.areas.insert(module.to_owned(), AreaPage::read(&at)?);
        }
        for (name, section) in self.sections() {
            let Some(at) = object.get(name) else { continue };
            for (key, sentence) in text_map(&at)? {
                if section.insert(key.clone(), sentence).is_some() {
                    return Err(at.error(format!("`{key}` has two sentences")));
                }
            }
        }
        object.finish()
    }

    fn sections(&mut self) -> [(&'static str, &mut BTreeMap<String, String>); 5] {
        [
            ("operations", &mut self.operations),
            ("parameters", &mut self.parameters),
            ("types", &mut self.types),
            ("members", &mut self.members),
            ("variants", &mut self.variants),
        ]
    }

    /// The sentence of a parameter.
    pub fn parameter(&self, operation: &str, name: &str) -> Option<&str> {
        self.parameters.get(&format!("{operation}.{name}")).map(String::as_str)
    }

    /// The sentence of a member of the type with this schema path.
    pub fn member(&self, source: &str, json: &str) -> Option<&str> {
        self.members.get(&format!("{source}.{json}")).map(String::as_str)
    }

    /// The sentence of a value of the enum with this schema path.
    pub fn variant(&self, source: &str, value: &str) -> Option<&str> {
        self.variants.get(&format!("{source}={value}")).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_read_and_keys_are_unique() {
        let mut sentences = Sentences::default();
        let text = "operations: {getUser: \"Reads.\"}\nmembers: {User.id: \"Key.\"}\nvariants: {Status=ON: \"Works.\"}";
        sentences.add("users", text).unwrap();
        assert_eq!(sentences.member("User", "id"), Some("Key."));
        assert_eq!(sentences.variant("Status", "ON"), Some("Works."));
        let error = sentences.add("groups", "members: {User.id: \"Again.\"}").unwrap_err();
        assert!(error.to_string().contains("`User.id` has two sentences"), "{error}");
        assert!(sentences.add("groups", "unknown: {a: b}").is_err());
    }
}
