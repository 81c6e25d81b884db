//! Access to private parsers for the fuzz targets. Compiled with `--cfg fuzzing` only; not part of the public API.

use std::borrow::Cow;

use http::{HeaderMap, Method};

use crate::{
    Cursor,
    call::{path::fill, request::PreparedRequest},
    page::link,
};

/// A path with arguments in place of its parameters.
pub fn path(template: &str, segments: &[&str]) -> Result<String, String> {
    fill(template, segments)
}

/// The cursor that a response's `Link` headers give to a listing of `path`.
pub fn cursor_in_headers(headers: &HeaderMap, path: &str) -> Option<Cursor> {
    link::cursor(&link::next_target(headers).ok()??, path)
}

/// The cursor that a link in a body gives to a listing of `path`.
pub fn cursor_in_body(href: &[u8], path: &str) -> Option<Cursor> {
    link::cursor(std::str::from_utf8(href).ok()?, path)
}

/// The query of the request for the page at a cursor, in a listing that began with `first`.
pub fn next_query(cursor: &Cursor, first: &[(&'static str, &str)]) -> String {
    let first: Vec<_> =
        first.iter().map(|(name, value)| (Cow::Borrowed(*name), (*value).to_owned())).collect();
    let mut call = PreparedRequest::new(None, Method::GET, "/".to_owned());
    call.query = cursor.merge(&first, false);
    call.head.path_and_query().split_off(2)
}
