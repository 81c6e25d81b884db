//! Unions without a discriminator, selected by the kind of the JSON value.

/// Declares unions without a discriminator.
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
/// Declares one union per call. The kind of the JSON value selects the variant; a value that does not match its type,
/// or whose kind is not listed, becomes `_`, which is required and has the type `Json`. Every other type is a `Model`;
/// types are unique.
///
/// Implements `Clone`, `Debug`, `PartialEq`, `Serialize`, `Deserialize`, `Model`, `From<Type>` for each variant but
/// `_`, `From<&str>`, `From<serde_json::Value>`, and inherent `from_json`, `to_json`.
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
            /// Any other value.
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
            fn read(reader: &mut $crate::rt::JsonReader<'_>) -> Result<Self, $crate::rt::DecodeStop> {
                let kind = reader.kind()?;
                $(
                    if kind == $crate::rt::json_kind!($kind) {
                        if let Some(value) = $crate::rt::try_read(reader)? {
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

        impl From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                $crate::rt::from_value(value.into(), |value| Self::$other(value.into()))
            }
        }
        impl From<serde_json::Value> for $name {
            #[inline]
            fn from(value: serde_json::Value) -> Self {
                $crate::rt::from_value(value, |value| Self::$other(value.into()))
            }
        }

        $crate::rt::json_methods!($name);
        $crate::rt::serde_traits!($name);
    };
}

/// The JSON kind for a keyword of the macro.
macro_rules! json_kind {
    (string) => {
        $crate::rt::JsonKind::String
    };
    (number) => {
        $crate::rt::JsonKind::Number
    };
    (boolean) => {
        $crate::rt::JsonKind::Bool
    };
    (array) => {
        $crate::rt::JsonKind::Array
    };
    (object) => {
        $crate::rt::JsonKind::Object
    };
}

pub(crate) use json_kind;
