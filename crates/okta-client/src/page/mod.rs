//! Listings: one page, all pages, all items, from any cursor.
//!
//! Okta gives a listing page by page, with a cursor for the next one in a `Link` header or in the body
//! ([pagination](https://developer.okta.com/docs/api/#pagination)). A [`Pager`] replays the same operation
//! with that cursor merged into the parameters of the first call, because the links that servers send drop
//! filters and name other hosts. So credentials never leave for the host of a link, and a filter given once
//! holds for every page.
//!
//! - An empty page is not the end; only a missing cursor is.
//! - An error is yielded, never swallowed. The cursor then still points at the page that failed: asking
//!   again repeats it.
//! - A cursor that comes a second time is an error rather than an endless loop.
//! - An item that does not fit its type is one `Err` in its place; the rest of the page is kept.

mod cursor;
mod items;
pub(crate) mod link;
mod pager;
mod pages;
mod stream;
mod tail;

use std::borrow::Cow;

pub use cursor::{Cursor, InvalidCursor};
pub use items::Items;
pub use pager::{Page, Pager};
pub use pages::Pages;
pub use tail::{Checkpoint, Tail};

/// Where a listing's cursor comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Paging {
    /// An array; the cursor comes in a `Link` header, if at all.
    Link,
    /// An object whose member `items` is the array; the cursor comes in its `_links.next`, or in a `Link`
    /// header.
    Envelope {
        /// The member that holds the items.
        items: Cow<'static, str>,
    },
}
