//! Doors to what is private here, for the fuzz targets.

use std::borrow::Cow;

use http::HeaderMap;

use super::{Cursor, link};
use crate::request::Outgoing;

/// The cursor that an answer's `Link` headers give to a listing of `path`.
pub fn cursor_in_headers(headers: &HeaderMap, path: &str) -> Option<Cursor> {
    link::cursor(link::next_target(headers)?, path)
}

/// The cursor that a link in a body gives to a listing of `path`.
pub fn cursor_in_body(href: &[u8], path: &str) -> Option<Cursor> {
    link::cursor(std::str::from_utf8(href).ok()?, path)
}

/// The query of the request for the page that a cursor points at, in a listing that began with `first`.
pub fn next_query(cursor: &Cursor, first: &[(&'static str, &str)]) -> String {
    let first: Vec<_> =
        first.iter().map(|(name, value)| (Cow::Borrowed(*name), (*value).to_owned())).collect();
    let mut call = Outgoing::new(None, http::Method::GET, "/".to_owned());
    call.query = cursor.merge(&first);
    call.head.path_and_query().split_off(2)
}
