//! Calls that exist and are not polled.

use super::{outcome, scenario};
use crate::{Contract, Outcome, contract::First, subject::Subject};

pub(crate) fn unpolled<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Outcome {
    let never = contract.run(None, First::Response, async |bench| {
        let Some(left) = bench.call_now().await else { return Some("the service is not ready".into()) };
        bench.tasks.limit(left, 0);
        let next = bench.start();
        bench
            .finish(&[next])
            .await
            .err()
            .map(|stuck| format!("behind a call that was created and never polled, {stuck}"))
    });
    if never.is_some() {
        return outcome(never);
    }
    for first in contract.firsts() {
        for polls in [Some(1), None] {
            let blocked = contract.run(None, first, async |bench| {
                // The first call makes the layer know what it has met; the second meets that.
                for _ in 0..2 {
                    let left = bench.start();
                    let waits = match polls {
                        Some(polls) => {
                            bench.tasks.limit(left, polls);
                            bench.settle().await;
                            bench.tasks.is_at_limit(left) && bench.probe.counts().in_flight == 0
                        }
                        None => bench.waits_alone(left).await,
                    };
                    if waits {
                        bench.tasks.limit(left, 0);
                        let behind = [bench.start(), bench.start()];
                        return bench.finish(&behind).await.err();
                    }
                    bench.tasks.limit(left, u32::MAX);
                    let _ = bench.finish(&[left]).await;
                }
                None
            });
            if let Some(stuck) = blocked {
                let name = scenario(contract, None, first);
                return Outcome::Failed(format!(
                    "{name}: behind a call that waits and that nobody polls, {stuck}"
                ));
            }
        }
    }
    Outcome::passed()
}
