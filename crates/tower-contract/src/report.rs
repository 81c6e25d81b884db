//! Rules, outcomes, and the report.

use std::fmt;

/// A rule of the contract. The [crate docs](crate#rules) explain each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// The service that is called was polled ready; or the layer is always ready and polls in its future.
    Readiness,
    /// No place is held by a call that waits.
    HeldPlaces,
    /// With one place, many callers, and a rejection or a retry, all calls end, and all places are given back.
    Progress,
    /// No place is needed for a response that the layer has.
    EarlyReadiness,
    /// A call that waits delays no call that it has nothing to do with.
    Independence,
    /// A call that nobody polls blocks nobody.
    Unpolled,
    /// A call that is dropped, at any await, blocks nobody and leaks nothing.
    Cancellation,
    /// Nothing waits for a wake-up that never comes.
    Wakeups,
    /// Calls end although the service was dropped.
    ServiceDrop,
    /// Bodies are passed on as streams, and their errors as errors.
    Streaming,
    /// Trailers survive.
    Trailers,
    /// Bodies need be neither `Clone` nor `Sync` nor `Unpin`, errors not boxed.
    Bounds,
    /// Steps of the wall clock are harmless.
    Clock,
    /// The time limit holds, also over a future that uses up tokio's cooperative budget.
    TimeLimit,
}

impl Rule {
    /// All rules, in the order of the report.
    pub const ALL: [Self; 14] = [
        Self::Readiness,
        Self::HeldPlaces,
        Self::Progress,
        Self::EarlyReadiness,
        Self::Independence,
        Self::Unpolled,
        Self::Cancellation,
        Self::Wakeups,
        Self::ServiceDrop,
        Self::Streaming,
        Self::Trailers,
        Self::Bounds,
        Self::Clock,
        Self::TimeLimit,
    ];

    /// Returns the name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Readiness => "readiness",
            Self::HeldPlaces => "held places",
            Self::Progress => "progress",
            Self::EarlyReadiness => "early readiness",
            Self::Independence => "independence",
            Self::Unpolled => "unpolled calls",
            Self::Cancellation => "cancellation",
            Self::Wakeups => "wake-ups",
            Self::ServiceDrop => "drop of the service",
            Self::Streaming => "streaming",
            Self::Trailers => "trailers",
            Self::Bounds => "bounds",
            Self::Clock => "clock steps",
            Self::TimeLimit => "time limit",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The outcome of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The layer keeps the rule. The text says what was seen, and may be empty.
    Passed(String),
    /// The layer breaks the rule.
    Failed(String),
    /// The rule does not apply, or what it needs was not given.
    NotChecked(String),
}

impl Outcome {
    pub(crate) fn passed() -> Self {
        Self::Passed(String::new())
    }

    /// Returns whether the layer breaks the rule.
    #[must_use]
    pub const fn is_failed(&self) -> bool {
        matches!(self, Self::Failed(_))
    }

    /// Returns whether the layer keeps the rule.
    #[must_use]
    pub const fn is_passed(&self) -> bool {
        matches!(self, Self::Passed(_))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, text) = match self {
            Self::Passed(text) => ("passed", text),
            Self::Failed(text) => ("FAILED", text),
            Self::NotChecked(text) => ("not checked", text),
        };
        if text.is_empty() { f.write_str(word) } else { write!(f, "{word}: {text}") }
    }
}

/// What a check found, rule by rule.
#[derive(Clone, Debug)]
#[must_use = "a report does nothing by itself: call `assert`"]
pub struct Report {
    layer: &'static str,
    outcomes: Vec<(Rule, Outcome)>,
}

impl Report {
    pub(crate) fn new(layer: &'static str, outcomes: Vec<(Rule, Outcome)>) -> Self {
        Self { layer, outcomes }
    }

    /// Returns the outcome of a rule.
    #[must_use]
    pub fn outcome(&self, rule: Rule) -> Option<&Outcome> {
        self.outcomes.iter().find(|(each, _)| *each == rule).map(|(_, outcome)| outcome)
    }

    /// Returns all rules with their outcomes.
    pub fn outcomes(&self) -> impl Iterator<Item = (Rule, &Outcome)> {
        self.outcomes.iter().map(|(rule, outcome)| (*rule, outcome))
    }

    /// Returns the rules that the layer breaks.
    pub fn failed(&self) -> impl Iterator<Item = Rule> {
        self.outcomes().filter(|(_, outcome)| outcome.is_failed()).map(|(rule, _)| rule)
    }

    /// Prints the report.
    ///
    /// # Panics
    ///
    /// Panics if the layer breaks a rule.
    #[expect(clippy::panic, reason = "an assertion")]
    pub fn assert(&self) {
        println!("{self}");
        let failed: Vec<_> = self.failed().map(Rule::name).collect();
        if !failed.is_empty() {
            panic!("the layer breaks the contract ({}):\n{self}", failed.join(", "));
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "contract of {}", self.layer)?;
        self.outcomes.iter().try_for_each(|(rule, outcome)| write!(f, "\n  {rule:<20} {outcome}"))
    }
}
