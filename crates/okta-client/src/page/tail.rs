//! A stream that polls a listing for new items, with a checkpoint.

use std::{
    collections::{HashSet, VecDeque},
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_core::Stream;
use okta_models::Model;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, Sleep, sleep_until};

use super::{Cursor, Page, Pager, pager::Listing};
use crate::Error;

/// Default delay after a page without new items.
const POLL_INTERVAL: Duration = Duration::from_secs(10);

/// Number of item keys kept to detect duplicates.
const MAX_RECENT_KEYS: usize = 4096;

/// A stream that polls a listing for new items indefinitely, such as [polling
/// requests](https://developer.okta.com/docs/reference/system-log-query/#polling-requests) of the System Log.
///
/// Items with a recently seen key are skipped: the server may return events twice and out of order. Errors
/// are yielded, and the page is retried after the poll interval.
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
    page: std::vec::IntoIter<Result<T, Error>>,
    yielded: Vec<String>,
    recent: RecentKeys,
    /// Whether the next page is fetched without a delay.
    poll_now: bool,
    state: State<T>,
}

type Fetch<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Error>> + Send>>;

enum State<T> {
    Idle,
    Fetching(Fetch<T>),
    Waiting(Pin<Box<Sleep>>),
}

/// The position of a [`Tail`]. Store it after the items before it were processed.
///
/// Serializable; it holds a cursor and the keys of the items already yielded from that page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TailCheckpoint {
    cursor: Option<Cursor>,
    yielded: Vec<String>,
}

impl TailCheckpoint {
    /// Returns the cursor of the current page; `None` at the beginning.
    #[must_use]
    pub const fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }
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
    pub(crate) fn new(pager: Pager<T>, key: fn(&T) -> Option<&str>) -> Self {
        Self {
            listing: Arc::new(pager.listing),
            key,
            poll_interval: POLL_INTERVAL,
            next: pager.start.clone(),
            cursor: pager.start,
            page: Vec::new().into_iter(),
            yielded: Vec::new(),
            recent: RecentKeys::default(),
            poll_now: true,
            state: State::Idle,
        }
    }

    /// Sets the delay after a page without new items. Default: 10 s.
    pub const fn poll_interval(mut self, interval: Duration) -> Self {
        self.poll_interval = interval;
        self
    }

    /// Resumes at the checkpoint of an earlier tail.
    pub fn resume(mut self, checkpoint: TailCheckpoint) -> Self {
        for key in &checkpoint.yielded {
            self.recent.insert(key);
        }
        self.next.clone_from(&checkpoint.cursor);
        self.cursor = checkpoint.cursor;
        self.yielded = checkpoint.yielded;
        self
    }

    /// Returns the position after the last item that was yielded.
    #[must_use]
    pub fn checkpoint(&self) -> TailCheckpoint {
        if self.page.len() == 0 && matches!(self.state, State::Idle | State::Waiting(_)) {
            // The page is exhausted, and the next cursor is after its items: their keys are not needed.
            return TailCheckpoint { cursor: self.next.clone(), yielded: Vec::new() };
        }
        TailCheckpoint { cursor: self.cursor.clone(), yielded: self.yielded.clone() }
    }
}

impl<T: Model + 'static> Tail<T> {
    fn start_fetch(&mut self) -> Fetch<T> {
        if self.cursor != self.next {
            self.cursor.clone_from(&self.next);
            self.yielded.clear();
        }
        let (listing, cursor) = (Arc::clone(&self.listing), self.cursor.clone());
        Box::pin(async move {
            let raw = listing.fetch(cursor.as_ref()).await?;
            let next = listing.next(&raw);
            listing.decode(raw, next)
        })
    }

    fn start_wait(&self) -> State<T> {
        match Instant::now().checked_add(self.poll_interval) {
            Some(until) => State::Waiting(Box::pin(sleep_until(until))),
            None => State::Idle,
        }
    }

    /// Returns the next item of the current page whose key was not seen recently.
    fn next_in_page(&mut self) -> Option<Result<T, Error>> {
        loop {
            let item = match self.page.next()? {
                Ok(item) => item,
                Err(error) => return Some(Err(error)),
            };
            if let Some(key) = (self.key)(&item) {
                if !self.recent.insert(key) {
                    continue;
                }
                self.yielded.push(key.to_owned());
            }
            self.poll_now = true;
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
                    this.poll_now = false;
                    this.state = State::Fetching(this.start_fetch());
                }
                State::Idle => this.state = this.start_wait(),
                State::Fetching(fetch) => match ready!(fetch.as_mut().poll(cx)) {
                    Ok(page) => {
                        this.state = State::Idle;
                        if let Some(next) = page.next() {
                            this.next = Some(next.clone());
                        }
                        this.page = page.into_iter();
                    }
                    Err(error) => {
                        this.state = this.start_wait();
                        return Poll::Ready(Some(Err(error)));
                    }
                },
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
        let checkpoint =
            TailCheckpoint { cursor: Some(Cursor::after("1_2")), yielded: vec!["u1".to_owned()] };
        let text = serde_json::to_string(&checkpoint).unwrap();
        assert_eq!(serde_json::from_str::<TailCheckpoint>(&text).unwrap(), checkpoint);
    }
}
