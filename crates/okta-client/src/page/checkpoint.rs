//! Positions of item streams, with a text form.

use std::{fmt, str::FromStr};

use super::{Cursor, fingerprint::Fingerprint};

/// Number of keys of yielded items in a [`ListCheckpoint`].
pub(super) const MAX_LAST_KEYS: usize = 8;

/// A position of [`Items`](super::Items) or [`Pages`](super::Pages), also between the items of a page.
///
/// Store it after the items before it were processed, and pass it to [`Pager::resume`](super::Pager::resume) of the
/// same call: the items before it are not yielded again, all others are. This holds also if items were deleted or
/// moved to other pages meanwhile: the position on a page is found by the ids of the last items yielded from it. If
/// none of them is on the page any more, the page is yielded from its start, so that nothing is lost.
///
/// The text form (`Display`, [`FromStr`], serde) includes a hash of the operation and of the parameters of the call, by
/// which [`Pager::resume`](super::Pager::resume) rejects a position of another listing. The text of a [`Cursor`] is
/// also accepted.
///
/// ```no_run
/// # async fn run(okta: okta_client::Client, saved: Option<String>) -> Result<(), Box<dyn std::error::Error>> {
/// use futures_util::TryStreamExt;
/// use okta_client::page::ListCheckpoint;
///
/// let listing = okta.users().list().limit(200);
/// let mut users = match saved {
///     Some(text) => listing.resume(text.parse::<ListCheckpoint>()?).items(),
///     None => listing.items(),
/// };
/// while let Some(user) = users.try_next().await? {
///     println!("{:?}", user.id);
///     let text = users.checkpoint().to_string(); // store it
///     # let _ = text;
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCheckpoint {
    pub(super) position: PagePosition,
    pub(super) pinned: Pinned,
    pub(super) skip: Option<Skip>,
    pub(super) listing: Option<Fingerprint>,
}

/// The position of a page in a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PagePosition {
    Start,
    At(Cursor),
    End,
}

impl PagePosition {
    pub(super) const fn cursor(&self) -> Option<&Cursor> {
        match self {
            Self::At(cursor) => Some(cursor),
            Self::Start | Self::End => None,
        }
    }
}

/// Parameters of the first request after a resumption that replace those of the call, so that the page is the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pinned {
    /// Empty for the default of the server.
    pub(super) limit: Option<String>,
    pub(super) since: Option<String>,
}

/// A position on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Skip {
    /// The number of items before the position.
    pub(super) count: usize,
    /// The keys of the last items before the position.
    pub(super) last: Vec<String>,
}

impl Skip {
    /// The position after a number of items, the last of which have these keys.
    pub(super) fn after(count: usize, keys: &[String]) -> Self {
        let last = keys.get(keys.len().saturating_sub(MAX_LAST_KEYS)..).unwrap_or_default().to_vec();
        Self { count, last }
    }

    /// Returns the number of items to skip on a page whose items have these keys.
    pub(super) fn resolve(&self, keys: &[String]) -> usize {
        let Some(newest) = self.last.last() else { return self.count };
        let before = self.count.checked_sub(1);
        if before.and_then(|index| keys.get(index)) == Some(newest) {
            return self.count;
        }
        // Deletions move items to the front, insertions to the back.
        let before = keys.get(..self.count).unwrap_or(keys);
        self.last
            .iter()
            .rev()
            .find_map(|key| {
                before
                    .iter()
                    .rposition(|other| other == key)
                    .or_else(|| keys.iter().position(|other| other == key))
            })
            .map_or(0, |index| index + 1)
    }
}

impl ListCheckpoint {
    pub(super) const fn start() -> Self {
        let pinned = Pinned { limit: None, since: None };
        Self { position: PagePosition::Start, pinned, skip: None, listing: None }
    }

    /// Returns whether the listing has ended: there is nothing to resume.
    #[must_use]
    pub const fn is_end(&self) -> bool {
        matches!(self.position, PagePosition::End)
    }

    pub(super) fn listing(&self) -> Option<Fingerprint> {
        self.listing.or_else(|| self.position.cursor()?.listing())
    }
}

impl From<Cursor> for ListCheckpoint {
    /// The position before the first item of a page.
    fn from(cursor: Cursor) -> Self {
        Self { position: PagePosition::At(cursor), ..Self::start() }
    }
}

