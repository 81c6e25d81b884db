//! Calls that are dropped, and services that are dropped while calls are under way.

use super::{gated, outcome, scenario};
use crate::{Contract, Gate, Outcome, bench::Bench, contract::First, subject::Subject};

/// Polls of one call, after which it is not dropped any later.
const MAX_POLLS: u32 = 24;

/// What the dropped call meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meets {
    /// Nothing.
    Nothing,
    /// The service is not ready at first.
    LateReadiness,
    /// Another call is in flight.
    Call,
    /// A call before it was completed.
    History,
}

pub(crate) fn cancellation<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Outcome {
    for first in contract.firsts() {
        for meets in [Meets::Nothing, Meets::LateReadiness, Meets::Call, Meets::History] {
            // Without a call that is dropped, and with one that is not: what is blocked then is not blocked by the drop.
            let controls = [None, Some(u32::MAX)].map(|polls| dropped_after(contract, first, meets, polls));
            let [Ok(_), Ok((_, expected))] = controls else { continue };
            for polls in 0..MAX_POLLS {
                match dropped_after(contract, first, meets, Some(polls)) {
                    Ok((ended, ok)) if ok == expected || ended => {
                        if ended {
                            break;
                        }
                    }
                    Ok(_) => return failed(contract, first, meets, polls, "the next call fails"),
                    Err(problem) => return failed(contract, first, meets, polls, &problem),
                }
            }
        }
    }
    for places in [Some(1), None] {
        let blocked =
            contract.run(places, First::Response, async |bench| woken_and_dropped(contract, bench).await);
        if let Err(problem) = blocked {
            return Outcome::Failed(format!("a call was woken and then dropped without a poll: {problem}"));
        }
    }
    Outcome::passed()
}

fn failed<L: Subject<B>, B: 'static>(
    contract: &Contract<'_, L, B>,
    first: First,
    meets: Meets,
    polls: u32,
    problem: &str,
) -> Outcome {
    let name = scenario(contract, None, first);
    let place = match meets {
        Meets::Nothing => "",
        Meets::LateReadiness => ", the service is not ready at first",
        Meets::Call => ", another call is in flight",
        Meets::History => ", it was completed before",
    };
    Outcome::Failed(format!("{name}{place}; a call was dropped after {polls} polls: {problem}"))
}

/// Drops a call after `polls` polls, or makes none, and makes others. Returns whether the call ended before that, and whether the
/// others succeed.
fn dropped_after<L: Subject<B>, B: 'static>(
    contract: &Contract<'_, L, B>,
    first: First,
    meets: Meets,
    polls: Option<u32>,
) -> Result<(bool, bool), String> {
    let places = (meets == Meets::LateReadiness).then_some(1);
    contract.run(places, first, async |bench| {
        let gate = Gate::new();
        let mut other = None;
        let mut occupied = None;
        match meets {
            Meets::Nothing => {}
            Meets::LateReadiness => occupied = bench.probe.occupy(),
            Meets::Call => {
                bench.probe.push(gated(contract, &gate));
                other = Some(bench.start());
                bench.settle().await;
            }
            Meets::History => {
                let before = bench.start();
                bench.finish(&[before]).await?;
            }
        }
        let call = match polls {
            Some(0) if meets != Meets::LateReadiness => bench.call_now().await,
            Some(_) => Some(bench.start()),
            None => None,
        };
        let polls = polls.unwrap_or(0);
        if let Some(call) = call {
            bench.tasks.limit(call, polls);
        }
        bench.settle().await;
        drop(occupied);
        gate.open();
        let mut ended = false;
        if let Some(call) = call {
            ended = end_or_limit(bench, call).await;
            bench.tasks.cancel(call);
            bench.settle().await;
        }
        let mut next = vec![bench.start(), bench.start()];
        next.extend(other);
        bench.finish(&next).await?;
        // Otherwise one of them meets what was meant for the dropped call.
        let succeeds = matches!(first, First::Response | First::Resend);
        let ok = !succeeds || next.iter().all(|&call| bench.is_ok(call));
        if let Some(problem) = bench.violation() {
            return Err(problem);
        }
        bench.leaks().await.map_or(Ok((ended, ok)), Err)
    })
}

/// Runs until a call ends, or has used up its polls. Returns whether it ended.
async fn end_or_limit<L: Subject<B>, B: 'static>(bench: &mut Bench<'_, L, B>, call: usize) -> bool {
    loop {
        bench.settle().await;
        if bench.tasks.output(call).is_some() {
            return true;
        }
        if bench.tasks.is_at_limit(call) || !bench.tasks.wait_for_wake(bench.patience).await {
            return false;
        }
    }
}

/// Drops a call that was woken, before it is polled: its wake-up must not be lost for those behind it.
async fn woken_and_dropped<L: Subject<B>, B: 'static>(
    contract: &Contract<'_, L, B>,
    bench: &mut Bench<'_, L, B>,
) -> Result<(), String> {
    let gate = Gate::new();
    bench.probe.push(gated(contract, &gate));
    let before = bench.start();
    bench.settle().await;
    let (dropped, behind) = (bench.start(), bench.start());
    bench.settle().await;
    bench.tasks.limit(dropped, 0);
    gate.open();
    bench.finish(&[before]).await?;
    bench.tasks.cancel(dropped);
    bench.finish(&[behind]).await
}

pub(crate) fn service_drop<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Outcome {
    for first in contract.firsts() {
        let run = |drop_service: bool| {
            contract.run(None, first, async |bench| {
                let mut calls = Vec::new();
                for _ in 0..2 {
                    calls.push(bench.call_now().await.ok_or("the service is not ready")?);
                }
                bench.settle().await;
                if drop_service {
                    bench.service = None;
                }
                bench.finish(&calls).await?;
                Ok::<_, String>(calls.iter().map(|&call| bench.is_ok(call)).collect::<Vec<_>>())
            })
        };
        let Ok(expected) = run(false) else { continue };
        let name = scenario(contract, None, first);
        match run(true) {
            Ok(seen) if seen == expected => {}
            Ok(_) => return Outcome::Failed(format!("{name}: calls fail since the service was dropped")),
            Err(problem) => return Outcome::Failed(format!("{name}; the service was dropped: {problem}")),
        }
    }
    outcome(None)
}
