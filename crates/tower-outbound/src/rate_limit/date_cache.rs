//! A cache of the last parsed `Date` header.

use std::{
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use http::HeaderValue;

use super::headers::parse_date;

/// The length of an IMF-fixdate.
const DATE_LENGTH: usize = 29;

/// Caches the last parsed `Date`, which is the same for all responses within a second.
#[derive(Debug, Default)]
pub(super) struct DateCache(Mutex<Option<([u8; DATE_LENGTH], SystemTime)>>);

impl DateCache {
    pub(super) fn parse(&self, value: &HeaderValue) -> Option<SystemTime> {
        let Ok(text) = <[u8; DATE_LENGTH]>::try_from(value.as_bytes()) else { return parse_date(value) };
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match *last {
            Some((cached, date)) if cached == text => Some(date),
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
    fn cached_date_equals_parsed_date() {
        let cache = DateCache::default();
        for text in [
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "Tue, 14 Nov 2023 22:13:21 GMT",
            "Tuesday, 14-Nov-23 22:13:20 GMT",
            "Tue, 14 Nov 2023 22:13:20 XYZ",
            "later",
        ] {
            let value = HeaderValue::from_static(text);
            assert_eq!(cache.parse(&value), parse_date(&value), "{text}");
        }
    }
}
