//! How a listing is cut by time: the parameters that select a range.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use okta_models::DateTime;
use okta_tower::clock::{Clock, SystemClock};

use super::span::Span;
use crate::{
    Filter,
    page::listing::{LOG_RANGE, Listing},
};

/// What Okta leaves out of a listing of users without `search`, by the operators that a search supports.
const NOT_DEPROVISIONED: &str = "(status lt \"DEPROVISIONED\" or status gt \"DEPROVISIONED\")";

/// How a listing is cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cut {
    by: By,
    descending: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum By {
    /// `since` and `until`.
    Bounds(Bounds),
    /// Comparisons in `search`.
    Search { member: &'static str, query: Option<String> },
}

impl Default for By {
    fn default() -> Self {
        Self::Search { member: "created", query: None }
    }
}

/// The bounds of a query of the System Log, fixed when it starts. Empty for other listings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) since: String,
    pub(super) until: String,
}

impl Cut {
    /// Returns how a listing is cut by `member`, with the bounds of an earlier run; or why it cannot be cut.
    pub(super) fn new(
        listing: &Listing,
        member: &'static str,
        bounds: Option<Bounds>,
    ) -> Result<Self, String> {
        let value = |name: &str| listing.parameter(name).filter(|value| !value.is_empty());
        if value("after").is_some() {
            return Err("a parallel listing has no `after`; resume it at its checkpoint".to_owned());
        }
        let descending =
            value("sortOrder").is_some_and(|order| order.to_ascii_lowercase().starts_with("desc"));
        if listing.is_log {
            let bounds =
                bounds.unwrap_or_else(|| Bounds::of(value("since"), value("until"), SystemClock.now()));
            return Ok(Self { by: By::Bounds(bounds), descending });
        }
        if let Some(name) = ["q", "filter"].into_iter().find(|name| value(name).is_some()) {
            return Err(format!("a parallel listing selects by `search`, not by `{name}`"));
        }
        if let Some(other) = value("sortBy").filter(|by| *by != member) {
            return Err(format!("a parallel listing is sorted by `{member}`, not by `{other}`"));
        }
        Ok(Self { by: By::Search { member, query: value("search").map(str::to_owned) }, descending })
    }

    /// Returns the bounds to continue with in a later run.
    pub(super) fn bounds(&self) -> Bounds {
        match &self.by {
            By::Bounds(bounds) => bounds.clone(),
            By::Search { .. } => Bounds::default(),
        }
    }

    /// Returns the parameters that select a range.
    pub(super) fn parameters(&self, span: Span) -> Vec<(&'static str, String)> {
        let (from, until) = self.times(span);
        let order = |ascending: &str, descending: &str| {
            ("sortOrder", if self.descending { descending } else { ascending }.to_owned())
        };
        match &self.by {
            By::Bounds(bounds) => {
                // Whether `since` includes its own time is not documented: the first millisecond is asked for in either
                // case, and items before it are dropped.
                let since = from.map(|from| text(from - 1)).unwrap_or_else(|| bounds.since.clone());
                let until = until.map(text).unwrap_or_else(|| bounds.until.clone());
                vec![("since", since), ("until", until), order("ASCENDING", "DESCENDING")]
            }
            By::Search { member, query } => {
                let at = |at: i64| DateTime::from_unix_millis(at);
                let selected =
                    query.as_ref().map_or(NOT_DEPROVISIONED.to_owned(), |query| format!("({query})"));
                let bounds = [
                    from.map(|from| Filter::ge(*member, at(from)).to_string()),
                    until.map(|until| Filter::lt(*member, at(until)).to_string()),
                ];
                let clauses: Vec<String> =
                    [selected].into_iter().chain(bounds.into_iter().flatten()).collect();
                let search = clauses.join(" and ");
                vec![("search", search), ("sortBy", (*member).to_owned()), order("asc", "desc")]
            }
        }
    }

    /// Returns the position of a time.
    pub(super) fn position(&self, time: &DateTime) -> Option<i64> {
        let at = millis(time.to_system_time()?);
        Some(if self.descending { -at } else { at })
    }

    /// Returns a position near the end of the listing.
    pub(super) fn last_position(&self) -> i64 {
        let time = |text: &str| DateTime::from(text).to_system_time().map(millis);
        match (&self.by, self.descending) {
            (By::Bounds(bounds), false) => time(&bounds.until).unwrap_or_else(|| millis(SystemClock.now())),
            (By::Bounds(bounds), true) => -time(&bounds.since).unwrap_or(0),
            (By::Search { .. }, false) => millis(SystemClock.now()),
            (By::Search { .. }, true) => 0,
        }
    }

