//! The rules, each with its scenarios.

mod abandoned;
mod bodies;
mod cancellation;
mod places;
mod readiness;
mod sharing;
mod time;

use std::fmt::Write as _;

use crate::{Contract, Outcome, Reply, bounds::BoundCheck, contract::First, subject::Subject};

pub(crate) use self::{
    abandoned::unpolled,
    bodies::{streaming, trailers},
    cancellation::{cancellation, service_drop},
    places::{Waves, held_places, progress, wakeups},
    readiness::readiness,
    sharing::{early_readiness, independence},
    time::{clock, time_limit},
};

/// Fails with the first problem.
fn outcome(problem: Option<String>) -> Outcome {
    problem.map_or_else(Outcome::passed, Outcome::Failed)
}

/// Describes a scenario.
fn scenario<L: Subject<B>, B: 'static>(
    contract: &Contract<'_, L, B>,
    places: Option<usize>,
    first: First,
) -> String {
    let mut text = contract.describe(first);
    if let Some(places) = places {
        let plural = if places == 1 { "" } else { "s" };
        let _ = write!(text, ", with {places} place{plural}");
    }
    text
}

/// Creates a reply that waits until `gate` is open.
fn gated<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>, gate: &crate::Gate) -> Reply {
    Reply::response(contract.new_response()).gate(gate)
}

/// Lists what the layer does not accept.
pub(crate) fn bounds(checks: Option<&[BoundCheck]>) -> Outcome {
    let Some(checks) = checks else {
        return Outcome::NotChecked("it needs the layer's concrete type: use the macro".into());
    };
    let missing = |kind: &str| -> Vec<_> {
        checks
            .iter()
            .filter(|(what, accepted)| !accepted && what.starts_with(kind))
            .map(|(what, _)| *what)
            .collect()
    };
    let mut problems = Vec::new();
    for kind in ["request bodies", "response bodies"] {
        let missing = missing(kind);
        let all = checks.iter().filter(|(what, _)| what.starts_with(kind)).count();
        if missing.len() == all {
            problems.push(format!("{kind} of a type that it does not know, only because they are a `Body`"));
        } else {
            problems.extend(missing.into_iter().map(str::to_owned));
        }
    }
    problems.extend(missing("errors").into_iter().map(str::to_owned));
    outcome((!problems.is_empty()).then(|| format!("the layer does not accept {}", problems.join(", "))))
}
