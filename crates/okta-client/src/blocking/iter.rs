//! A stream as an iterator.

use std::{fmt, future::poll_fn, ops::Deref, pin::Pin, task::Poll, time::Duration};

use futures_core::Stream;

use super::runtime;
use crate::{Error, bulk::Outcome};

/// What a stream yields, as its iterator yields it: there it can also be the error that waiting is not possible.
pub trait Waited: Sized {
    /// What the iterator yields.
    type Item;

    /// An item that came.
    fn ready(self) -> Self::Item;

    /// In place of an item: the thread may not block.
    fn refused(error: Error) -> Self::Item;
}

impl<T, E: From<Error>> Waited for Result<T, E> {
    type Item = Self;

    fn ready(self) -> Self {
        self
    }

    fn refused(error: Error) -> Self {
        Err(error.into())
    }
}

impl<I, T> Waited for Outcome<I, T> {
    type Item = Result<Self, Error>;

    fn ready(self) -> Self::Item {
        Ok(self)
    }

    fn refused(error: Error) -> Self::Item {
        Err(error)
    }
}

/// The items of a stream, each waited for when the iterator is asked for it.
///
/// Derefs to the stream, for its cursor, checkpoint or progress. Dropping the iterator drops the stream, and with
/// it the call under way. When the thread may not block, one error is yielded and then nothing more.
#[must_use = "iterators are lazy and ask for nothing unless they are consumed"]
pub struct Iter<S> {
    /// Some until dropped.
    stream: Option<Pin<Box<S>>>,
    refused: bool,
}

impl<S> Iter<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream: Some(Box::pin(stream)), refused: false }
    }
}

impl<S> Iter<S>
where
    S: Stream,
    S::Item: Waited,
{
    /// The next item, if it comes within a time; `Pending` when it does not. Nothing is lost then: the next call goes
    /// on where this one stopped. For a loop that follows a [`Tail`](crate::page::Tail) and must end on a sign.
    pub fn next_within(&mut self, limit: Duration) -> Poll<Option<<S::Item as Waited>::Item>> {
        self.pull(Some(limit))
    }

    fn pull(&mut self, limit: Option<Duration>) -> Poll<Option<<S::Item as Waited>::Item>> {
        let Some(stream) = self.stream.as_mut().filter(|_| !self.refused) else { return Poll::Ready(None) };
        let mut next = poll_fn(|context| stream.as_mut().poll_next(context));
        let pulled = super::block_on(async {
            match limit {
                Some(limit) => tokio::time::timeout(limit, &mut next).await.ok(),
                None => Some(next.await),
            }
        });
        match pulled {
            Ok(None) => Poll::Pending,
            Ok(Some(item)) => Poll::Ready(item.map(Waited::ready)),
            Err(error) => {
                self.refused = true;
                Poll::Ready(Some(S::Item::refused(error)))
            }
        }
    }
}

impl<S> Iterator for Iter<S>
where
    S: Stream,
    S::Item: Waited,
{
    type Item = <S::Item as Waited>::Item;

    fn next(&mut self) -> Option<Self::Item> {
        match self.pull(None) {
            Poll::Ready(item) => item,
            // Without a limit there is no such end.
            Poll::Pending => None,
        }
    }
}

impl<S> Deref for Iter<S> {
    type Target = S;

    fn deref(&self) -> &S {
        match &self.stream {
            Some(stream) => stream,
            None => unreachable!("the stream is there until the iterator is dropped"),
        }
    }
}

impl<S> Drop for Iter<S> {
    /// A call under way may hand its connection back to the pool, which wants the runtime that it lives on.
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
