//! Unions of object types, selected by a discriminator.

use crate::json::{DecodeStop, JsonKind, JsonReader, write_string};
use crate::model::Model;
use crate::object::enter_single_valued;
use crate::raw::Json;

/// Reads the discriminator of the next object, which is not consumed. Of several members with that name, the first
/// is used.
pub(crate) fn discriminator<'a>(
    reader: &mut JsonReader<'a>,
    name: &str,
) -> Result<Option<std::borrow::Cow<'a, str>>, DecodeStop> {
    let mark = reader.mark();
    let found = match reader.find_member(name)? {
        Some(JsonKind::String) => match reader.string() {
            Ok(value) => Some(value),
            Err(stop) if stop.is_mismatch() => None,
            Err(stop) => return Err(stop),
        },
        _ => None,
    };
    reader.reset(mark);
    Ok(found)
}

/// Reads a union that is a complete body: an object, or an array of a single object.
pub(crate) fn read_union_body<T: Model>(reader: &mut JsonReader<'_>) -> Result<T, DecodeStop> {
    if reader.kind()? != JsonKind::Array || !enter_single_valued(reader)? {
        return T::read(reader);
    }
    let at = reader.at();
    let mut value = T::read(reader)?;
    reader.next_item(&mut false)?;
    if value.record_list() { Ok(value) } else { Err(DecodeStop::mismatch(JsonKind::Object.name(), at)) }
}

/// Inserts the discriminator as the first member of the object that starts at `start`.
#[cold]
pub(crate) fn insert_discriminator(out: &mut Vec<u8>, start: usize, name: &str, value: &str) {
    if out.get(start) != Some(&b'{') {
        return;
    }
    let rest = out.split_off(start + 1);
    write_string(out, name);
    out.push(b':');
    write_string(out, value);
    if rest.first() != Some(&b'}') {
        out.push(b',');
    }
    out.extend_from_slice(&rest);
}

