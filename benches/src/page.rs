//! The sections of `benches/README.md` that programs write, each between markers with its name, and their plots.

use std::{fs, path::Path};

use crate::floor::BoxError;

/// Writes a section and its plot.
///
/// # Errors
///
/// Fails if the page has no markers for the section, or a file cannot be written.
pub fn write_section(name: &str, body: &str, svg: &str) -> Result<(), BoxError> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = dir.join("README.md");
    fs::write(&page, replace_section(&fs::read_to_string(&page)?, name, body)?)?;
    fs::write(dir.join("plots").join(format!("{name}.svg")), svg)?;
    Ok(())
}

/// Replaces the section between its markers.
fn replace_section(text: &str, name: &str, section: &str) -> Result<String, BoxError> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let parts = text.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("README.md has no markers for section {name}"))?;
    Ok(format!("{before}{begin}{section}{end}{after}"))
}
