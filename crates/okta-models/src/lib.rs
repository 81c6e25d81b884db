//! Lossless, tolerant data types for Okta's Management API.
//!
//! # Reading
//!
//! Decoding does not fail when Okta sends a new, null, missing or differently typed member, and decoding followed
//! by encoding yields the same JSON:
//!
//! - The fields of a struct are `Option`s, except for `id`, an [`Id`] that is empty if absent. Members without a field,
//!   values of another type than their field and explicit nulls are kept in `extra`.
//! - Enumerations are open: an unknown value is kept in `Unknown`.
//! - Unions are selected by their discriminator; objects with an unknown discriminator are kept whole.
//! - Lists can be decoded element by element ([`decode_list`]).
//!
//! Where a program cannot go on without a member, `require` returns it, or an error that names it:
//!
//! ```
//! use okta_models::User;
//!
//! let user = User::from_json(br#"{"id": "00u1", "status": null}"#)?;
//! let error = user.require(&user.status).unwrap_err();
//! assert_eq!(error.to_string(), "member `status` of `User` is null");
//! # Ok::<(), okta_models::DecodeError>(())
//! ```
//!
//! # Writing
//!
//! Each object has a setter per member. Setters take whatever converts: `&str` for strings and enumerations, iterators
//! for lists, arrays of pairs for maps, variants for unions, and JSON for objects. `with` sets a member that Okta's
//! document does not declare, such as a custom profile attribute. `new` fills in the members that always have the same
//! value; `default` is empty.
//!
//! ```
//! use okta_models::{CreateUserRequest, UserProfile};
//! use serde_json::json;
//!
//! let profile = UserProfile::new().login("jane@example.com").email("jane@example.com").with("costCenter", "CC-42");
//! let request = CreateUserRequest::new().profile(profile).group_ids(["00g1", "00g2"]);
//!
//! // The same, as JSON.
//! let json = json!({
//!     "profile": { "login": "jane@example.com", "email": "jane@example.com", "costCenter": "CC-42" },
//!     "groupIds": ["00g1", "00g2"],
//! });
//! assert_eq!(CreateUserRequest::from(json.clone()), request);
//! assert_eq!(serde_json::to_value(&request)?, json);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! Absent, `null` and a value are distinct in JSON. An unset field is omitted; `set_null("name")` sends `null`. `get`,
//! `set`, `set_null`, `is_null` and `remove` access members by their names in JSON, with or without a field.
//!
//! Any JSON converts without loss. A value that does not match its field is sent as it is, and listed by `mismatches`; a
//! body that is not an object is rejected before anything is sent.
//!
//! # Unions
//!
//! What all variants of a union have is read and set on the union, `Other` included; `as_…` and `as_…_mut` give access
//! to a variant, `TryFrom` converts to it, and `From` converts a variant to the union.
//!
//! ```
//! # #[cfg(feature = "apps")] {
//! use okta_models::Application;
//!
//! let json = br#"{"id": "0oa1", "label": "Old", "signOnMode": "SOME_NEW_MODE", "settings": {"x": 1}}"#;
//! let mut app = Application::from_json(json).unwrap();
//! app.set_label("New");
//! app.set("features", ["PUSH_NEW_USERS"]).unwrap();
//! assert_eq!((app.id().as_str(), app.is_known()), ("0oa1", false));
//! assert!(app.as_bookmark().is_none() && app.get("settings").is_some());
//! # }
//! ```
//!
//! # Read, change, write
//!
//! Where an operation takes another type than the one that was read, the one converts to the other; members that the
//! written type does not declare are kept in its `extra`.
//!
//! ```
//! use okta_models::{Group, GroupRequest};
//!
//! let group = Group::from_json(br#"{"id": "00g1", "profile": {"name": "Pilots"}}"#)?;
//! let request = GroupRequest::from(group);
//! assert_eq!(request.to_json(), br#"{"profile":{"name":"Pilots"},"id":"00g1"}"#);
//! # Ok::<(), okta_models::DecodeError>(())
//! ```
//!
//! # serde
//!
//! Every type is a [`Model`] and implements serde's `Serialize` and `Deserialize`: `serde_json` passes the JSON
//! text through unchanged, any other format is transcoded.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(feature = "all-apis"),
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
    ItemError, Items, ListBody, ListPosition, MemberList, decode_list, decode_list_item, decode_member_list,
    find_member_list,
};
pub use map::Map;
pub use model::{Audit, Model};
pub use number::Number;
pub use raw::Json;
pub use sort_order::SortOrder;

#[cfg(test)]
pub mod tests;
