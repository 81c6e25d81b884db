//! Which range is fetched next, and which items are yielded: a state machine without clock, tasks or requests.
//!
//! It begins with one range, the whole listing. When a worker has nothing to do, a range with several pages left is split:
//! its worker stops at the new seam, and the idle one begins there. How many pages are left is estimated by how close the
//! items of the last page were, and a new range begins at most some pages ahead: so no more than a few requests find
//! nothing where the items of a listing crowd at a few times.

use std::{collections::VecDeque, vec};

use super::span::Span;

/// The number of pages that a range must have left to be split.
const MIN_SPLIT: i64 = 2;
/// How many pages a worker may be ahead of what is yielded.
const PAGES_PER_WORKER: usize = 2;
/// How many pages of a range may wait for their turn in an ordered listing.
const ORDERED_PAGES_PER_RANGE: usize = 4;

#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The number of requests at a time.
    pub(super) workers: usize,
    pub(super) ordered: bool,
}

impl Limits {
    /// The number of pages, waiting or being fetched, beyond which no page is fetched ahead.
    const fn pages(self) -> usize {
        self.workers.saturating_mul(if self.ordered { ORDERED_PAGES_PER_RANGE } else { PAGES_PER_WORKER })
    }

    const fn pages_per_range(self) -> usize {
        if self.ordered { ORDERED_PAGES_PER_RANGE } else { usize::MAX }
    }
}

/// The state of a listing.
pub(super) struct Plan<T, E> {
    limits: Limits,
    /// In the order of the listing.
    ranges: Vec<Range<T, E>>,
    next_id: u64,
    /// A position near the end of the listing, to estimate how much of the last range is left.
    last: i64,
}

/// A page to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Work {
    /// The range.
    pub(super) id: u64,
    /// Its positions when it began.
    pub(super) span: Span,
}

/// An item of a page.
pub(super) struct Item<T> {
    /// Where the item is; `None` if its time is missing or cannot be read.
    pub(super) at: Option<i64>,
    pub(super) key: Option<String>,
    pub(super) value: T,
}

/// An item, or an error of its range.
pub(super) enum Yielded<T, E> {
    Item(T),
    Failed(Span, E),
}

/// What is left of a range.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Remainder {
    pub(super) span: Span,
    /// The keys of items at the start of the range that were yielded.
    pub(super) seen: Vec<String>,
}

struct Range<T, E> {
    id: u64,
    /// The positions of the items that belong to the range. The end moves when the range is split.
    span: Span,
    /// The keys of items at the start that an earlier run has yielded.
    seen: Vec<String>,
    state: State,
    /// The pages that wait, each with the items that are left.
    pages: VecDeque<vec::IntoIter<Result<Item<T>, E>>>,
    /// The last position that was fetched.
    reached: Option<i64>,
    /// The time that the last page with items took up, in milliseconds.
    page: Option<i64>,
    /// The last position that was yielded, and the keys of the items there.
    yielded: Option<i64>,
    yielded_keys: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Fetching,
    Ended,
    /// Ended by an error.
    Failed,
}

impl<T, E> Plan<T, E> {
    /// Begins with the remainders of an earlier run, or with the whole listing.
    pub(super) fn new(limits: Limits, last: i64, remainders: Option<Vec<Remainder>>) -> Self {
        let mut plan = Self { limits, ranges: Vec::new(), next_id: 0, last };
        for remainder in remainders.unwrap_or_else(|| vec![Remainder::default()]) {
            let range = plan.range(remainder.span, remainder.seen);
            plan.ranges.push(range);
        }
        plan
    }

    fn range(&mut self, span: Span, seen: Vec<String>) -> Range<T, E> {
        self.next_id += 1;
        Range {
            id: self.next_id,
            span,
            seen,
            state: State::Idle,
            pages: VecDeque::new(),
            reached: None,
            page: None,
            yielded: None,
            yielded_keys: Vec::new(),
        }
    }

    /// Returns whether everything was yielded. An ordered listing ends at the first range that failed.
    pub(super) fn is_finished(&self) -> bool {
        let is_over = |range: &Range<T, E>| range.state.is_over() && range.pages.is_empty();
        match self.ranges.first() {
            Some(first) if self.limits.ordered && first.state == State::Failed => first.pages.is_empty(),
            _ => self.ranges.iter().all(is_over),
        }
    }

    /// Returns the next page to fetch, unless all workers are busy or too many pages wait.
    pub(super) fn next_work(&mut self) -> Option<Work> {
        let fetching = self.ranges.iter().filter(|range| range.state == State::Fetching).count();
        if fetching >= self.limits.workers || self.is_finished() {
            return None;
        }
        let has_room = self.waiting_pages() + fetching < self.limits.pages();
        let (ordered, per_range) = (self.limits.ordered, self.limits.pages_per_range());
        let idle = self.ranges.iter_mut().enumerate().find(|(index, range)| {
            let is_next = ordered && *index == 0 && range.pages.is_empty();
            range.state == State::Idle && (is_next || has_room && range.pages.len() < per_range)
        });
        if let Some((_, range)) = idle {
            range.state = State::Fetching;
            return Some(Work { id: range.id, span: range.span });
        }
        if has_room { self.split() } else { None }
    }

    /// Returns the number of pages that wait to be yielded.
    pub(super) fn waiting_pages(&self) -> usize {
        self.ranges.iter().map(|range| range.pages.len()).sum()
    }

