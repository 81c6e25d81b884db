//! Steps of the wall clock, and time limits.

use std::time::Duration;

use http::Response;
use tokio::time::{Instant, advance};

use super::scenario;
use crate::{ClockStep, Contract, Outcome, Reply, contract::First, subject::Subject};

const STEPS: [ClockStep; 2] =
    [ClockStep::Back(Duration::from_secs(2 * 3600)), ClockStep::Forward(Duration::from_secs(8 * 3600))];
/// When the clock is stepped: before each of the calls, and while the last waits.
const MOMENTS: usize = 5;
/// How much longer calls may take after a step, such as for a new token.
const SLACK: Duration = Duration::from_secs(60);
/// Polls with a fresh budget in which a time limit that has passed must end the call.
const LIMIT_POLLS: u32 = 16;

/// How a sequence of calls ended: whether each succeeded, and how long all took.
type Sequence = Result<(Vec<Option<bool>>, Duration), String>;

pub(crate) fn clock<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Outcome {
    let Some(set) = contract.clock.as_deref() else {
        return Outcome::NotChecked("give a `clock` that steps the layer's wall clock".into());
    };
    for first in contract.firsts() {
        let Ok((expected, time)) = sequence(contract, first, &mut |_| {}) else { continue };
        for step in STEPS {
            for moment in 0..MOMENTS {
                let stepped = sequence(contract, first, &mut |now| {
                    if now == moment {
                        set(step);
                    }
                });
                set(step.undo());
                let problem = match stepped {
                    Err(stuck) => stuck,
                    Ok((seen, _)) if seen != expected => {
                        format!("calls end otherwise than without it ({seen:?}, not {expected:?})")
                    }
                    Ok((_, took)) if took > time * 2 + SLACK => {
                        format!("calls take {took:?} instead of {time:?}")
                    }
                    Ok(_) => continue,
                };
                let name = scenario(contract, None, first);
                return Outcome::Failed(format!(
                    "{name}; after a step {step:?} before call {moment}: {problem}"
                ));
            }
        }
    }
    Outcome::passed()
}

/// Makes four calls one after the other; calls `at` at each moment.
fn sequence<L: Subject<B>, B: 'static>(
    contract: &Contract<'_, L, B>,
    first: First,
    at: &mut dyn FnMut(usize),
) -> Sequence {
    contract.run(None, first, async |bench| {
        let start = Instant::now();
        let mut results = Vec::new();
        for call in 0..MOMENTS - 1 {
            at(call);
            let started = bench.start();
            if call == MOMENTS - 2 {
                bench.settle().await;
                at(MOMENTS - 1);
            }
            bench.finish(&[started]).await?;
            let result = bench.tasks.take_output(started);
            results.push(
                result.and_then(Result::ok).map(|response: Response<_>| response.status().is_success()),
            );
        }
        Ok((results, start.elapsed()))
    })
}

pub(crate) fn time_limit<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Outcome {
    let Some(limit) = contract.time_limit else {
        return Outcome::NotChecked("the layer has no `time_limit`".into());
    };
    let stalled = contract.run(None, First::Response, async |bench| {
        bench.probe.push(Reply::never());
        let (start, call) = (Instant::now(), bench.start());
        bench.finish(&[call]).await.map(|()| start.elapsed())
    });
    match stalled {
        Err(stuck) => return Outcome::Failed(format!("the service does not respond: {stuck}")),
        Ok(took) if took > limit + limit / 2 => {
            return Outcome::Failed(format!("a limit of {limit:?} ends a call after {took:?}"));
        }
        Ok(_) => {}
    }
    let ended = contract.run(None, First::Response, async |bench| {
        bench.probe.push(Reply::error("too late").busy(limit * 100));
        let call = bench.start();
        bench.tasks.rounds(LIMIT_POLLS).await;
        advance(limit + limit / 2).await;
        bench.tasks.rounds(LIMIT_POLLS).await;
        bench.tasks.output(call).is_some()
    });
    if ended {
        return Outcome::passed();
    }
    let text = "a call whose inner future uses up tokio's cooperative budget in each poll is never ended: poll the \
                timer with `tokio::task::coop::unconstrained` when the budget is used up";
    Outcome::Failed(text.into())
}
