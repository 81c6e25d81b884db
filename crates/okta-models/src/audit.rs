//! What a decoded body holds that this version of the crate does not know.

use crate::model::Model;

/// What a decoded value holds that its types do not know, by JSON path. Nothing of it is lost; this tells what
/// to look for in `extra`, and when it is time for a newer version of the crate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Audit {
    /// Members whose value does not fit their type, and is in `extra` instead.
    pub misfits: Vec<String>,
    /// Enum values that are not known.
    pub unknown_enums: Vec<String>,
    /// Objects whose kind (the value of the union's discriminator) is absent or not known.
    pub unknown_kinds: Vec<String>,
    path: String,
}

impl Audit {
    /// Looks through a value.
    pub fn of(value: &impl Model) -> Self {
        let mut audit = Self { path: "$".to_owned(), ..Self::default() };
        value.audit(&mut audit);
        audit.path.clear();
        audit
    }

    /// Whether there was nothing to report.
    pub fn is_clean(&self) -> bool {
        self.misfits.is_empty() && self.unknown_enums.is_empty() && self.unknown_kinds.is_empty()
    }

    pub(crate) fn within(&mut self, name: &str, look: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push('.');
        self.path.push_str(name);
        look(self);
        self.path.truncate(length);
    }

    pub(crate) fn within_index(&mut self, index: usize, look: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(&format!("[{index}]"));
        look(self);
        self.path.truncate(length);
    }

    pub(crate) fn misfit(&mut self, name: &str) {
        self.misfits.push(format!("{}.{name}", self.path));
    }

    pub(crate) fn misfit_here(&mut self) {
        self.misfits.push(self.path.clone());
    }

    pub(crate) fn unknown_enum(&mut self) {
        self.unknown_enums.push(self.path.clone());
    }

    pub(crate) fn unknown_kind(&mut self) {
        self.unknown_kinds.push(self.path.clone());
    }
}
