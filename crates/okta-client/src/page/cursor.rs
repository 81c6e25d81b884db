//! Cursors: positions in a listing with a text form.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A position in a listing: the query parameters with which the server continues it.
///
/// A cursor is opaque, and valid for the operation that returned it with the filters of that call. It can be
/// stored as text (`Display`, [`FromStr`], serde) and passed to [`Pager::resume`](super::Pager::resume)
/// later, also in another process.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor(String);

impl Cursor {
    /// Returns the cursor in the query of a link. A query with characters that are not allowed, such as
    /// blanks, is re-encoded.
    pub(super) fn from_query(query: &str) -> Option<Self> {
        if let Ok(cursor) = query.parse() {
            return Some(cursor);
        }
        let named = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !name.is_empty());
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(named).finish();
        (!encoded.is_empty()).then_some(Self(encoded))
    }

    /// Creates a cursor from the bare value of the `after` parameter.
    #[must_use]
    pub fn after(value: &str) -> Self {
        Self(form_urlencoded::Serializer::new(String::new()).append_pair("after", value).finish())
    }

    /// Returns the value of the `after` parameter, if the cursor has one.
    #[must_use]
    pub fn after_value(&self) -> Option<String> {
        self.pairs().find(|(name, _)| name == "after").map(|(_, value)| value.into_owned())
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        form_urlencoded::parse(self.0.as_bytes())
    }

    /// Merges the cursor into the parameters of the first call; parameters of the cursor replace those of the
    /// call.
    pub(crate) fn merge(&self, first: &[(Cow<'static, str>, String)]) -> Vec<(Cow<'static, str>, String)> {
        let parameters: Vec<_> = self.pairs().collect();
        let has_after = parameters.iter().any(|(name, _)| name == "after");
        let mut merged: Vec<_> = first
            .iter()
            .filter(|(name, _)| !parameters.iter().any(|(other, _)| other == name))
            // The System Log rejects `since` together with `after`.
            .filter(|(name, _)| !(has_after && name == "since"))
            .cloned()
            .collect();
        merged.extend(
            parameters.into_iter().map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned())),
        );
        merged
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Cursor {
    /// Shows the names only: the values may contain a search expression.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.pairs().map(|(name, _)| name.into_owned()).collect();
        f.debug_tuple("Cursor").field(&names).finish()
    }
}

/// The error of parsing a [`Cursor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCursor;

impl fmt::Display for InvalidCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid cursor; expected the text form of a `Cursor`")
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

    fn pairs(pairs: &[(&'static str, &str)]) -> Vec<(Cow<'static, str>, String)> {
        pairs.iter().map(|(name, value)| (Cow::Borrowed(*name), (*value).to_owned())).collect()
    }

    #[test]
    fn filters_missing_from_the_link_are_restored() {
        let cursor = Cursor::from_query("after=a%3D%3D&limit=20").unwrap();
        let merged = cursor.merge(&pairs(&[("targetId", "x"), ("limit", "5")]));
        assert_eq!(merged, pairs(&[("targetId", "x"), ("after", "a=="), ("limit", "20")]));
    }

    #[test]
    fn after_replaces_since() {
        let merged = Cursor::after("1_1").merge(&pairs(&[("since", "2026"), ("until", "2027")]));
        assert_eq!(merged, pairs(&[("until", "2027"), ("after", "1_1")]));
    }

    #[test]
    fn invalid_cursors_are_rejected() {
        for text in ["", "after", "=x", "after=a b", "after=1#x", "after=\n"] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn prop_query_round_trips_through_text(query in ".*") {
            let parameters = |query: &str| -> Vec<_> {
                form_urlencoded::parse(query.as_bytes())
                    .filter(|(name, _)| !name.is_empty())
                    .map(|(name, value)| (name.into_owned(), value.into_owned()))
                    .collect()
            };
            match Cursor::from_query(&query) {
                Some(cursor) => {
                    prop_assert_eq!(parameters(&cursor.to_string()), parameters(&query));
                    prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
                }
                None => prop_assert!(parameters(&query).is_empty()),
            }
        }

        #[test]
        fn prop_after_value_round_trips_through_text(value in ".*") {
            let cursor = Cursor::after(&value);
            let parsed: Cursor = cursor.to_string().parse().unwrap();
            prop_assert_eq!(parsed.after_value(), Some(value));
        }
    }
}