impl fmt::Display for ListCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = form_urlencoded::Serializer::new(String::new());
        match &self.position {
            PagePosition::Start => text.append_pair("at", "start"),
            PagePosition::End => text.append_pair("at", "end"),
            PagePosition::At(cursor) => text.append_pair("cursor", &cursor.to_string()),
        };
        append_optional(&mut text, "limit", self.pinned.limit.as_deref());
        append_optional(&mut text, "since", self.pinned.since.as_deref());
        if let Some(skip) = &self.skip {
            text.append_pair("skip", &skip.count.to_string());
            for key in &skip.last {
                text.append_pair("last", key);
            }
        }
        append_optional(&mut text, "of", self.listing.map(|listing| listing.to_string()).as_deref());
        write!(f, "list#{}", text.finish())
    }
}

impl FromStr for ListCheckpoint {
    type Err = InvalidListCheckpoint;

    fn from_str(text: &str) -> Result<Self, InvalidListCheckpoint> {
        let invalid = || InvalidListCheckpoint(());
        let Some(pairs) = text.strip_prefix("list#") else {
            return text.parse().map(Cursor::into).map_err(|_| invalid());
        };
        let mut checkpoint = Self::start();
        let mut has_position = false;
        let mut last = Vec::new();
        for (name, value) in form_urlencoded::parse(pairs.as_bytes()) {
            match (name.as_ref(), value.as_ref()) {
                ("at", "start") => has_position = true,
                ("at", "end") => (checkpoint.position, has_position) = (PagePosition::End, true),
                ("cursor", text) => {
                    checkpoint.position = PagePosition::At(text.parse().map_err(|_| invalid())?);
                    has_position = true;
                }
                ("limit", limit) => checkpoint.pinned.limit = Some(limit.to_owned()),
                ("since", since) => checkpoint.pinned.since = Some(since.to_owned()),
                ("skip", count) => {
                    let count = count.parse().map_err(|_| invalid())?;
                    checkpoint.skip = Some(Skip { count, last: Vec::new() });
                }
                ("last", key) => last.push(key.to_owned()),
                ("of", listing) => {
                    checkpoint.listing = Some(Fingerprint::parse(listing).ok_or_else(invalid)?)
                }
                _ => return Err(invalid()),
            }
        }
        match &mut checkpoint.skip {
            Some(skip) => skip.last = last,
            None if last.is_empty() => {}
            None => return Err(invalid()),
        }
        if has_position { Ok(checkpoint) } else { Err(invalid()) }
    }
}

/// The error of parsing a [`ListCheckpoint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidListCheckpoint(());

impl fmt::Display for InvalidListCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid list checkpoint; expected the text form of a `ListCheckpoint` or a `Cursor`")
    }
}

impl std::error::Error for InvalidListCheckpoint {}

/// The position of a [`Tail`](super::Tail). Store it after the items before it were processed.
///
/// It has a text form (`Display`, [`FromStr`], serde) with a cursor and the keys of the items already yielded from that
/// page. Within the first page, it has the start of the query instead of a cursor, as a time: after a restart hours
/// later, events that were not yielded are not lost. The text of a [`Cursor`] is also accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TailCheckpoint {
    pub(super) cursor: Option<Cursor>,
    /// The start of the query, without a cursor.
    pub(super) since: Option<String>,
    pub(super) yielded: Vec<String>,
    pub(super) listing: Option<Fingerprint>,
}

impl TailCheckpoint {
    /// Returns the cursor of the current page; `None` within the first page.
    #[must_use]
    pub const fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    pub(super) fn listing(&self) -> Option<Fingerprint> {
        self.listing.or_else(|| self.cursor.as_ref()?.listing())
    }
}

impl From<Cursor> for TailCheckpoint {
    /// The position before the first item of a page.
    fn from(cursor: Cursor) -> Self {
        Self { cursor: Some(cursor), ..Self::default() }
    }
}

impl fmt::Display for TailCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = form_urlencoded::Serializer::new(String::new());
        append_optional(&mut text, "cursor", self.cursor.as_ref().map(Cursor::to_string).as_deref());
        append_optional(&mut text, "since", self.since.as_deref());
        for key in &self.yielded {
            text.append_pair("yielded", key);
        }
        append_optional(&mut text, "of", self.listing.map(|listing| listing.to_string()).as_deref());
        write!(f, "tail#{}", text.finish())
    }
}

impl FromStr for TailCheckpoint {
    type Err = InvalidTailCheckpoint;

    fn from_str(text: &str) -> Result<Self, InvalidTailCheckpoint> {
        let invalid = || InvalidTailCheckpoint(());
        let Some(pairs) = text.strip_prefix("tail#") else {
            return text.parse().map(Cursor::into).map_err(|_| invalid());
        };
        let mut checkpoint = Self::default();
        for (name, value) in form_urlencoded::parse(pairs.as_bytes()) {
            match name.as_ref() {
                "cursor" => checkpoint.cursor = Some(value.parse().map_err(|_| invalid())?),
                "since" => checkpoint.since = Some(value.into_owned()),
                "yielded" => checkpoint.yielded.push(value.into_owned()),
                "of" => checkpoint.listing = Some(Fingerprint::parse(&value).ok_or_else(invalid)?),
                _ => return Err(invalid()),
            }
        }
        Ok(checkpoint)
    }
}

