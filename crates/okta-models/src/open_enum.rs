//! Open string enumerations.

/// Declares open enumerations of strings.
///
/// ```text
/// open_enum! {
///     /// Docs.
///     pub enum Name {
///         /// Docs, optional.
///         Active = "ACTIVE",
///         Inactive = "INACTIVE",
///     }
/// }
/// ```
///
/// Accepts any number of enums per call, each with at least one variant; values are unique. Adds
/// `Unknown(String)`. Implements `Clone`, `Debug`, `PartialEq`, `Eq`, `Hash`, `Display`, `FromStr`, `From<&str>`,
/// `From<String>`, `AsRef<str>`, `Serialize`, `Deserialize`, `Model`, and inherent `KNOWN`, `as_str`, `is_known`.
macro_rules! open_enum {
    ($(
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $( $(#[$variant_attribute:meta])* $variant:ident = $value:literal ),+ $(,)?
        }
    )*) => {$(
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $value, "`")]
                $(#[$variant_attribute])*
                $variant,
            )+
            /// A value unknown to this version, kept unchanged.
            Unknown(String),
        }

        impl $name {
            /// The known values.
            pub const KNOWN: &'static [&'static str] = &[$( $value ),+];

            /// The value in JSON.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $value, )+
                    Self::Unknown(value) => value,
                }
            }

            /// Whether the value is known to this version.
            #[inline]
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        impl From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                match value {
                    $( $value => Self::$variant, )+
                    _ => Self::Unknown(value.to_owned()),
                }
            }
        }

        $crate::rt::open_enum_traits!($name);
    )*};
}

/// Trait implementations of an enumeration.
macro_rules! open_enum_traits {
    ($name:ident) => {
        impl From<String> for $name {
            #[inline]
            fn from(value: String) -> Self {
                value.as_str().into()
            }
        }
        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;
            #[inline]
            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Ok(value.into())
            }
        }
        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
        impl $crate::Model for $name {
            #[inline]
            fn encode(&self, out: &mut Vec<u8>) {
                $crate::rt::write_string(out, self.as_str());
            }
            #[inline]
            fn read(reader: &mut $crate::rt::JsonReader<'_>) -> Result<Self, $crate::rt::DecodeStop> {
                reader.string().map(|value| Self::from(&*value))
            }
            #[inline]
            fn audit(&self, audit: &mut $crate::Audit) {
                if !self.is_known() {
                    audit.unknown_enum();
                }
            }
        }
        $crate::rt::serde_traits!($name);
    };
}

pub(crate) use open_enum_traits;
