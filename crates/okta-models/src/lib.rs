//! Lossless, tolerant data types for Okta's Management API.
//!
//! Decoding never fails because Okta sent something new, null, missing or of another type than documented, and
//! decoding followed by encoding gives back the same JSON:
//!
//! - Every field of a struct is an `Option`. Members without a field, values that do not fit their field and
//!   explicit nulls are in its `extra`.
//! - Enumerations are open: a value that is not known is kept in `Unknown`.
//! - Objects of several types are told apart by their discriminator; those of unknown kind are kept whole.
//! - Lists can be decoded element by element ([`decode_list`]).
//!
//! Absent, null and a value are three things on the wire. An unset field is not sent; `set_null("name")` sends
//! `null`. Members that Okta's document does not know, custom attributes of profiles above all, are read with
//! `get("name")` and written with `set("name", value)`.
//!
//! Everything here is a [`Model`], and implements serde's `Serialize` and `Deserialize` too: with `serde_json` the
//! text goes through unchanged, any other format is transcoded.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(feature = "full"),
    allow(dead_code, unused_imports, unused_macros, reason = "few areas need every kind of type")
)]

mod date_time;
mod error;
mod extra;
mod json;
mod lazy;
mod list;
mod map;
mod model;
mod number;
#[macro_use]
mod object;
#[macro_use]
mod open_enum;
mod raw;
mod rt;
mod scalar;
mod seen;
mod serde_impls;
#[macro_use]
mod untagged_union;
mod small_string;
#[macro_use]
mod union;
mod generated;

pub use date_time::DateTime;
pub use error::{DecodeError, SetError};
pub use extra::Extra;
pub use generated::*;
pub use json::Kind;
pub use lazy::Lazy;
pub use list::{ItemError, Items, ListPosition, MemberList, decode_list, decode_list_part, decode_member_list};
pub use map::Map;
pub use model::{Audit, Model};
pub use number::Number;
pub use raw::Json;

#[cfg(test)]
pub mod tests;
