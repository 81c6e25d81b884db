//! Runs of a plan against a simulated listing.

use std::collections::{BTreeMap, HashSet};

use proptest::prelude::*;

use super::{
    plan::{Item, Limits, Plan, Remainder, Work, Yielded},
    span::Span,
};

type TestPlan = Plan<u32, &'static str>;

/// A listing: the position of each item, in its order.
#[derive(Clone, Debug)]
struct Server {
    items: Vec<(i64, u32)>,
    page: usize,
}

/// What the server does for a range: the items left, and how many requests it has taken.
struct Fetch {
    span: Span,
    next: usize,
}

impl Server {
    fn new(mut times: Vec<i64>, page: usize) -> Self {
        times.sort_unstable();
        Self { items: times.into_iter().zip(0..).collect(), page }
    }

    fn last(&self) -> i64 {
        self.items.last().map_or(0, |(at, _)| *at)
    }

    /// Returns a page of a range and whether it is the last. Like the System Log, the range may begin a millisecond early.
    fn page(&self, fetch: &mut Fetch) -> (Vec<Result<Item<u32>, &'static str>>, bool) {
        let bound =
            |at: Option<i64>, open| at.map_or(open, |at| self.items.partition_point(|item| item.0 < at));
        let selected =
            bound(fetch.span.start.map(|start| start - 1), 0)..bound(fetch.span.end, self.items.len());
        let selected = self.items.get(selected).unwrap_or_default();
        let page: Vec<_> = selected.iter().skip(fetch.next).take(self.page).collect();
        fetch.next += page.len();
        let items = page
            .iter()
            .map(|(at, value)| Ok(Item { at: Some(*at), key: Some(value.to_string()), value: *value }))
            .collect();
        (items, fetch.next >= selected.len())
    }
}

/// A run, with the requests that are in flight.
struct Run<'s> {
    server: &'s Server,
    plan: TestPlan,
    fetches: BTreeMap<u64, Fetch>,
    in_flight: Vec<u64>,
    requests: usize,
    yielded: Vec<u32>,
}

impl<'s> Run<'s> {
    fn new(server: &'s Server, limits: Limits, remainders: Option<Vec<Remainder>>) -> Self {
        let plan = Plan::new(limits, server.last(), remainders);
        Self {
            server,
            plan,
            fetches: BTreeMap::new(),
            in_flight: Vec::new(),
            requests: 0,
            yielded: Vec::new(),
        }
    }

    /// Starts all work there is, and ends one request; `choice` selects which. Fails it if `fails`.
    fn step(&mut self, choice: usize, fails: bool) {
        while let Some(Work { id, span }) = self.plan.next_work() {
            self.fetches.entry(id).or_insert(Fetch { span, next: 0 });
            self.in_flight.push(id);
            self.requests += 1;
        }
        if self.in_flight.is_empty() {
            return;
        }
        let id = self.in_flight.swap_remove(choice % self.in_flight.len());
        if fails {
            self.plan.failed(id, "failed", false);
            return;
        }
        let fetch = self.fetches.get_mut(&id).unwrap();
        let (items, is_last) = self.server.page(fetch);
        self.plan.loaded(id, items, is_last);
    }

    fn pop(&mut self, count: usize) {
        for _ in 0..count {
            match self.plan.pop() {
                Some(Yielded::Item(item)) => self.yielded.push(item),
                Some(Yielded::Failed(..)) => {}
                None => return,
            }
        }
    }

    fn finish(mut self, choices: &mut impl Iterator<Item = usize>) -> Self {
        for _ in 0..1_000_000 {
            if self.plan.is_finished() {
                return self;
            }
            let choice = choices.next().unwrap_or_default();
            self.step(choice, false);
            self.pop(usize::MAX);
        }
        panic!("the run does not end");
    }
}

/// Times with crowds: most items are within a few milliseconds, with long gaps between.
fn times() -> impl Strategy<Value = Vec<i64>> {
    let crowd = (0..1_000_000_i64, 1..300_usize, 1..2_000_i64)
        .prop_flat_map(|(start, count, width)| prop::collection::vec(start..start + width, count));
    prop::collection::vec(crowd, 0..6).prop_map(|crowds| crowds.concat())
}

fn limits() -> impl Strategy<Value = Limits> {
    (1..12_usize, any::<bool>()).prop_map(|(workers, ordered)| Limits { workers, ordered })
}

fn sorted(mut values: Vec<u32>) -> Vec<u32> {
    values.sort_unstable();
    values
}

