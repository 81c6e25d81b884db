//! Middleware that caches responses privately and invalidates them on writes.
//!
//! [`Cache`] is a private cache as of [RFC 9111](https://www.rfc-editor.org/rfc/rfc9111): it stores responses to
//! `GET` and serves them without a request to the server while they are fresh. In addition, a write through the layer
//! invalidates what it changes. Changes made by other clients are seen when an entry expires.
//!
//! # Principals
//!
//! The layer cannot see the credentials that inner layers attach, so no response reaches a request of another
//! [`Principal`], even in a shared store. With [`CacheLayer::by_principal`], requests without a principal pass
//! uncached; [`CacheLayer::single_user`] and [`CacheLayer::for_principal`] say that they all have the same credentials.
//!
//! # Stored responses
//!
//! Complete responses to `GET` that are fresh for some time, or have an `ETag` or `Last-Modified` to revalidate them
//! by. They keep all headers except those of the connection. Never stored are
//!
//! - responses with `Cache-Control: no-store` or `Vary: *`, those without explicit freshness and with a status that
//!   requires it (RFC 9111 §3), and `206`, `401`, `407`, `428`, `429`, `431` and `511`,
//! - responses to requests with a body, with a credential (`Authorization`, `Cookie`, `DPoP`, `X-Api-Key`,
//!   `X-Auth-Token`, `Proxy-Authorization`), condition or range set by the caller, with `no-store`, or with
//!   [`CacheMode::Bypass`],
//! - responses to [operations that return secrets](crate::meta::OperationMeta::secret), and what the
//!   [dialect](CacheDialect) excludes,
//! - [streams](crate::collect::is_stream), [streamed](BodyMode::Stream) responses, responses with trailers, and bodies
//!   of unknown length (place the [collect layer](crate::collect) inside the cache) or above
//!   [the limit](CacheLayer::max_entry).
//!
//! # Freshness
//!
//! By `max-age`, or else by `Expires` and `Date`; without either, for [the time to live](CacheLayer::ttl) of the layer,
//! which is zero by default: there is no heuristic freshness. `Age` and the duration of the request count. The age of an
//! entry is the time since it was received by the wall clock or by the clock of the store, whichever is longer, so
//! neither a suspended machine nor a clock that is set back makes a response fresh for longer. `s-maxage`,
//! `proxy-revalidate`, `stale-while-revalidate`, `stale-if-error` and `Pragma` are ignored; `no-cache` and `private` with
//! names of fields are treated as without.
//!
//! Requests may carry `no-cache`, `no-store`, `max-age`, `min-fresh`, `max-stale` and `only-if-cached`, which gets
//! with `504` if there is no suitable response.
//!
//! [`Directives`] relaxes this for servers that forbid storing by default.
//!
//! # Keys
//!
//! The key consists of the URL, the principal, `Accept`, `Accept-Language` and [further headers](CacheLayer::key_header).
//! Headers named by `Vary` select among the variants of a response.
//!
//! # Revalidation
//!
//! An expired entry with a validator is kept for [some time](CacheLayer::keep_stale), and is revalidated with
//! `If-None-Match` and `If-Modified-Since`. A `304` updates its headers and keeps those that it does not name (§4.3.4).
//!
//! # Invalidation
//!
//! A request that is not [safe](http::Method::is_safe) invalidates responses from its own path, whatever their query,
//! for every principal; those from `Location` and `Content-Location` of the same origin, if it succeeds (§4.4); and what
//! the [dialect](CacheDialect) adds: by default, the resources below and the collections above the path
//! ([`PathHierarchy`]).
//!
//! Entries are invalidated before the request is sent and again when it has ended, successfully or not. If the outcome
//! is unknown, since the call failed, was dropped or got a `5xx`, these resources stay uncached for another 30 seconds. A
//! read that began before an invalidation is not stored after it.
//!
//! # Cache hits
//!
//! A hit has the stored status, headers and body, and `Age`.
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
//! Always ready: a hit needs no inner service. Any other call waits in its future until a fresh clone of the inner
//! service is ready, after the lookup. A load shedder or balancer above this layer therefore does not see the inner
//! service's load; place it inside.
//!
//! # Extensions
//!
//! Reads [`CacheMode`], [`Principal`], [`BodyMode`] and [`Operation`](crate::meta::Operation). Inserts [`CacheStatus`]
//! into the response of each request that was looked up and not rejected with `504`, and [`Stored`] into each response
//! that was stored.
//!
//! # Cancel safety
//!
//! Cancel safe: dropping a read stores nothing; dropping a write invalidates as described above.
//!
//! # Cost
//!
//! A hit: one boxed future, two more in the store, no copy of the body. A miss: what the dialect needs; the default
//! dialect does not read the body.
//!
//! # Examples
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response};
//! use http_body_util::{Empty, Full};
//! use tower_outbound::cache::{CacheLayer, CacheStatus};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let server = service_fn(|_: Request<Empty<Bytes>>| async {
//!     let response = Response::builder().header("cache-control", "max-age=60");
//!     Ok::<_, http::Error>(response.body(Full::new(Bytes::from_static(br#"{"id": "1"}"#)))?)
//! });
//! let service = CacheLayer::single_user().layer(server);
//! let get = || service.clone().oneshot(Request::get("https://example.com/a/1").body(Empty::new()).unwrap());
//!
//! let first = get().await.unwrap();
//! assert_eq!(first.extensions().get(), Some(&CacheStatus::Miss));
//! let second = get().await.unwrap();
//! assert!(matches!(second.extensions().get(), Some(CacheStatus::Hit { .. })));
//! assert_eq!(second.body().as_bytes().unwrap(), r#"{"id": "1"}"#);
//! # }
//! ```
//!
//! With a smaller store, for an API that sends no caching headers:
//!
//! ```
//! # use std::time::Duration;
//! use tower_outbound::{cache::{CacheLayer, Directives, MemoryStore}, meta::Principal};
//!
//! let layer = CacheLayer::for_principal(Principal::new("my-client-id"))
//!     .store(MemoryStore::with_capacity(16 * 1024 * 1024))
//!     .ttl(Duration::from_secs(60))
//!     .tti(Duration::from_secs(20))
//!     .directives(Directives::Ignore);
//! ```

mod dialect;
mod directives;
mod entry;
pub(crate) mod fnv;
mod freshness;
mod headers;
mod invalidation_log;
mod layer;
mod memory;
mod rules;
mod service;
mod store;
mod tag;
#[cfg(test)]
mod tests;
mod write;

use std::time::Duration;

pub use self::{
    dialect::{CacheDialect, Inspection, PathHierarchy, Storage},
    directives::Directives,
    layer::{Cache, CacheLayer, ResponseFuture},
    memory::{DEFAULT_CAPACITY, MemoryStore},
    store::{CacheKey, CacheStore, CacheStoreFuture, Found, Lifetime, Lookup, NewEntry, Stamp},
    tag::{CacheTarget, Tag},
};
#[cfg(doc)]
use crate::meta::{BodyMode, CacheMode, Principal};

/// Response extension: how the cache handled the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheStatus {
    /// The response came from the cache, without a request to the server.
    Hit {
        /// The age of the response, in whole seconds.
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
