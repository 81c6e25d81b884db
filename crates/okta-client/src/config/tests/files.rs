//! Files, profiles and precedence.

use std::time::Duration;

use super::*;

const HOME: &str = "/home/me/.okta/okta.yaml";

fn home_and_project(home: &str, own: &str) -> Sources {
    project(own).with_home_dir("/home/me").with_file(HOME, home)
}

#[test]
fn later_sources_override_earlier_ones() {
    let key = keys::MAX_RETRIES;
    let yaml = |retries: u32| {
        format!(
            "okta: {{client: {{orgUrl: 'https://a.okta.com', token: t, rateLimit: {{maxRetries: {retries}}}}}}}"
        )
    };
    let retries = |builder: ConfigBuilder| {
        let config = builder.build().unwrap();
        (config.rate_limit.max_retries, config.explain().get(key.name()).unwrap().origin.to_string())
    };
    let home = home_and_project(&yaml(11), "");
    assert_eq!(retries(Config::builder().sources(home)).0, 11);
    let both = home_and_project(&yaml(11), &yaml(12));
    let (value, origin) = retries(Config::builder().sources(both.clone()));
    assert_eq!((value, origin.as_str()), (12, "/project/okta.yaml:1:81"));
    let variable = both.with_var(key.variable(), "13");
    let (value, origin) = retries(Config::builder().sources(variable.clone()));
    assert_eq!((value, origin.as_str()), (13, "environment variable OKTA_CLIENT_RATELIMIT_MAXRETRIES"));
    let (value, origin) = retries(Config::builder().sources(variable).max_retries(14));
    assert_eq!((value, origin.as_str()), (14, "set by the program"));
    assert_eq!(retries(minimal()), (3, "default".to_owned()));
}

#[test]
fn empty_values_override_nothing() {
    let sources = home_and_project(
        "okta: {client: {orgUrl: 'https://a.okta.com', token: t, cache: {enabled: true, defaultTtl: 60}}}",
        "okta: {client: {token: '', cache: {defaultTtl: 90}, rateLimit: }}",
    )
    .with_var("OKTA_CLIENT_ORGURL", "  ");
    let config = Config::builder().sources(sources).build().unwrap();
    assert_eq!(config.org_url.as_str(), "https://a.okta.com");
    assert_eq!((config.cache.enabled, config.cache.ttl), (cfg!(feature = "cache"), Duration::from_secs(90)));
}

/// A file with every key that Okta's SDKs document.
#[test]
fn file_of_another_sdk_is_accepted() {
    let key = pem().replace('\n', "\n      ");
    let sources = project(&format!(
        r#"
okta:
  client:
    connectionTimeout: 30 # seconds
    orgUrl: "https://example.okta.com/"
    proxy:
      port: 3128
      host: "proxy.example"
      username: "build"
      password: "hunter2"
    authorizationMode: "PrivateKey"
    clientId: "0oa1"
    scopes:
      - okta.users.read
      - okta.groups.read
    privateKey: |
      {key}
    kid: "k1"
    oauthTokenRenewalOffset: 7
    userAgent: "acme/1.0"
    requestTimeout: 0
    rateLimit:
      maxRetries: 4
    cache:
      enabled: true
      defaultTtl: 300
      defaultTti: 200
    logging:
      enabled: true
      logLevel: 10
    dpopEnabled: true
    dpopKeyRotationInterval: 7200
  testing:
    testingDisableHttpsCheck: false
"#
    ));
    let config = Config::builder().sources(sources).build().unwrap();
    assert_only_cache_is_missing(&config);
    assert_eq!(config.org_url.as_str(), "https://example.okta.com");
    assert_eq!(config.connection_timeout, Some(Duration::from_secs(30)));
    assert_eq!(config.request_timeout, None);
    assert_eq!(config.rate_limit.max_retries, 4);
    assert_eq!(config.user_agent.as_deref(), Some("acme/1.0"));
    assert!(config.cache.enabled == cfg!(feature = "cache") && config.cache.tti == Duration::from_secs(200));
    assert!(config.logging.enabled && config.logging.level == tracing::Level::DEBUG);
    assert_eq!(
        config.proxy.https.as_ref().map(ToString::to_string).as_deref(),
        Some("http://proxy.example:3128")
    );
    let Credentials::PrivateKey(app) = config.credentials else { panic!("not a service app") };
    assert_eq!(app.client_id, "0oa1");
    assert_eq!(app.scopes, ["okta.users.read", "okta.groups.read"]);
    assert_eq!(app.key_id.as_deref(), Some("k1"));
    assert_eq!(app.renewal_offset, Duration::from_secs(7 * 60));
    assert_eq!((app.dpop, app.dpop_key_rotation), (DpopMode::Always, Duration::from_secs(7200)));
}

