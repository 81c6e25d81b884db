//! Unions of object types, selected by a discriminator.

use crate::json::{DecodeStop, JsonKind, JsonReader, write_string};
use crate::model::Model;
use crate::object::enter_single_valued;

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
///         "VALUE" => Variant(Box<Type>),
///         "ONE" | "TWO" => Another(Box<OtherType>),
///         "NESTED" => More(Box<OtherUnion>),
///         else => Other(Box<Base>),
///     }
///     common { id: String, created: DateTime }
/// }
/// ```
///
/// Declares one union per call. Each variant but the last contains a `Box` of a type named by one identifier; types
/// are unique. Such a type is a `Model` that is an object: a struct, or another union. The type of `else` is any
/// `Model` that accepts every object: a boxed struct, `Json`, `Map<Json>`. `common` is optional: it adds a method per
/// name, for which every variant has a field of that name and type (so no unions and no `Json`); the names must not
/// collide with the inherent methods below.
///
/// Decoding looks up the discriminator once and decodes the selected type from the same text. An absent, null or
/// unknown discriminator selects `else`. Encoding writes the discriminator (the variant's first value) if the
/// variant's object does not have it. Implements `Clone`, `Debug`, `PartialEq`, `Serialize`, `Deserialize`,
/// `Model`, `From<Type>` and `From<Box<Type>>` for each variant but `else`, and inherent `DISCRIMINATOR`,
/// `from_json`, `to_json`, `is_known`.
macro_rules! union {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident by $by:literal {
            $(
                $(#[$variant_attribute:meta])*
                $first:literal $(| $value:literal)* => $variant:ident ( Box < $type:ident > )
            ),+ ,
            else => $other:ident ( $other_type:ty ) $(,)?
        }
        $( common { $( $(#[$common_attribute:meta])* $common:ident : $common_type:ty ),* $(,)? } )?
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
        }

        $crate::rt::common! { $name { $($variant)+ $other } $( $($common: $common_type,)* )? }

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
        )+

        $crate::rt::json_methods!($name);
        $crate::rt::serde_traits!($name);
    };
}

/// Accessors for the members common to all variants.
macro_rules! common {
    ($name:ident { $($variant:ident)+ }) => {};
    ($name:ident $variants:tt $($common:ident : $type:ty,)+) => {
        impl $name {
            $( $crate::rt::common_method! { $variants $common: $type } )+
        }
    };
}

/// The accessor of one common member.
macro_rules! common_method {
    ({ $($variant:ident)+ } $common:ident : $type:ty) => {
        #[doc = concat!("The member `", stringify!($common), "`, common to all variants.")]
        #[inline]
        pub fn $common(&self) -> Option<&$type> {
            match self {
                $( Self::$variant(object) => object.$common.as_ref(), )+
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

pub(crate) use {common, common_method, json_methods};
