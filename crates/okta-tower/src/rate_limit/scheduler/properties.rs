//! The state machine against random schedules, and against a server that really counts.

use std::{
    task::Waker,
    time::{Duration, Instant},
};

use proptest::prelude::*;

use super::{Answer, Core, Grant, Outcome, Rules, Ticket};
use crate::rate_limit::route::Route;

const ROUTES: [(&str, &str); 4] = [("/a", "listA"), ("/a", "getA"), ("/b", "listB"), ("/c", "listC")];

/// One counter of the server: a window opens with its first request.
#[derive(Clone, Debug)]
struct Counter {
    limit: u64,
    used: u64,
    ends: u64,
}

/// A server that counts, in milliseconds of its own clock.
#[derive(Debug)]
struct Server {
    counters: Vec<Counter>,
    /// Which counter counts which route.
    counted_in: [usize; 4],
    window: u64,
    /// The server's clock minus ours.
    ahead: u64,
    cap: Option<usize>,
    refusals: usize,
    /// Rounds the end of a window down, so that it comes later than said.
    truncates: bool,
    /// Answers to give in turn, in place of true ones.
    nonsense: Vec<Answer>,
}

impl Server {
    fn answer(&mut self, route: usize, at: u64, in_flight: usize) -> Outcome {
        if self.cap.is_some_and(|cap| in_flight > cap) {
            return Outcome::TooMany;
        }
        if let Some(nonsense) = self.nonsense.pop() {
            return Outcome::Answered(nonsense);
        }
        let now = at + self.ahead;
        let counter = &mut self.counters[self.counted_in[route]];
        if now >= counter.ends {
            counter.ends = now + self.window;
            counter.used = 0;
        }
        let refused = counter.used >= counter.limit;
        if refused {
            self.refusals += 1;
        } else {
            counter.used += 1;
        }
        let reset = if self.truncates { counter.ends / 1000 } else { counter.ends.div_ceil(1000) };
        Outcome::Answered(Answer {
            limit: Some(counter.limit),
            remaining: Some(counter.limit - counter.used),
            reset: Some(reset),
            date: Some(now / 1000),
            retry_after: None,
            refused,
            genuine: !refused,
        })
    }
}

#[derive(Clone, Debug)]
enum Step {
    Arrive { route: usize, deadline: Option<u64> },
    Advance(u64),
    Answer(usize),
    AnswerNothing(usize),
    LeaveLine(usize),
    DropCall(usize),
    SetServerClock(u64),
    SetCap(Option<usize>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => (0usize..4, proptest::option::of(0u64..5_000))
            .prop_map(|(route, deadline)| Step::Arrive { route, deadline }),
        4 => (0u64..1_500).prop_map(Step::Advance),
        8 => any::<usize>().prop_map(Step::Answer),
        1 => any::<usize>().prop_map(Step::AnswerNothing),
        1 => any::<usize>().prop_map(Step::LeaveLine),
        1 => any::<usize>().prop_map(Step::DropCall),
        1 => (0u64..10_000_000).prop_map(Step::SetServerClock),
        1 => proptest::option::of(1usize..5).prop_map(Step::SetCap),
    ];
    proptest::collection::vec(step, 1..150)
}

struct Waiting {
    ticket: Ticket,
    route: usize,
    deadline: Option<Instant>,
}

struct World {
    core: Core,
    server: Server,
    start: Instant,
    elapsed: u64,
    waiting: Vec<Waiting>,
    under_way: Vec<(Grant, Outcome)>,
    served: usize,
    refused: usize,
}

impl World {
    fn new(server: Server, rules: Rules, seed: u64) -> Self {
        Self {
            core: Core::new(rules, None, fastrand::Rng::with_seed(seed)),
            server,
            start: tokio::time::Instant::now().into_std(),
            elapsed: 0,
            waiting: Vec::new(),
            under_way: Vec::new(),
            served: 0,
            refused: 0,
        }
    }

    fn now(&self) -> Instant {
        self.start + Duration::from_millis(self.elapsed)
    }

