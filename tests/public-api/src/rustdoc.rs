//! Rustdoc's JSON of a crate.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use rustdoc_types::FORMAT_VERSION;
use serde::Deserialize;

/// Output of rustdoc.
pub(crate) enum RustdocJson {
    /// File in the supported format.
    Supported(PathBuf),
    /// Another format version: the toolchain is older or newer.
    Unsupported(u32),
}

#[derive(Deserialize)]
struct FormatVersion {
    format_version: u32,
}

/// Runs rustdoc.
pub(crate) fn json(root: &Path, name: &str) -> io::Result<RustdocJson> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root)
        .args(["rustdoc", "--quiet", "--lib", "--all-features", "--package", name, "--"])
        .args(["-Z", "unstable-options", "--output-format", "json", "--cap-lints", "warn"])
        .env("RUSTC_BOOTSTRAP", "1")
        .status()?;
    if !status.success() {
        return Err(io::Error::other("rustdoc failed"));
    }
    let path = target.join("doc").join(format!("{}.json", name.replace('-', "_")));
    let FormatVersion { format_version } = serde_json::from_slice(&fs::read(&path)?)?;
    Ok(if format_version == FORMAT_VERSION {
        RustdocJson::Supported(path)
    } else {
        RustdocJson::Unsupported(format_version)
    })
}
