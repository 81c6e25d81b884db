//! A door to what is private here, for the fuzz targets.

/// A path with arguments in place of its parameters.
pub fn path(template: &str, segments: &[&str]) -> Result<String, String> {
    super::path::fill(template, segments)
}
