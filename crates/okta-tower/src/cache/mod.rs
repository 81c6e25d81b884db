//! A private cache for reads that no write of this client leaves stale.
//!
//! **What it does.** [`Cache`] keeps answers to `GET` and gives them again without asking the server, as long
//! as their time lasts and no write has touched what they depend on. It is a cache for one program's own
//! reads: what changes by other hands is seen when the time to live is over, as with any cache.
//!
//! **What is stored.** Complete `200` answers to `GET` whose body is one JSON object without further pages;
//! with [`CacheMode::Force`] any `200`, such as a list. Never stored are
//!
//! - answers to [operations that carry secrets](crate::meta::OperationMeta::secret) and
//!   [streamed](BodyMode::Stream) ones, nor JSON with a text in a member that is named like a secret
//!   (`client_secret`, `password`, `privateKey`, `recoveryToken`),
//! - answers to requests that carry a credential, condition, range, body or `Cache-Control` of the caller's
//!   own, or [`CacheMode::Bypass`],
//! - answers with `Cache-Control: no-store` or `Vary: *`, and bodies of unknown length (place the
//!   [collect layer](crate::collect) further in) or above [the limit](CacheLayer::with_max_entry).
//!
//! Okta's management API answers `Cache-Control: no-cache, no-store` to nearly every request, which is meant
//! for browsers and proxies. A program that wants a cache of its own all the same says so with
//! [`Directives::ObeyExceptNoStoreDefault`] or [`Directives::Ignore`].
//!
//! **The key** is made of the URL, the [principal](Principal), `Accept`, `Accept-Language`, `Content-Type`
//! (which carries Okta's `okta-response=…` projections), `Prefer` and
//! [further headers](CacheLayer::with_key_header); what `Vary` names is compared besides. A different
//! principal never sees another's entry, not even in a store that both share.
//!
//! **Invalidation.** A path consists of words and of names of resources, as in `users/{name}/factors`. An
//! entry depends on
//!
//! - every name in its path,
//! - every resource that its body names: `id` members, `profile.login`, texts in the form of an Okta id and
//!   links that end in one; so the aliases of a resource, objects embedded by `expand`, and the items of lists,
//! - if its path ends in a word, as lists do, every word in its path.
//!
//! Every request that is not [safe](http::Method::is_safe) touches all words and names in its path, and the
//! `id` and `profile.login` in its answer, and so makes worthless what depends on them: the resource, its
//! sub-resources, every projection and `expand` variant, for every principal, and the lists that contain it. It does so before it is sent and again when it has ended, well or
//! badly; where the outcome is unknown, because the call failed, was dropped or met a `5xx`, what it touched
//! stays uncached for 30 seconds longer. A read that began before an invalidation is not stored after it.
//!
//! Users are also found by login, by the beginning of it, and as `me`. What an alias stands for is learnt
//! from answers; a write to an alias that is not known makes worthless whatever was read below the same word,
//! `users` say. Not foreseen are effects at a distance that no path tells, such as a group rule that moves
//! users in the background.
//!
//! **Revalidation.** An entry whose time is over is kept as long again if it has an `ETag`; then the server
//! is asked with `If-None-Match`, and a `304` gives the entry new life
//! ([RFC 9111 §4.3](https://www.rfc-editor.org/rfc/rfc9111#section-4.3)).
//!
//! **What a hit looks like.** Status 200, the stored body, the headers that belong to it (`Content-*`,
//! `ETag`, `Last-Modified`, `Link`, `Vary`), `Age`, and nothing that belongs to one exchange: no date,
//! cookies, request id or rate limit.
//!
//! **Where in the stack.** Outside retry and credentials, so that a hit costs neither, and inside whatever
//! sets `Accept`.
//!
//! **Extensions.** Reads [`CacheMode`], [`Principal`], [`BodyMode`] and
//! [`Operation`](crate::meta::Operation) of the request; writes [`CacheStatus`] into the answer of each
//! request that it looked up, and [`Stored`] into each that it keeps.
//!
//! **Errors.** None of its own: when the store fails, calls go on without it. Reading a body to store it can
//! fail as in the collect layer.
//!
//! **Cancel safety.** Dropping a read stores nothing. Dropping a write invalidates as described.
//!
//! **Cost.** A hit: one boxed future, two more by the store, no copy of the body. A miss reads the body's
//! names, one pass over its JSON.
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response};
//! use http_body_util::{Empty, Full};
//! use okta_tower::{cache::{CacheLayer, CacheStatus}, meta::Principal};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let server = service_fn(|_: Request<Empty<Bytes>>| async {
//!     Ok::<_, std::convert::Infallible>(Response::new(Full::new(Bytes::from_static(br#"{"id": "1"}"#))))
//! });
//! let service = CacheLayer::new(Principal::new("my-client-id")).layer(server);
//! let get = || service.clone().oneshot(Request::get("https://example.okta.com/a/1").body(Empty::new()).unwrap());
//!
//! let first = get().await.unwrap();
//! assert_eq!(first.extensions().get(), Some(&CacheStatus::Miss));
//! let second = get().await.unwrap();
//! assert!(matches!(second.extensions().get(), Some(CacheStatus::Hit { .. })));
//! assert_eq!(second.body().as_bytes().unwrap(), r#"{"id": "1"}"#);
//! # }
//! ```
//!
//! A store of another size, shorter times, and lists of users kept on demand:
//!
//! ```
//! # use std::{sync::Arc, time::Duration};
//! use okta_tower::{cache::{CacheLayer, Directives, MemoryStore}, meta::{CacheMode, Principal}};
//!
//! let layer = CacheLayer::new(Principal::new("my-client-id"))
//!     .with_store(Arc::new(MemoryStore::with_capacity(16 * 1024 * 1024)))
//!     .with_ttl(Duration::from_secs(60))
//!     .with_tti(Duration::from_secs(20))
//!     .with_directives(Directives::Ignore);
//! let mut request = http::Request::get("https://example.okta.com/api/v1/users").body(()).unwrap();
//! request.extensions_mut().insert(CacheMode::Force);
//! ```

mod entry;
mod layer;
mod memory;
pub(crate) mod names;
mod rules;
mod service;
mod store;
pub(crate) mod tag;
#[cfg(test)]
mod tests;
mod write;

use std::time::Duration;

pub use self::{
    layer::{Cache, CacheLayer},
    memory::{DEFAULT_CAPACITY, MemoryStore},
    rules::Directives,
    store::{CacheKey, CacheStore, Found, Lifetime, Lookup, NewEntry, Stamp, CacheStoreFuture},
    tag::Tag,
};
#[cfg(doc)]
use crate::meta::{BodyMode, CacheMode, Principal};

/// Response extension: what the cache had to do with the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheStatus {
    /// It came from the cache; the server was not asked.
    Hit {
        /// The time since the server gave or confirmed it, in whole seconds.
        age: Duration,
    },
    /// The server was asked, and confirmed what the cache had.
    Revalidated,
    /// It came from the server.
    Miss,
}

impl CacheStatus {
    /// In one word: `hit`, `revalidated` or `miss`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hit { .. } => "hit",
            Self::Revalidated => "revalidated",
            Self::Miss => "miss",
        }
    }
}

/// Response extension: the answer was given to the cache's store, beside its [`CacheStatus`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stored;
