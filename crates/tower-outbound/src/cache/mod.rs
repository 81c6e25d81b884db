//! Middleware that caches responses privately and invalidates them on writes.
//!
//! [`Cache`] stores responses to `GET` and serves them without a request to the server until they expire or a
//! write through the layer invalidates them. Changes made by other clients are seen when an entry expires.
//!
//! # Stored responses
//!
//! Complete `200` responses to `GET` whose body is one JSON object without further pages; with
//! [`CacheMode::Force`] any `200` response, such as a list. Never stored are
//!
//! - responses to [operations that return secrets](crate::meta::OperationMeta::secret) and
//!   [streamed](BodyMode::Stream) ones, and JSON with a string in a member named like a secret
//!   (`client_secret`, `password`, `privateKey`, `recoveryToken`),
//! - responses to requests with a body, with a credential, condition, range or `Cache-Control` set by the
//!   caller, or with [`CacheMode::Bypass`],
//! - responses with `Cache-Control: no-store` or `Vary: *`, and bodies of unknown length (place the
//!   [collect layer](crate::collect) inside the cache) or above [the limit](CacheLayer::with_max_entry).
//!
//! Okta's management API sends `Cache-Control: no-cache, no-store` with nearly every response, for browsers
//! and proxies. To cache these responses, set [`Directives::ObeyExceptNoStoreDefault`] or
//! [`Directives::Ignore`].
//!
//! # Keys
//!
//! The key consists of the URL, the [principal](Principal), `Accept`, `Accept-Language`, `Content-Type`
//! (which carries Okta's `okta-response=…` projections), `Prefer` and
//! [further headers](CacheLayer::with_key_header). Headers named by `Vary` are compared in addition. Entries
//! are never shared between principals, even in a shared store.
//!
//! # Invalidation
//!
//! A path consists of words and resource names, as in `users/{name}/factors`. An entry depends on
//!
//! - every name in its path,
//! - every resource that its body names: `id` members, `profile.login`, strings in the form of an Okta id and
//!   links that end in one; this covers aliases of the resource, objects embedded by `expand`, and the items
//!   of lists,
//! - every word in its path if the path ends in a word, as for lists.
//!
//! A request that is not [safe](http::Method::is_safe) invalidates what depends on the words and names in its
//! path and on the `id` and `profile.login` in its response: the resource, its sub-resources, every
//! projection and `expand` variant, for every principal, and the lists that contain it. Entries are
//! invalidated before the request is sent and again when it has ended, successfully or not. If the outcome is
//! unknown, since the call failed, was dropped or got a `5xx`, these resources stay uncached for another 30
//! seconds. A read that began before an invalidation is not stored after it.
//!
//! Users can also be addressed by login, by the part of it before the `@`, and as `me`. The cache learns
//! aliases from responses; a write to an unknown alias invalidates everything read below the same word, such
//! as `users`. Side effects that the path does not show are not covered, such as a group rule that moves
//! users in the background.
//!
//! # Revalidation
//!
//! An expired entry with an `ETag` is kept for the same time again. It is revalidated with `If-None-Match`,
//! and a `304` response refreshes it ([RFC 9111 §4.3](https://www.rfc-editor.org/rfc/rfc9111#section-4.3)).
//!
//! # Cache hits
//!
//! A hit has status 200, the stored body, the headers that describe the body (`Content-*`, `ETag`,
//! `Last-Modified`, `Link`, `Vary`) and `Age`. It has no headers of the original exchange: no date, cookies,
//! request id or rate limit.
//!
//! # Errors
//!
//! None: if the store fails, calls are sent without it. Reading a body to store it can fail as in the
//! [collect layer](crate::collect).
//!
//! # Position
//!
//! Outside retry and credentials, so a hit needs neither, and inside the layer that sets `Accept`.
//!
//! # Extensions
//!
//! Reads [`CacheMode`], [`Principal`], [`BodyMode`] and [`Operation`](crate::meta::Operation). Inserts
//! [`CacheStatus`] into the response of each request that was looked up, and [`Stored`] into each response
//! that was stored.
//!
//! # Cancel safety
//!
//! Cancel safe: dropping a read stores nothing; dropping a write invalidates as described above.
//!
//! # Cost
//!
//! A hit: one boxed future, two more in the store, no copy of the body. A miss: one pass over the JSON of the
//! body.
//!
//! # Examples
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response};
//! use http_body_util::{Empty, Full};
//! use tower_outbound::{cache::{CacheLayer, CacheStatus}, meta::Principal};
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
//! With a smaller store, shorter times, and a list of users that is cached on demand:
//!
//! ```
//! # use std::{sync::Arc, time::Duration};
//! use tower_outbound::{cache::{CacheLayer, Directives, MemoryStore}, meta::{CacheMode, Principal}};
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
    store::{CacheKey, CacheStore, CacheStoreFuture, Found, Lifetime, Lookup, NewEntry, Stamp},
    tag::Tag,
};
#[cfg(doc)]
use crate::meta::{BodyMode, CacheMode, Principal};

/// Response extension: how the cache handled the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheStatus {
    /// The response came from the cache, without a request to the server.
    Hit {
        /// The time since the response was received or revalidated, in whole seconds.
        age: Duration,
    },
    /// The server confirmed the stored response.
    Revalidated,
    /// The response came from the server.
    Miss,
}

impl CacheStatus {
    /// Returns `hit`, `revalidated` or `miss`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hit { .. } => "hit",
            Self::Revalidated => "revalidated",
            Self::Miss => "miss",
        }
    }
}

/// Response extension: the response was stored. Inserted in addition to [`CacheStatus`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stored;
