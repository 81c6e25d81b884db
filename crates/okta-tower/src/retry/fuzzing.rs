//! A door to what is private here, for the fuzz targets.

/// The code in the body of an error.
pub fn error_code(body: &[u8]) -> Option<String> {
    super::code::error_code(body).map(std::borrow::Cow::into_owned)
}