#[test]
fn empty_files_and_sections_are_accepted() {
    for yaml in [
        "",
        "\n# nothing\n",
        "---\n",
        "okta:",
        "okta:\n  client:\n",
        "okta: {client: null, testing: null}",
        "{}",
    ] {
        let config = minimal().sources(project(yaml)).build().unwrap();
        assert_eq!(config.warnings(), [], "{yaml:?}");
    }
}

#[test]
fn file_without_client_section_is_accepted() {
    let config = minimal().sources(project("okta: {idx: {issuer: x}}\nother: [1, 2]")).build().unwrap();
    assert_eq!(config.warnings(), []);
}

#[test]
fn scalars_keep_their_spelling() {
    let yaml = "okta:\n  client:\n    orgUrl: https://a.okta.com\n    token: 00123e4\n    userAgent: 1.10\n";
    let config = Config::builder().sources(project(yaml)).build().unwrap();
    let Credentials::Ssws(token) = &config.credentials else { panic!("not a token") };
    assert_eq!(secrecy::ExposeSecret::expose_secret(token), "00123e4");
    assert_eq!(config.user_agent.as_deref(), Some("1.10"));
}

#[test]
fn scalars_keep_their_spelling_through_aliases() {
    let yaml = "# grüße 日本\nokta:\n  client:\n    orgUrl: https://a.okta.com\n    token: &t 0012\n    userAgent: *t\n";
    let config = Config::builder().sources(project(yaml)).build().unwrap();
    let Credentials::Ssws(token) = &config.credentials else { panic!("not a token") };
    assert_eq!(secrecy::ExposeSecret::expose_secret(token), "0012");
    assert_eq!(config.user_agent.as_deref(), Some("0012"));
}

#[test]
fn byte_order_mark_is_skipped() {
    let yaml = "\u{feff}okta: {client: {requestTimeout: 5}}";
    let config = minimal().sources(project(yaml)).build().unwrap();
    assert_eq!(config.request_timeout, Some(Duration::from_secs(5)));
}

#[test]
fn durations_take_units() {
    let yaml = "okta: {client: {requestTimeout: 5m, connectionTimeout: '250ms', attemptTimeout: 1.5}}";
    let config = minimal().sources(project(yaml)).build().unwrap();
    assert_eq!(config.request_timeout, Some(Duration::from_secs(300)));
    assert_eq!(config.connection_timeout, Some(Duration::from_millis(250)));
    assert_eq!(config.attempt_timeout, Some(Duration::from_millis(1500)));
}

const PROFILES: &str = "
okta:
  client: {orgUrl: 'https://prod.okta.com', token: prod, requestTimeout: 7}
  profiles:
    staging: {orgUrl: 'https://staging.oktapreview.com', token: stage}
    local: {orgUrl: 'http://localhost:8080', testing: {testingDisableHttpsCheck: true}}
";

#[test]
fn profile_overrides_client_section_of_its_file() {
    let config = Config::builder().sources(project(PROFILES)).build().unwrap();
    assert_eq!(config.org_url.as_str(), "https://prod.okta.com");
    assert_eq!(config.explain().profile(), None);

    let config =
        Config::builder().sources(project(PROFILES).with_var("OKTA_PROFILE", "staging")).build().unwrap();
    assert_eq!(config.org_url.as_str(), "https://staging.oktapreview.com");
    assert_eq!(config.request_timeout, Some(Duration::from_secs(7)));
    assert_eq!(config.explain().profile(), Some("staging"));
    let origin = &config.explain().get("orgUrl").unwrap().origin;
    assert_eq!(origin.to_string(), "/project/okta.yaml:5:23, profile staging");

    let sources = project(PROFILES).with_var("OKTA_PROFILE", "staging");
    let config = Config::builder().sources(sources).profile("local").build().unwrap();
    assert_eq!(config.org_url.as_str(), "http://localhost:8080");
}