/// The error of parsing a [`TailCheckpoint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidTailCheckpoint(());

impl fmt::Display for InvalidTailCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid tail checkpoint; expected the text form of a `TailCheckpoint` or a `Cursor`")
    }
}

impl std::error::Error for InvalidTailCheckpoint {}

fn append_optional(text: &mut form_urlencoded::Serializer<'_, String>, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        text.append_pair(name, value);
    }
}

/// Implements serde for a type by its text form.
macro_rules! serialize_as_text {
    ($($name:ident),*) => {
        $(
            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                    text.parse().map_err(serde::de::Error::custom)
                }
            }
        )*
    };
}

pub(super) use serialize_as_text;

serialize_as_text!(ListCheckpoint, TailCheckpoint);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn skip(count: usize, last: &[&str]) -> Skip {
        Skip { count, last: last.iter().map(|key| (*key).to_owned()).collect() }
    }

    fn keys(text: &str) -> Vec<String> {
        text.chars().map(String::from).collect()
    }

    #[test]
    fn position_on_a_page_is_found_by_key() {
        for (page, position, expected) in [
            ("abcdef", skip(3, &["a", "b", "c"]), 3),
            // Deleted items: one before, the last one, all.
            ("bcdef", skip(3, &["a", "b", "c"]), 2),
            ("abdef", skip(3, &["a", "b", "c"]), 2),
            ("def", skip(3, &["a", "b", "c"]), 0),
            // An inserted item.
            ("xabcdef", skip(3, &["a", "b", "c"]), 4),
            // Equal items.
            ("aaaaaa", skip(3, &["a", "a", "a"]), 3),
            ("aaabaa", skip(4, &["a", "a", "a", "b"]), 4),
            ("abc", skip(2, &[]), 2),
        ] {
            assert_eq!(position.resolve(&keys(page)), expected, "{page} {position:?}");
        }
    }

    #[test]
    fn invalid_checkpoints_are_rejected() {
        for text in [
            "",
            "list#",
            "list#at=x",
            "list#skip=1",
            "list#at=end&x=1",
            "list#at=start&skip=-1",
            "list#cursor=x",
            "list#at=end&of=1",
            "list#at=start&last=a",
            "tail#",
            "x",
        ] {
            assert!(text.parse::<ListCheckpoint>().is_err(), "{text}");
        }
        for text in ["", "x", "tail#x=1", "tail#cursor=1", "list#at=end", "tail#of=x"] {
            assert!(text.parse::<TailCheckpoint>().is_err(), "{text}");
        }
    }

    #[test]
    fn cursor_text_is_a_checkpoint() {
        let cursor = Cursor::from_after("1_2");
        assert_eq!(cursor.to_string().parse(), Ok(ListCheckpoint::from(cursor.clone())));
        assert_eq!(cursor.to_string().parse(), Ok(TailCheckpoint::from(cursor)));
    }

    proptest! {
        #[test]
        fn prop_checkpoints_round_trip_through_text(
            after in ".*",
            limit in proptest::option::of(".*"),
            count in any::<usize>(),
            last in proptest::collection::vec(".*", 0..3),
            at in 0..3,
            listing in proptest::option::of(any::<(u32, u32)>()),
        ) {
            let listing =
                listing.map(|(operation, parameters)| Fingerprint { operation, parameters });
            let cursor = match listing {
                Some(listing) => Cursor::from_after(&after).with_listing(listing),
                None => Cursor::from_after(&after),
            };
            let list = ListCheckpoint {
                position: match at {
                    0 => PagePosition::Start,
                    1 => PagePosition::End,
                    _ => PagePosition::At(cursor.clone()),
                },
                pinned: Pinned { since: limit.clone(), limit: limit.clone() },
                skip: (count > 0).then(|| Skip { count, last: last.clone() }),
                listing,
            };
            prop_assert_eq!(&list.to_string().parse::<ListCheckpoint>().unwrap(), &list);
            let json = serde_json::to_string(&list).unwrap();
            prop_assert_eq!(serde_json::from_str::<ListCheckpoint>(&json).unwrap(), list);
            let tail = TailCheckpoint { cursor: Some(cursor), since: limit, yielded: last, listing };
            prop_assert_eq!(tail.to_string().parse::<TailCheckpoint>(), Ok(tail));
        }
    }
}
