//! Cache and coalescing (feature `cache`). Without the feature both layers are uninhabited types.

use okta_tower::meta::Principal;

use crate::{Error, config::CacheConfig};

#[cfg(feature = "cache")]
pub(crate) use {
    enabled::{cache, coalesce, coalesce_with_principal, with_cache, with_principal},
    okta_tower::{cache::CacheLayer, coalesce::CoalesceLayer},
};

#[cfg(not(feature = "cache"))]
pub(crate) use disabled::{
    CacheLayer, CoalesceLayer, cache, coalesce, coalesce_with_principal, with_principal,
};

#[cfg(feature = "cache")]
mod enabled {
    use okta_tower::body::Body;
    use tower::Layer;

    use super::{CacheConfig, CacheLayer, CoalesceLayer, Error, Principal};
    use crate::{
        HttpService,
        stack::{into_body::IntoBody, slot::erase},
    };

    /// The configured cache.
    #[expect(clippy::unnecessary_wraps, reason = "fails without the feature")]
    pub(crate) fn cache(principal: Principal, config: &CacheConfig) -> Result<CacheLayer, Error> {
        Ok(okta_tower::cache::okta(principal)
            .ttl(config.ttl)
            .max_ttl(config.ttl)
            .keep_stale(config.ttl)
            .tti(config.tti))
    }

    #[expect(clippy::unnecessary_wraps, reason = "fails without the feature")]
    pub(crate) fn coalesce() -> Option<CoalesceLayer> {
        Some(CoalesceLayer::by_principal())
    }

    /// The layer for this principal, if there is one.
    pub(crate) fn with_principal(layer: &CacheLayer, principal: Option<&Principal>) -> CacheLayer {
        match principal {
            Some(principal) => layer.clone().principal(principal.clone()),
            None => layer.clone(),
        }
    }

    /// The layer for this principal, if there is one.
    pub(crate) fn coalesce_with_principal(
        layer: &CoalesceLayer,
        principal: Option<&Principal>,
    ) -> CoalesceLayer {
        match principal {
            Some(principal) => layer.clone().principal(principal.clone()),
            None => layer.clone(),
        }
    }

    /// Cache and coalescing around a stack, where configured.
    pub(crate) fn with_cache(
        cache: Option<&CacheLayer>,
        coalesce: Option<&CoalesceLayer>,
        retried: HttpService,
    ) -> HttpService {
        let shared = match coalesce {
            Some(layer) => erase(IntoBody::new(layer.layer(retried), Body::from)),
            None => retried,
        };
        match cache {
            Some(layer) => erase(IntoBody::new(layer.layer(shared), Body::from)),
            None => shared,
        }
    }
}

#[cfg(not(feature = "cache"))]
mod disabled {
    use super::{CacheConfig, Error, Principal};

    /// Not available in this build.
    #[derive(Clone, Debug)]
    pub(crate) enum CacheLayer {}

    /// Not available in this build.
    #[derive(Clone, Debug)]
    pub(crate) enum CoalesceLayer {}

    pub(crate) fn cache(_: Principal, _: &CacheConfig) -> Result<CacheLayer, Error> {
        Err(Error::config(
            "builder error: cache.enabled is true, but okta-client is built without its feature `cache`",
            None,
        ))
    }

    pub(crate) fn coalesce() -> Option<CoalesceLayer> {
        None
    }

    pub(crate) fn with_principal(layer: &CacheLayer, _: Option<&Principal>) -> CacheLayer {
        match *layer {}
    }

    pub(crate) fn coalesce_with_principal(layer: &CoalesceLayer, _: Option<&Principal>) -> CoalesceLayer {
        match *layer {}
    }
}

#[cfg(all(test, not(feature = "cache")))]
mod tests {
    use crate::{
        Client,
        config::{Config, Sources},
    };

    #[test]
    fn cache_without_its_feature_is_an_error() {
        let client = Client::builder()
            .sources(Sources::none())
            .org_url("https://example.okta.com")
            .token("00t")
            .cache(true)
            .build();
        assert!(client.is_err_and(|error| error.to_string().contains("feature `cache`")));
    }

    #[test]
    fn shared_cache_setting_without_feature_is_a_warning() {
        let yaml = "okta: {client: {orgUrl: 'https://example.okta.com', token: 00t, cache: {enabled: true}}}";
        let file = Sources::none().with_project_dir("/p").with_file("/p/okta.yaml", yaml);
        let variable = Sources::none()
            .with_var("OKTA_CLIENT_ORGURL", "https://example.okta.com")
            .with_var("OKTA_CLIENT_TOKEN", "00t")
            .with_var("OKTA_CLIENT_CACHE_ENABLED", "true");
        for sources in [file, variable] {
            let config = Config::builder().sources(sources).build().unwrap();
            let [warning] = config.warnings() else { panic!("{:?}", config.warnings()) };
            assert!(warning.to_string().contains("feature `cache`"), "{warning}");
            assert!(!config.cache.enabled);
        }
    }
}
