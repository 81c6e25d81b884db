//! One cargo feature an area: the `[features]` of the manifests, and the table of the README.

use std::path::Path;

use super::File;
use crate::areas::Areas;
use crate::error::{Error, Result};

/// The page with the table of areas, and the marks around it.
const README: &str = "README.md";
const TABLE_START: &str = "<!-- areas: written by okta-codegen -->\n";
const TABLE_END: &str = "<!-- /areas -->\n";

const START: &str = "# <areas> written by okta-codegen\n";
const END: &str = "# </areas>\n";

/// The manifests that have the features, with what each area's feature turns on.
const MANIFESTS: [(&str, Option<&str>); 2] =
    [("crates/okta-models/Cargo.toml", None), ("crates/okta-client/Cargo.toml", Some("okta-models"))];

/// The manifests under `root`, and the README if it has the table, with what is between the marks brought up to
/// date.
pub fn manifests(root: &Path, areas: &Areas) -> Result<Vec<File>> {
    let mut files = MANIFESTS
        .iter()
        .map(|(path, passes_to)| {
            let text = std::fs::read_to_string(root.join(path))
                .map_err(|error| Error::general(format!("cannot read {path}: {error}")))?;
            let text = replace(&text, START, END, &features(areas, *passes_to))
                .ok_or_else(|| Error::general(format!("{path}: the marks around the areas are missing")))?;
            Ok(File { path: (*path).to_owned(), text })
        })
        .collect::<Result<Vec<File>>>()?;
    // The page may do without the table.
    let readme = std::fs::read_to_string(root.join(README)).ok();
    if let Some(text) = readme.and_then(|text| replace(&text, TABLE_START, TABLE_END, &table(areas))) {
        files.push(File { path: README.to_owned(), text });
    }
    Ok(files)
}

/// One line an area, in Markdown.
fn table(areas: &Areas) -> String {
    let mut text = "| feature | what it brings |\n|---|---|\n".to_owned();
    for area in &areas.all {
        let default = if areas.default.contains(&area.feature) { " (on by default)" } else { "" };
        text.push_str(&format!("| `{}` | {}{default} |\n", area.feature, area.about));
    }
    text
}

/// Puts `section` between the marks.
fn replace(text: &str, start: &str, end: &str, section: &str) -> Option<String> {
    let (before, rest) = text.split_once(start)?;
    let (_, after) = rest.split_once(end)?;
    Some([before, start, section, end, after].concat())
}

fn features(areas: &Areas, passes_to: Option<&str>) -> String {
    let (also, besides): (&[String], &[String]) =
        if passes_to.is_some() { (&areas.client, &areas.full) } else { (&[], &[]) };
    let mut text = format!("default = [{}]\nfull = [\n", quoted(also.iter().chain(&areas.default)));
    for feature in also.iter().chain(besides) {
        text.push_str(&format!("    \"{feature}\",\n"));
    }
    for area in &areas.all {
        text.push_str(&format!("    \"{}\",\n", area.feature));
    }
    text.push_str("]\n");
    for area in &areas.all {
        text.push_str(&format!("## {}.\n", area.about));
        let on = passes_to.map(|to| format!("\"{to}/{}\"", area.feature)).unwrap_or_default();
        text.push_str(&format!("{} = [{on}]\n", area.feature));
    }
    text
}

fn quoted<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{END, START, features, replace, table};
    use crate::areas::Areas;

    #[test]
    fn replaces_what_is_between_the_marks_and_nothing_else() {
        let areas = Areas::parse(
            "default: [one]\nclient: [tls]\nfull: [more]\nareas:\n  one: { about: The first, tags: [A] }\n",
        )
        .unwrap();
        let section = features(&areas, Some("models"));
        assert_eq!(
            section,
            "default = [\"tls\", \"one\"]\nfull = [\n    \"tls\",\n    \"more\",\n    \"one\",\n]\n## The first.\none = [\"models/one\"]\n"
        );
        let text = format!("before\n{START}old\n{END}after\n");
        assert_eq!(
            replace(&text, START, END, &section),
            Some(format!("before\n{START}{section}{END}after\n"))
        );
        assert_eq!(
            table(&areas),
            "| feature | what it brings |\n|---|---|\n| `one` | The first (on by default) |\n"
        );
        assert_eq!(replace("no marks", START, END, &section), None);
    }
}