/// Declares unions of objects with a discriminator.
///
/// ```text
/// union! {
///     /// Docs.
///     pub enum Name by "discriminator" {
///         "VALUE" => Variant(Box<Type>) as_variant as_variant_mut,
///         "ONE" | "TWO" => Another(Box<OtherType>) as_another as_another_mut,
///         "NESTED" => More(Box<OtherUnion>, union) as_more as_more_mut,
///         else => Other(Box<Base>),
///     }
///     common {
///         @ id,
///         created set_created: DateTime,
///         parts set_parts: Vec<Part>,
///     }
/// }
/// ```
///
/// Declares one union per call. Each variant but the last contains a `Box` of a type named by one identifier; types
/// are unique. Such a type is a `Model` that is an object: a struct, or another union, which is marked. The type of
/// `else` is a boxed struct or `Json`. `common` is optional: it adds an accessor and a setter per name, for which every
/// variant has a field of that name and type, or such an accessor and setter if it is a union (so no `Json`); `@` marks
/// the identifier. The names must not collide with the inherent methods below.
///
/// Decoding looks up the discriminator once and decodes the selected type from the same text. An absent, null or
/// unknown discriminator selects `else`. Encoding writes the discriminator (the variant's first value) if the
/// variant's object does not have it. Implements `Clone`, `Debug`, `PartialEq`, `Serialize`, `Deserialize`,
/// `Model`, `From<serde_json::Value>`, for each variant but `else` `From<Type>`, `From<Box<Type>>`, `TryFrom` in the
/// other direction and two accessors, and inherent `DISCRIMINATOR`, `from_json`, `to_json`, `is_known`, `get`, `set`,
/// `set_null`, `is_null`, `remove`.
macro_rules! union {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident by $by:literal {
            $(
                $(#[$variant_attribute:meta])*
                $first:literal $(| $value:literal)* =>
                    $variant:ident ( Box < $type:ident > $(, $nested:ident)? ) $as:ident $as_mut:ident
            ),+ ,
            else => $other:ident ( $other_type:ty ) $(,)?
        }
        $( common { $($common:tt)* } )?
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $by, "` is `", $first, "`" $(, " or `", $value, "`")*)]
                $(#[$variant_attribute])*
                $variant(Box<$type>),
            )+
            #[doc = concat!("`", $by, "` is absent, null or unknown to this version.")]
            $other($other_type),
        }

        impl $name {
            /// The member that selects the variant.
            pub const DISCRIMINATOR: &'static str = $by;

            /// Whether the variant is known to this version.
            #[inline]
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::$other(_))
            }
            $(
                /// Returns the object, if it is this variant.
                #[inline]
                pub fn $as(&self) -> Option<&$type> {
                    match self {
                        Self::$variant(object) => Some(object),
                        _ => None,
                    }
                }
                /// Returns the object for changes, if it is this variant.
                #[inline]
                pub fn $as_mut(&mut self) -> Option<&mut $type> {
                    match self {
                        Self::$variant(object) => Some(object),
                        _ => None,
                    }
                }
            )+
            /// Returns the value of a member by its JSON name, whichever the variant.
            #[inline]
            pub fn get(&self, name: &str) -> Option<$crate::Json> {
                $crate::rt::AsMembers::as_members(self).get(name)
            }
            /// Sets a member by its JSON name, whichever the variant.
            ///
            /// # Errors
            /// The value fails to serialize, or does not match the type of the variant's field.
            #[inline]
            pub fn set(&mut self, name: &str, value: impl $crate::rt::Serialize) -> Result<(), $crate::SetError> {
                $crate::rt::set_member($crate::rt::AsMembers::as_members_mut(self), name, &value)
            }
            /// Sets a member to `null`, which is encoded.
            #[inline]
            pub fn set_null(&mut self, name: &str) {
                $crate::rt::AsMembers::as_members_mut(self).set_null(name);
            }
            /// Whether a member is present and `null`.
            #[inline]
            pub fn is_null(&self, name: &str) -> bool {
                $crate::rt::AsMembers::as_members(self).is_null(name)
            }
            /// Removes a member and returns its value.
            #[inline]
            pub fn remove(&mut self, name: &str) -> Option<$crate::Json> {
                $crate::rt::AsMembers::as_members_mut(self).remove(name)
            }
        }

        impl $crate::rt::AsMembers for Box<$name> {
            #[inline]
            fn as_members(&self) -> &dyn $crate::rt::Members {
                $crate::rt::AsMembers::as_members(&**self)
            }
            #[inline]
            fn as_members_mut(&mut self) -> &mut dyn $crate::rt::Members {
                $crate::rt::AsMembers::as_members_mut(&mut **self)
            }
        }

        impl $crate::rt::AsMembers for $name {
            #[inline]
            fn as_members(&self) -> &dyn $crate::rt::Members {
                match self {
                    $( Self::$variant(object) => $crate::rt::AsMembers::as_members(object), )+
                    Self::$other(object) => $crate::rt::AsMembers::as_members(object),
                }
            }
            #[inline]
            fn as_members_mut(&mut self) -> &mut dyn $crate::rt::Members {
                match self {
                    $( Self::$variant(object) => $crate::rt::AsMembers::as_members_mut(object), )+
                    Self::$other(object) => $crate::rt::AsMembers::as_members_mut(object),
                }
            }
        }

        $crate::rt::common! { $name { $( $variant $($nested)?, )+ $other, } $( $($common)* )? }

        impl $crate::Model for $name {
            #[inline]
            fn encode(&self, out: &mut Vec<u8>) {
                let start = out.len();
                match self {
                    $( Self::$variant(object) => {
                        $crate::Model::encode(object, out);
                        if !$crate::Model::has_member(object, $by) {
                            $crate::rt::insert_discriminator(out, start, $by, $first);
                        }
                    } )+
                    Self::$other(object) => $crate::Model::encode(object, out),
                }
            }
            #[inline]
            fn read(reader: &mut $crate::rt::JsonReader<'_>) -> Result<Self, $crate::rt::DecodeStop> {
                match $crate::rt::discriminator(reader, $by)?.as_deref() {
                    $( Some($first $(| $value)*) => $crate::Model::read(reader).map(Self::$variant), )+
                    _ => $crate::Model::read(reader).map(Self::$other),
                }
            }
            #[inline]
            fn read_body(reader: &mut $crate::rt::JsonReader<'_>) -> Result<Self, $crate::rt::DecodeStop> {
                $crate::rt::read_union_body(reader)
            }
            #[inline]
            fn record_list(&mut self) -> bool {
                match self {
                    $( Self::$variant(object) => $crate::Model::record_list(object), )+
                    Self::$other(object) => $crate::Model::record_list(object),
                }
            }
            #[inline]
            fn non_object(&self) -> Option<$crate::JsonKind> {
                match self {
                    $( Self::$variant(object) => $crate::Model::non_object(object), )+
                    Self::$other(object) => $crate::Model::non_object(object),
                }
            }
            #[inline]
            fn has_member(&self, name: &str) -> bool {
                match self {
                    $( Self::$variant(object) => name == $by || $crate::Model::has_member(object, name), )+
                    Self::$other(object) => $crate::Model::has_member(object, name),
                }
            }
            #[inline]
            fn audit(&self, audit: &mut $crate::Audit) {
                match self {
                    $( Self::$variant(object) => $crate::Model::audit(object, audit), )+
                    Self::$other(object) => {
                        audit.unknown_kind();
                        $crate::Model::audit(object, audit);
                    }
                }
            }
        }

        impl From<serde_json::Value> for $name {
            #[inline]
            fn from(value: serde_json::Value) -> Self {
                $crate::rt::from_value(value, |value| {
                    Self::$other($crate::rt::FromValue::from_value(value))
                })
            }
        }

        $(
            impl From<Box<$type>> for $name {
                #[inline]
                fn from(object: Box<$type>) -> Self {
                    Self::$variant(object)
                }
            }
            impl From<$type> for $name {
                #[inline]
                fn from(object: $type) -> Self {
                    Self::$variant(Box::new(object))
                }
            }
            impl TryFrom<$name> for $type {
                type Error = $crate::WrongVariant<$name>;
                #[inline]
                fn try_from(value: $name) -> Result<Self, Self::Error> {
                    match value {
                        $name::$variant(object) => Ok(*object),
                        value => Err($crate::WrongVariant { value, expected: stringify!($type) }),
                    }
                }
            }
        )+

        $crate::rt::json_methods!($name);
        $crate::rt::serde_traits!($name);
    };
}