    fn arrive(&mut self, route: usize, deadline: Option<u64>) {
        let (bucket, operation) = ROUTES[route];
        let deadline = deadline.map(|ms| self.now() + Duration::from_millis(ms));
        let named = Route { bucket: bucket.into(), operation };
        match self.core.enqueue(named, deadline, self.now()) {
            Ok(ticket) => self.waiting.push(Waiting { ticket, route, deadline }),
            Err(refused) => {
                self.refused += 1;
                assert!(deadline.is_some(), "refused without a deadline");
                assert!(deadline < Some(refused.possible) || deadline <= Some(self.now()));
            }
        }
    }

    /// Lets everyone look, and returns the next moment at which someone wants to.
    fn look(&mut self) -> Option<Instant> {
        self.core.pump(self.now());
        let mut next = None;
        let (mut overtaken, now) = ([false; 4], self.now());
        for waiting in std::mem::take(&mut self.waiting) {
            match self.core.claim(waiting.ticket, Waker::noop()) {
                Ok(Ok(grant)) => {
                    assert!(!overtaken[waiting.route], "someone who came first still waits");
                    let in_flight = self.under_way.len() + 1;
                    let answer = self.server.answer(waiting.route, self.elapsed, in_flight);
                    self.under_way.push((grant, answer));
                }
                Ok(Err(_)) => {
                    assert!(waiting.deadline.is_some());
                    self.refused += 1;
                }
                Err(look) => {
                    assert!(
                        waiting.deadline.is_none_or(|deadline| deadline > now),
                        "slept past its deadline"
                    );
                    assert!(look.is_none_or(|look| look > now), "would look again at once, for ever");
                    next = [next, look].into_iter().flatten().min();
                    overtaken[waiting.route] = true;
                    self.waiting.push(waiting);
                }
            }
        }
        let in_lines: u64 = self.core.lines.iter().map(|line| line.bucket.in_flight).sum();
        assert_eq!(in_lines, self.under_way.len() as u64, "reservations are conserved");
        assert_eq!(self.core.gate().in_flight() as usize, self.under_way.len());
        next
    }

    fn end(&mut self, at: usize, outcome: Option<Outcome>) {
        if self.under_way.is_empty() {
            return;
        }
        let (grant, answer) = self.under_way.remove(at % self.under_way.len());
        self.served += 1;
        let now = self.now();
        self.core.finish(grant, outcome.unwrap_or(answer), now);
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Arrive { route, deadline } => self.arrive(route, deadline),
            Step::Advance(ms) => self.elapsed += ms,
            Step::Answer(at) => self.end(at, None),
            Step::AnswerNothing(at) => {
                self.end(at, Some(Outcome::Answered(Answer::default())));
            }
            Step::LeaveLine(at) => {
                if !self.waiting.is_empty() {
                    let gone = self.waiting.remove(at % self.waiting.len());
                    let now = self.now();
                    self.core.cancel(gone.ticket, now);
                }
            }
            Step::DropCall(at) => self.end(at, Some(Outcome::Lost)),
            Step::SetServerClock(ahead) => self.server.ahead = ahead,
            Step::SetCap(cap) => self.server.cap = cap,
        }
        self.look();
    }

    /// Answers whatever is under way, in time, until nobody waits.
    fn drain(&mut self, latency: u64) {
        for _ in 0..20_000 {
            let next = self.look();
            if self.waiting.is_empty() && self.under_way.is_empty() {
                return;
            }
            if self.under_way.is_empty() {
                let next = next.expect("someone waits and nobody will look");
                let ahead = next.saturating_duration_since(self.start).as_millis();
                self.elapsed = u64::try_from(ahead).unwrap() + 1;
            } else {
                self.elapsed += latency;
                while !self.under_way.is_empty() {
                    self.end(0, None);
                }
            }
        }
        panic!("{} still wait: {:?}", self.waiting.len(), self.core);
    }
}

fn server(limits: [u64; 3], counted_in: [usize; 4], window: u64) -> Server {
    let counter = |limit| Counter { limit, used: 0, ends: 0 };
    Server {
        counters: limits.into_iter().map(counter).collect(),
        counted_in,
        window,
        ahead: 5_000_300,
        cap: None,
        refusals: 0,
        truncates: false,
        nonsense: Vec::new(),
    }
}

