//! Listings that are cut by time, so that several workers fetch their pages at once.
//!
//! A cursor is sequential: the next page is known only once the last one has arrived, so that a listing goes at the pace
//! of latency. Listings whose items have a fixed time, by which the API can select and sort, are cut into ranges of that
//! time. A worker without a range takes the later part of one that another worker has just begun; see [`plan`].

mod checkpoint;
mod cut;
mod error;
mod items;
mod plan;
mod span;

use std::{fmt, sync::Arc};

use okta_models::{DateTime, Id, Model};

use super::{Pager, listing::Listing};

pub use checkpoint::{InvalidParallelCheckpoint, ParallelCheckpoint};
pub use error::RangeError;
pub use items::ParallelItems;

/// A request for all items of a listing, whose pages are fetched by several workers at once.
///
/// It is for exports: a listing page by page goes at the pace of latency, this one at the pace of the rate limit, which
/// the client's limiter keeps as for all other calls. The time of the listing is cut into ranges, by `created` for users
/// and by `published` for the System Log. A worker without work takes over the later part of the longest range that is
/// left, so that ranges need not be known beforehand.
///
/// # Items
///
/// Each item is yielded exactly once, also at the seams of ranges. What changes during the run:
///
/// - *Users* are selected by `created`, which never changes, so that an update moves no user out of its range. A user
///   created during the run may be missing, one deleted may be yielded. `search` reads an index that follows changes
///   after some seconds: what it does not know yet is missing, as it is in a listing page by page.
/// - *System Log*: `until` is fixed when the listing starts, if the call has none. An event that Okta stores late, with an
///   earlier `published`, is missing if its range has been read; [`tail`](crate::page::Tail) is the listing that misses none.
///
/// Without `search`, users who are `DEPROVISIONED` are left out, as Okta does in a listing without parameters; with it they
/// are yielded. `q`, `filter` and another `sortBy` cannot be cut by time: such a call fails with an error of kind
/// [`InvalidRequest`](crate::ErrorKind::InvalidRequest).
///
/// # Order
///
/// By default, items are yielded as they arrive. [`ordered`](Self::ordered) yields them by time.
///
/// # Examples
///
/// ```no_run
/// # async fn run(okta: okta_client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use futures_util::TryStreamExt;
/// use okta_client::page::ParallelCheckpoint;
///
/// let saved: Option<ParallelCheckpoint> = None; // of an earlier run
/// let mut listing = okta.logs().list().since("2026-01-01T00:00:00Z").until("2026-02-01T00:00:00Z").parallel(8);
/// if let Some(checkpoint) = saved {
///     listing = listing.resume(checkpoint);
/// }
/// let mut events = listing.items();
/// while let Some(event) = events.try_next().await? {
///     println!("{:?} {:?}", event.published, event.event_type);
///     let _position = events.checkpoint(); // store it now and then
/// }
/// # Ok(()) }
/// ```
#[must_use = "requests do nothing unless streamed"]
pub struct Parallel<T> {
    listing: Listing,
    access: Access<T>,
    workers: usize,
    ordered: bool,
    start: Option<ParallelCheckpoint>,
}

/// How the time and the unique key of an item are read.
pub(crate) struct Access<T> {
    /// The JSON name of the member with the time.
    pub(crate) member: &'static str,
    pub(crate) time: fn(&T) -> Option<&DateTime>,
    pub(crate) key: fn(&T) -> Option<&str>,
}

impl<T> Clone for Access<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Access<T> {}

/// A member that identifies an item.
pub(crate) trait Key {
    fn key(&self) -> Option<&str>;
}

impl Key for Id {
    fn key(&self) -> Option<&str> {
        Some(self.as_str()).filter(|id| !id.is_empty())
    }
}

impl Key for Option<String> {
    fn key(&self) -> Option<&str> {
        self.as_deref()
    }
}

impl<T> fmt::Debug for Parallel<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parallel")
            .field("path", &self.listing.operation_path())
            .field("workers", &self.workers)
            .field("ordered", &self.ordered)
            .field("start", &self.start)
            .finish()
    }
}

impl<T: Model + Send + 'static> Parallel<T> {
    pub(crate) fn new(pager: Pager<T>, access: Access<T>, workers: usize) -> Self {
        Self { listing: pager.listing, access, workers: workers.max(1), ordered: false, start: None }
    }

    /// Yields the items in the order of their time. Default: as they arrive.
    ///
    /// Ranges that are ahead of the one that is yielded wait with at most four pages each, so that the listing takes
    /// longer than without an order, and more memory: up to four pages a worker instead of two.
    pub fn ordered(mut self) -> Self {
        self.ordered = true;
        self
    }

    /// Continues an earlier run at [`ParallelItems::checkpoint`].
    ///
    /// The call must be the same, with the same parameters; `limit`, the number of workers and the order may differ. A
    /// checkpoint of another listing is rejected when the first request is sent, with an error of kind
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest).
    pub fn resume(mut self, checkpoint: ParallelCheckpoint) -> Self {
        self.start = Some(checkpoint);
        self
    }

    /// Returns a stream of the items. It fetches nothing until it is polled.
    pub fn items(self) -> ParallelItems<T> {
        let Self { mut listing, access, workers, ordered, start } = self;
        let mismatch = start.as_ref().and_then(|start| listing.mismatch(start.listing));
        if let Some(message) = mismatch {
            listing.reject(message);
        }
        let frozen = start.as_ref().map(|start| start.bounds.clone());
        let cut = cut::Cut::new(&listing, access.member, frozen).unwrap_or_else(|message| {
            listing.reject(message);
            cut::Cut::default()
        });
        ParallelItems::new(Arc::new(listing), cut, access, plan::Limits { workers, ordered }, start)
    }
}

#[cfg(test)]
mod tests;