#[test]
fn project_file_overrides_home_profile() {
    let sources =
        home_and_project(PROFILES, "okta: {client: {requestTimeout: 9}}").with_var("OKTA_PROFILE", "staging");
    let config = Config::builder().sources(sources).build().unwrap();
    assert_eq!(config.org_url.as_str(), "https://staging.oktapreview.com");
    assert_eq!(config.request_timeout, Some(Duration::from_secs(9)));
}

#[test]
fn undefined_profile_is_an_error() {
    let sources = project(PROFILES).with_var("OKTA_PROFILE", "stagin");
    assert_error(
        Config::builder().sources(sources),
        "profile (environment variable OKTA_PROFILE) \"stagin\" is not defined in any file; defined profiles: local, staging",
    );
    assert_error(
        minimal().profile("x"),
        "profile (set by the program) \"x\" is not defined: no file has profiles",
    );
}

#[test]
fn files_on_disk_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    std::fs::create_dir(dir.join(".okta")).unwrap();
    std::fs::write(dir.join("okta.yaml"), "okta: {client: {orgUrl: 'https://disk.okta.com'}}").unwrap();
    std::fs::write(dir.join(".okta/okta.yaml"), "okta: {client: {token: from-home}}").unwrap();
    let sources = Sources::none().with_disk().with_project_dir(dir).with_home_dir(dir);
    let config = Config::builder().sources(sources).build();
    assert_eq!(config.unwrap().org_url.as_str(), "https://disk.okta.com");
}

#[test]
fn keys_with_their_whole_path_are_read() {
    let yaml = "okta.client.orgUrl: https://a.okta.com\nokta.client.token: t\n\
                okta.client.rateLimit.maxRetries: 7\nokta.testing.testingDisableHttpsCheck: true\n";
    let config = Config::builder().sources(project(yaml)).build().unwrap();
    assert_eq!((config.rate_limit.max_retries, config.testing.disable_https_check), (7, true));
    assert_eq!(config.warnings(), []);
    let config = minimal().sources(project("okta.client.orgurl: x")).build().unwrap();
    assert!(config.warnings()[0].to_string().contains("did you mean orgUrl?"), "{:?}", config.warnings());
}

#[test]
fn files_of_other_sdks_are_warned_about() {
    let sources = Sources::none()
        .with_project_dir("/project")
        .with_home_dir("/home/me")
        .with_file("/project/.okta.yaml", "okta: {}")
        .with_file("/home/me/.okta/okta.yml", "okta: {}");
    let config = minimal().sources(sources).build().unwrap();
    let warnings: Vec<String> = config.warnings().iter().map(ToString::to_string).collect();
    for file in ["/project/.okta.yaml", "/home/me/.okta/okta.yml"] {
        assert!(
            warnings.iter().any(|text| text.contains(file) && text.contains("is named okta.yaml")),
            "{warnings:?}"
        );
    }
}

#[test]
fn variables_of_terraform_are_named_for_missing_keys() {
    let sources = Sources::none().with_var("OKTA_API_TOKEN", "s3cret").with_var("OKTA_ORG_NAME", "acme");
    let found = Config::builder().sources(sources.clone()).build().unwrap_err().to_string();
    for variable in ["set OKTA_CLIENT_TOKEN", "set OKTA_CLIENT_ORGURL"] {
        assert!(found.contains(variable) && !found.contains("s3cret"), "{found}");
    }
    assert_eq!(minimal().sources(sources).build().unwrap().warnings(), []);
}

#[test]
fn milliseconds_without_a_unit_are_warned_about() {
    let warnings = |value: &str| {
        let yaml = format!("okta: {{client: {{connectionTimeout: {value}}}}}");
        minimal().sources(project(&yaml)).build().unwrap().warnings().len()
    };
    assert_eq!((warnings("30000"), warnings("30"), warnings("30000s"), warnings("30000ms")), (1, 0, 0, 0));
}

#[test]
fn nonpositive_request_timeout_means_no_limit() {
    for value in ["0", "-1", "-30s"] {
        let config = minimal().set("requestTimeout", value).build().unwrap();
        assert_eq!((config.request_timeout, config.attempt_timeout), (None, None), "{value}");
    }
    let config = minimal().set("requestTimeout", "0").set("attemptTimeout", "5").build().unwrap();
    assert_eq!(config.attempt_timeout, Some(Duration::from_secs(5)));
    assert_error(minimal().set("cache.defaultTtl", "-1"), "must be 0 or greater");
    assert_error(minimal().set("requestTimeout", "-soon"), "must be a number or a duration");
}
