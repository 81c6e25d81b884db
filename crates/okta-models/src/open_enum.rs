//! Enumerations that take values they do not know.

/// Declares enumerations of strings.
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
/// Any number of enums in one call; at least one variant each; no two variants with one value. `Unknown(String)`
/// is added. Implements `Clone`, `Debug`, `PartialEq`, `Eq`, `Hash`, `Display`, `FromStr`, `From<&str>`,
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
            /// A value that this version does not know, as it came; it is written back the same.
            Unknown(String),
        }

        impl $name {
            /// The values that have a variant.
            pub const KNOWN: &'static [&'static str] = &[$( $value ),+];

            /// The value on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $value, )+
                    Self::Unknown(value) => value,
                }
            }

            /// Whether the value has a variant.
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

/// What every enumeration has in common.
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
            fn read(reader: &mut $crate::rt::Reader<'_>) -> Result<Self, $crate::rt::Stop> {
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
