//! Property tests of the scheduler: random schedules against a server that counts.

mod server;

use std::{
    task::Waker,
    time::{Duration, Instant},
};

use http::Uri;
use proptest::prelude::*;

use super::{Completion, Entered, Grant, Reading, Scheduler, SchedulerConfig, Ticket};
use server::{Server, reading, server};

const OPERATIONS: [(&str, &str); 4] = [("/a", "listA"), ("/a", "getA"), ("/b", "listB"), ("/c", "listC")];

#[derive(Clone, Debug)]
enum Step {
    Enqueue { operation: usize, deadline: Option<u64> },
    Advance(u64),
    Respond(usize),
    RespondWithoutHeaders(usize),
    CancelWait(usize),
    CancelRequest(usize),
    SetServerClock(u64),
    SetMaxInFlight(Option<usize>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => (0usize..4, proptest::option::of(0u64..5_000))
            .prop_map(|(operation, deadline)| Step::Enqueue { operation, deadline }),
        4 => (0u64..1_500).prop_map(Step::Advance),
        8 => any::<usize>().prop_map(Step::Respond),
        1 => any::<usize>().prop_map(Step::RespondWithoutHeaders),
        1 => any::<usize>().prop_map(Step::CancelWait),
        1 => any::<usize>().prop_map(Step::CancelRequest),
        1 => (0u64..10_000_000).prop_map(Step::SetServerClock),
        1 => proptest::option::of(1usize..5).prop_map(Step::SetMaxInFlight),
    ];
    proptest::collection::vec(step, 1..150)
}

fn config(share: u32, pacing: bool) -> SchedulerConfig {
    SchedulerConfig { share, pacing, max_wait: Duration::from_secs(70), store: false }
}

struct Waiting {
    ticket: Ticket,
    operation: usize,
    deadline: Option<Instant>,
}

struct Simulation {
    scheduler: Scheduler,
    server: Server,
    start: Instant,
    elapsed: u64,
    waiting: Vec<Waiting>,
    in_flight: Vec<(Grant, Completion)>,
}

impl Simulation {
    fn new(server: Server, config: SchedulerConfig, seed: u64) -> Self {
        Self {
            scheduler: Scheduler::new(config, None, fastrand::Rng::with_seed(seed)),
            server,
            start: tokio::time::Instant::now().into_std(),
            elapsed: 0,
            waiting: Vec::new(),
            in_flight: Vec::new(),
        }
    }

    fn now(&self) -> Instant {
        self.start + Duration::from_millis(self.elapsed)
    }

    fn enqueue(&mut self, operation: usize, deadline: Option<u64>) {
        let (bucket, id) = OPERATIONS[operation];
        let deadline = deadline.map(|ms| self.now() + Duration::from_millis(ms));
        let key = self.scheduler.key(&Uri::from_static("https://example.com/"), bucket.into(), id);
        match self.scheduler.enter(key, None, deadline, self.now()) {
            Entered::Granted(grant) => self.send(operation, grant),
            Entered::Queued(ticket) => self.waiting.push(Waiting { ticket, operation, deadline }),
            Entered::TooEarly(error) => {
                assert!(deadline.is_some(), "rejected without a deadline");
                assert!(deadline < Some(error.available_at) || deadline <= Some(self.now()));
            }
        }
    }

    fn send(&mut self, operation: usize, grant: Grant) {
        let in_flight = self.in_flight.len() + 1;
        let response = self.server.respond(operation, self.elapsed, in_flight);
        self.in_flight.push((grant, response));
    }

    /// Polls every waiter, and returns the next moment at which one must be polled.
    fn poll(&mut self) -> Option<Instant> {
        self.scheduler.poll_grants(self.now());
        let mut next = None;
        // The earliest deadline of the requests that still wait, by operation.
        let (mut blocked, now) = ([None; 4], self.now());
        for waiting in std::mem::take(&mut self.waiting) {
            match self.scheduler.poll_ticket(waiting.ticket, Waker::noop(), now) {
                Ok(Ok(grant)) => {
                    let overtakes = |blocked: Option<Instant>| {
                        waiting.deadline.is_some_and(|deadline| blocked.is_none_or(|other| deadline < other))
                    };
                    let in_order = blocked[waiting.operation].is_none_or(overtakes);
                    assert!(in_order, "an earlier request still waits");
                    self.send(waiting.operation, grant);
                }
                Ok(Err(_)) => assert!(waiting.deadline.is_some()),
                Err(wake_at) => {
                    assert!(
                        waiting.deadline.is_none_or(|deadline| deadline > now),
                        "waits past its deadline"
                    );
                    assert!(wake_at.is_none_or(|wake_at| wake_at > now), "busy loop");
                    next = [next, wake_at].into_iter().flatten().min();
                    let first: Option<Instant> = blocked[waiting.operation].flatten();
                    blocked[waiting.operation] = Some(first.into_iter().chain(waiting.deadline).min());
                    self.waiting.push(waiting);
                }
            }
        }
        let counted: u64 = self.scheduler.queues.iter().map(|queue| queue.bucket.in_flight).sum();
        assert_eq!(counted, self.in_flight.len() as u64, "a reservation leaked");
        assert_eq!(self.scheduler.concurrency.in_flight() as usize, self.in_flight.len());
        next
    }