fn nonsense() -> impl Strategy<Value = Answer> {
    let number = || proptest::option::of(prop_oneof![0u64..5, 4_990u64..5_090, any::<u64>()]);
    let flags = (any::<bool>(), any::<bool>(), proptest::option::of(0u64..1_000_000));
    (number(), number(), number(), number(), flags).prop_map(|(limit, remaining, reset, date, flags)| {
        let (refused, genuine, retry_after) = flags;
        let retry_after = retry_after.map(Duration::from_millis);
        Answer { limit, remaining, reset, date, retry_after, refused, genuine }
    })
}

proptest! {
    #[test]
    fn reservations_are_conserved_and_nobody_starves_or_oversleeps(
        steps in steps(),
        limits in [1u64..20, 1u64..20, 1u64..20],
        counted_in in [0usize..3, 0usize..3, 0usize..3, 0usize..3],
        window in 1_000u64..60_000,
        share in 1u32..=100,
        pacing in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let mut world = World::new(server(limits, counted_in, window), Rules { share, pacing }, seed);
        for step in &steps {
            world.step(step);
        }
        world.server.cap = None;
        world.drain(5);
        prop_assert_eq!(world.core.places.len(), 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn alone_on_a_limit_nothing_is_refused_and_no_window_is_wasted(
        calls in 1usize..250,
        limit in 5u64..100,
        window in 2_000u64..60_000,
        latency in 1u64..100,
        ahead in 0u64..100_000,
        at_once in any::<bool>(),
        truncates in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let mut server = server([limit, 1, 1], [0; 4], window);
        server.ahead = ahead;
        server.truncates = truncates;
        let mut world = World::new(server, Rules { share: 100, pacing: true }, seed);
        let mut left = calls;
        let mut windows = 0;
        let mut last = 0;
        while left > 0 || !world.under_way.is_empty() || !world.waiting.is_empty() {
            let parallel = if at_once { calls } else { 20 };
            while left > 0 && world.waiting.len() + world.under_way.len() < parallel {
                world.arrive(0, None);
                left -= 1;
            }
            let next = world.look();
            if world.server.counters[0].ends != last {
                windows += 1;
                last = world.server.counters[0].ends;
            }
            if world.under_way.is_empty() {
                if let Some(next) = next {
                    let ahead = next.saturating_duration_since(world.start).as_millis();
                    world.elapsed = u64::try_from(ahead).unwrap() + 1;
                }
            } else {
                world.elapsed += latency;
                while !world.under_way.is_empty() {
                    world.end(0, None);
                }
            }
        }
        let most = usize::from(truncates);
        prop_assert!(world.server.refusals <= most, "{} refusals", world.server.refusals);
        let ideal = calls.div_ceil(usize::try_from(limit).unwrap());
        prop_assert!(windows <= ideal + 1, "{windows} windows, {ideal} would do");
    }

    #[test]
    fn whatever_the_headers_say_everyone_is_served_in_the_end(
        nonsense in proptest::collection::vec(nonsense(), 1..60),
        steps in steps(),
        seed in any::<u64>(),
    ) {
        let mut server = server([5, 5, 5], [0, 1, 2, 2], 10_000);
        server.nonsense = nonsense;
        let mut world = World::new(server, Rules { share: 100, pacing: true }, seed);
        for step in &steps {
            world.step(step);
        }
        world.server.cap = None;
        world.drain(5);
    }

    #[test]
    fn a_share_of_the_capacity_is_never_exceeded(
        calls in 1usize..300,
        limit in 4u64..100,
        share in 25u32..=75,
        seed in any::<u64>(),
    ) {
        let mut world =
            World::new(server([limit, 1, 1], [0; 4], 10_000), Rules { share, pacing: true }, seed);
        for _ in 0..calls {
            world.arrive(0, None);
        }
        while !world.waiting.is_empty() || !world.under_way.is_empty() {
            let next = world.look();
            let used = world.server.counters[0].used;
            prop_assert!(used <= (limit * u64::from(share) / 100).max(1), "{used} of {limit}");
            match next {
                Some(next) if world.under_way.is_empty() => {
                    let ahead = next.saturating_duration_since(world.start).as_millis();
                    world.elapsed = u64::try_from(ahead).unwrap() + 1;
                }
                _ => {
                    world.elapsed += 7;
                    world.end(0, None);
                }
            }
        }
    }
}
