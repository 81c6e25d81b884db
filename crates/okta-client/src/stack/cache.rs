//! What a client remembers of answers: cache and coalescing, in builds that have them (feature `cache`).
//!
//! Without the feature the two layers are types without values, so that everything around them stays the same.

use okta_tower::meta::Principal;

use crate::{Error, HttpService, config::CacheConfig};

#[cfg(feature = "cache")]
pub(crate) use {
    okta_tower::{cache::CacheLayer, coalesce::CoalesceLayer},
    with_cache::{cache, cache_of, coalesce, coalesce_of, remembered},
};

#[cfg(not(feature = "cache"))]
pub(crate) use without_cache::{
    CacheLayer, CoalesceLayer, cache, cache_of, coalesce, coalesce_of, remembered,
};

#[cfg(feature = "cache")]
mod with_cache {
    use okta_tower::cache::Directives;
    use tower::{Layer, ServiceExt};

    use super::{CacheConfig, CacheLayer, CoalesceLayer, Error, HttpService, Principal};
    use crate::stack::slot::{erase, into_body};

    /// The cache that a configuration asks for.
    #[expect(clippy::unnecessary_wraps, reason = "without the feature there is none")]
    pub(crate) fn cache(principal: Principal, config: &CacheConfig) -> Result<CacheLayer, Error> {
        Ok(CacheLayer::new(principal)
            .with_directives(Directives::ObeyExceptNoStoreDefault)
            .with_ttl(config.ttl)
            .with_tti(config.tti))
    }

    #[expect(clippy::unnecessary_wraps, reason = "without the feature there is none")]
    pub(crate) fn coalesce() -> Option<CoalesceLayer> {
        Some(CoalesceLayer::new())
    }

    /// The same layer for another principal, if there is one.
    pub(crate) fn cache_of(layer: &CacheLayer, principal: Option<&Principal>) -> CacheLayer {
        match principal {
            Some(principal) => layer.clone().with_principal(principal.clone()),
            None => layer.clone(),
        }
    }

    /// The same layer for another principal, if there is one.
    pub(crate) fn coalesce_of(layer: &CoalesceLayer, principal: Option<&Principal>) -> CoalesceLayer {
        match principal {
            Some(principal) => layer.clone().with_principal(principal.clone()),
            None => layer.clone(),
        }
    }

    /// Cache and coalescing around the retries, for clients that have them.
    pub(crate) fn remembered(
        cache: Option<&CacheLayer>,
        coalesce: Option<&CoalesceLayer>,
        retried: HttpService,
    ) -> HttpService {
        let shared = match coalesce {
            Some(layer) => erase(layer.layer(retried).map_response(into_body)),
            None => retried,
        };
        match cache {
            Some(layer) => erase(layer.layer(shared).map_response(into_body)),
            None => shared,
        }
    }
}

#[cfg(not(feature = "cache"))]
mod without_cache {
    use super::{CacheConfig, Error, HttpService, Principal};

    /// A cache that this build does not have.
    #[derive(Clone, Debug)]
    pub(crate) enum CacheLayer {}

    /// Coalescing that this build does not have.
    #[derive(Clone, Debug)]
    pub(crate) enum CoalesceLayer {}

    pub(crate) fn cache(_: Principal, _: &CacheConfig) -> Result<CacheLayer, Error> {
        Err(Error::config(
            "cache.enabled is true, but this build of okta-client has no cache: turn its feature `cache` on",
            None,
        ))
    }

    pub(crate) fn coalesce() -> Option<CoalesceLayer> {
        None
    }

    pub(crate) fn cache_of(layer: &CacheLayer, _: Option<&Principal>) -> CacheLayer {
        match *layer {}
    }

    pub(crate) fn coalesce_of(layer: &CoalesceLayer, _: Option<&Principal>) -> CoalesceLayer {
        match *layer {}
    }

    pub(crate) fn remembered(
        _: Option<&CacheLayer>,
        _: Option<&CoalesceLayer>,
        retried: HttpService,
    ) -> HttpService {
        retried
    }
}

#[cfg(all(test, not(feature = "cache")))]
mod tests {
    use crate::{Client, config::Sources};

    #[test]
    fn a_cache_that_is_not_there_is_not_silently_left_out() {
        let client = Client::builder()
            .sources(Sources::none())
            .org_url("https://example.okta.com")
            .token("00t")
            .cache(true)
            .build();
        assert!(client.is_err_and(|error| error.to_string().contains("feature `cache`")));
    }
}
