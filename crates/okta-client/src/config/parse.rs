//! Parsers of values. An error text continues a sentence that begins with the key.

use std::time::Duration;

/// The maximum of any duration, so that its sum with the current time cannot overflow.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);
const TOO_LONG: &str = "is too long; the maximum is one year";

/// `true`/`false`, `yes`/`no`, `on`/`off`, `1`/`0`, in any letter case.
pub(super) fn boolean(text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err("must be true or false".to_owned()),
    }
}

/// A whole number within bounds.
pub(super) fn integer(text: &str, least: u64, most: u64) -> Result<u64, String> {
    let expected = || format!("must be a whole number from {least} to {most}");
    let number: u64 = text.trim().parse().map_err(|_| expected())?;
    if (least..=most).contains(&number) { Ok(number) } else { Err(expected()) }
}

/// A number of `unit`, or a number with one of the suffixes `ms`, `s`, `m`, `h`, `d`.
pub(super) fn duration(text: &str, unit: Duration) -> Result<Duration, String> {
    let text = text.trim();
    let expected = || "must be a number or a duration such as 250ms, 30s, 5m or 1h".to_owned();
    if text.starts_with('-') {
        return Err("must be 0 or greater".to_owned());
    }
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, suffix) = text.split_at(split);
    let unit = match suffix.trim_start() {
        "" => unit,
        "ms" => Duration::from_millis(1),
        "s" => Duration::from_secs(1),
        "m" => Duration::from_secs(60),
        "h" => Duration::from_secs(60 * 60),
        "d" => Duration::from_secs(24 * 60 * 60),
        _ => return Err(expected()),
    };
    let too_long = || TOO_LONG.to_owned();
    // Whole numbers stay exact; only fractions go through floating point.
    let value = if number.bytes().all(|byte| byte.is_ascii_digit()) && !number.is_empty() {
        let number: u32 = number.parse().map_err(|_| too_long())?;
        unit.checked_mul(number).ok_or_else(too_long)?
    } else {
        let number: f64 = number.parse().map_err(|_| expected())?;
        Duration::try_from_secs_f64(number * unit.as_secs_f64()).map_err(|_| too_long())?
    };
    bounded(value)
}

/// Rejects durations above the maximum.
pub(super) fn bounded(value: Duration) -> Result<Duration, String> {
    if value > LONGEST { Err(TOO_LONG.to_owned()) } else { Ok(value) }
}

/// What is wrong with a quoted value.
pub(super) const QUOTED: &str = "starts and ends with a quotation mark; remove both";

/// Whether a value is in quotation marks, which some tools keep in environment variables.
pub(super) fn is_quoted(text: &str) -> bool {
    let text = text.trim();
    ['"', '\'', '`']
        .into_iter()
        .any(|quote| text.strip_prefix(quote).is_some_and(|rest| rest.ends_with(quote)))
}

/// Items split at commas and white space, without repetitions.
pub(super) fn list(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for item in text.split(|c: char| c == ',' || c.is_whitespace()) {
        if !item.is_empty() && !items.iter().any(|known| known == item) {
            items.push(item.to_owned());
        }
    }
    items
}

/// A level name of `tracing` or of Python's `logging`, or one of Python's numbers.
pub(super) fn level(text: &str) -> Result<tracing::Level, String> {
    let text = text.trim();
    let number = text.parse::<u32>().ok();
    match (text.to_ascii_uppercase().as_str(), number) {
        ("TRACE" | "NOTSET", _) | (_, Some(0..=9)) => Ok(tracing::Level::TRACE),
        ("DEBUG", _) | (_, Some(10..=19)) => Ok(tracing::Level::DEBUG),
        ("INFO", _) | (_, Some(20..=29)) => Ok(tracing::Level::INFO),
        ("WARN" | "WARNING", _) | (_, Some(30..=39)) => Ok(tracing::Level::WARN),
        ("ERROR" | "CRITICAL" | "FATAL", _) | (_, Some(40..)) => Ok(tracing::Level::ERROR),
        _ => Err("must be TRACE, DEBUG, INFO, WARN or ERROR".to_owned()),
    }
}

/// Text that is valid in a header value and contains no spaces.
pub(super) fn visible_ascii(text: &str) -> Result<(), String> {
    let problem = match text.chars().find(|c| !c.is_ascii_graphic()) {
        None => return Ok(()),
        Some('\r' | '\n') => "contains a line break; remove it",
        Some(c) if c.is_whitespace() => "contains white space; remove it",
        Some(c) if c.is_control() => "contains a control character; remove it",
        Some(_) => "contains a character that is not ASCII; remove it",
    };
    Err(problem.to_owned())
}

/// Text that is valid in a header value.
pub(super) fn header_text(text: &str) -> Result<(), String> {
    visible_ascii(&text.replace(' ', ""))
}

/// Formats a duration exactly, in the largest unit that gives a whole number.
pub(super) fn show_duration(value: Duration) -> String {
    let millis = value.as_millis();
    for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)] {
        if millis != 0 && millis.is_multiple_of(size) {
            return format!("{}{unit}", millis / size);
        }
    }
    if millis == 0 { "0s".to_owned() } else { format!("{millis}ms") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn durations() {
        for (text, millis) in [
            ("0", 0),
            ("30", 30_000),
            ("0.5", 500),
            ("250ms", 250),
            ("30s", 30_000),
            ("5m", 300_000),
            (" 1.5 h ", 5_400_000),
            ("2d", 172_800_000),
        ] {
            assert_eq!(duration(text, SECOND), Ok(Duration::from_millis(millis)), "{text}");
        }
        assert_eq!(duration("5", Duration::from_secs(60)), Ok(Duration::from_secs(300)));
        for text in
            ["", "s", "-1", "1e3", "inf", "nan", "1.2.3", "5 minutes", "0x10", "1_000", "999999999999d", "五"]
        {
            assert!(duration(text, SECOND).is_err(), "{text}");
        }
    }

    #[test]
    fn booleans_and_integers() {
        assert_eq!(boolean("False"), Ok(false));
        assert_eq!(boolean(" on "), Ok(true));
        assert!(boolean("2").is_err());
        assert_eq!(integer("7", 0, 10), Ok(7));
        for text in ["", "-1", "11", "1.5", "seven", "99999999999999999999999"] {
            assert!(integer(text, 0, 10).is_err(), "{text}");
        }
    }

    #[test]
    fn lists_split_at_commas_and_spaces() {
        assert_eq!(list(" a, b,,c  a\n"), ["a", "b", "c"]);
        assert!(list(" , ").is_empty());
    }

    #[test]
    fn levels_by_name_and_number() {
        assert_eq!(level("warning"), Ok(tracing::Level::WARN));
        assert_eq!(level("20"), Ok(tracing::Level::INFO));
        assert_eq!(level("50"), Ok(tracing::Level::ERROR));
        assert!(level("loud").is_err());
    }

    proptest! {
        #[test]
        fn prop_parsers_never_panic(text in ".*") {
            let _ = (duration(&text, SECOND), boolean(&text), integer(&text, 1, 9), level(&text));
            let _ = (list(&text), visible_ascii(&text), header_text(&text));
        }

        #[test]
        fn prop_formatted_duration_parses_back(millis in 0_u64..=4_000_000_000) {
            let value = Duration::from_millis(millis);
            let back = duration(&show_duration(value), SECOND);
            prop_assert_eq!(back.map(|back| back.as_millis()), Ok(value.as_millis()));
        }
    }
}
