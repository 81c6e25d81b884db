//! Test inputs outside the repository.

use std::path::{Path, PathBuf};

/// Returns a file of the directory `shared` beside the repository. If it is absent, prints that the test is skipped.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is absent", path.display());
    None
}

/// The folder of Okta's documents.
pub(crate) fn documents() -> Option<PathBuf> {
    shared("spec")
}
