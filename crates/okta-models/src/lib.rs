//! Lossless, tolerant data types for Okta's Management API.
//!
//! Decoding does not fail when Okta sends a new, null, missing or differently typed member, and decoding followed
//! by encoding yields the same JSON:
//!
//! - Every field of a struct is an `Option`. Members without a field, values of another type than their field and
//!   explicit nulls are kept in `extra`.
//! - Enumerations are open: an unknown value is kept in `Unknown`.
//! - Unions are selected by their discriminator; objects with an unknown discriminator are kept whole.
//! - Lists can be decoded element by element ([`decode_list`]).
//!
//! Absent, `null` and a value are distinct in JSON. An unset field is omitted; `set_null("name")` sends `null`.
//! Members that Okta's document does not declare, such as custom profile attributes, are read with `get("name")`
//! and written with `set("name", value)`.
//!
//! Every type is a [`Model`] and implements serde's `Serialize` and `Deserialize`: `serde_json` passes the JSON
//! text through unchanged, any other format is transcoded.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(feature = "full"),
    allow(dead_code, unused_imports, unused_macros, reason = "few areas need every kind of type")
)]

#[macro_use]
mod convert;
mod date_time;
mod error;
mod extra;
mod fingerprint;
mod id;
mod json;
mod lazy;
mod list;
mod map;
mod members;
mod model;
mod number;
#[macro_use]
mod object;
#[macro_use]
mod open_enum;
mod raw;
mod rt;
mod scalar;
mod serde_impls;
mod small_string;
#[macro_use]
mod union;
#[macro_use]
mod untagged_union;
mod generated;
mod sort_order;

pub use date_time::{DateTime, InvalidDateTime};
pub use error::{DecodeError, MissingMember, SetError, WrongVariant};
pub use extra::Extra;
pub use generated::*;
pub use id::Id;
pub use json::JsonKind;
pub use lazy::Lazy;
pub use list::{
    ItemError, Items, ListBody, ListPosition, MemberList, decode_list, decode_list_part, decode_member_list,
};
pub use map::Map;
pub use model::{Audit, Model};
pub use number::Number;
pub use raw::Json;
pub use sort_order::SortOrder;

#[cfg(test)]
pub mod tests;
