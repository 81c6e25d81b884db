//! A cache of the last parsed `Date` header.

use std::{cell::Cell, time::SystemTime};

use http::HeaderValue;

use super::headers::parse_date;

/// The length of an IMF-fixdate.
const DATE_LENGTH: usize = 29;

thread_local! {
    static LAST: Cell<Option<([u8; DATE_LENGTH], SystemTime)>> = const { Cell::new(None) };
}

/// Parses a `Date`, which is the same for all responses within a second.
pub(super) fn parse_date_cached(value: &HeaderValue) -> Option<SystemTime> {
    let Ok(text) = <[u8; DATE_LENGTH]>::try_from(value.as_bytes()) else { return parse_date(value) };
    match LAST.get() {
        Some((cached, date)) if cached == text => Some(date),
        _ => {
            let date = parse_date(value)?;
            LAST.set(Some((text, date)));
            Some(date)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cached_date_equals_parsed_date() {
        for text in [
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "Tue, 14 Nov 2023 22:13:21 GMT",
            "Tuesday, 14-Nov-23 22:13:20 GMT",
            "Tue, 14 Nov 2023 22:13:20 XYZ",
            "later",
        ] {
            let value = HeaderValue::from_static(text);
            assert_eq!(parse_date_cached(&value), parse_date(&value), "{text}");
        }
    }
}