/// The content of the unknown variant, from a JSON value that cannot be decoded.
pub(crate) trait FromValue {
    fn from_value(value: serde_json::Value) -> Self;
}

impl FromValue for Json {
    fn from_value(value: serde_json::Value) -> Self {
        value.into()
    }
}

impl<T: From<serde_json::Value>> FromValue for Box<T> {
    fn from_value(value: serde_json::Value) -> Self {
        Box::new(value.into())
    }
}

/// Accessors and setters of the members common to all variants.
macro_rules! common {
    ($name:ident $variants:tt) => {};
    ($name:ident $variants:tt @ $id:ident, $($rest:tt)*) => {
        impl $name {
            $crate::rt::common_id! { $id $variants }
        }
        $crate::rt::common! { $name $variants $($rest)* }
    };
    ($name:ident $variants:tt $($common:ident $set:ident : $type:ident $(< $inner:ty >)?),+ $(,)?) => {
        impl $name {
            $( $crate::rt::common_member! { $common $set $variants $type $($inner)? } )+
        }
    };
}

/// The accessor of the identifier.
macro_rules! common_id {
    ($id:ident { $($variant:ident $($nested:ident)?,)+ }) => {
        /// Returns the identifier; empty if it is absent.
        #[inline]
        pub fn $id(&self) -> &$crate::Id {
            match self {
                $( Self::$variant(object) => $crate::rt::common_member!(@ id object $id $($nested)?), )+
            }
        }
    };
}

