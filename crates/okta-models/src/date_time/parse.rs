//! The formats of dates and times, and the calendar.

/// Parses a text into seconds since 1970 and nanoseconds.
pub(super) fn parse(text: &str) -> Option<(i64, u32)> {
    if text.starts_with(|first: char| first.is_ascii_alphabetic()) {
        parse_java(text)
    } else {
        parse_iso(text)
    }
}

/// `2024-05-01T12:30:00[.123][Z|±hh:mm]`, with `T`, `t` or a space; UTC without an offset.
fn parse_iso(text: &str) -> Option<(i64, u32)> {
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let mut date = date.splitn(3, '-');
    let (year, month, day) = (date.next()?, date.next()?, date.next()?);
    let days = days_from_civil(digits(year, 4)?, digits(month, 2)?, digits(day, 2)?)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (clock, rest) = (rest.get(..8)?, rest.get(8..)?);
    let seconds = days * 86_400 + parse_clock(clock)?;
    let (nanos, zone) = match rest.strip_prefix('.') {
        Some(rest) => {
            let end = rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
            let fraction = rest.get(..end.min(9)).filter(|digits| !digits.is_empty())?;
            let scale = 10_u32.checked_pow(u32::try_from(9 - fraction.len()).ok()?)?;
            (fraction.parse::<u32>().ok()? * scale, rest.get(end..)?)
        }
        None => (0, rest),
    };
    Some((seconds - parse_offset(zone)?, nanos))
}

fn parse_offset(zone: &str) -> Option<i64> {
    let sign = match zone.bytes().next() {
        None => return Some(0),
        Some(b'Z' | b'z') if zone.len() == 1 => return Some(0),
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return None,
    };
    let digits_only: String = zone.get(1..)?.chars().filter(|char| *char != ':').collect();
    let (hours, minutes) = (digits(digits_only.get(..2)?, 2)?, digits(digits_only.get(2..)?, 2)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// `Wed May 01 12:30:00 UTC 2024`
fn parse_java(text: &str) -> Option<(i64, u32)> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split(' ').skip(1);
    let (month, day, clock, zone, year) =
        (words.next()?, words.next()?, words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || !matches!(zone, "UTC" | "GMT" | "Z") {
        return None;
    }
    let month = MONTHS.iter().position(|name| *name == month)?;
    let days = days_from_civil(digits(year, 4)?, i64::try_from(month).ok()? + 1, digits(day, 2)?)?;
    Some((days * 86_400 + parse_clock(clock)?, 0))
}

/// Seconds of `12:30:00`; 60 is allowed for a leap second.
fn parse_clock(clock: &str) -> Option<i64> {
    let mut parts = clock.splitn(3, ':');
    let (hour, minute, second) =
        (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    (hour < 24 && minute < 60 && second <= 60).then_some(hour * 3600 + minute * 60 + second)
}

fn digits(text: &str, length: usize) -> Option<i64> {
    (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar, counted from 1 March of year 0, so that
/// the leap day is the last of its year.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let since_march = (month + 9) % 12;
    let day_of_year = (153 * since_march + 2) / 5 + day - 1;
    Some(
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468,
    )
}

/// The inverse of [`days_from_civil`].
pub(super) fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days.saturating_add(719_468);
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let since_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * since_march + 2) / 5 + 1;
    let month = if since_march < 10 { since_march + 3 } else { since_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}
