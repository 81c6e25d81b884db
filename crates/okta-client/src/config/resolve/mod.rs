//! Merged raw values to a checked [`Config`].

mod credentials;
mod private_key;
mod proxy;
mod reader;

use std::time::Duration;

use okta_tower::auth::Origin;
use reader::Reader;

use super::{
    CacheConfig, Config, ConfigErrors, ConfigSource, Explained, Explanation, LoggingConfig, OrgUrl,
    ProxyConfig, RateLimitConfig, Sources, TestingConfig, keys, merge::Layers, parse,
};

const SECOND: Duration = Duration::from_secs(1);

/// What the program wants besides values of keys.
pub(super) struct Demands {
    pub(super) proxy: Option<ProxyConfig>,
    pub(super) external_credentials: bool,
    pub(super) profile: Option<String>,
}

pub(super) fn resolve(layers: Layers, sources: &Sources, demands: Demands) -> Result<Config, ConfigErrors> {
    let mut reader = Reader { layers, shown: Vec::new() };
    let testing =
        TestingConfig { disable_https_check: reader.boolean(keys::DISABLE_HTTPS_CHECK).unwrap_or_default() };
    let org_url = reader.org_url(testing.disable_https_check);
    let credentials = reader.credentials(sources, demands.external_credentials);
    let user_agent = reader.checked_text(keys::USER_AGENT, parse::header_text);
    let connection_timeout = reader.limit(keys::CONNECTION_TIMEOUT, 10 * SECOND);
    let request_timeout = reader.limit(keys::REQUEST_TIMEOUT, 120 * SECOND);
    let attempt_timeout = reader.limit(keys::ATTEMPT_TIMEOUT, 30 * SECOND);
    let defaults = RateLimitConfig::default();
    let rate_limit = RateLimitConfig {
        max_retries: reader.integer(keys::MAX_RETRIES, 0, 1000).unwrap_or(defaults.max_retries),
        max_backoff: reader.duration(keys::MAX_BACKOFF, SECOND).unwrap_or(defaults.max_backoff),
        max_capacity: reader.integer(keys::MAX_CAPACITY, 1, 100).unwrap_or(defaults.max_capacity),
    };
    let defaults = CacheConfig::default();
    let cache = CacheConfig {
        enabled: reader.boolean(keys::CACHE_ENABLED).unwrap_or(defaults.enabled),
        ttl: reader.duration(keys::CACHE_TTL, SECOND).unwrap_or(defaults.ttl),
        tti: reader.duration(keys::CACHE_TTI, SECOND).unwrap_or(defaults.tti),
    };
    let proxy = reader.proxy(sources, demands.proxy);
    let defaults = LoggingConfig::default();
    let logging = LoggingConfig {
        enabled: reader.boolean(keys::LOGGING_ENABLED).unwrap_or(defaults.enabled),
        level: reader.parsed(keys::LOGGING_LEVEL, parse::level).unwrap_or(defaults.level),
        bodies: reader.boolean(keys::LOGGING_BODIES).unwrap_or(defaults.bodies),
        body_limit: reader.integer(keys::LOGGING_BODY_LIMIT, 0, 1 << 20).unwrap_or(defaults.body_limit),
    };

    let Reader { layers, mut shown } = reader;
    let Layers { errors, warnings, .. } = layers;
    let explanation = explain(&mut shown, demands.profile);
    // Whoever gives back nothing has said why: without values there are errors.
    let (true, Some(org_url), Some(credentials)) = (errors.is_empty(), org_url, credentials) else {
        return Err(ConfigErrors::new(errors));
    };
    for warning in &warnings {
        tracing::warn!(key = %warning.key, origin = %warning.origin, "{}", warning.problem);
    }
    Ok(Config {
        org_url,
        credentials,
        user_agent,
        connection_timeout,
        request_timeout,
        attempt_timeout,
        rate_limit,
        cache,
        proxy,
        root_file: sources.variable("SSL_CERT_FILE").map(Into::into),
        logging,
        testing,
        warnings,
        explanation,
    })
}

fn explain(shown: &mut Vec<Explained>, profile: Option<String>) -> Explanation {
    let rows = keys::all()
        .iter()
        .map(|key| match shown.iter().position(|row| row.key == key.name()) {
            Some(index) => shown.swap_remove(index),
            None => Explained {
                key: key.name(),
                value: Some(key.default_value().to_owned()).filter(|value| !value.is_empty()),
                origin: ConfigSource::Default,
            },
        })
        .collect();
    Explanation { profile, rows }
}

impl Reader {
    fn org_url(&mut self, allow_http: bool) -> Option<OrgUrl> {
        if !self.is_set(keys::ORG_URL) {
            self.fail(
                keys::ORG_URL,
                "is missing; set it to your org's address, such as https://example.okta.com, \
                 or set the environment variable OKTA_CLIENT_ORGURL",
            );
            return None;
        }
        let url = self.parsed(keys::ORG_URL, |text| {
            OrgUrl::parse(text, allow_http).map_err(|error| error.to_string())
        })?;
        self.shown.pop();
        self.show(keys::ORG_URL, url.as_str());
        let here = url.as_str().parse::<Origin>().is_ok_and(|origin| origin.is_loopback());
        if !url.is_https() && !here {
            self.warn(keys::ORG_URL, "is plain http to another machine: credentials can be read on the way");
        }
        Some(url)
    }
}
