//! A place in a listing that can be kept and come back to.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A place in a listing: the query parameters by which the server continues it.
///
/// A cursor is opaque and belongs to the operation that gave it, together with the filters of that call. It can
/// be stored as text (`Display`, [`FromStr`], serde) and used later with
/// [`Pager::resume`](super::Pager::resume), also by another process.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor(String);

impl Cursor {
    /// The cursor in the query of a link. A query that could not be sent as it is, such as one with blanks, is
    /// encoded anew.
    pub(super) fn of_query(query: &str) -> Option<Self> {
        if let Ok(cursor) = query.parse() {
            return Some(cursor);
        }
        let named = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !name.is_empty());
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(named).finish();
        (!encoded.is_empty()).then_some(Self(encoded))
    }

    /// A cursor from the bare value of the `after` parameter, as other programs store it.
    #[must_use]
    pub fn after(value: &str) -> Self {
        Self(form_urlencoded::Serializer::new(String::new()).append_pair("after", value).finish())
    }

    /// The value of the `after` parameter, when the cursor has one.
    #[must_use]
    pub fn after_value(&self) -> Option<String> {
        self.pairs().find(|(name, _)| name == "after").map(|(_, value)| value.into_owned())
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        form_urlencoded::parse(self.0.as_bytes())
    }

    /// The parameters of the first call with those of the cursor in place of, or beside, them.
    pub(super) fn merge(&self, first: &[(Cow<'static, str>, String)]) -> Vec<(Cow<'static, str>, String)> {
        let own: Vec<_> = self.pairs().collect();
        let has_after = own.iter().any(|(name, _)| name == "after");
        let mut merged: Vec<_> = first
            .iter()
            .filter(|(name, _)| !own.iter().any(|(other, _)| other == name))
            // Where to begin and where to go on exclude each other in the System Log.
            .filter(|(name, _)| !(has_after && name == "since"))
            .cloned()
            .collect();
        merged
            .extend(own.into_iter().map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned())));
        merged
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Cursor {
    /// Shows no value: a cursor may repeat a search expression.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.pairs().map(|(name, _)| name.into_owned()).collect();
        f.debug_tuple("Cursor").field(&names).finish()
    }
}

/// Text that is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCursor;

impl fmt::Display for InvalidCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a cursor; give the text that `Cursor` was displayed as")
    }
}

impl std::error::Error for InvalidCursor {}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let cursor = Self(text.to_owned());
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
        let named = cursor.pairs().all(|(name, _)| !name.is_empty());
        if plain && named && text.contains('=') { Ok(cursor) } else { Err(InvalidCursor) }
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(of: &[(&'static str, &str)]) -> Vec<(Cow<'static, str>, String)> {
        of.iter().map(|(name, value)| (Cow::Borrowed(*name), (*value).to_owned())).collect()
    }

    #[test]
    fn filters_that_the_link_dropped_come_back() {
        let cursor = Cursor::of_query("after=a%3D%3D&limit=20").unwrap();
        let merged = cursor.merge(&pairs(&[("targetId", "x"), ("limit", "5")]));
        assert_eq!(merged, pairs(&[("targetId", "x"), ("after", "a=="), ("limit", "20")]));
    }

    #[test]
    fn since_ends_where_after_begins() {
        let merged = Cursor::after("1_1").merge(&pairs(&[("since", "2026"), ("until", "2027")]));
        assert_eq!(merged, pairs(&[("until", "2027"), ("after", "1_1")]));
    }

    #[test]
    fn text_that_is_no_cursor_is_refused() {
        for text in ["", "after", "=x", "after=a b", "after=1#x", "after=\n"] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_link_that_gives_a_cursor_gives_one_that_survives_as_text(query in ".*") {
            let parameters = |query: &str| -> Vec<_> {
                form_urlencoded::parse(query.as_bytes())
                    .filter(|(name, _)| !name.is_empty())
                    .map(|(name, value)| (name.into_owned(), value.into_owned()))
                    .collect()
            };
            match Cursor::of_query(&query) {
                Some(cursor) => {
                    prop_assert_eq!(parameters(&cursor.to_string()), parameters(&query));
                    prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
                }
                None => prop_assert!(parameters(&query).is_empty()),
            }
        }

        #[test]
        fn any_value_survives_as_text(value in ".*") {
            let cursor = Cursor::after(&value);
            let again: Cursor = cursor.to_string().parse().unwrap();
            prop_assert_eq!(again.after_value(), Some(value));
        }
    }
}
