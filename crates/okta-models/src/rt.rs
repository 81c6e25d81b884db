//! What the expansions of the macros use. Not part of the public interface.

pub(crate) use crate::extra::Body;
pub(crate) use crate::json::{Kind, Reader, Stop, write_string};
pub(crate) use crate::model::{Slot, fitting};
pub(crate) use crate::object::{Member, Object, Shape, debug};
pub(crate) use crate::object::{
    encode, get, has, is_null, is_secret, mismatches, object_traits, read, read_body, remove, report, same, set,
    set_body, set_null,
};
pub(crate) use crate::open_enum::open_enum_traits;
pub(crate) use crate::seen::fingerprint;
pub(crate) use crate::serde_impls::{deserialize, serde_traits, serialize, to_json};
pub(crate) use crate::union::{
    common, common_method, discriminator, insert_discriminator, read_union_body, text_methods,
};
pub(crate) use crate::untagged_union::shape_kind;
pub(crate) use serde::Serialize;
