//! The response of an operation.

use crate::document::{Method, Operation, ParameterLocation, Response};
use crate::error::{Error, Result};
use crate::manifest::Entry;
use crate::models::{RustType, Shape, Types};
use crate::operations::OperationOverrides;

/// The response of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResponseKind {
    /// No body.
    Empty,
    /// A JSON value.
    Json(RustType),
    /// A JSON value or no body, by status.
    Optional(RustType),
    /// One of several JSON types, by status.
    ByStatus(Vec<(u16, RustType)>),
    /// Text of this content type.
    Text(String),
    /// Nothing is sent: a browser opens the URL.
    Url,
    /// A list.
    List {
        /// The type of the items.
        item: RustType,
        /// The member of an envelope that contains the items; `None` for an array.
        member: Option<String>,
    },
}

/// Derives the response of an operation, and the alternative content type that it supports.
pub(super) fn response_kind(
    entry: &Entry,
    operation: &Operation,
    types: &Types,
    overrides: &OperationOverrides,
) -> Result<(ResponseKind, Option<String>)> {
    let lists = &overrides.lists;
    if overrides.urls.contains(&operation.id) {
        return Ok((ResponseKind::Url, None));
    }
    let mut bodies: Vec<(u16, RustType)> = Vec::new();
    let mut texts: Vec<&str> = Vec::new();
    let mut empty = false;
    for response in operation.successes() {
        empty |= response.content.is_empty();
        for media in &response.content {
            if media.is_json() {
                let rust = types.at.get(&media.schema.pointer).cloned();
                let unknown = || Error::at(media.schema.pointer.clone(), "unknown type of this response");
                bodies.push((response.status, rust.ok_or_else(unknown)?));
            } else {
                texts.push(&media.content_type);
            }
        }
    }
    bodies.dedup_by(|one, other| one.1 == other.1);
    let other = texts.first().map(|text| (*text).to_owned());
    match (bodies.as_slice(), other) {
        ([], None) => Ok((ResponseKind::Empty, None)),
        ([], Some(text)) => Ok((ResponseKind::Text(text), None)),
        ([(_, rust)], None) if lists.contains(&operation.id) => {
            Ok((ResponseKind::List { item: rust.clone(), member: None }, None))
        }
        ([(_, rust)], other) => Ok((json_response(entry, operation, types, rust, empty), other)),
        (_, None) if !empty && bodies.iter().all(|(status, _)| (200..=202).contains(status)) => {
            Ok((ResponseKind::ByStatus(bodies), None))
        }
        _ => Err(Error::at(operation.pointer.clone(), "unsupported combination of responses")),
    }
}

fn json_response(
    entry: &Entry,
    operation: &Operation,
    types: &Types,
    rust: &RustType,
    empty: bool,
) -> ResponseKind {
    if operation.method == Method::Get {
        if let RustType::List(item) = rust {
            return ResponseKind::List { item: (**item).clone(), member: None };
        }
        if let Some((member, item)) = envelope(entry, operation, types, rust) {
            return ResponseKind::List { item, member: Some(member) };
        }
    }
    if empty { ResponseKind::Optional(rust.clone()) } else { ResponseKind::Json(rust.clone()) }
}

/// The member and item type of an envelope: an object with exactly one list, if the operation takes a cursor or its id
/// starts with `list`.
fn envelope(
    entry: &Entry,
    operation: &Operation,
    types: &Types,
    rust: &RustType,
) -> Option<(String, RustType)> {
    let cursor =
        operation.parameters_in(ParameterLocation::Query).any(|parameter| parameter.name == entry.cursor);
    if !cursor && !operation.id.starts_with("list") && !operation.id.starts_with("List") {
        return None;
    }
    let Shape::Object { fields } = &types.defs.get(rust.generated()?)?.shape else { return None };
    let mut lists = fields.iter().filter_map(|field| match &field.rust {
        RustType::List(item) => Some((field.json.clone(), (**item).clone())),
        _ => None,
    });
    lists.next().filter(|_| lists.next().is_none())
}

/// Returns whether every success response is a redirect.
pub(super) fn redirects(operation: &Operation) -> bool {
    operation.successes().all(|response: &Response| response.status >= 300)
}
