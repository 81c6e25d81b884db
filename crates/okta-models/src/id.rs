//! Identifiers of objects.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use crate::json::{DecodeStop, JsonReader, write_string};
use crate::model::{DynModel, Field, Model};
use crate::raw::Json;
use crate::small_string::SmallString;

/// The identifier of an object: a string, empty if the object has none.
///
/// Usable wherever a `&str` is, such as for path parameters: `okta.groups().assign_user(&group.id, &user.id)`. An empty
/// path parameter is rejected before anything is sent.
///
/// The default is absent: the member is not encoded. An empty string that the server sent is encoded again; both are
/// equal to `""`. A number or `null` is kept in the `extra` of the object, until the identifier is set.
///
/// ```
/// use okta_models::{Id, User};
///
/// let user = User::from_json(br#"{"id": "00u1"}"#)?;
/// assert_eq!(user.id, "00u1");
/// assert_eq!(user.id.len(), 4);
/// assert!(User::new().id.is_empty());
/// # Ok::<(), okta_models::DecodeError>(())
/// ```
#[derive(Clone, Default)]
pub struct Id(Option<SmallString>);

impl Id {
    /// Creates an absent identifier.
    pub const fn new() -> Self {
        Self(None)
    }

    /// Returns the identifier; empty if it is absent.
    pub fn as_str(&self) -> &str {
        self.0.as_ref().map_or("", SmallString::as_str)
    }

    /// Returns the identifier; `None` if it is absent. An empty string that the server sent is not absent.
    pub fn to_option(&self) -> Option<&str> {
        self.0.as_ref().map(SmallString::as_str)
    }
}

impl Deref for Id {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Id {}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Id {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

/// Equality with string types, in both directions.
macro_rules! equals {
    ($($text:ty),*) => {$(
        impl PartialEq<$text> for Id {
            fn eq(&self, other: &$text) -> bool {
                let other: &str = other.as_ref();
                self.as_str() == other
            }
        }
        impl PartialEq<Id> for $text {
            fn eq(&self, other: &Id) -> bool {
                other == self
            }
        }
    )*};
}

equals!(str, &str, String);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl From<&str> for Id {
    fn from(id: &str) -> Self {
        Self(Some(id.into()))
    }
}

impl From<String> for Id {
    fn from(id: String) -> Self {
        id.as_str().into()
    }
}

impl From<&String> for Id {
    fn from(id: &String) -> Self {
        id.as_str().into()
    }
}

impl From<&Id> for Id {
    fn from(id: &Id) -> Self {
        id.clone()
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.as_str().to_owned()
    }
}

impl From<&Id> for String {
    fn from(id: &Id) -> Self {
        id.as_str().to_owned()
    }
}

impl From<&Id> for Json {
    /// Creates a JSON string.
    fn from(id: &Id) -> Self {
        id.as_str().into()
    }
}

impl Model for Id {
    fn encode(&self, out: &mut Vec<u8>) {
        write_string(out, self);
    }

    fn read(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop> {
        reader.string().map(|id| Self::from(&*id))
    }
}

impl Field for Id {
    fn read(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeStop> {
        *self = <Self as Model>::read(reader)?;
        Ok(())
    }

    fn value(&self) -> Option<&dyn DynModel> {
        self.0.as_ref().map(|_| -> &dyn DynModel { self })
    }

    fn clear(&mut self) {
        self.0 = None;
    }
}

crate::rt::serde_traits!(Id);
