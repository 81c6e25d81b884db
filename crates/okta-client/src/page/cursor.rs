//! Cursors: positions in a listing with a text form.

use std::{borrow::Cow, fmt, str::FromStr};

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::fingerprint::Fingerprint;

/// The position of a page in a listing: the query parameters with which the server continues it.
///
/// A cursor is opaque, and valid for the operation that returned it with the parameters of that call; `limit` may
/// differ. It can be stored as text (`Display`, [`FromStr`], serde) and passed to
/// [`Pager::resume`](super::Pager::resume) later, also in another process. The text ends with a hash of the operation
/// and the parameters, by which [`Pager::resume`](super::Pager::resume) rejects a cursor of another listing; a cursor
/// [from a bare value](Self::from_after) has none.
///
/// A cursor points to the start of a page. To stop between the items of a page, use
/// [`Items::checkpoint`](super::Items::checkpoint).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor {
    query: String,
    /// The listing that returned the cursor.
    listing: Option<Fingerprint>,
}

impl Cursor {
    /// Returns the cursor in the query of a link. A query with characters that are not allowed, such as
    /// blanks, is re-encoded.
    pub(super) fn from_query(query: &str) -> Option<Self> {
        let is_allowed = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
        let query = if query.bytes().all(is_allowed) {
            Cow::Borrowed(query)
        } else {
            let mut encoded = String::with_capacity(query.len());
            for character in query.chars() {
                match u8::try_from(character) {
                    Ok(byte) if is_allowed(byte) => encoded.push(character),
                    _ => {
                        let mut bytes = [0; 4];
                        let bytes = character.encode_utf8(&mut bytes).bytes();
                        encoded.extend(bytes.map(percent_encoding::percent_encode_byte));
                    }
                }
            }
            Cow::Owned(encoded)
        };
        let cursor = Self { query: query.into_owned(), listing: None };
        if cursor.pairs().all(|(name, _)| !name.is_empty()) && cursor.query.contains('=') {
            return Some(cursor);
        }
        let named = cursor.pairs().filter(|(name, _)| !name.is_empty());
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(named).finish();
        (!encoded.is_empty()).then_some(Self { query: encoded, listing: None })
    }

    /// Sets the listing that returned the cursor.
    pub(super) fn with_listing(mut self, listing: Fingerprint) -> Self {
        self.listing = Some(listing);
        self
    }

    pub(super) const fn listing(&self) -> Option<Fingerprint> {
        self.listing
    }

    /// Creates a cursor from the bare value of the `after` parameter.
    #[must_use]
    pub fn from_after(value: &str) -> Self {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("after", value).finish();
        Self { query, listing: None }
    }

    /// Returns the value of the `after` parameter, if the cursor has one.
    #[must_use]
    pub fn after_value(&self) -> Option<String> {
        self.pairs().find(|(name, _)| name == "after").map(|(_, value)| value.into_owned())
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        form_urlencoded::parse(self.query.as_bytes())
    }

    /// Returns the parameters that are not UTF-8 when decoded, encoded as the server sent them.
    pub(super) fn undecodable(&self) -> impl Iterator<Item = &str> {
        self.query.split('&').filter(|pair| percent_decode_str(pair).decode_utf8().is_err())
    }

    /// Merges the cursor into the parameters of the first call; parameters of the cursor replace those of the
    /// call, all others are restored. The System Log (`is_log`) rejects `since` together with `after`.
    pub(crate) fn merge(
        &self,
        first: &[(Cow<'static, str>, String)],
        is_log: bool,
    ) -> Vec<(Cow<'static, str>, String)> {
        let parameters: Vec<_> = self.pairs().collect();
        let has_after = parameters.iter().any(|(name, _)| name == "after");
        // In descending order, `since` is the end of the listing.
        let is_descending = first.iter().any(|(name, value)| name == "sortOrder" && value == "DESCENDING");
        let mut merged = Vec::new();
        for parameter in first {
            let name = &parameter.0;
            let is_replaced = parameters.iter().any(|(other, _)| other == name);
            let is_rejected = is_log && !is_descending && has_after && name == "since";
            if !is_replaced && !is_rejected {
                merged.push(parameter.clone());
            }
        }
        for (name, value) in parameters {
            merged.push((Cow::Owned(name.into_owned()), value.into_owned()));
        }
        merged
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.query)?;
        match self.listing {
            Some(listing) => write!(f, "#{listing}"),
            None => Ok(()),
        }
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
        let (query, listing) = match text.rsplit_once('#') {
            Some((query, listing)) => (query, Some(Fingerprint::parse(listing).ok_or(InvalidCursor)?)),
            None => (text, None),
        };
        let cursor = Self { query: query.to_owned(), listing };
        let plain = query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
        let named = cursor.pairs().all(|(name, _)| !name.is_empty());
        if plain && named && query.contains('=') { Ok(cursor) } else { Err(InvalidCursor) }
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
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
        let merged = cursor.merge(&pairs(&[("targetId", "x"), ("limit", "5")]), false);
        assert_eq!(merged, pairs(&[("targetId", "x"), ("after", "a=="), ("limit", "20")]));
    }

    #[test]
    fn after_replaces_since() {
        let merged = Cursor::from_after("1_1").merge(&pairs(&[("since", "2026"), ("until", "2027")]), true);
        assert_eq!(merged, pairs(&[("until", "2027"), ("after", "1_1")]));
        let descending = pairs(&[("since", "2026"), ("sortOrder", "DESCENDING")]);
        for (first, is_log) in [(&descending[..], true), (&descending[..1], false)] {
            let merged = Cursor::from_after("1_1").merge(first, is_log);
            assert!(merged.iter().any(|(name, _)| name == "since"), "{merged:?}");
        }
    }

    #[test]
    fn invalid_cursors_are_rejected() {
        for text in
            ["", "after", "=x", "after=a b", "after=1#x", "after=\n", "#0123456789abcdef", "list#at=end"]
        {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text:?}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_are_kept() {
        let cursor = Cursor::from_query("after=%E9&limit=%C3%A9").unwrap();
        assert_eq!(cursor.undecodable().collect::<Vec<_>>(), ["after=%E9"]);
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
            let cursor = Cursor::from_after(&value);
            let parsed: Cursor = cursor.to_string().parse().unwrap();
            prop_assert_eq!(parsed.after_value(), Some(value));
        }
    }
}
