//! A stream that polls a listing for new items, with a checkpoint.

use std::{
    collections::{HashSet, VecDeque},
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::{Duration, SystemTime},
};

use futures_core::Stream;
use okta_models::{Json, Model};
use okta_tower::clock::{Clock, SystemClock};
use tokio::time::{Instant, Sleep, sleep_until};

use super::{
    Cursor, Page, Pager, TailCheckpoint,
    checkpoint::{Pinned, Skip},
    listing::{self, Listing, read_at},
    pace::{Pace, is_final},
    pager::ENDED,
};
use crate::Error;

/// Default delay after a page without new items.
const POLL_INTERVAL: Duration = Duration::from_secs(10);

/// The shortest delay after a page without new items.
const MIN_POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Number of item keys kept to detect duplicates.
const MAX_RECENT_KEYS: usize = 4096;

/// A stream that polls a listing for new items indefinitely, such as [polling
/// requests](https://developer.okta.com/docs/reference/system-log-query/#polling-requests) of the System Log.
///
/// Items with a recently seen key are skipped: the server may return events twice and out of order. Errors
/// are yielded, and the page is retried after the poll interval, or a longer delay that grows with the number of
/// failures. The stream ends only after an error that cannot pass: a status such as `401` or `403`, a page that is not a
/// list, an invalid request, the deadline that `with_deadline` of the call sets for the whole stream.
///
/// # Cancel safety
///
/// Dropping the stream cancels a request in flight. [`checkpoint`](Self::checkpoint) returns the position to
/// resume from, also in another process.
#[must_use = "streams do nothing unless polled"]
pub struct Tail<T> {
    listing: Arc<Listing>,
    key: fn(&T) -> Option<&str>,
    poll_interval: Duration,
    /// The cursor of the current page, which is polled again if it is the last one.
    cursor: Option<Cursor>,
    /// The cursor to continue at after the current page.
    next: Option<Cursor>,
    /// The parameters of the first page that replace those of the listing.
    pinned: Pinned,
    /// The position on the first page.
    skip: Option<Skip>,
    /// The time at which the server read the first page.
    start: SystemTime,
    page: std::vec::IntoIter<Result<T, Error>>,
    yielded: VecDeque<String>,
    recent: RecentKeys,
    /// Whether the next page is fetched without a delay.
    poll_now: bool,
    pace: Pace,
    deadline: Option<Instant>,
    /// Why the position to resume from is invalid.
    invalid: Option<&'static str>,
    state: State<T>,
}

type Fetch<T> = Pin<Box<dyn Future<Output = Result<(Page<T>, Option<SystemTime>), Error>> + Send>>;

enum State<T> {
    Idle,
    Fetching(Fetch<T>),
    Waiting(Pin<Box<Sleep>>),
    Ended,
}

/// The most recently seen keys.
#[derive(Debug, Default)]
struct RecentKeys {
    order: VecDeque<String>,
    set: HashSet<String>,
}

impl RecentKeys {
    /// Inserts a key; returns false if it is present already.
    fn insert(&mut self, key: &str) -> bool {
        if !self.set.insert(key.to_owned()) {
            return false;
        }
        self.order.push_back(key.to_owned());
        if self.order.len() > MAX_RECENT_KEYS
            && let Some(oldest) = self.order.pop_front()
        {
            self.set.remove(&oldest);
        }
        true
    }
}

impl<T> fmt::Debug for Tail<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tail")
            .field("cursor", &self.cursor)
            .field("poll_interval", &self.poll_interval)
            .finish()
    }
}

impl<T> Tail<T> {
    /// Creates the stream; `key` returns the unique key of an item.
    pub(crate) fn new(mut pager: Pager<T>, key: fn(&T) -> Option<&str>) -> Self {
        if pager.start.is_end() {
            pager.listing.reject(ENDED);
        }
        let cursor = pager.start.position.cursor().cloned();
        Self {
            listing: Arc::new(pager.listing),
            key,
            poll_interval: POLL_INTERVAL,
            next: cursor.clone(),
            cursor,
            pinned: pager.start.pinned,
            skip: pager.start.skip,
            start: SystemClock.now(),
            page: Vec::new().into_iter(),
            yielded: VecDeque::new(),
            recent: RecentKeys::default(),
            poll_now: true,
            pace: Pace::default(),
            deadline: None,
            invalid: None,
            state: State::Idle,
        }
    }

    /// Sets the delay after a page without new items; at least 100 ms. Default: 10 s.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.poll_interval = interval.max(MIN_POLL_INTERVAL);
        self
    }

    /// Resumes at the checkpoint of an earlier tail, or at a [`Cursor`].
    ///
    /// The call must be the same, with the same parameters; `limit` and `since` may differ. Any other position is
    /// rejected with an error of kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest).
    pub fn resume(mut self, checkpoint: impl Into<TailCheckpoint>) -> Self {
        let checkpoint = checkpoint.into();
        for key in &checkpoint.yielded {
            self.recent.insert(key);
        }
        let listings = [checkpoint.listing(), checkpoint.cursor.as_ref().and_then(Cursor::listing)];
        self.invalid = listings.into_iter().find_map(|listing| self.listing.mismatch(listing));
        self.next.clone_from(&checkpoint.cursor);
        self.cursor = checkpoint.cursor;
        self.pinned = Pinned { limit: None, since: checkpoint.since };
        self.skip = None;
        self.yielded = checkpoint.yielded.into();
        self
    }

    /// Returns the position after the last item that was yielded.
    #[must_use]
    pub fn checkpoint(&self) -> TailCheckpoint {
        let listing = Some(self.listing.fingerprint());
        let is_waiting = matches!(self.state, State::Idle | State::Waiting(_));
        if self.page.len() == 0 && is_waiting && self.next != self.cursor {
            // The page is exhausted, and the next cursor is after its items: their keys are not needed.
            return TailCheckpoint { cursor: self.next.clone(), since: None, yielded: Vec::new(), listing };
        }
        TailCheckpoint {
            cursor: self.cursor.clone(),
            since: self.listing.pin(self.cursor.as_ref(), &self.pinned, self.start, false).since,
            yielded: self.yielded.iter().cloned().collect(),
            listing,
        }
    }
}

