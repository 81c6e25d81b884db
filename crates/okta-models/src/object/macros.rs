//! The macro that declares object types.

/// Declares object types.
///
/// ```text
/// object! {
///     /// Docs.
///     pub struct Name {
///         /// Docs.
///         field: "jsonName" => Type,
///         /// Docs.
///         password: secret "password" => String,      // `Debug` shows `[redacted]`, as for `personal`
///     }
/// }
/// ```
///
/// Accepts any number of structs per call and any number of fields per struct, including none. Attributes are
/// allowed on structs and fields (except `#[cfg]` on a field). Every `Type` is a `Model`; the field becomes
/// `pub field: Option<Type>`. Adds `pub extra: Extra`. Implements `Clone`, `Default`, `PartialEq`,
/// `Debug`, `Serialize`, `Deserialize`, `Model`, and the inherent methods `from_json`, `to_json`, `get`, `set`,
/// `set_null`, `is_null`, `remove`, `mismatches`.
///
/// In all macros of this crate, methods are `#[inline]` so that machine code is generated only for the types that a
/// program uses.
macro_rules! object {
    ($(
        $(#[$attribute:meta])*
        pub struct $name:ident {
            $( $(#[$field_attribute:meta])* $field:ident : $($redacted:ident)? $json:literal => $type:ty ),* $(,)?
        }
    )*) => {$(
        $(#[$attribute])*
        #[derive(Clone, Default)]
        pub struct $name {
            $(
                #[doc = concat!("The member `", $json, "`.")]
                $(#[$field_attribute])*
                pub $field: Option<$type>,
            )*
            /// Members without a field: unknown members, custom attributes, values of another type, explicit nulls.
            pub extra: $crate::Extra,
        }

        impl $crate::rt::Object for $name {
            #[inline]
            fn schema(&self) -> &'static $crate::rt::Schema {
                const {
                    &$crate::rt::Schema {
                        name: stringify!($name),
                        members: &[$( $crate::rt::Member {
                            name: $json,
                            field: stringify!($field),
                            redacted: $crate::rt::is_redacted!($($redacted)?),
                        } ),*],
                        fingerprints: &[$( $crate::rt::fingerprint($json) ),*],
                    }
                }
            }
            #[inline]
            fn with_fields(&self, f: &mut dyn FnMut(&[&dyn $crate::rt::Field], &$crate::Extra)) {
                f(&[$( &self.$field ),*], &self.extra)
            }
            #[inline]
            fn with_fields_mut(&mut self, f: &mut dyn FnMut(&mut [&mut dyn $crate::rt::Field], &mut $crate::Extra)) {
                f(&mut [$( &mut self.$field ),*], &mut self.extra)
            }
        }

        impl $name {
            /// Decodes JSON. New, missing, null and differently typed members are not errors.
            ///
            /// # Errors
            /// The text is not valid JSON, or neither an object nor an array. An array of a single object is
            /// unwrapped; any other array is kept as raw text.
            #[inline]
            pub fn from_json(raw: &[u8]) -> Result<Self, $crate::DecodeError> {
                $crate::Model::decode(raw)
            }
            /// Encodes the set members as JSON.
            #[inline]
            pub fn to_json(&self) -> Vec<u8> {
                $crate::rt::to_json(self)
            }
            /// Returns the value of a member by its JSON name, with or without a field.
            #[inline]
            pub fn get(&self, name: &str) -> Option<$crate::Json> {
                $crate::rt::get(self, name)
            }
            /// Sets a member by its JSON name: its field if it has one, otherwise a custom attribute.
            ///
            /// # Errors
            /// The value fails to serialize, or does not match the type of the field.
            #[inline]
            pub fn set(&mut self, name: &str, value: impl $crate::rt::Serialize) -> Result<(), $crate::SetError> {
                $crate::rt::set(self, name, &value)
            }
            /// Sets a member to `null`, which is encoded.
            #[inline]
            pub fn set_null(&mut self, name: &str) {
                $crate::rt::set_null(self, name);
            }
            /// Whether a member is present and `null`.
            #[inline]
            pub fn is_null(&self, name: &str) -> bool {
                $crate::rt::is_null(self, name)
            }
            /// Removes a member and returns its value.
            #[inline]
            pub fn remove(&mut self, name: &str) -> Option<$crate::Json> {
                $crate::rt::remove(self, name)
            }
            /// Lists the JSON names of members whose value does not match the type of their field; the values are in `extra`.
            #[inline]
            pub fn mismatches(&self) -> Vec<&'static str> {
                $crate::rt::mismatches(self)
            }
        }

        $crate::rt::object_traits!($name);
    )*};
}

/// Whether `Debug` redacts a member: one marked as a secret or as personal data.
macro_rules! is_redacted {
    () => {
        false
    };
    (secret) => {
        true
    };
    (personal) => {
        true
    };
}

/// Trait implementations of an object type.
macro_rules! object_traits {
    ($name:ident) => {
        impl PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::rt::eq(self, other)
            }
        }
        impl std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::rt::debug(self, f)
            }
        }
        impl $crate::Model for $name {
            #[inline]
            fn encode(&self, out: &mut Vec<u8>) {
                $crate::rt::encode(self, out);
            }
            #[inline]
            fn read(reader: &mut $crate::rt::JsonReader<'_>) -> Result<Self, $crate::rt::DecodeStop> {
                let mut object = Self::default();
                $crate::rt::read(&mut object, reader)?;
                Ok(object)
            }
            #[inline]
            fn read_body(reader: &mut $crate::rt::JsonReader<'_>) -> Result<Self, $crate::rt::DecodeStop> {
                let mut object = Self::default();
                $crate::rt::read_body(&mut object, reader)?;
                Ok(object)
            }
            #[inline]
            fn record_list(&mut self) -> bool {
                $crate::rt::set_body_shape(self, $crate::rt::BodyShape::SingleItemArray);
                true
            }
            #[inline]
            fn read_boxed(
                reader: &mut $crate::rt::JsonReader<'_>,
            ) -> Result<Box<Self>, $crate::rt::DecodeStop> {
                let mut object = Box::<Self>::default();
                $crate::rt::read(&mut *object, reader)?;
                Ok(object)
            }
            #[inline]
            fn has_member(&self, name: &str) -> bool {
                $crate::rt::has(self, name)
            }
            #[inline]
            fn audit(&self, audit: &mut $crate::Audit) {
                $crate::rt::audit(self, audit);
            }
        }
        $crate::rt::serde_traits!($name);
    };
}

pub(crate) use {is_redacted, object_traits};
