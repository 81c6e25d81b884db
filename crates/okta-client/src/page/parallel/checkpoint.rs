//! The position of a parallel listing, with a text form.

use std::{fmt, str::FromStr};

use super::{cut::Bounds, plan::Remainder, span::Span};
use crate::page::fingerprint::Fingerprint;

/// The position of a [`ParallelItems`](super::ParallelItems): which ranges are left, and from where.
///
/// Store it after the items that were yielded have been processed, and pass it to
/// [`Parallel::resume`](super::Parallel::resume) of the same call: those items are not yielded again, all others are.
///
/// It holds no cursor, so that it does not expire. The text form (`Display`, [`FromStr`], serde) includes a hash of the
/// operation and of the parameters of the call, and the ids of the items at the last time of each range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParallelCheckpoint {
    pub(super) remainders: Vec<Remainder>,
    pub(super) bounds: Bounds,
    pub(super) listing: Option<Fingerprint>,
}

impl ParallelCheckpoint {
    /// Returns whether the listing has ended: there is nothing to resume.
    #[must_use]
    pub const fn is_end(&self) -> bool {
        self.remainders.is_empty()
    }
}

impl fmt::Display for ParallelCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = form_urlencoded::Serializer::new(String::new());
        for (name, bound) in [("since", &self.bounds.since), ("until", &self.bounds.until)] {
            if !bound.is_empty() {
                text.append_pair(name, bound);
            }
        }
        for Remainder { span, seen } in &self.remainders {
            let bound = |at: Option<i64>| at.map(|at| at.to_string()).unwrap_or_default();
            text.append_pair("range", &format!("{}/{}", bound(span.start), bound(span.end)));
            for key in seen {
                text.append_pair("seen", key);
            }
        }
        if let Some(listing) = self.listing {
            text.append_pair("of", &listing.to_string());
        }
        write!(f, "parallel#{}", text.finish())
    }
}

impl FromStr for ParallelCheckpoint {
    type Err = InvalidParallelCheckpoint;

    fn from_str(text: &str) -> Result<Self, InvalidParallelCheckpoint> {
        let invalid = InvalidParallelCheckpoint(());
        let pairs = text.strip_prefix("parallel#").ok_or(invalid)?;
        let mut checkpoint = Self { remainders: Vec::new(), bounds: Bounds::default(), listing: None };
        for (name, value) in form_urlencoded::parse(pairs.as_bytes()) {
            match name.as_ref() {
                "since" => checkpoint.bounds.since = value.into_owned(),
                "until" => checkpoint.bounds.until = value.into_owned(),
                "range" => {
                    let (start, end) = value.split_once('/').ok_or(invalid)?;
                    let span = Span { start: bound(start)?, end: bound(end)? };
                    checkpoint.remainders.push(Remainder { span, seen: Vec::new() });
                }
                "seen" => {
                    let last = checkpoint.remainders.last_mut().ok_or(invalid)?;
                    last.seen.push(value.into_owned());
                }
                "of" => checkpoint.listing = Some(Fingerprint::parse(&value).ok_or(invalid)?),
                _ => return Err(invalid),
            }
        }
        Ok(checkpoint)
    }
}

fn bound(text: &str) -> Result<Option<i64>, InvalidParallelCheckpoint> {
    if text.is_empty() {
        return Ok(None);
    }
    let at = text.parse().map_err(|_| InvalidParallelCheckpoint(()))?;
    // Far beyond any time that can be written, but safe to calculate with.
    (i64::MIN / 4..=i64::MAX / 4).contains(&at).then_some(Some(at)).ok_or(InvalidParallelCheckpoint(()))
}

/// The error of parsing a [`ParallelCheckpoint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidParallelCheckpoint(());

impl fmt::Display for InvalidParallelCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid parallel checkpoint; expected the text form of a `ParallelCheckpoint`")
    }
}

impl std::error::Error for InvalidParallelCheckpoint {}

crate::page::checkpoint::serialize_as_text!(ParallelCheckpoint);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn remainder() -> impl Strategy<Value = Remainder> {
        let bound = || prop::option::of(-4_000_000_000_000_i64..4_000_000_000_000);
        (bound(), bound(), prop::collection::vec(".*", 0..4))
            .prop_map(|(start, end, seen)| Remainder { span: Span { start, end }, seen })
    }

    proptest! {
        #[test]
        fn text_is_parsed_to_the_same_checkpoint(
            remainders in prop::collection::vec(remainder(), 0..5),
            since in ".*",
            until in ".*",
            listing in any::<(u64, u64)>(),
        ) {
            let listing = Some(Fingerprint::new(listing.0, listing.1));
            let checkpoint = ParallelCheckpoint { remainders, bounds: Bounds { since, until }, listing };
            prop_assert_eq!(checkpoint.to_string().parse::<ParallelCheckpoint>().unwrap(), checkpoint);
        }

        #[test]
        fn any_text_is_parsed_or_rejected(text in ".*") {
            let _ = text.parse::<ParallelCheckpoint>();
            let _ = format!("parallel#{text}").parse::<ParallelCheckpoint>();
        }
    }

    #[test]
    fn invalid_texts_are_rejected() {
        for text in [
            "",
            "list#at=end",
            "parallel#range=1",
            "parallel#range=a/b",
            "parallel#range=9223372036854775807/",
            "parallel#seen=x",
            "parallel#of=x",
            "parallel#other=1",
        ] {
            assert!(text.parse::<ParallelCheckpoint>().is_err(), "{text}");
        }
        assert!("parallel#".parse::<ParallelCheckpoint>().unwrap().is_end());
    }
}
