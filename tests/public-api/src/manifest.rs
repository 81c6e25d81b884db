//! The crates whose types a crate may expose: `[package.metadata.public-api]` of its manifest.

use std::{collections::BTreeSet, error::Error, path::Path, process::Command};

use serde::Deserialize;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    metadata: Option<Tables>,
}

#[derive(Deserialize)]
struct Tables {
    #[serde(rename = "public-api")]
    public_api: Option<Table>,
}

#[derive(Deserialize)]
struct Table {
    foreign: BTreeSet<String>,
}

/// Returns the allowed crates of the manifest of `name`, by their names in code.
pub(crate) fn allowed(root: &Path, name: &str) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root)
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .output()?;
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    let package = metadata.packages.into_iter().find(|package| package.name == name);
    let table = package.and_then(|package| package.metadata).and_then(|tables| tables.public_api);
    Ok(table.map(|table| table.foreign).unwrap_or_default())
}