/// The accessor and the setter of one common member.
macro_rules! common_member {
    (@ id $object:ident $id:ident union) => { $object.$id() };
    (@ id $object:ident $id:ident) => { &$object.$id };
    (@ get $object:ident $common:ident union) => { $object.$common() };
    (@ get $object:ident $common:ident) => { $object.$common.as_ref() };
    (@ set $object:ident $common:ident $set:ident $value:ident $field:expr, union) => {{ $object.$set($value); }};
    (@ set $object:ident $common:ident $set:ident $value:ident $field:expr,) => { $object.$common = $field };
    ($common:ident $set:ident { $($variant:ident $($nested:ident)?,)+ } Box $type:ty) => {
        #[doc = concat!("Returns the member `", stringify!($common), "`, common to all variants.")]
        #[inline]
        pub fn $common(&self) -> Option<&$type> {
            match self {
                $( Self::$variant(object) => $crate::rt::common_member!(@ box object $common $($nested)?), )+
            }
        }
        #[doc = concat!("Sets the member `", stringify!($common), "`, common to all variants.")]
        #[inline]
        pub fn $set(&mut self, value: impl Into<$type>) {
            let value: $type = value.into();
            match self {
                $( Self::$variant(object) => {
                    $crate::rt::common_member!(@ set object $common $set value Some(Box::new(value)), $($nested)?)
                } )+
            }
        }
    };
    (@ box $object:ident $common:ident union) => { $object.$common() };
    (@ box $object:ident $common:ident) => { $object.$common.as_deref() };
    ($common:ident $set:ident { $($variant:ident $($nested:ident)?,)+ } Vec $type:ty) => {
        #[doc = concat!("Returns the member `", stringify!($common), "`, common to all variants.")]
        #[inline]
        pub fn $common(&self) -> Option<&Vec<$type>> {
            match self {
                $( Self::$variant(object) => $crate::rt::common_member!(@ get object $common $($nested)?), )+
            }
        }
        #[doc = concat!("Sets the member `", stringify!($common), "`, common to all variants.")]
        #[inline]
        pub fn $set(&mut self, values: impl IntoIterator<Item = impl Into<$type>>) {
            let values: Vec<$type> = values.into_iter().map(Into::into).collect();
            match self {
                $( Self::$variant(object) => {
                    $crate::rt::common_member!(@ set object $common $set values Some(values), $($nested)?)
                } )+
            }
        }
    };
    ($common:ident $set:ident { $($variant:ident $($nested:ident)?,)+ } $type:ident $($inner:ty)?) => {
        #[doc = concat!("Returns the member `", stringify!($common), "`, common to all variants.")]
        #[inline]
        pub fn $common(&self) -> Option<&$type $(<$inner>)?> {
            match self {
                $( Self::$variant(object) => $crate::rt::common_member!(@ get object $common $($nested)?), )+
            }
        }
        #[doc = concat!("Sets the member `", stringify!($common), "`, common to all variants.")]
        #[inline]
        pub fn $set(&mut self, value: impl Into<$type $(<$inner>)?>) {
            let value: $type $(<$inner>)? = value.into();
            match self {
                $( Self::$variant(object) => {
                    $crate::rt::common_member!(@ set object $common $set value Some(value), $($nested)?)
                } )+
            }
        }
    };
}

/// `from_json` and `to_json`.
macro_rules! json_methods {
    ($name:ident) => {
        impl $name {
            /// Decodes JSON.
            ///
            /// # Errors
            /// The text is not valid JSON, or its value does not match the type.
            #[inline]
            pub fn from_json(raw: &[u8]) -> Result<Self, $crate::DecodeError> {
                $crate::Model::decode(raw)
            }
            /// Encodes the value as JSON.
            #[inline]
            pub fn to_json(&self) -> Vec<u8> {
                $crate::rt::to_json(self)
            }
        }
    };
}

pub(crate) use {common, common_id, common_member, json_methods};
