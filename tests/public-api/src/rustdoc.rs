//! Rustdoc's JSON of a crate.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use rustdoc_types::FORMAT_VERSION;
use serde::Deserialize;

/// What rustdoc made.
pub(crate) enum Made {
    /// A file that can be read.
    Readable(PathBuf),
    /// One of another version of the format: the toolchain is older or newer than what this program reads.
    OtherFormat(u32),
}

#[derive(Deserialize)]
struct Versioned {
    format_version: u32,
}

/// Makes it and says where it is.
pub(crate) fn json(root: &Path, name: &str) -> io::Result<Made> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root)
        .args(["rustdoc", "--quiet", "--lib", "--all-features", "--package", name, "--"])
        .args(["-Z", "unstable-options", "--output-format", "json", "--cap-lints", "warn"])
        .env("RUSTC_BOOTSTRAP", "1")
        .status()?;
    if !status.success() {
        return Err(io::Error::other("rustdoc made no JSON of it"));
    }
    let path = target.join("doc").join(format!("{}.json", name.replace('-', "_")));
    let Versioned { format_version } = serde_json::from_slice(&fs::read(&path)?)?;
    Ok(if format_version == FORMAT_VERSION {
        Made::Readable(path)
    } else {
        Made::OtherFormat(format_version)
    })
}
