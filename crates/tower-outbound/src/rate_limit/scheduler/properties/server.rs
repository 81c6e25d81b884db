//! A rate-limited server for property tests.

use std::time::Duration;

use proptest::prelude::*;

use super::{Completion, Reading};
use crate::rate_limit::ExceededLimit;

/// One counter of the server. The first request opens a window.
#[derive(Clone, Debug)]
pub(super) struct Counter {
    pub(super) limit: u64,
    pub(super) used: u64,
    pub(super) ends: u64,
}

/// A server that counts, in milliseconds of its clock.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) counters: Vec<Counter>,
    /// The counter of each operation.
    pub(super) counter_of: [usize; 4],
    pub(super) window: u64,
    /// The server's clock minus the local one.
    pub(super) ahead: u64,
    pub(super) max_in_flight: Option<usize>,
    pub(super) rejections: usize,
    /// Rounds the end of a window down, so that windows end later than announced.
    pub(super) truncates: bool,
    /// Readings to return instead of true ones.
    pub(super) invalid: Vec<Reading>,
}

impl Server {
    pub(super) fn respond(&mut self, operation: usize, at: u64, in_flight: usize) -> Completion {
        if self.max_in_flight.is_some_and(|max| in_flight > max) {
            return Completion::ConcurrencyLimited;
        }
        if let Some(reading) = self.invalid.pop() {
            return Completion::Response(reading);
        }
        let now = at + self.ahead;
        let counter = &mut self.counters[self.counter_of[operation]];
        if now >= counter.ends {
            counter.ends = now + self.window;
            counter.used = 0;
        }
        let rate_limited = counter.used >= counter.limit;
        if rate_limited {
            self.rejections += 1;
        } else {
            counter.used += 1;
        }
        let reset = if self.truncates { counter.ends / 1000 } else { counter.ends.div_ceil(1000) };
        Completion::Response(Reading {
            limit: Some(counter.limit),
            remaining: Some(counter.limit - counter.used),
            reset: Some(reset),
            date: Some(now / 1000),
            exceeded: rate_limited.then_some(ExceededLimit::Window),
            from_api: !rate_limited,
            ..Reading::default()
        })
    }
}

pub(super) fn server(limits: [u64; 3], counter_of: [usize; 4], window: u64) -> Server {
    let counter = |limit| Counter { limit, used: 0, ends: 0 };
    Server {
        counters: limits.into_iter().map(counter).collect(),
        counter_of,
        window,
        ahead: 5_000_300,
        max_in_flight: None,
        rejections: 0,
        truncates: false,
        invalid: Vec::new(),
    }
}

pub(super) fn reading() -> impl Strategy<Value = Reading> {
    let number = || proptest::option::of(prop_oneof![0u64..5, 4_990u64..5_090, any::<u64>()]);
    let exceeded = proptest::option::of(prop_oneof![
        Just(ExceededLimit::Window),
        Just(ExceededLimit::Bucket),
        Just(ExceededLimit::Origin)
    ]);
    let flags = (exceeded, any::<bool>(), any::<bool>(), proptest::option::of(0u64..1_000_000));
    (number(), number(), number(), number(), flags).prop_map(|(limit, remaining, reset, date, flags)| {
        let (exceeded, from_api, relative, retry_after) = flags;
        let retry_after = retry_after.map(Duration::from_millis);
        Reading {
            limit,
            remaining,
            reset,
            date,
            retry_after,
            exceeded,
            from_api,
            relative,
            ..Reading::default()
        }
    })
}
