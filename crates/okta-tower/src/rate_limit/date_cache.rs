//! Reading `Date` once a second.

use std::{
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use http::HeaderValue;

use super::headers::parse_date;

/// How long a date is in the form that servers write.
const DATE_LENGTH: usize = 29;

/// The `Date` that was read last: all answers of a second have the same.
#[derive(Debug, Default)]
pub(super) struct DateMemo(Mutex<Option<([u8; DATE_LENGTH], SystemTime)>>);

impl DateMemo {
    pub(super) fn parse(&self, value: &HeaderValue) -> Option<SystemTime> {
        let Ok(text) = <[u8; DATE_LENGTH]>::try_from(value.as_bytes()) else { return parse_date(value) };
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match *last {
            Some((known, date)) if known == text => Some(date),
            _ => {
                let date = parse_date(value)?;
                *last = Some((text, date));
                Some(date)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remembered_date_is_the_date_itself() {
        let memo = DateMemo::default();
        for text in [
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "Tue, 14 Nov 2023 22:13:21 GMT",
            "Tuesday, 14-Nov-23 22:13:20 GMT",
            "Tue, 14 Nov 2023 22:13:20 XYZ",
            "later",
        ] {
            let value = HeaderValue::from_static(text);
            assert_eq!(memo.parse(&value), parse_date(&value), "{text}");
        }
    }
}
