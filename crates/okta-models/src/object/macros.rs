//! The macro that declares object types.

/// Declares object types.
///
/// ```text
/// object! {
///     /// Docs.
///     pub struct Name {
///         @
///         /// Docs.
///         id: "id",                                   // optional: the identifier, a field of type `Id`
///         /// Docs.
///         field: "jsonName" => Type,
///         /// Docs.
///         kind: "kind" => String = "constant",        // set by `new`
///         /// Docs.
///         password: secret "password" => String,      // `Debug` shows `[redacted]`, as for `personal`
///     }
/// }
/// ```
///
/// Accepts any number of structs per call and any number of fields per struct, including none. Attributes are
/// allowed on structs and fields (except `#[cfg]` on a field). Every `Type` is a `Model`, written as a name with at most
/// one type argument; the field becomes `pub field: Option<Type>`. Adds `pub extra: Extra`. Implements `Clone`,
/// `Default`, `PartialEq`, `Debug`, `Serialize`, `Deserialize`, `Model`, `From<serde_json::Value>`, a setter for each
/// field, and the inherent methods `new`, `with`, `from_json`, `to_json`, `get`, `set`, `set_null`, `is_null`, `remove`,
/// `require`, `mismatches`. Names of fields must not collide with these methods, nor with those of the traits.
///
/// Docs of several lines are one attribute, which is cheaper to expand. In all macros of this crate, methods are
/// `#[inline]` so that machine code is generated only for the types that a program uses.
macro_rules! object {
    ($(
        $(#[$attribute:meta])*
        pub struct $name:ident {
            $( @ $(#[$id_attribute:meta])* $id:ident : $id_json:literal, )?
            $(
                $(#[$field_attribute:meta])*
                $field:ident : $($redacted:ident)? $json:literal =>
                    $type:ident $(< $inner:ty >)? $(= $constant:literal)?
            ),* $(,)?
        }
    )*) => {$(
        $(#[$attribute])*
        #[derive(Clone)]
        pub struct $name {
            $(
                $(#[$id_attribute])*
                pub $id: $crate::Id,
            )?
            $(
                $(#[$field_attribute])*
                pub $field: Option<$type $(<$inner>)?>,
            )*
            /// Members without a field: unknown members, custom attributes, values of another type, explicit nulls.
            pub extra: $crate::Extra,
        }

        impl Default for $name {
            #[inline]
            fn default() -> Self {
                Self { $( $id: $crate::Id::new(), )? $( $field: None, )* extra: $crate::Extra::new() }
            }
        }

        impl $crate::rt::Object for $name {
            #[inline]
            fn schema(&self) -> &'static $crate::rt::Schema {
                const MEMBERS: &[$crate::rt::Member] = &[
                    $( $crate::rt::Member {
                        name: $id_json,
                        field: stringify!($id),
                        redacted: false,
                    }, )?
                    $( $crate::rt::Member {
                        name: $json,
                        field: stringify!($field),
                        redacted: false $(| $crate::rt::$redacted())?,
                    }, )*
                ];
                const {
                    &$crate::rt::Schema {
                        name: stringify!($name),
                        members: MEMBERS,
                        fingerprints: &$crate::rt::fingerprints::<{ MEMBERS.len().div_ceil(8) }>(MEMBERS),
                    }
                }
            }
            #[inline]
            fn with_fields(&self, f: &mut dyn FnMut(&[&dyn $crate::rt::Field], &$crate::Extra)) {
                f(&[$( &self.$id, )? $( &self.$field, )*], &self.extra)
            }
            #[inline]
            fn with_fields_mut(&mut self, f: &mut dyn FnMut(&mut [&mut dyn $crate::rt::Field], &mut $crate::Extra)) {
                f(&mut [$( &mut self.$id, )? $( &mut self.$field, )*], &mut self.extra)
            }
        }

        impl $name {
            /// Creates an object without members, except those that always have the same value.
            #[inline]
            #[must_use]
            pub fn new() -> Self {
                Self { $( $( $field: Some($constant.into()), )? )* ..Self::default() }
            }
            $( $crate::rt::setter! { $id Id } )?
            $( $crate::rt::setter! { $field $type $($inner)? } )*
            #[doc = "Sets a member by its JSON name, with or without a field, such as a custom attribute. \
                A value that does not match the type of the field is sent unchanged, and listed by \
                [`mismatches`](Self::mismatches).\n\n# Panics\nThe value fails to serialize; \
                [`set`](Self::set) returns the error."]
            #[inline]
            #[must_use]
            pub fn with(mut self, name: &str, value: impl $crate::rt::Serialize) -> Self {
                $crate::rt::set_any(&mut self, name, &value);
                self
            }
            #[doc = "Decodes JSON. New, missing, null and differently typed members are not errors.\n\n# \
                Errors\nThe text is not valid JSON, or neither an object nor an array. An array of a \
                single object is unwrapped; any other array is kept as raw text."]
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
            #[doc = "Sets a member by its JSON name: its field if it has one, otherwise a custom \
                attribute.\n\n# Errors\nThe value fails to serialize, or does not match the type of the \
                field."]
            #[inline]
            pub fn set(&mut self, name: &str, value: impl $crate::rt::Serialize) -> Result<(), $crate::SetError> {
                $crate::rt::set_member(self, name, &value)
            }
            /// Sets a member to `null`, which is encoded.
            #[inline]
            pub fn set_null(&mut self, name: &str) {
                $crate::rt::set_null(self, name);
            }
            #[doc = "Returns the value of a field: `user.require(&user.status)?`.\n\n# Errors\nThe field \
                is empty; the error names the member."]
            #[inline]
            pub fn require<'a, T>(&self, field: &'a Option<T>) -> Result<&'a T, $crate::MissingMember> {
                $crate::rt::require(self, field)
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

/// The setter of a member.
macro_rules! setter {
    ($field:ident Id) => {
        /// Sets the member.
        #[inline]
        pub fn $field(mut self, value: impl Into<$crate::Id>) -> Self {
            self.$field = value.into();
            self
        }
    };
    ($field:ident Box $type:ty) => {
        /// Sets the member.
        #[inline]
        pub fn $field(mut self, value: impl Into<$type>) -> Self {
            self.$field = Some(Box::new(value.into()));
            self
        }
    };
    ($field:ident Vec $type:ty) => {
        /// Sets the member.
        #[inline]
        pub fn $field(mut self, values: impl IntoIterator<Item = impl Into<$type>>) -> Self {
            self.$field = Some(values.into_iter().map(Into::into).collect());
            self
        }
    };
    ($field:ident $type:ident $($inner:ty)?) => {
        /// Sets the member.
        #[inline]
        pub fn $field(mut self, value: impl Into<$type $(<$inner>)?>) -> Self {
            self.$field = Some(value.into());
            self
        }
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
        impl From<serde_json::Value> for $name {
            #[inline]
            fn from(value: serde_json::Value) -> Self {
                let mut object = Self::default();
                $crate::rt::fill(&mut object, &value);
                object
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
            fn non_object(&self) -> Option<$crate::JsonKind> {
                $crate::rt::non_object(self)
            }
            #[inline]
            fn audit(&self, audit: &mut $crate::Audit) {
                $crate::rt::audit(self, audit);
            }
        }
        $crate::rt::serde_traits!($name);
    };
}

pub(crate) use {object_traits, setter};