    fn complete(&mut self, at: usize, completion: Option<Completion>) {
        if self.in_flight.is_empty() {
            return;
        }
        let (grant, response) = self.in_flight.remove(at % self.in_flight.len());
        let now = self.now();
        self.scheduler.complete(grant, completion.unwrap_or(response), now);
    }

    fn complete_all(&mut self) {
        while !self.in_flight.is_empty() {
            self.complete(0, None);
        }
    }

    fn advance_past(&mut self, moment: Instant) {
        let elapsed = moment.saturating_duration_since(self.start).as_millis();
        self.elapsed = u64::try_from(elapsed).unwrap() + 1;
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Enqueue { operation, deadline } => self.enqueue(operation, deadline),
            Step::Advance(ms) => self.elapsed += ms,
            Step::Respond(at) => self.complete(at, None),
            Step::RespondWithoutHeaders(at) => {
                self.complete(at, Some(Completion::Response(Reading::default())));
            }
            Step::CancelWait(at) => {
                if !self.waiting.is_empty() {
                    let cancelled = self.waiting.remove(at % self.waiting.len());
                    let now = self.now();
                    self.scheduler.cancel(cancelled.ticket, now);
                }
            }
            Step::CancelRequest(at) => self.complete(at, Some(Completion::Unknown)),
            Step::SetServerClock(ahead) => self.server.ahead = ahead,
            Step::SetMaxInFlight(max) => self.server.max_in_flight = max,
        }
        self.poll();
    }

    /// Completes requests in flight until no request waits.
    fn drain(&mut self, latency: u64) {
        for _ in 0..20_000 {
            let next = self.poll();
            if self.waiting.is_empty() && self.in_flight.is_empty() {
                return;
            }
            if self.in_flight.is_empty() {
                let next = next.expect("a waiter without a wake-up");
                self.advance_past(next);
            } else {
                self.elapsed += latency;
                self.complete_all();
            }
        }
        panic!("{} requests still wait: {:?}", self.waiting.len(), self.scheduler);
    }
}

proptest! {
    #[test]
    fn prop_reservations_are_conserved_without_starvation(
        steps in steps(),
        limits in [1u64..20, 1u64..20, 1u64..20],
        counter_of in [0usize..3, 0usize..3, 0usize..3, 0usize..3],
        window in 1_000u64..60_000,
        share in 1u32..=100,
        pacing in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let mut simulation = Simulation::new(server(limits, counter_of, window), config(share, pacing), seed);
        for step in &steps {
            simulation.step(step);
        }
        simulation.server.max_in_flight = None;
        simulation.drain(5);
        prop_assert_eq!(simulation.scheduler.tickets.len(), 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn prop_single_client_is_not_rejected_or_idle(
        calls in 1usize..250,
        limit in 5u64..100,
        window in 2_000u64..60_000,
        latency in 1u64..100,
        ahead in 0u64..100_000,
        burst in any::<bool>(),
        truncates in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let mut server = server([limit, 1, 1], [0; 4], window);
        server.ahead = ahead;
        server.truncates = truncates;
        let mut simulation = Simulation::new(server, config(100, true), seed);
        let mut left = calls;
        let mut windows = 0;
        let mut last = 0;
        while left > 0 || !simulation.in_flight.is_empty() || !simulation.waiting.is_empty() {
            let parallel = if burst { calls } else { 20 };
            while left > 0 && simulation.waiting.len() + simulation.in_flight.len() < parallel {
                simulation.enqueue(0, None);
                left -= 1;
            }
            let next = simulation.poll();
            if simulation.server.counters[0].ends != last {
                windows += 1;
                last = simulation.server.counters[0].ends;
            }
            if simulation.in_flight.is_empty() {
                if let Some(next) = next {
                    simulation.advance_past(next);
                }
            } else {
                simulation.elapsed += latency;
                simulation.complete_all();
            }
        }
        let max = usize::from(truncates);
        prop_assert!(simulation.server.rejections <= max, "{} rejections", simulation.server.rejections);
        let ideal = calls.div_ceil(usize::try_from(limit).unwrap());
        prop_assert!(windows <= ideal + 1, "{windows} windows, {ideal} suffice");
    }

    #[test]
    fn prop_invalid_headers_cause_no_starvation(
        invalid in proptest::collection::vec(reading(), 1..60),
        steps in steps(),
        seed in any::<u64>(),
    ) {
        let mut server = server([5, 5, 5], [0, 1, 2, 2], 10_000);
        server.invalid = invalid;
        let mut simulation = Simulation::new(server, config(100, true), seed);
        for step in &steps {
            simulation.step(step);
        }
        simulation.server.max_in_flight = None;
        simulation.drain(5);
    }

    #[test]
    fn prop_max_capacity_is_not_exceeded(
        calls in 1usize..300,
        limit in 4u64..100,
        share in 25u32..=75,
        seed in any::<u64>(),
    ) {
        let mut simulation =
            Simulation::new(server([limit, 1, 1], [0; 4], 10_000), config(share, true), seed);
        for _ in 0..calls {
            simulation.enqueue(0, None);
        }
        while !simulation.waiting.is_empty() || !simulation.in_flight.is_empty() {
            let next = simulation.poll();
            let used = simulation.server.counters[0].used;
            prop_assert!(used <= (limit * u64::from(share) / 100).max(1), "{used} of {limit}");
            match next {
                Some(next) if simulation.in_flight.is_empty() => {
                    simulation.advance_past(next);
                }
                _ => {
                    simulation.elapsed += 7;
                    simulation.complete(0, None);
                }
            }
        }
    }
}