impl<T: Model + 'static> Tail<T> {
    fn start_fetch(&mut self) -> State<T> {
        if self.cursor != self.next {
            self.cursor.clone_from(&self.next);
            self.yielded.clear();
        }
        let (listing, cursor) = (Arc::clone(&self.listing), self.cursor.clone());
        let (pinned, skip) = (self.pinned.clone(), self.skip.clone());
        let (deadline, invalid) = (self.deadline, self.invalid);
        State::Fetching(Box::pin(async move {
            if let Some(message) = invalid {
                return Err(Error::invalid_request(message));
            }
            let started = Instant::now();
            let page = listing.fetch(cursor.as_ref(), &pinned, deadline).await?;
            let next = listing.next(&page)?;
            let read_at = read_at(&page.response, started.elapsed());
            Ok((page.decode_from(next, skip.as_ref())?, read_at))
        }))
    }

    fn start_wait(&self) -> State<T> {
        let until = Instant::now().checked_add(self.poll_interval);
        let until = self.pace.not_before().filter(|_| self.pace.is_failing()).max(until);
        let until = [until, self.deadline].into_iter().flatten().min();
        match until {
            Some(until) => State::Waiting(Box::pin(sleep_until(until))),
            None => State::Ended,
        }
    }

    fn is_too_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= Instant::now())
    }

    fn load(&mut self, page: Page<T>, read_at: Option<SystemTime>) {
        if self.cursor.is_none()
            && self.yielded.is_empty()
            && let Some(read_at) = read_at
        {
            self.start = read_at;
        }
        self.pace.loaded(false);
        self.skip = None;
        self.pinned.limit = None;
        if let Some(next) = page.next() {
            self.next = Some(next.clone());
        }
        self.page = page.into_iter();
    }

    /// Returns the next item of the current page whose key was not seen recently.
    fn next_in_page(&mut self) -> Option<Result<T, Error>> {
        loop {
            let item = match self.page.next()? {
                Ok(item) => item,
                Err(error) => return Some(Err(error)),
            };
            let key = (self.key)(&item).map_or_else(|| listing::key(&Json::from_model(&item)), str::to_owned);
            if !self.recent.insert(&key) {
                continue;
            }
            if self.yielded.len() >= MAX_RECENT_KEYS {
                self.yielded.pop_front();
            }
            self.yielded.push_back(key);
            // A page without a new position is polled again after the delay.
            self.poll_now = self.next != self.cursor;
            return Some(Ok(item));
        }
    }
}

impl<T: Model + 'static> Stream for Tail<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.next_in_page() {
                return Poll::Ready(Some(item));
            }
            let this = &mut *self;
            match &mut this.state {
                State::Waiting(sleep) => {
                    ready!(sleep.as_mut().poll(cx));
                    this.state = State::Idle;
                    this.poll_now = true;
                }
                State::Idle if this.poll_now => {
                    if this.deadline.is_none() {
                        this.deadline = this.listing.deadline();
                    }
                    if this.is_too_late() {
                        this.state = State::Ended;
                        return Poll::Ready(Some(Err(this.listing.deadline_exceeded())));
                    }
                    this.poll_now = false;
                    this.state = this.start_fetch();
                }
                State::Idle => this.state = this.start_wait(),
                State::Fetching(fetch) => match ready!(fetch.as_mut().poll(cx)) {
                    Ok((page, read_at)) => {
                        this.state = State::Idle;
                        this.load(page, read_at);
                    }
                    Err(error) => {
                        this.pace.failed(error.retry_after());
                        let ends = is_final(&error) || this.is_too_late();
                        this.state = if ends { State::Ended } else { this.start_wait() };
                        return Poll::Ready(Some(Err(error)));
                    }
                },
                State::Ended => return Poll::Ready(None),
            }
        }
    }
}

impl<T> Unpin for Tail<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oldest_keys_are_evicted() {
        let mut recent = RecentKeys::default();
        assert!(recent.insert("first") && !recent.insert("first"));
        for at in 0..MAX_RECENT_KEYS {
            assert!(recent.insert(&at.to_string()));
        }
        assert!(recent.insert("first"));
        assert_eq!(recent.order.len(), recent.set.len());
    }

    #[test]
    fn checkpoint_round_trips_through_json() {
        let checkpoint = TailCheckpoint {
            cursor: Some(Cursor::from_after("1_2")),
            yielded: vec!["u1".to_owned()],
            ..TailCheckpoint::default()
        };
        let text = serde_json::to_string(&checkpoint).unwrap();
        assert_eq!(serde_json::from_str::<TailCheckpoint>(&text).unwrap(), checkpoint);
    }
}
