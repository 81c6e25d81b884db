//! Conversions to and from `chrono`.

use ::chrono::{TimeZone, Utc};

use super::{DateTime, InvalidDateTime, parse::parse};

impl TryFrom<&DateTime> for ::chrono::DateTime<Utc> {
    type Error = InvalidDateTime;

    fn try_from(time: &DateTime) -> Result<Self, InvalidDateTime> {
        let (seconds, nanos) = parse(time.as_str()).ok_or(InvalidDateTime(()))?;
        Self::from_timestamp(seconds, nanos).ok_or(InvalidDateTime(()))
    }
}

impl<Z: TimeZone> From<::chrono::DateTime<Z>> for DateTime {
    /// Formats the time in UTC, with millisecond precision.
    fn from(time: ::chrono::DateTime<Z>) -> Self {
        Self::from_unix_millis(time.timestamp_millis())
    }
}
