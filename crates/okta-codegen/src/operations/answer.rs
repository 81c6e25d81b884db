//! What a call gives.

use crate::document::{Method, Operation, Place, Response};
use crate::error::{Error, Result};
use crate::models::{RustType, Shape, Types};

/// What a call gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Nothing but a status.
    Nothing,
    /// A JSON value.
    Json(RustType),
    /// A JSON value with one status, nothing with another.
    Optional(RustType),
    /// One of several JSON values, by status.
    ByStatus(Vec<(u16, RustType)>),
    /// Text of this content type.
    Text(String),
    /// A listing.
    Listing {
        /// What is listed.
        item: RustType,
        /// The member of an envelope that holds the items; `None` where the answer is an array.
        member: Option<String>,
    },
}

/// The answer of an operation, and a content type that can be asked for in its place.
pub(super) fn answer(
    operation: &Operation,
    types: &Types,
    lists: &[String],
) -> Result<(Answer, Option<String>)> {
    let mut bodies: Vec<(u16, RustType)> = Vec::new();
    let mut texts: Vec<&str> = Vec::new();
    let mut empty = false;
    for response in operation.successes() {
        empty |= response.content.is_empty();
        for media in &response.content {
            if media.is_json() {
                let rust = types.at.get(&media.schema.pointer).cloned();
                let unknown =
                    || Error::at(media.schema.pointer.clone(), "the type of this answer is not known");
                bodies.push((response.status, rust.ok_or_else(unknown)?));
            } else {
                texts.push(&media.content_type);
            }
        }
    }
    bodies.dedup_by(|one, other| one.1 == other.1);
    let other = texts.first().map(|text| (*text).to_owned());
    match (bodies.as_slice(), other) {
        ([], None) => Ok((Answer::Nothing, None)),
        ([], Some(text)) => Ok((Answer::Text(text), None)),
        ([(_, rust)], None) if lists.contains(&operation.id) => {
            Ok((Answer::Listing { item: rust.clone(), member: None }, None))
        }
        ([(_, rust)], other) => Ok((of_json(operation, types, rust, empty), other)),
        (_, None) if !empty && bodies.iter().all(|(status, _)| (200..=202).contains(status)) => {
            Ok((Answer::ByStatus(bodies), None))
        }
        _ => Err(Error::at(operation.pointer.clone(), "this combination of answers is not understood")),
    }
}

fn of_json(operation: &Operation, types: &Types, rust: &RustType, empty: bool) -> Answer {
    if operation.method == Method::Get {
        if let RustType::List(item) = rust {
            return Answer::Listing { item: (**item).clone(), member: None };
        }
        if let Some((member, item)) = envelope(operation, types, rust) {
            return Answer::Listing { item, member: Some(member) };
        }
    }
    if empty { Answer::Optional(rust.clone()) } else { Answer::Json(rust.clone()) }
}

/// An object around exactly one list is an envelope if the operation takes a cursor or calls itself a listing.
fn envelope(operation: &Operation, types: &Types, rust: &RustType) -> Option<(String, RustType)> {
    let cursor = operation.parameters_in(Place::Query).any(|parameter| parameter.name == "after");
    if !cursor && !operation.id.starts_with("list") {
        return None;
    }
    let Shape::Object { fields } = &types.defs.get(rust.generated()?)?.shape else { return None };
    let mut lists = fields.iter().filter_map(|field| match &field.rust {
        RustType::List(item) => Some((field.json.clone(), (**item).clone())),
        _ => None,
    });
    lists.next().filter(|_| lists.next().is_none())
}

/// Whether only redirects mean success.
pub(super) fn redirects(operation: &Operation) -> bool {
    operation.successes().all(|response: &Response| response.status >= 300)
}
