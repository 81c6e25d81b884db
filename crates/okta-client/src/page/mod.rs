//! Pagination: one page, all pages or all items of a listing, from any cursor.
//!
//! Okta returns a listing page by page, with the cursor of the next page in a `Link` header or in the body
//! ([pagination](https://developer.okta.com/docs/api/#pagination)). A [`Pager`] repeats the same operation
//! with that cursor merged into the parameters of the first call, because the links that servers send omit
//! filters and name other hosts. Credentials are thus never sent to the host of a link, and filters apply to
//! every page.
//!
//! - An empty page does not end a listing; only a missing cursor does. Consecutive empty pages are requested with a
//!   growing delay.
//! - The System Log is different: a query without `until` has a next page for ever. Its items and pages end at the first
//!   empty page or repeated cursor, without an error; [`Tail`] polls for more.
//! - Errors are yielded. Polling again retries the page that failed, with a growing delay, unless the error cannot pass
//!   (`401`, `403`, a page that is not a list, an invalid request): then the stream has ended.
//! - In all other listings a repeated cursor is an error, not an endless loop. A link to a next page that cannot be read
//!   is an error, not the end.
//! - [`Items::checkpoint`] is a position between items, which [`Pager::resume`] accepts as it does a [`Cursor`].
//! - [`Parallel`] fetches the pages of several ranges of time at once, for exports at the pace of the rate limit.
//! - An item that cannot be decoded is yielded as an `Err`; the rest of the page is kept.

mod checkpoint;
mod cursor;
mod fingerprint;
mod items;
pub(crate) mod link;
pub(crate) mod listing;
mod pace;
mod pager;
mod pages;
mod parallel;
mod stream;
mod tail;
mod undecoded;

use std::borrow::Cow;

pub use checkpoint::{InvalidListCheckpoint, InvalidTailCheckpoint, ListCheckpoint, TailCheckpoint};
pub use cursor::{Cursor, InvalidCursor};
pub use items::Items;
pub use pager::{Page, Pager};
pub use pages::Pages;
pub(crate) use parallel::{Access, Key};
pub use parallel::{InvalidParallelCheckpoint, Parallel, ParallelCheckpoint, ParallelItems, RangeError};
pub use tail::Tail;

/// The location of the cursor in the responses of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Paging {
    /// The body is an array; the cursor is in the `Link` header.
    Link,
    /// The body is an object with the array as a member; the cursor is in the `Link` header or in
    /// `_links.next`.
    Envelope {
        /// The name of the member with the items.
        items: Cow<'static, str>,
    },
}

#[cfg(test)]
mod tests;
