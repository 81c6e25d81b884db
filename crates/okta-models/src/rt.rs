//! Runtime items named by the macro expansions. Not part of the public interface.

pub(crate) use crate::extra::BodyShape;
pub(crate) use crate::fingerprint::fingerprint;
pub(crate) use crate::json::{DecodeStop, JsonKind, JsonReader, write_string};
pub(crate) use crate::model::{Field, try_read};
pub(crate) use crate::object::{Member, Object, Schema, debug};
pub(crate) use crate::object::{
    audit, encode, eq, get, has, is_null, is_redacted, mismatches, object_traits, read, read_body, remove,
    set, set_body_shape, set_null,
};
pub(crate) use crate::open_enum::open_enum_traits;
pub(crate) use crate::serde_impls::{deserialize, serde_traits, serialize, to_json};
pub(crate) use crate::union::{
    common, common_method, discriminator, insert_discriminator, json_methods, read_union_body,
};
pub(crate) use crate::untagged_union::json_kind;
pub(crate) use serde::Serialize;
