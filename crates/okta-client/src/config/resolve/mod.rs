//! Merged raw values to a checked [`Config`].

mod credentials;
mod private_key;
mod proxy;
mod reader;

use okta_tower::auth::Origin;
use reader::Reader;

use super::{
    CacheConfig, Config, ConfigErrors, ConfigReport, ConfigReportEntry, ConfigSource, LoggingConfig, OrgUrl,
    ProxyConfig, RateLimitConfig, Sources, TestingConfig, keys, merge::MergedValues, parse,
};

/// Settings of the program that are not values of keys.
pub(super) struct Required {
    pub(super) proxy: Option<ProxyConfig>,
    pub(super) external_credentials: bool,
    pub(super) profile: Option<String>,
}

pub(super) fn resolve(
    merged: MergedValues,
    sources: &Sources,
    required: Required,
) -> Result<Config, ConfigErrors> {
    let mut reader = Reader { merged, report: Vec::new() };
    let testing = TestingConfig { disable_https_check: reader.boolean(keys::DISABLE_HTTPS_CHECK) };
    let org_url = reader.org_url(testing.disable_https_check);
    let credentials = reader.credentials(sources, required.external_credentials);
    let user_agent = reader.checked_text(keys::USER_AGENT, parse::header_text);
    let connection_timeout = reader.limit(keys::CONNECTION_TIMEOUT);
    let request_timeout = reader.limit(keys::REQUEST_TIMEOUT);
    // A disabled time limit of the call disables the default of its attempts too.
    let attempt_timeout = match (request_timeout, reader.is_set(keys::ATTEMPT_TIMEOUT)) {
        (None, false) => None,
        _ => reader.limit(keys::ATTEMPT_TIMEOUT),
    };
    let rate_limit = RateLimitConfig {
        max_retries: reader.integer(keys::MAX_RETRIES),
        max_backoff: reader.duration(keys::MAX_BACKOFF),
        max_capacity: reader.integer(keys::MAX_CAPACITY),
    };
    let cache = CacheConfig {
        enabled: reader.cache_enabled(),
        ttl: reader.duration(keys::CACHE_TTL),
        tti: reader.duration(keys::CACHE_TTI),
    };
    let proxy = reader.proxy(sources, required.proxy);
    let logging = LoggingConfig {
        enabled: reader.boolean(keys::LOGGING_ENABLED),
        level: reader.parsed(keys::LOGGING_LEVEL, parse::level).unwrap_or(tracing::Level::INFO),
        bodies: reader.boolean(keys::LOGGING_BODIES),
        body_limit: reader.integer(keys::LOGGING_BODY_LIMIT),
    };

    reader.warn_of_foreign_variables();
    let Reader { merged, mut report } = reader;
    let MergedValues { errors, warnings, .. } = merged;
    let report = complete_report(&mut report, required.profile);
    // A missing value has been reported as an error.
    let (true, Some(org_url), Some(credentials)) = (errors.is_empty(), org_url, credentials) else {
        return Err(ConfigErrors::new(errors, warnings));
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
        report,
    })
}

fn complete_report(entries: &mut Vec<ConfigReportEntry>, profile: Option<String>) -> ConfigReport {
    let rows = keys::all()
        .iter()
        .map(|key| match entries.iter().position(|row| row.key == key.name()) {
            Some(index) => entries.swap_remove(index),
            None => ConfigReportEntry {
                key: key.name(),
                value: Some(key.default_value().to_owned()).filter(|value| !value.is_empty()),
                origin: ConfigSource::Default,
            },
        })
        .collect();
    ConfigReport { profile, rows }
}

impl Reader {
    /// Whether the cache is enabled. A file or variable that other programs read too may enable a cache that this
    /// build does not have; if this program enables it, building the client fails.
    fn cache_enabled(&mut self) -> bool {
        let enabled = self.boolean(keys::CACHE_ENABLED);
        if enabled && !cfg!(feature = "cache") && self.origin(keys::CACHE_ENABLED) != ConfigSource::Program {
            self.warn(keys::CACHE_ENABLED, "has no effect: okta-client is built without its feature `cache`");
            return false;
        }
        enabled
    }

    fn org_url(&mut self, allow_http: bool) -> Option<OrgUrl> {
        if !self.is_set(keys::ORG_URL) {
            self.fail_missing(
                keys::ORG_URL,
                "is missing; set it to the URL of your org, such as https://example.okta.com, \
                 or set the environment variable OKTA_CLIENT_ORGURL",
            );
            return None;
        }
        let url = self.parsed(keys::ORG_URL, |text| {
            OrgUrl::parse(text, allow_http).map_err(|error| error.to_string())
        })?;
        self.report.pop();
        self.show(keys::ORG_URL, url.as_str());
        let is_loopback = url.as_str().parse::<Origin>().is_ok_and(|origin| origin.is_loopback());
        if !url.is_https() && !is_loopback {
            self.warn(keys::ORG_URL, "is plain http to another host: credentials are sent unencrypted");
        }
        Some(url)
    }
}
