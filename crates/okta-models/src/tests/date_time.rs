//! Order and conversions of dates and times.

use proptest::prelude::*;

use crate::DateTime;

/// A date and time in one of the supported formats, or another text.
fn any_time() -> impl Strategy<Value = DateTime> {
    let formats = (0_i64..4_000, 0_u8..4).prop_map(|(millis, format)| {
        let time = DateTime::from_unix_millis(millis * 500);
        let text = time.as_str();
        match format {
            0 => text.to_owned(),
            1 => text.replace('T', " ").replace('Z', ""),
            2 => text.replace('Z', "+00:00"),
            _ => text.replace('Z', "-01:00"),
        }
    });
    prop_oneof![4 => formats, 1 => "[a-z0-9:-]{0,8}"].prop_map(DateTime::from)
}

#[test]
fn order_is_by_instant_with_unreadable_texts_last() {
    let mut times: Vec<DateTime> = [
        "soon",
        "2024-05-01T12:30:00Z",
        "2024-05-01T12:30:00-02:00",
        "",
        "Wed May 01 12:29:59 UTC 2024",
        "2024-05-01 12:30:00.000",
        "1969-12-31T23:59:59.500Z",
    ]
    .map(DateTime::from)
    .into();
    times.sort();
    assert_eq!(
        times.iter().map(DateTime::as_str).collect::<Vec<_>>(),
        [
            "1969-12-31T23:59:59.500Z",
            "Wed May 01 12:29:59 UTC 2024",
            "2024-05-01 12:30:00.000",
            "2024-05-01T12:30:00Z",
            "2024-05-01T12:30:00-02:00",
            "",
            "soon",
        ]
    );
    assert!(times[2].same_instant(&times[3]) && times[2] != times[3]);
    assert!(!times[5].same_instant(&times[6]));
}

#[test]
fn only_supported_formats_parse() {
    assert_eq!("2024-05-01T12:30:00Z".parse::<DateTime>().unwrap().as_str(), "2024-05-01T12:30:00Z");
    for text in ["", "soon", "2024-05-01", "2024-13-01T00:00:00Z"] {
        let error = text.parse::<DateTime>().unwrap_err();
        assert!(error.to_string().contains("2024-05-01T12:30:00.000Z"), "{text}");
    }
}

proptest! {
    #[test]
    fn prop_order_is_total_and_agrees_with_equality(a in any_time(), b in any_time(), c in any_time()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a.cmp(&b).is_eq(), a == b);
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn prop_jiff_keeps_the_instant(millis in -4_000_000_000_000_i64..4_000_000_000_000) {
        let time = DateTime::from_unix_millis(millis);
        let jiff = jiff::Timestamp::try_from(&time).unwrap();
        prop_assert_eq!(jiff.as_millisecond(), millis);
        prop_assert_eq!(DateTime::from(jiff), time);
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn prop_chrono_keeps_the_instant(millis in -4_000_000_000_000_i64..4_000_000_000_000) {
        let time = DateTime::from_unix_millis(millis);
        let chrono = chrono::DateTime::<chrono::Utc>::try_from(&time).unwrap();
        prop_assert_eq!(chrono.timestamp_millis(), millis);
        prop_assert_eq!(DateTime::from(chrono), time);
    }
}
