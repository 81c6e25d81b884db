//! The cache of Okta's responses.
//!
//! Re-exports [`tower_outbound::cache`], and adds what a cache has to know of Okta's API: [`okta`] creates a layer with
//! it, [`OktaResources`] is its dialect.
//!
//! ```
//! use std::time::Duration;
//! use okta_tower::{cache, meta::Principal};
//!
//! let layer = cache::okta(Principal::new("my-client-id"))
//!     .store(cache::MemoryStore::with_capacity(16 * 1024 * 1024))
//!     .ttl(Duration::from_secs(60));
//! ```

mod member;
mod names;
mod path;
mod secret_members;
#[cfg(test)]
mod tests;

use std::time::Duration;

use http::{HeaderName, StatusCode, header, response};
pub use tower_outbound::cache::*;
use tower_outbound::meta::Principal;

#[cfg(fuzzing)]
pub(crate) use self::names::Names;
#[cfg(not(fuzzing))]
use self::names::Names;
use self::path::ResourcePath;

/// How to handle Okta's caching directives. Okta's management API sends `Cache-Control: no-cache, no-store` and
/// `Expires: 0` with nearly every response, for browsers and proxies; this combination counts as absent. Any other is
/// obeyed, such as a `no-store` alone.
pub const DIRECTIVES: Directives = Directives::ObeyExcept("no-cache, no-store");

/// How long a response is served from the cache by default.
const TTL: Duration = Duration::from_secs(300);

/// Headers of one exchange, which a hit does not have.
const EXCHANGE: [HeaderName; 5] = [
    header::SET_COOKIE,
    HeaderName::from_static("x-okta-request-id"),
    HeaderName::from_static("x-rate-limit-limit"),
    HeaderName::from_static("x-rate-limit-remaining"),
    HeaderName::from_static("x-rate-limit-reset"),
];

/// Creates a layer that caches Okta's responses. `principal` is that of requests without a [`Principal`].
///
/// Responses are served for 300 seconds after they were received, and not after 300 seconds without a read
/// ([`ttl`](CacheLayer::ttl), [`max_ttl`](CacheLayer::max_ttl), [`tti`](CacheLayer::tti)), under [`DIRECTIVES`]. The key
/// includes `Content-Type`, which carries projections (`okta-response=…`), and `Prefer`. The dialect is
/// [`OktaResources`].
pub fn okta(principal: Principal) -> CacheLayer {
    complete(CacheLayer::for_principal(principal)).max_ttl(TTL).tti(TTL).keep_stale(TTL)
}

/// Completes a layer for Okta's API: what it has not set of dialect ([`OktaResources`]), directives ([`DIRECTIVES`]) and
/// time to live (300 seconds) is Okta's. Adds the key headers and omitted headers of [`okta`].
///
/// Without Okta's directives a cache stores next to nothing of an org, and without its dialect it does not see which
/// responses a write affects.
pub fn complete(layer: CacheLayer) -> CacheLayer {
    let layer = layer
        .defaults(OktaResources::new(), DIRECTIVES, TTL)
        .key_header(header::CONTENT_TYPE)
        .key_header(HeaderName::from_static("prefer"));
    EXCHANGE.into_iter().fold(layer, CacheLayer::omit_header)
}

/// Okta's resources, for the [cache layer](CacheLayer::dialect).
///
/// # Stored responses
///
/// `200` responses whose body is one JSON object without further pages; with
/// [`CacheMode::Force`](crate::meta::CacheMode::Force) any `200` response, such as a list. Never stored is JSON with a
/// text or a number below a member that is secret by Okta's document or by its name (`client_secret`, `password`,
/// `apiKey`, `recoveryToken`, the `value` of a hook's header), or with a private JSON Web Key. Members that are empty do
/// not count, such as the `credentials.password` of a user, nor do the settings of policies.
///
/// # Invalidation
///
/// A path consists of words and resource names, as in `users/{name}/factors`. An entry depends on
///
/// - every name in its path,
/// - every resource that its body names: `id` members, `profile.login`, strings in the form of an Okta id and links
///   that end in one; this covers aliases of the resource, objects embedded by `expand`, and the items of lists,
/// - every word in its path if the path ends in a word, as for lists.
///
/// A write invalidates what depends on the words and names in its path and on the `id` and `profile.login` in its
/// response: the resource, its sub-resources, every projection and `expand` variant, for every principal, and the lists
/// that contain it.
///
/// Users can also be addressed by login, by the part of it before the `@`, and as `me`. The cache learns aliases from
/// responses; a write to an unknown alias invalidates everything read below the same word, such as `users`. Side effects
/// that the path does not show are not covered, such as a group rule that moves users in the background.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct OktaResources;

impl OktaResources {
    /// Creates the dialect.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl CacheDialect for OktaResources {
    fn inspect(&self, target: &CacheTarget<'_>, head: &response::Parts, body: &[u8]) -> Inspection {
        let names = Names::from_body(body, target);
        let secret = names.as_ref().is_some_and(|names| names.secret);
        if secret || head.status != StatusCode::OK {
            return Inspection::new().storage(Storage::Never);
        }
        let path = ResourcePath::new(target);
        let single = names.as_ref().filter(|names| names.object && !names.paged);
        let id = single.and_then(|names| names.id.as_deref());
        let tags = path.dependencies(target, id.is_some());
        let named = names.as_ref().map_or_else(|| vec![path::any(target)], |names| names.tags.clone());
        let storage = if single.is_some() { Storage::Always } else { Storage::OnDemand };
        let mut inspection = Inspection::new().storage(storage).tags(tags).tags(named);
        if let Some(id) = id {
            let login = single.and_then(|names| names.login.as_deref());
            let resource = path::name(target, id);
            for alias in path.final_alias().into_iter().chain(login).filter(|alias| *alias != id) {
                inspection = inspection.alias(alias, resource, [resource, path::name(target, alias)]);
            }
        }
        inspection
    }

    fn aliases(&self, target: &CacheTarget<'_>) -> Vec<String> {
        ResourcePath::new(target).aliases().map(str::to_owned).collect()
    }

    fn invalidated(&self, target: &CacheTarget<'_>, resolve: &dyn Fn(&str) -> Option<Tag>) -> Vec<Tag> {
        ResourcePath::new(target).invalidated_tags(target, resolve)
    }

    fn inspects_writes(&self) -> bool {
        true
    }

    fn invalidated_by_response(&self, target: &CacheTarget<'_>, body: &[u8]) -> Vec<Tag> {
        let names = Names::from_body(body, target).unwrap_or_default();
        let named = [names.id, names.login].into_iter().flatten();
        named.map(|name| path::name(target, &name)).collect()
    }
}
