//! All pages of a listing, as a stream.

use std::{
    collections::HashSet,
    fmt,
    hash::{BuildHasher, RandomState},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_core::Stream;
use okta_models::Model;
use tokio::task::JoinHandle;

use super::{Cursor, Page, Pager, pager::Listing};
use crate::{Error, response::RawResponse};

type Fetch<T> = Pin<Box<dyn Future<Output = Result<Fetched<T>, Error>> + Send>>;

/// All pages of a listing, one after the other.
///
/// A page is asked for when the stream is polled for it, or while the one before is worked on
/// ([`Pager::prefetch`]). After an error the stream can be polled again: it repeats the page that failed.
/// Dropping the stream ends the listing.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    listing: Arc<Listing>,
    prefetch: bool,
    place: Place,
    fetching: Option<Fetch<T>>,
    ahead: Option<Ahead>,
    seen: HashSet<u64>,
    hasher: RandomState,
    /// Found together with a page; yielded after it.
    trouble: Option<Error>,
}

/// Which page comes next.
#[derive(Clone, Debug)]
enum Place {
    First,
    At(Cursor),
    End,
}

struct Fetched<T> {
    page: Page<T>,
    ahead: Option<Ahead>,
}

/// The request for the page after the current one, running in a task of its own.
struct Ahead(JoinHandle<Result<RawResponse, Error>>);

impl Drop for Ahead {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("place", &self.place).field("prefetch", &self.prefetch).finish()
    }
}

impl<T> Pages<T> {
    pub(super) fn new(pager: Pager<T>) -> Self {
        Self {
            listing: Arc::new(pager.listing),
            prefetch: pager.prefetch,
            place: pager.start.map_or(Place::First, Place::At),
            fetching: None,
            ahead: None,
            seen: HashSet::new(),
            hasher: RandomState::new(),
            trouble: None,
        }
    }

    /// The cursor of the next page to be yielded; `None` before the first page and after the last.
    ///
    /// After an error it is the cursor of the page that failed.
    #[must_use]
    pub const fn cursor(&self) -> Option<&Cursor> {
        match &self.place {
            Place::At(cursor) => Some(cursor),
            Place::First | Place::End => None,
        }
    }

    /// Whether the last page has been yielded.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        matches!(self.place, Place::End)
    }

    /// Notes where the listing goes on. A cursor that came before ends it, with an error after the page.
    fn advance(&mut self, next: Option<Cursor>) {
        self.place = match next {
            Some(cursor) if self.seen.insert(self.hasher.hash_one(&cursor)) => Place::At(cursor),
            Some(_) => {
                self.trouble = Some(Error::paging(
                    "the server gave the same cursor a second time; the listing would never end",
                ));
                Place::End
            }
            None => Place::End,
        };
    }
}

impl<T: Model + 'static> Pages<T> {
    fn start(&mut self) -> Option<Fetch<T>> {
        let cursor = match &self.place {
            Place::End => return None,
            Place::First => None,
            Place::At(cursor) => Some(cursor.clone()),
        };
        let listing = Arc::clone(&self.listing);
        let (prefetch, ahead) = (self.prefetch, self.ahead.take());
        Some(Box::pin(fetch(listing, cursor, prefetch, ahead)))
    }
}

async fn fetch<T: Model>(
    listing: Arc<Listing>,
    cursor: Option<Cursor>,
    prefetch: bool,
    ahead: Option<Ahead>,
) -> Result<Fetched<T>, Error> {
    let raw = match ahead {
        Some(mut ahead) => match (&mut ahead.0).await {
            Ok(result) => result?,
            // The task's runtime went away: ask again from here.
            Err(_) => listing.fetch(cursor.as_ref()).await?,
        },
        None => listing.fetch(cursor.as_ref()).await?,
    };
    let next = listing.next(&raw);
    let ahead = match &next {
        Some(next) if prefetch => {
            let call = listing.call(Some(next));
            let client = listing.client();
            let task = tokio::spawn(async move { client.execute(call).await });
            // Let the request be written before decoding takes the thread.
            tokio::task::yield_now().await;
            Some(Ahead(task))
        }
        _ => None,
    };
    Ok(Fetched { page: listing.decode(raw, next)?, ahead })
}

impl<T: Model + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut fetching = match self.fetching.take() {
            Some(fetching) => fetching,
            None => match self.start() {
                Some(fetching) => fetching,
                None => return Poll::Ready(self.trouble.take().map(Err)),
            },
        };
        match fetching.as_mut().poll(cx) {
            Poll::Pending => {
                self.fetching = Some(fetching);
                Poll::Pending
            }
            Poll::Ready(Err(error)) => Poll::Ready(Some(Err(error))),
            Poll::Ready(Ok(Fetched { page, ahead })) => {
                self.advance(page.next().cloned());
                // The request ahead is for the next page, if there is to be one.
                self.ahead = ahead.filter(|_| !self.is_done());
                Poll::Ready(Some(Ok(page)))
            }
        }
    }
}

impl<T> Unpin for Pages<T> {}
