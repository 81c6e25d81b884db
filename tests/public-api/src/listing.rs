//! The text of a listing: hand-written items in full, generated types a line each.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs, io,
    path::Path,
};

use public_api::{PublicApi, PublicItem};

/// Which items were written by the generator.
#[derive(Debug, Default)]
pub(crate) struct Generated {
    /// A module whose types all are: `okta_client::api`.
    module: Option<&'static str>,
    /// Types of the crate's root.
    types: BTreeSet<String>,
}

impl Generated {
    /// Those of a crate of this workspace.
    pub(crate) fn of(root: &Path, name: &str) -> io::Result<Self> {
        let mut generated = Self::default();
        match name {
            "okta-client" => generated.module = Some("okta_client::api::"),
            "okta-models" => declared(&root.join("crates/okta-models/src/generated"), &mut generated.types)?,
            _ => {}
        }
        Ok(generated)
    }

    /// The generated type that an item is, or belongs to.
    fn owner(&self, path: &str) -> Option<String> {
        let (prefix, rest) = match self.module {
            Some(module) => (module, path.strip_prefix(module)?),
            None => ("okta_models::", path.strip_prefix("okta_models::")?),
        };
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let name = rest.get(..end)?;
        (self.module.is_some() || self.types.contains(name)).then(|| format!("{prefix}{name}"))
    }
}

/// The types that the files of a folder declare.
fn declared(folder: &Path, found: &mut BTreeSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            declared(&path, found)?;
            continue;
        }
        for line in fs::read_to_string(&path)?.lines() {
            let line = line.trim_start();
            let name = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "));
            let name = name.and_then(|rest| rest.split(|c: char| !c.is_alphanumeric()).next());
            found.extend(name.map(str::to_owned));
        }
    }
    Ok(())
}

/// The listing of a crate.
pub(crate) fn text(name: &str, api: &PublicApi, generated: &Generated) -> String {
    let mut text = format!(
        "# The public interface of {name} with all features, written by `cargo run -p okta-public-api`.\n\
         # Generated types have one line: their name, a digest of all their items, and what is named below them.\n\n"
    );
    let mut types: BTreeMap<String, Vec<&PublicItem>> = BTreeMap::new();
    for item in api.items() {
        match generated.owner(&subject(&item.to_string())) {
            Some(owner) => types.entry(owner).or_default().push(item),
            None => drop(writeln!(text, "{item}")),
        }
    }
    if !types.is_empty() {
        text.push_str("\n# Generated\n\n");
    }
    for (owner, items) in types {
        let lines: Vec<String> = items.iter().map(ToString::to_string).collect();
        let _ = write!(text, "{owner} {:016x}", digest(&lines));
        let below = format!("{owner}::");
        let names: Vec<String> =
            lines.iter().filter_map(|line| subject(line).strip_prefix(&below).map(str::to_owned)).collect();
        let mut seen = BTreeSet::new();
        for name in names.iter().filter(|name| seen.insert(*name)) {
            let _ = write!(text, " {name}");
        }
        text.push('\n');
    }
    text
}

/// The path of what a line declares; of an `impl`, the type that it is for.
fn subject(line: &str) -> String {
    let words = [
        "pub ", "const ", "async ", "unsafe ", "fn ", "struct ", "enum ", "type ", "mod ", "use ", "trait ",
        "static ", "union ", "macro ",
    ];
    let mut rest = line;
    if let Some(after) = rest.strip_prefix("impl") {
        let after = after.rsplit(" for ").next().unwrap_or(after);
        // Generic parameters of the impl come first, if there are any.
        rest = after.trim_start_matches(|c| c != ' ').trim_start();
        if let Some(whole) = line.rsplit_once(" for ") {
            rest = whole.1;
        }
    }
    while let Some(word) = words.iter().find(|word| rest.starts_with(*word)) {
        rest = rest.get(word.len()..).unwrap_or_default();
    }
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(rest.len());
    let path = rest.get(..end).unwrap_or_default();
    // A field ends in `: Type`.
    path.trim_end_matches(':').to_owned()
}

/// FNV-1a: a change shows; nobody has a reason to forge one.
fn digest(lines: &[String]) -> u64 {
    let bytes = lines.iter().flat_map(|line| line.bytes().chain([b'\n']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// The lines that are in one text only.
pub(crate) fn difference<'t>(listed: &'t str, current: &'t str) -> impl Iterator<Item = String> + 't {
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (listed.lines().collect(), current.lines().collect());
    let gone: Vec<String> = old.difference(&new).map(|line| format!("- {}", shortened(line))).collect();
    let come: Vec<String> = new.difference(&old).map(|line| format!("+ {}", shortened(line))).collect();
    gone.into_iter().chain(come)
}

fn shortened(line: &str) -> String {
    line.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_belong_to_the_type_that_they_are_about() {
        for (line, path) in [
            ("pub struct okta_models::User", "okta_models::User"),
            (
                "pub okta_models::User::id: core::option::Option<alloc::string::String>",
                "okta_models::User::id",
            ),
            ("pub fn okta_models::User::get(&self, name: &str)", "okta_models::User::get"),
            ("pub const fn okta_models::Json::null() -> Self", "okta_models::Json::null"),
            ("impl okta_models::User", "okta_models::User"),
            ("impl core::clone::Clone for okta_models::User", "okta_models::User"),
            ("impl<T: okta_models::Model> okta_models::Model for okta_models::Map<T>", "okta_models::Map"),
        ] {
            assert_eq!(subject(line), path, "{line}");
        }
    }

    #[test]
    fn only_generated_types_are_shortened() {
        let generated = Generated { module: None, types: BTreeSet::from(["User".to_owned()]) };
        assert_eq!(generated.owner("okta_models::User::id").as_deref(), Some("okta_models::User"));
        assert_eq!(generated.owner("okta_models::UserType"), None);
        let generated = Generated { module: Some("okta_client::api::"), types: BTreeSet::new() };
        assert_eq!(
            generated.owner("okta_client::api::GetUser::send").as_deref(),
            Some("okta_client::api::GetUser")
        );
        assert_eq!(generated.owner("okta_client::Client::users"), None);
    }

    #[test]
    fn a_change_is_shown_from_both_sides() {
        let lines: Vec<String> = difference("a\nb\n", "b\nc\n").collect();
        assert_eq!(lines, ["- a", "+ c"]);
    }
}
