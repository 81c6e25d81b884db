//! Runtime items named by the macro expansions. Not part of the public interface.

pub(crate) use crate::convert::{convert, from_value};
pub(crate) use crate::extra::BodyShape;
pub(crate) use crate::fingerprint::fingerprints;
pub(crate) use crate::json::{DecodeStop, JsonKind, JsonReader, write_string};
pub(crate) use crate::members::{AsMembers, Members, set_member};
pub(crate) use crate::model::{Field, try_read};
pub(crate) use crate::object::{Member, Object, Schema, debug};
pub(crate) use crate::object::{
    audit, encode, eq, fill, get, has, is_null, mismatches, non_object, object_traits, personal, read,
    read_body, remove, require, secret, set_any, set_body_shape, set_null, setter,
};
pub(crate) use crate::open_enum::open_enum_traits;
pub(crate) use crate::serde_impls::{deserialize, serde_traits, serialize, to_json};
pub(crate) use crate::union::{
    FromValue, common, common_id, common_member, discriminator, insert_discriminator, json_methods,
    read_union_body,
};
pub(crate) use crate::untagged_union::json_kind;
pub(crate) use serde::Serialize;
