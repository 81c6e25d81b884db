//! Pagination: one page, all pages or all items of a listing, from any cursor.
//!
//! Okta returns a listing page by page, with the cursor of the next page in a `Link` header or in the body
//! ([pagination](https://developer.okta.com/docs/api/#pagination)). A [`Pager`] repeats the same operation
//! with that cursor merged into the parameters of the first call, because the links that servers send omit
//! filters and name other hosts. Credentials are thus never sent to the host of a link, and filters apply to
//! every page.
//!
//! - An empty page does not end a listing; only a missing cursor does.
//! - Errors are yielded. The cursor then points at the page that failed, and polling again retries it.
//! - A repeated cursor is an error, not an endless loop.
//! - An item that cannot be decoded is yielded as an `Err`; the rest of the page is kept.

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
pub use tail::{Tail, TailCheckpoint};

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
