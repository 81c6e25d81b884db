//! Many callers, few places: nobody holds one while it waits, all end, all are woken.

use super::{outcome, scenario};
use crate::{Contract, Outcome, bench::Bench, contract::First, subject::Subject};

/// What many calls at once have shown.
#[derive(Debug, Default)]
pub(crate) struct Waves {
    held: Option<String>,
    blocked: Option<String>,
    violation: Option<String>,
    lost_wakeup: Option<String>,
    waited: bool,
}

impl Waves {
    pub(crate) fn run<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Self {
        let mut waves = Self::default();
        for places in [Some(1), Some(2), None] {
            for first in contract.firsts() {
                waves.add(contract, places, first, false);
            }
        }
        for places in [Some(1), None] {
            for first in contract.firsts() {
                waves.add(contract, places, first, true);
            }
        }
        waves
    }

    fn add<L: Subject<B>, B: 'static>(
        &mut self,
        contract: &Contract<'_, L, B>,
        places: Option<usize>,
        first: First,
        new_wakers: bool,
    ) {
        let (seen, blocked, violation) = contract.run(places, first, async |bench| {
            bench.new_wakers = new_wakers;
            let blocked = two_waves(bench, places.unwrap_or(2) + 2).await;
            let violation = bench.violation();
            let blocked = match blocked {
                Ok(()) => bench.leaks().await,
                Err(blocked) => Some(blocked),
            };
            (bench.seen.clone(), blocked, violation)
        });
        let name = scenario(contract, places, first);
        let keep = |kept: &mut Option<String>, found: Option<String>| {
            if let (None, Some(found)) = (kept.as_ref(), found) {
                *kept = Some(format!("{name}: {found}"));
            }
        };
        self.waited |= seen.waited;
        keep(&mut self.held, seen.held);
        keep(&mut self.violation, violation);
        if seen.lost_wakeup {
            let old = if new_wakers { " (the calls were polled with new wakers)" } else { "" };
            keep(&mut self.lost_wakeup, blocked.map(|blocked| format!("{blocked}{old}")));
        } else if !new_wakers {
            keep(&mut self.blocked, blocked);
        }
    }
}

/// Runs calls, and then as many again, which know what the first have met.
async fn two_waves<L: Subject<B>, B: 'static>(
    bench: &mut Bench<'_, L, B>,
    calls: usize,
) -> Result<(), String> {
    for _ in 0..2 {
        let calls: Vec<_> = (0..calls).map(|_| bench.start()).collect();
        bench.finish(&calls).await?;
    }
    Ok(())
}

pub(crate) fn held_places<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Outcome {
    let waves = contract.waves();
    if let Some(held) = &waves.held {
        return Outcome::Failed(held.clone());
    }
    match (contract.waits, waves.waited) {
        (Some(false), true) => {
            Outcome::Failed("calls wait in the layer, although it says that none does".into())
        }
        (Some(true), false) => Outcome::NotChecked(
            "no call waited in the layer: give a `rejection` or a `request` that makes it wait".into(),
        ),
        (_, true) => Outcome::Passed("calls waited, and held nothing".into()),
        (_, false) => Outcome::Passed("no call waited in the layer".into()),
    }
}

pub(crate) fn progress<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Outcome {
    let waves = contract.waves();
    outcome(waves.violation.clone().or_else(|| waves.blocked.clone()))
}

pub(crate) fn wakeups<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Outcome {
    outcome(contract.waves().lost_wakeup.clone())
}
