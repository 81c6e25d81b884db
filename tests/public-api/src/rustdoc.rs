//! Rustdoc's JSON of a crate.

use std::{
    env, io,
    path::{Path, PathBuf},
    process::Command,
};

/// Makes it and says where it is.
pub(crate) fn json(root: &Path, name: &str) -> io::Result<PathBuf> {
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
    Ok(target.join("doc").join(format!("{}.json", name.replace('-', "_"))))
}
