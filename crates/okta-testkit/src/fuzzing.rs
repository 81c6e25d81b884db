//! Entry points for the fuzz targets, compiled with `--cfg fuzzing` only. Not part of the public API.

use serde_json::Value;

/// Whether an object matches a search expression.
pub fn search(expression: &str, object: &Value) -> Result<bool, String> {
    let expression = crate::search::parse(expression)?;
    let attribute = |path: &str| crate::search::attribute(object, path).cloned();
    Ok(expression.matches(&attribute))
}
