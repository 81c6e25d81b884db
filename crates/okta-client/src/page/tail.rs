//! A listing that never ends: polled for new items, with a place to come back to.

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

/// How long to wait after a page that brought nothing new, unless told otherwise.
const INTERVAL: Duration = Duration::from_secs(10);

/// How many keys of items are remembered to recognise those that come again.
const REMEMBERED: usize = 4096;

/// New items of a listing, for ever: a polling query of the System Log
/// ([Okta's description](https://developer.okta.com/docs/reference/system-log-query/#polling-requests)).
///
/// An item whose key was seen lately is left out: the server may give events twice, and out of order. An
/// error is yielded, and the next poll repeats the page after the interval. Dropping the stream ends it;
/// [`checkpoint`](Self::checkpoint) tells where to go on, also in another process.
#[must_use = "streams do nothing unless polled"]
pub struct Tail<T> {
    listing: Arc<Listing>,
    key: fn(&T) -> Option<&str>,
    interval: Duration,
    /// The page that is being yielded, and asked for again when it was the last one.
    cursor: Option<Cursor>,
    /// Where to go on once the current page is yielded.
    next: Option<Cursor>,
    page: std::vec::IntoIter<Result<T, Error>>,
    yielded: Vec<String>,
    recent: Recent,
    fresh: bool,
    state: State<T>,
}

type Fetch<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Error>> + Send>>;

enum State<T> {
    Idle,
    Fetching(Fetch<T>),
    Waiting(Pin<Box<Sleep>>),
}

/// Where a [`Tail`] stands: store it after the items up to it were dealt with.
///
/// Serializable; it holds a cursor and the keys of the items already yielded from that page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    cursor: Option<Cursor>,
    yielded: Vec<String>,
}

impl Checkpoint {
    /// The cursor of the page being yielded; `None` for the beginning.
    #[must_use]
    pub const fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }
}

/// Keys seen lately, the oldest forgotten first.
#[derive(Debug, Default)]
struct Recent {
    order: VecDeque<String>,
    set: HashSet<String>,
}

impl Recent {
    /// Remembers a key; false when it is known.
    fn insert(&mut self, key: &str) -> bool {
        if !self.set.insert(key.to_owned()) {
            return false;
        }
        self.order.push_back(key.to_owned());
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.set.remove(&oldest);
        }
        true
    }
}

impl<T> fmt::Debug for Tail<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tail").field("cursor", &self.cursor).field("interval", &self.interval).finish()
    }
}

impl<T> Tail<T> {
    /// Follows a listing; `key` gives what an item is recognised by.
    pub(crate) fn new(pager: Pager<T>, key: fn(&T) -> Option<&str>) -> Self {
        Self {
            listing: Arc::new(pager.listing),
            key,
            interval: INTERVAL,
            next: pager.start.clone(),
            cursor: pager.start,
            page: Vec::new().into_iter(),
            yielded: Vec::new(),
            recent: Recent::default(),
            fresh: true,
            state: State::Idle,
        }
    }

    /// Sets how long to wait after a page that brought nothing new.
    pub const fn every(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Goes on where an earlier tail stopped.
    pub fn resume(mut self, checkpoint: Checkpoint) -> Self {
        for key in &checkpoint.yielded {
            self.recent.insert(key);
        }
        self.next.clone_from(&checkpoint.cursor);
        self.cursor = checkpoint.cursor;
        self.yielded = checkpoint.yielded;
        self
    }

    /// The place right after the last item that was yielded.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        if self.page.len() == 0 && matches!(self.state, State::Idle | State::Waiting(_)) {
            // The page is done: its items need not be remembered, the next cursor is behind them.
            return Checkpoint { cursor: self.next.clone(), yielded: Vec::new() };
        }
        Checkpoint { cursor: self.cursor.clone(), yielded: self.yielded.clone() }
    }
}

impl<T: Model + 'static> Tail<T> {
    fn fetch(&mut self) -> Fetch<T> {
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

    fn wait(&self) -> State<T> {
        match Instant::now().checked_add(self.interval) {
            Some(until) => State::Waiting(Box::pin(sleep_until(until))),
            None => State::Idle,
        }
    }

    /// The next item of the page in hand that was not seen lately.
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
            self.fresh = true;
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
                    this.fresh = true;
                }
                State::Idle if this.fresh => {
                    this.fresh = false;
                    this.state = State::Fetching(this.fetch());
                }
                State::Idle => this.state = this.wait(),
                State::Fetching(fetch) => match ready!(fetch.as_mut().poll(cx)) {
                    Ok(page) => {
                        this.state = State::Idle;
                        if let Some(next) = page.next() {
                            this.next = Some(next.clone());
                        }
                        this.page = page.into_iter();
                    }
                    Err(error) => {
                        this.state = this.wait();
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
    fn the_oldest_keys_are_forgotten() {
        let mut recent = Recent::default();
        assert!(recent.insert("first") && !recent.insert("first"));
        for at in 0..REMEMBERED {
            assert!(recent.insert(&at.to_string()));
        }
        assert!(recent.insert("first"));
        assert_eq!(recent.order.len(), recent.set.len());
    }

    #[test]
    fn a_checkpoint_is_plain_data() {
        let checkpoint = Checkpoint { cursor: Some(Cursor::after("1_2")), yielded: vec!["u1".to_owned()] };
        let text = serde_json::to_string(&checkpoint).unwrap();
        assert_eq!(serde_json::from_str::<Checkpoint>(&text).unwrap(), checkpoint);
    }
}