proptest! {
    #[test]
    fn each_item_is_yielded_once(
        times in times(),
        page in 1..40_usize,
        limits in limits(),
        choices in prop::collection::vec(any::<usize>(), 200),
    ) {
        let server = Server::new(times, page);
        let run = Run::new(&server, limits, None).finish(&mut choices.into_iter().cycle());
        let all: Vec<u32> = server.items.iter().map(|(_, value)| *value).collect();
        if limits.ordered {
            let positions: Vec<i64> = run.yielded.iter().map(|value| server.items[*value as usize].0).collect();
            prop_assert!(positions.is_sorted());
        }
        prop_assert_eq!(sorted(run.yielded), all);
        prop_assert!(run.plan.remainders().is_empty());
    }

    #[test]
    fn checkpoint_continues_with_all_other_items(
        times in times(),
        page in 1..40_usize,
        first in limits(),
        second in limits(),
        steps in prop::collection::vec((any::<usize>(), 0..50_usize, prop::bool::weighted(0.1)), 0..60),
    ) {
        let server = Server::new(times, page);
        let mut run = Run::new(&server, first, None);
        for (choice, pops, fails) in &steps {
            run.step(*choice, *fails);
            run.pop(*pops);
        }
        let remainders = run.plan.remainders();
        let again = Run::new(&server, second, Some(remainders)).finish(&mut steps.iter().map(|step| step.0).cycle());
        let both = [run.yielded, again.yielded].concat();
        let all: Vec<u32> = server.items.iter().map(|(_, value)| *value).collect();
        prop_assert_eq!(sorted(both), all);
    }

    #[test]
    fn items_created_during_the_run_split_no_range(
        times in times(),
        new in prop::collection::vec(0..1_000_000_i64, 1..20),
        page in 1..40_usize,
        limits in limits(),
        choices in prop::collection::vec(any::<usize>(), 50),
    ) {
        let mut server = Server::new(times, page);
        let known: Vec<u32> = server.items.iter().map(|(_, value)| *value).collect();
        let mut yielded = Vec::new();
        let mut remainders = None;
        // The listing is interrupted while items are inserted: positions hold no matter what was inserted before them.
        for (round, at) in new.into_iter().enumerate() {
            let mut run = Run::new(&server, limits, remainders);
            for choice in choices.iter().skip(round % 7).take(5) {
                run.step(*choice, false);
                run.pop(30);
            }
            yielded.extend(run.yielded);
            remainders = Some(run.plan.remainders());
            let value = u32::try_from(server.items.len()).unwrap();
            let index = server.items.partition_point(|(other, _)| *other <= at);
            server.items.insert(index, (at, value));
        }
        let rest = Run::new(&server, limits, remainders).finish(&mut choices.into_iter().cycle());
        yielded.extend(rest.yielded);
        let unique: HashSet<u32> = yielded.iter().copied().collect();
        prop_assert_eq!(unique.len(), yielded.len());
        prop_assert!(known.iter().all(|value| unique.contains(value)));
    }
}

/// The rounds in which all requests in flight end at once, and the number of requests.
fn rounds(server: &Server, limits: Limits) -> (usize, usize) {
    let mut run = Run::new(server, limits, None);
    let mut rounds = 0;
    while !run.plan.is_finished() {
        run.step(0, false);
        while !run.in_flight.is_empty() {
            let id = run.in_flight.remove(0);
            let fetch = run.fetches.get_mut(&id).unwrap();
            let (items, is_last) = server.page(fetch);
            run.plan.loaded(id, items, is_last);
        }
        run.pop(usize::MAX);
        rounds += 1;
    }
    (rounds, run.requests)
}

#[test]
fn workers_share_the_pages() {
    let even: Vec<i64> = (0..20_000).map(|index| index * 100_000).collect();
    // Ten years, of which two hours have most of the items.
    let crowded: Vec<i64> = (0..20_000)
        .map(|index| if index < 200 { index * 1_500_000_000 } else { 150_000_000_000 + index * 360 })
        .collect();
    for (times, name) in [(even, "even"), (crowded, "crowded")] {
        let server = Server::new(times, 100);
        for ordered in [false, true] {
            let (rounds, requests) = rounds(&server, Limits { workers: 8, ordered });
            // 200 pages: 25 rounds of 8.
            assert!(
                requests < if ordered { 260 } else { 230 },
                "{name}, ordered {ordered}: {requests} requests"
            );
            assert!(rounds < if ordered { 40 } else { 32 }, "{name}, ordered {ordered}: {rounds} rounds");
        }
    }
}

#[test]
fn pages_in_memory_are_bounded() {
    let server = Server::new((0..50_000).map(|index| index * 1000).collect(), 100);
    for ordered in [false, true] {
        let limits = Limits { workers: 5, ordered };
        let mut run = Run::new(&server, limits, None);
        let mut waiting = 0_usize;
        // Nothing is taken out.
        for step in 0..500 {
            run.step(step, false);
            waiting = waiting.max(run.plan.waiting_pages());
        }
        assert!(waiting <= if ordered { 21 } else { 10 }, "{waiting} pages");
    }
}

#[test]
fn a_range_that_failed_is_part_of_the_checkpoint() {
    for ordered in [false, true] {
        let mut plan: TestPlan = Plan::new(Limits { workers: 2, ordered }, 1000, None);
        let work = plan.next_work().unwrap();
        plan.failed(work.id, "no access", true);
        assert!(!plan.is_finished());
        assert!(matches!(plan.pop(), Some(Yielded::Failed(_, "no access"))));
        assert!(plan.is_finished());
        assert_eq!(plan.remainders(), [Remainder::default()]);
        assert!(plan.next_work().is_none());
    }
}
