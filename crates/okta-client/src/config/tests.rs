//! Configuration as a whole: precedence, types, errors, secrets.

mod errors;
mod files;
mod keys_and_secrets;
mod proxies;

use super::*;

/// The private key of [RFC 7517 appendix A.2](https://www.rfc-editor.org/rfc/rfc7517#appendix-A.2).
const JWK: &str = r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}"#;

/// A new key in PEM.
fn pem() -> String {
    rcgen::KeyPair::generate().unwrap().serialize_pem()
}

/// A builder without files and environment.
fn program() -> ConfigBuilder {
    Config::builder().sources(Sources::none())
}

/// A builder with the required keys.
fn minimal() -> ConfigBuilder {
    program().org_url("https://example.okta.com").token("t0ken")
}

/// A project directory with this `okta.yaml`.
fn project(yaml: &str) -> Sources {
    Sources::none().with_project_dir("/project").with_file("/project/okta.yaml", yaml)
}

/// The errors of a build, one text each.
fn error_texts(builder: ConfigBuilder) -> Vec<String> {
    builder.build().map_or_else(|errors| errors.iter().map(ToString::to_string).collect(), |_| Vec::new())
}

#[track_caller]
fn assert_error(builder: ConfigBuilder, expected: &str) {
    let found = error_texts(builder);
    assert!(found.iter().any(|line| line.contains(expected)), "{expected:?} is not in {found:#?}");
}

/// Nothing is wrong with a configuration, but that this build may lack the cache.
#[track_caller]
fn assert_only_cache_is_missing(config: &Config) {
    let others = |warning: &&ConfigWarning| {
        cfg!(feature = "cache") || !warning.to_string().contains("without its feature `cache`")
    };
    assert_eq!(config.warnings().iter().find(others), None);
}

#[test]
fn minimal_configuration_has_documented_defaults() {
    use std::time::Duration;

    let config = minimal().build().unwrap();
    assert!(matches!(config.credentials, Credentials::Ssws(_)));
    assert_eq!(config.connection_timeout, Some(Duration::from_secs(10)));
    assert_eq!(config.request_timeout, Some(Duration::from_secs(120)));
    assert_eq!(config.attempt_timeout, Some(Duration::from_secs(30)));
    assert_eq!(config.rate_limit, RateLimitConfig::default());
    assert_eq!(config.cache, CacheConfig::default());
    assert_eq!(config.proxy, ProxyConfig::none());
    assert_eq!(config.logging, LoggingConfig::default());
    assert_eq!(config.testing, TestingConfig::default());
    assert_eq!(config.user_agent, None);
    assert_eq!(config.warnings(), []);
}

#[test]
fn documented_defaults_are_in_effect() {
    let silent = minimal().build().unwrap();
    for key in keys::all().iter().filter(|key| !key.default_value().is_empty()) {
        let spelled = minimal().set(key.name(), key.default_value()).build().unwrap();
        let plain = |config: &Config| {
            let Config {
                connection_timeout,
                request_timeout,
                attempt_timeout,
                rate_limit,
                cache,
                logging,
                testing,
                ..
            } = config.clone();
            (connection_timeout, request_timeout, attempt_timeout, rate_limit, cache, logging, testing)
        };
        assert_eq!(plain(&spelled), plain(&silent), "{}", key.name());
    }
    let app = || program().org_url("https://a.okta.com").client_id("c").scopes(["s"]).private_key(JWK);
    let Credentials::PrivateKey(silent) = app().build().unwrap().credentials else {
        panic!("not a service app")
    };
    for key in [keys::RENEWAL_OFFSET, keys::DPOP, keys::DPOP_KEY_ROTATION] {
        let spelled = app().set(key.name(), key.default_value()).build().unwrap().credentials;
        let Credentials::PrivateKey(spelled) = spelled else { panic!("not a service app") };
        let plain = |app: &PrivateKeyConfig| (app.renewal_offset, app.dpop, app.dpop_key_rotation);
        assert_eq!(plain(&spelled), plain(&silent), "{}", key.name());
    }
}

proptest::proptest! {
    /// No content of files and variables panics, and no output contains the token.
    #[test]
    fn prop_no_input_panics_or_leaks(yaml in "[ -~\\n]{0,80}", value in ".{0,40}", url in "[ -~]{0,40}") {
        let yaml = format!("okta:\n  client:\n    token: s3cr3t-t0ken\n    {yaml}\n");
        let mut sources = project(&yaml);
        for key in keys::all().iter().filter(|key| !key.is_secret()) {
            sources = sources.with_var(key.variable(), value.as_str());
        }
        let text = match Config::builder().sources(sources).org_url(url).build() {
            Ok(config) => format!("{config:?} {}", config.explain()),
            Err(errors) => {
                proptest::prop_assert!(errors.iter().next().is_some());
                format!("{errors} {errors:?}")
            }
        };
        proptest::prop_assert!(!text.contains("s3cr3t"), "{}", text);
    }

    #[test]
    fn prop_org_url_is_normalized(text in "https?://[a-zA-Z0-9.:/%\\[\\]_-]{0,40}") {
        if let Ok(url) = OrgUrl::parse(&text, true) {
            proptest::prop_assert_eq!(OrgUrl::parse(url.as_str(), true), Ok(url.clone()));
            proptest::prop_assert!(!url.as_str().ends_with('/'));
            proptest::prop_assert_eq!(format!("{}{}", url.origin(), url.path_prefix()), url.as_str());
        }
    }

    #[test]
    fn prop_proxy_round_trips(text in ".{0,40}") {
        if let Ok(server) = text.parse::<ProxyServer>() {
            proptest::prop_assert_eq!(server.to_string().parse::<ProxyServer>().unwrap().to_string(), server.to_string());
        }
    }
}
