//! Values of several types without a discriminator, told apart by what they look like.

/// Declares unions without discriminator.
///
/// ```text
/// untagged_union! {
///     /// Docs.
///     pub enum Name {
///         string => Text(String),
///         number => Count(i64),
///         boolean => Flag(bool),
///         array => List(Vec<Type>),
///         object => One(Box<Type>),
///         _ => Other(Json),
///     }
/// }
/// ```
///
/// One union a call. The line that fits the value's kind decides the type; a value that this type cannot hold, or
/// that no line fits, goes to `_`, whose type is `Json`. Every other type is a `Model`; no type twice. `_` is not optional.
///
/// Implements `Clone`, `Debug`, `PartialEq`, `Serialize`, `Deserialize`, `Model`, `From<Type>` for each line, and
/// inherent `from_json`, `to_json`.
macro_rules! untagged_union {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $(
                $(#[$variant_attribute:meta])*
                $kind:ident => $variant:ident ( $type:ty )
            ),+ ,
            _ => $other:ident ( $other_type:ty ) $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("JSON ", stringify!($kind))]
                $(#[$variant_attribute])*
                $variant($type),
            )+
            /// Anything else.
            $other($other_type),
        }

        impl $crate::Model for $name {
            #[inline]
            fn encode(&self, out: &mut Vec<u8>) {
                match self {
                    $( Self::$variant(value) => $crate::Model::encode(value, out), )+
                    Self::$other(value) => $crate::Model::encode(value, out),
                }
            }
            #[inline]
            fn read(reader: &mut $crate::rt::Reader<'_>) -> Result<Self, $crate::rt::Stop> {
                let kind = reader.kind()?;
                $(
                    if kind == $crate::rt::shape_kind!($kind) {
                        if let Some(value) = $crate::rt::fitting(reader)? {
                            return Ok(Self::$variant(value));
                        }
                        return $crate::Model::read(reader).map(Self::$other);
                    }
                )+
                $crate::Model::read(reader).map(Self::$other)
            }
            #[inline]
            fn has_member(&self, name: &str) -> bool {
                match self {
                    $( Self::$variant(value) => $crate::Model::has_member(value, name), )+
                    Self::$other(value) => $crate::Model::has_member(value, name),
                }
            }
            #[inline]
            fn audit(&self, audit: &mut $crate::Audit) {
                match self {
                    $( Self::$variant(value) => $crate::Model::audit(value, audit), )+
                    Self::$other(_) => audit.unknown_kind(),
                }
            }
        }

        $(
            impl From<$type> for $name {
                #[inline]
                fn from(value: $type) -> Self {
                    Self::$variant(value)
                }
            }
        )+

        $crate::rt::text_methods!($name);
        $crate::rt::serde_traits!($name);
    };
}

/// The kind of JSON value for a word of the macro.
macro_rules! shape_kind {
    (string) => {
        $crate::rt::Kind::String
    };
    (number) => {
        $crate::rt::Kind::Number
    };
    (boolean) => {
        $crate::rt::Kind::Bool
    };
    (array) => {
        $crate::rt::Kind::Array
    };
    (object) => {
        $crate::rt::Kind::Object
    };
}

pub(crate) use shape_kind;
