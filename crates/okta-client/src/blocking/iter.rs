//! A stream as a blocking iterator.

use std::{fmt, future::poll_fn, ops::Deref, pin::Pin, task::Poll, time::Duration};

use futures_core::Stream;

use super::runtime;
use crate::{Error, bulk::BulkOutcome};

/// An item of a stream that [`Iter`] can yield: it has a form for the error that this thread may not block.
pub trait BlockingItem: Sized {
    /// The item of the iterator.
    type Item;

    /// Converts an item of the stream.
    fn into_item(self) -> Self::Item;

    /// Converts the error of a thread that may not block.
    fn from_error(error: Error) -> Self::Item;
}

impl<T, E: From<Error>> BlockingItem for Result<T, E> {
    type Item = Self;

    fn into_item(self) -> Self {
        self
    }

    fn from_error(error: Error) -> Self {
        Err(error.into())
    }
}

impl<I, T> BlockingItem for BulkOutcome<I, T> {
    type Item = Result<Self, Error>;

    fn into_item(self) -> Self::Item {
        Ok(self)
    }

    fn from_error(error: Error) -> Self::Item {
        Err(error)
    }
}

/// A stream as an iterator: each `next` blocks until the stream yields its next item.
///
/// Derefs to the stream, for its cursor, checkpoint or progress. Dropping the iterator drops the stream and
/// cancels its request in flight.
///
/// When the thread may not block, the iterator yields one error of kind
/// [`WouldBlock`](crate::ErrorKind::WouldBlock) and ends.
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Iter<S> {
    /// `Some` until dropped.
    stream: Option<Pin<Box<S>>>,
    failed: bool,
}

impl<S> Iter<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream: Some(Box::pin(stream)), failed: false }
    }
}

impl<S> Iter<S>
where
    S: Stream,
    S::Item: BlockingItem,
{
    /// Waits for the next item for at most `timeout`; returns `Pending` when it elapses. No item is lost: the
    /// next call continues waiting for the same item. For a loop over a [`Tail`](crate::page::Tail) that
    /// checks a stop flag.
    pub fn next_timeout(&mut self, timeout: Duration) -> Poll<Option<<S::Item as BlockingItem>::Item>> {
        self.block_on_next(Some(timeout))
    }

    fn block_on_next(&mut self, timeout: Option<Duration>) -> Poll<Option<<S::Item as BlockingItem>::Item>> {
        let Some(stream) = self.stream.as_mut().filter(|_| !self.failed) else { return Poll::Ready(None) };
        let mut next = poll_fn(|cx| stream.as_mut().poll_next(cx));
        let result = super::block_on(async {
            match timeout {
                Some(timeout) => tokio::time::timeout(timeout, &mut next).await.ok(),
                None => Some(next.await),
            }
        });
        match result {
            Ok(None) => Poll::Pending,
            Ok(Some(item)) => Poll::Ready(item.map(BlockingItem::into_item)),
            Err(error) => {
                self.failed = true;
                Poll::Ready(Some(S::Item::from_error(error)))
            }
        }
    }
}

impl<S> Iterator for Iter<S>
where
    S: Stream,
    S::Item: BlockingItem,
{
    type Item = <S::Item as BlockingItem>::Item;

    fn next(&mut self) -> Option<Self::Item> {
        match self.block_on_next(None) {
            Poll::Ready(item) => item,
            // Only a timeout returns `Pending`.
            Poll::Pending => None,
        }
    }
}

impl<S> Deref for Iter<S> {
    type Target = S;

    fn deref(&self) -> &S {
        match &self.stream {
            Some(stream) => stream,
            None => unreachable!("the stream is present until the iterator is dropped"),
        }
    }
}

impl<S> Drop for Iter<S> {
    /// Drops the stream inside the runtime: a call in flight may return its connection to the pool, which
    /// requires one.
    fn drop(&mut self) {
        let handle = runtime::running();
        let _context = handle.as_ref().map(|handle| handle.enter());
        self.stream = None;
    }
}

impl<S: fmt::Debug> fmt::Debug for Iter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Iter").field(&**self).finish()
    }
}
