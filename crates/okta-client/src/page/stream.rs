//! From page to page: what all ways of reading a listing have in common, whatever the items are.

use std::{
    collections::HashSet,
    fmt,
    hash::{BuildHasher, RandomState},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::task::JoinHandle;

use super::{Cursor, pager::Listing};
use crate::{Error, call::response::RawResponse};

type Fetch = Pin<Box<dyn Future<Output = Result<Fetched, Error>> + Send>>;

/// Gives one page after the other, as it came.
pub(super) struct Turner {
    listing: Arc<Listing>,
    prefetch: bool,
    place: Place,
    /// Where the page that was given last came from.
    given: Place,
    fetching: Option<Fetch>,
    ahead: Option<Ahead>,
    seen: HashSet<u64>,
    hasher: RandomState,
    /// Found together with a page; given after it.
    trouble: Option<Error>,
}

/// Which page comes next.
#[derive(Clone, Debug)]
enum Place {
    First,
    At(Cursor),
    End,
}

/// A page as it came, and where the listing goes on.
pub(super) struct Sheet {
    pub(super) raw: RawResponse,
    pub(super) next: Option<Cursor>,
}

struct Fetched {
    sheet: Sheet,
    ahead: Option<Ahead>,
}

/// The request for the page after the current one, running in a task of its own.
struct Ahead(JoinHandle<Result<RawResponse, Error>>);

impl Drop for Ahead {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl fmt::Debug for Turner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turner").field("place", &self.place).field("prefetch", &self.prefetch).finish()
    }
}

impl Turner {
    pub(super) fn new(listing: Listing, start: Option<Cursor>, prefetch: bool) -> Self {
        Self {
            listing: Arc::new(listing),
            prefetch,
            place: start.map_or(Place::First, Place::At),
            given: Place::First,
            fetching: None,
            ahead: None,
            seen: HashSet::new(),
            hasher: RandomState::new(),
            trouble: None,
        }
    }

    pub(super) fn listing(&self) -> &Listing {
        &self.listing
    }

    /// The cursor of the next page; `None` before the first page and after the last.
    pub(super) const fn cursor(&self) -> Option<&Cursor> {
        match &self.place {
            Place::At(cursor) => Some(cursor),
            Place::First | Place::End => None,
        }
    }

    pub(super) const fn is_done(&self) -> bool {
        matches!(self.place, Place::End)
    }

    /// Goes back before the page that was given last: it could not be read.
    pub(super) fn back(&mut self) {
        if let Place::At(next) = &self.place {
            self.seen.remove(&self.hasher.hash_one(next));
        }
        self.ahead = None;
        self.trouble = None;
        self.place = self.given.clone();
    }

    /// The next page, or `None` after the last. After an error it is the same page again.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Sheet, Error>>> {
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
            Poll::Ready(Ok(Fetched { sheet, ahead })) => {
                self.advance(sheet.next.clone());
                self.ahead = ahead.filter(|_| !self.is_done());
                Poll::Ready(Some(Ok(sheet)))
            }
        }
    }

    /// Notes where the listing goes on. A cursor that came before ends it, with an error after the page.
    fn advance(&mut self, next: Option<Cursor>) {
        let after = match next {
            Some(cursor) if self.seen.insert(self.hasher.hash_one(&cursor)) => Place::At(cursor),
            Some(_) => {
                self.trouble = Some(Error::paging(
                    "the server gave the same cursor a second time; the listing would never end",
                ));
                Place::End
            }
            None => Place::End,
        };
        self.given = std::mem::replace(&mut self.place, after);
    }

    fn start(&mut self) -> Option<Fetch> {
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

async fn fetch(
    listing: Arc<Listing>,
    cursor: Option<Cursor>,
    prefetch: bool,
    ahead: Option<Ahead>,
) -> Result<Fetched, Error> {
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
    Ok(Fetched { sheet: Sheet { raw, next }, ahead })
}