    /// Returns the times of a range: from the first, inclusive, to the last, exclusive.
    pub(super) fn times(&self, span: Span) -> (Option<i64>, Option<i64>) {
        if self.descending {
            let time = |position: Option<i64>| position.map(|position| 1 - position);
            (time(span.end), time(span.start))
        } else {
            (span.start, span.end)
        }
    }
}

impl Bounds {
    fn of(since: Option<&str>, until: Option<&str>, now: SystemTime) -> Self {
        let last = until.and_then(|until| DateTime::from(until).to_system_time()).unwrap_or(now);
        let first = last.checked_sub(LOG_RANGE).unwrap_or(UNIX_EPOCH);
        Self {
            since: since.map_or_else(|| text(millis(first)), str::to_owned),
            until: until.map_or_else(|| text(millis(last)), str::to_owned),
        }
    }
}

fn text(millis: i64) -> String {
    DateTime::from_unix_millis(millis).as_str().to_owned()
}

/// Milliseconds since 1970, rounded down.
fn millis(time: SystemTime) -> i64 {
    let whole = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => whole(after),
        Err(before) => {
            let before = before.duration();
            let partial = before.subsec_nanos() % 1_000_000 > 0;
            -whole(before) - i64::from(partial)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    fn search(query: Option<&str>, descending: bool) -> Cut {
        let query = query.map(str::to_owned);
        Cut { by: By::Search { member: "created", query }, descending }
    }

    fn parameter(cut: &Cut, span: Span, name: &str) -> String {
        let mut parameters = cut.parameters(span).into_iter();
        parameters.find(|(known, _)| *known == name).map(|(_, value)| value).unwrap_or_default()
    }

    #[test]
    fn search_is_put_in_parentheses() {
        let span = Span { start: Some(DAY), end: Some(2 * DAY) };
        let cut = search(Some(r#"status eq "ACTIVE" or status eq "STAGED""#), false);
        let expected = concat!(
            r#"(status eq "ACTIVE" or status eq "STAGED")"#,
            r#" and created ge "1970-01-02T00:00:00.000Z" and created lt "1970-01-03T00:00:00.000Z""#,
        );
        assert_eq!(parameter(&cut, span, "search"), expected);
        assert_eq!(parameter(&search(None, false), Span::default(), "search"), NOT_DEPROVISIONED);
    }

    #[test]
    fn descending_ranges_have_the_same_times() {
        let cut = search(None, true);
        // From the last millisecond of the first day back to its first.
        let span = Span { start: Some(1 - DAY), end: Some(1) };
        assert_eq!(cut.times(span), (Some(0), Some(DAY)));
        assert_eq!(cut.position(&DateTime::from_unix_millis(DAY - 1)), Some(1 - DAY));
        assert!(span.contains(0) && span.contains(1 - DAY) && !span.contains(-DAY) && !span.contains(1));
        assert_eq!(parameter(&cut, span, "sortOrder"), "desc");
    }

    #[test]
    fn log_begins_a_millisecond_before_a_range() {
        let by = By::Bounds(Bounds { since: "a".to_owned(), until: "b".to_owned() });
        let cut = Cut { by, descending: false };
        let span = Span { start: Some(DAY), end: None };
        assert_eq!(parameter(&cut, span, "since"), "1970-01-01T23:59:59.999Z");
        assert_eq!(parameter(&cut, span, "until"), "b");
        assert_eq!(parameter(&cut, Span::default(), "since"), "a");
    }

    #[test]
    fn bounds_of_the_log_are_fixed() {
        let now = UNIX_EPOCH + Duration::from_secs(30 * 86_400);
        let text = |since: &str, until: &str| Bounds { since: since.to_owned(), until: until.to_owned() };
        let expected = text("1970-01-24T00:00:00.000Z", "1970-01-31T00:00:00.000Z");
        assert_eq!(Bounds::of(None, None, now), expected);
        let expected = text("1970-01-03T00:00:00.000Z", "1970-01-10T00:00:00Z");
        assert_eq!(Bounds::of(None, Some("1970-01-10T00:00:00Z"), now), expected);
        assert_eq!(Bounds::of(Some("x"), Some("y"), now), text("x", "y"));
    }

    #[test]
    fn times_before_1970_are_rounded_down() {
        let before = |nanos| UNIX_EPOCH - Duration::from_nanos(nanos);
        assert_eq!(millis(before(1)), -1);
        assert_eq!(millis(before(1_000_000)), -1);
        assert_eq!(millis(before(1_000_001)), -2);
    }
}
