//! A door to a private parser, for the fuzz targets. Compiled with `--cfg fuzzing` only, and no part of the interface.

use serde_json::Value;

/// Whether an object fits a search expression.
pub fn search(expression: &str, object: &Value) -> Result<bool, String> {
    let expression = crate::search::parse(expression)?;
    let attribute = |path: &str| object.pointer(&format!("/{}", path.replace('.', "/"))).cloned();
    Ok(expression.matches(&attribute))
}
