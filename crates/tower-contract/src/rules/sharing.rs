//! Calls that need no place, and calls that have nothing to do with each other.

use super::{gated, outcome, scenario};
use crate::{Contract, Gate, Outcome, bench::Bench, contract::First, subject::Subject};

pub(crate) fn early_readiness<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Outcome {
    let stores = contract.run(None, First::Response, async |bench| {
        let (first, second) = (bench.start(), 1);
        bench.finish(&[first]).await.is_ok()
            && bench.start() == second
            && bench.finish(&[second]).await.is_ok()
            && bench.is_ok(second)
            && bench.probe.counts().calls == 1
    });
    let joins = joined(contract, None);
    if !stores && !joins {
        return Outcome::NotChecked("each request calls the service".into());
    }
    if stores {
        let served = contract.run(Some(1), First::Response, async |bench| {
            let first = bench.start();
            let _ = bench.finish(&[first]).await;
            let _occupied = bench.probe.occupy();
            let second = bench.start();
            bench.settle().await;
            bench.tasks.output(second).is_some()
        });
        if !served {
            return Outcome::Failed(
                "a request that needs no place, since its response is stored, waits for one".into(),
            );
        }
    }
    if joins && !joined(contract, Some(1)) {
        return Outcome::Failed(
            "with one place, no request joins an equal one that is in flight: each waits for it".into(),
        );
    }
    Outcome::Passed(if joins { "equal requests share a response" } else { "responses are stored" }.into())
}

/// Returns whether a request joins an equal one.
fn joined<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>, places: Option<usize>) -> bool {
    contract.run(places, First::Response, async |bench| {
        let gate = Gate::new();
        bench.probe.push(gated(contract, &gate));
        let leader = bench.start();
        bench.settle().await;
        let follower = bench.start();
        bench.settle().await;
        let waits = bench.tasks.output(leader).is_none() && bench.tasks.output(follower).is_none();
        gate.open();
        let ended = bench.finish(&[leader, follower]).await.is_ok();
        waits && ended && bench.is_ok(follower) && bench.probe.counts().calls == 1
    })
}

pub(crate) fn independence<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Outcome {
    if contract.other.is_none() {
        return Outcome::NotChecked(
            "give an `other_request` that has nothing to do with the `request`".into(),
        );
    }
    let mut waited = false;
    for places in [Some(1), None] {
        for first in contract.firsts() {
            let passed = contract.run(places, first, async |bench| {
                for _ in 0..2 {
                    let call = bench.start();
                    if bench.waits_alone(call).await {
                        return Some(passes(bench).await);
                    }
                }
                None
            });
            waited |= passed.is_some();
            if passed == Some(false) {
                let name = scenario(contract, places, first);
                return Outcome::Failed(format!(
                    "{name}: a call that waits delays one that has nothing to do with it"
                ));
            }
        }
    }
    let behind = contract.run(Some(2), First::Response, async |bench| {
        let gate = Gate::new();
        bench.probe.push(gated(contract, &gate));
        let _ = (bench.start(), bench.start());
        bench.settle().await;
        let waits = bench.probe.counts().in_flight == 1 && bench.tasks.pending() == 2;
        if waits { Some(passes(bench).await) } else { None }
    });
    if !waited && behind.is_none() {
        return Outcome::NotChecked("no call waited in the layer".into());
    }
    outcome((behind == Some(false)).then(|| {
        "a call that waits for another one in flight delays one that has nothing to do with either".into()
    }))
}

/// Returns whether an independent call reaches the probe, or ends, while no time passes.
async fn passes<L: Subject<B>, B: 'static>(bench: &mut Bench<'_, L, B>) -> bool {
    let before = bench.probe.counts().calls;
    let Some(other) = bench.start_other() else { return true };
    bench.settle().await;
    bench.tasks.output(other).is_some() || bench.probe.counts().calls > before
}