    /// Splits the range with the most pages left, or in an ordered listing the first that can be split.
    fn split(&mut self) -> Option<Work> {
        let last = self.last;
        let splittable = self.ranges.iter().enumerate().filter_map(|(index, range)| {
            let pages = range.pages_left(last).filter(|pages| *pages >= MIN_SPLIT)?;
            Some((index, pages))
        });
        let (index, _) = if self.limits.ordered {
            splittable.min_by_key(|(index, _)| *index)
        } else {
            splittable.max_by_key(|(_, pages)| *pages)
        }?;
        let ahead = self.limits.pages();
        let range = self.ranges.get_mut(index)?;
        let seam = range.seam(last, ahead)?;
        let end = range.span.end.replace(seam);
        let mut later = self.range(Span { start: Some(seam), end }, Vec::new());
        later.state = State::Fetching;
        let work = Work { id: later.id, span: later.span };
        self.ranges.insert(index + 1, later);
        Some(work)
    }

    /// Takes a page; `is_last` if the server has no page after it. Returns whether the range goes on.
    pub(super) fn loaded(&mut self, id: u64, items: Vec<Result<Item<T>, E>>, is_last: bool) -> bool {
        let Some(range) = self.ranges.iter_mut().find(|range| range.id == id) else { return false };
        range.measure(&items);
        let mut is_over = is_last;
        let mut accepted = Vec::with_capacity(items.len());
        for item in items {
            match &item {
                // Another range has it.
                Ok(Item { at: Some(at), .. }) if range.span.is_before(*at) => is_over = true,
                Ok(item) if !range.accepts(item) => {}
                _ => accepted.push(item),
            }
        }
        if !accepted.is_empty() {
            range.pages.push_back(accepted.into_iter());
        }
        range.state = if is_over { State::Ended } else { State::Idle };
        self.remove_ended();
        !is_over
    }

    /// Takes the error of a page; `is_final` if no other attempt is made. Returns whether the range goes on.
    pub(super) fn failed(&mut self, id: u64, error: E, is_final: bool) -> bool {
        let Some(range) = self.ranges.iter_mut().find(|range| range.id == id) else { return false };
        range.pages.push_back(vec![Err(error)].into_iter());
        range.state = if is_final { State::Failed } else { State::Idle };
        !is_final
    }

    /// Returns the next item.
    pub(super) fn pop(&mut self) -> Option<Yielded<T, E>> {
        let count = if self.limits.ordered { 1 } else { self.ranges.len() };
        let range = self.ranges.iter_mut().take(count).find(|range| !range.pages.is_empty())?;
        let page = range.pages.front_mut()?;
        let item = page.next();
        if page.len() == 0 {
            range.pages.pop_front();
        }
        let yielded = match item? {
            Ok(item) => {
                range.advance(item.at, item.key);
                Yielded::Item(item.value)
            }
            Err(error) => Yielded::Failed(range.span, error),
        };
        self.remove_ended();
        Some(yielded)
    }

    fn remove_ended(&mut self) {
        self.ranges.retain(|range| range.state != State::Ended || !range.pages.is_empty());
    }

    /// Returns what was not yielded.
    pub(super) fn remainders(&self) -> Vec<Remainder> {
        self.ranges.iter().map(Range::remainder).collect()
    }
}

impl State {
    const fn is_over(self) -> bool {
        matches!(self, Self::Ended | Self::Failed)
    }
}

impl<T, E> Range<T, E> {
    /// Returns whether an item is in the range and was not yielded by an earlier run.
    fn accepts(&self, item: &Item<T>) -> bool {
        let may_be_seen = item.at.is_none() || item.at == self.span.start;
        let is_seen =
            || may_be_seen && item.key.as_ref().is_some_and(|key| self.seen.iter().any(|seen| seen == key));
        item.at.is_none_or(|at| self.span.contains(at)) && !is_seen()
    }

    /// Records where a page is.
    fn measure(&mut self, items: &[Result<Item<T>, E>]) {
        let start = self.span.start;
        let times = || items.iter().flatten().filter_map(|item| item.at).filter(|at| start <= Some(*at));
        let (Some(first), Some(last)) = (times().min(), times().max()) else { return };
        // The gap before the page counts, too.
        let start = self.reached.or(start).unwrap_or(first);
        self.reached = self.reached.max(Some(last));
        self.page = Some(last.saturating_sub(start).max(1));
    }

    /// Estimates how many pages are left to fetch.
    fn pages_left(&self, last: i64) -> Option<i64> {
        if self.state.is_over() {
            return None;
        }
        self.end(last).checked_sub(self.reached?)?.checked_div(self.page?)
    }

    fn end(&self, last: i64) -> i64 {
        self.span.end.unwrap_or(last.saturating_add(1))
    }

    /// Returns where to split: in the middle of what is left, but at most a number of pages ahead.
    fn seam(&self, last: i64, ahead: usize) -> Option<i64> {
        let reached = self.reached?;
        let left = self.end(last).checked_sub(reached).filter(|left| *left >= 2)?;
        let ahead = i64::try_from(ahead).unwrap_or(i64::MAX).saturating_mul(self.page?);
        Some(reached + (left / 2).min(ahead).max(1))
    }

    /// Records that an item was yielded.
    fn advance(&mut self, at: Option<i64>, key: Option<String>) {
        if at.is_some() && at > self.yielded {
            self.yielded = at;
            self.yielded_keys.clear();
        }
        self.yielded_keys.extend(key);
    }

    fn remainder(&self) -> Remainder {
        match self.yielded.filter(|at| self.span.start != Some(*at)) {
            Some(at) => {
                Remainder { span: Span { start: Some(at), ..self.span }, seen: self.yielded_keys.clone() }
            }
            None => {
                let seen = self.seen.iter().chain(&self.yielded_keys).cloned().collect();
                Remainder { span: self.span, seen }
            }
        }
    }
}
