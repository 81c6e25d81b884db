//! Dates and times in the formats that Okta uses.

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
mod parse;

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use crate::json::{DecodeStop, JsonReader, write_string};
use crate::model::Model;
use crate::small_string::SmallString;
use parse::{civil_from_days, parse};

/// A date and time, kept as text, since Okta does not always use RFC 3339.
///
/// [`DateTime::to_system_time`] parses the formats that Okta sends: RFC 3339 (`2024-05-01T12:30:00.000Z`), the same
/// with a space for the `T` and no offset, in UTC (`2024-05-01 12:30:00`, `2024-05-01 12:30:00.0`), and that of
/// Java's `Date` in UTC (`Wed May 01 12:30:00 UTC 2024`).
///
/// Equality compares the text; [`same_instant`](DateTime::same_instant) compares the time. Order is by time, and by text
/// where times are equal; texts in another format come last. The features `jiff` and `chrono` convert to and from the
/// types of those crates.
///
/// ```
/// use okta_models::DateTime;
///
/// let early: DateTime = "2024-05-01T12:30:00.000Z".parse()?;
/// let late: DateTime = "2024-05-01T12:30:00.000-02:00".parse()?;
/// assert!(early < late);
/// # Ok::<(), okta_models::InvalidDateTime>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DateTime(SmallString);

impl DateTime {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Parses the text; `None` if it is in none of the supported formats.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let (seconds, nanos) = parse(self.as_str())?;
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let base = if seconds < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(whole)?
        } else {
            SystemTime::UNIX_EPOCH.checked_add(whole)?
        };
        base.checked_add(Duration::from_nanos(u64::from(nanos)))
    }

    /// Whether both are the same time, in whatever format. Texts in no supported format are the same only if they are
    /// equal.
    pub fn same_instant(&self, other: &Self) -> bool {
        match (parse(self.as_str()), parse(other.as_str())) {
            (Some(one), Some(other)) => one == other,
            _ => self == other,
        }
    }

    /// Creates a date and time from milliseconds since 1970-01-01T00:00:00Z.
    pub fn from_unix_millis(millis: i64) -> Self {
        let (day, rest) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000));
        let (year, month, date) = civil_from_days(day);
        let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
        let milli = rest % 1000;
        Self::from(
            format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z").as_str(),
        )
    }
}

impl From<&str> for DateTime {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for DateTime {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl FromStr for DateTime {
    type Err = InvalidDateTime;

    /// Accepts the formats of [`to_system_time`](Self::to_system_time) and keeps the text. `From<&str>` accepts any text.
    fn from_str(text: &str) -> Result<Self, InvalidDateTime> {
        parse(text).map(|_| Self::from(text)).ok_or(InvalidDateTime(()))
    }
}

impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_text = || self.as_str().cmp(other.as_str());
        match (parse(self.as_str()), parse(other.as_str())) {
            (Some(one), Some(other)) => one.cmp(&other).then_with(by_text),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => by_text(),
        }
    }
}

impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Error: a text is not a date and time in a supported format, or a time is out of range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidDateTime(());

impl fmt::Display for InvalidDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date and time such as 2024-05-01T12:30:00.000Z")
    }
}

impl std::error::Error for InvalidDateTime {}

impl From<SystemTime> for DateTime {
    /// Formats the time in UTC, with millisecond precision.
    fn from(time: SystemTime) -> Self {
        let millis = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => {
                let nanos = before.duration().as_nanos().div_ceil(1_000_000);
                i64::try_from(nanos).map_or(i64::MIN, |millis| -millis)
            }
        };
        Self::from_unix_millis(millis)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Model for DateTime {
    fn encode(&self, out: &mut Vec<u8>) {
        write_string(out, self.as_str());
    }

    fn read(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop> {
        reader.string().map(|text| Self::from(&*text))
    }
}

crate::rt::serde_traits!(DateTime);
