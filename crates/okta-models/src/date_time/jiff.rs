//! Conversions to and from `jiff`.

use ::jiff::Timestamp;

use super::{DateTime, InvalidDateTime, parse::parse};

impl TryFrom<&DateTime> for Timestamp {
    type Error = InvalidDateTime;

    fn try_from(time: &DateTime) -> Result<Self, InvalidDateTime> {
        let (seconds, nanos) = parse(time.as_str()).ok_or(InvalidDateTime(()))?;
        let nanos = i32::try_from(nanos).map_err(|_| InvalidDateTime(()))?;
        // A timestamp before 1970 has a negative fraction.
        let (seconds, nanos) =
            if seconds < 0 && nanos > 0 { (seconds + 1, nanos - 1_000_000_000) } else { (seconds, nanos) };
        Self::new(seconds, nanos).map_err(|_| InvalidDateTime(()))
    }
}

impl From<Timestamp> for DateTime {
    /// Formats the time in UTC, with millisecond precision.
    fn from(time: Timestamp) -> Self {
        Self::from_unix_millis(i64::try_from(time.as_nanosecond().div_euclid(1_000_000)).unwrap_or(i64::MAX))
    }
}
