//! Errors: reported together, each with its source.

use super::*;

#[test]
fn all_errors_are_reported_with_their_source() {
    let yaml = "okta:\n  client:\n    orgUrl: 'https://{yourOktaDomain}'\n    requestTimeout: soon\n    cache:\n      enabled: maybe\n";
    let sources = project(yaml).with_var("OKTA_CLIENT_RATELIMIT_MAXRETRIES", "many");
    let errors =
        Config::builder().sources(sources).max_capacity(0).set("reqestTimeout", "1").build().unwrap_err();
    let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(lines.len(), 7, "{lines:#?}");
    let text = errors.to_string();
    for expected in [
        "invalid configuration, 7 errors:",
        "reqestTimeout (set by the program) is not a known key; did you mean requestTimeout?",
        "orgUrl (/project/okta.yaml:3:13) still contains a placeholder",
        "token is required by authorizationMode SSWS",
        "requestTimeout (/project/okta.yaml:4:21) must be a number or a duration",
        "rateLimit.maxRetries (environment variable OKTA_CLIENT_RATELIMIT_MAXRETRIES) must be a whole number",
        "rateLimit.maxCapacity (set by the program) must be a whole number from 1 to 100",
        "cache.enabled (/project/okta.yaml:6:16) must be true or false",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in {text}");
    }
}

#[test]
fn single_error_is_one_line() {
    let errors = minimal().set("rateLimit.maxRetries", "-1").build().unwrap_err();
    assert_eq!(
        errors.to_string(),
        "invalid configuration: rateLimit.maxRetries (set by the program) must be a whole number from 0 to 1000"
    );
}

#[test]
fn org_urls() {
    for (url, normal) in [
        ("https://example.okta.com", "https://example.okta.com"),
        (" https://Example.OKTA.com// ", "https://example.okta.com"),
        ("HTTPS://example.okta.com", "https://example.okta.com"),
        ("https://example.okta.com:443", "https://example.okta.com"),
        ("https://example.okta.com:8443/", "https://example.okta.com:8443"),
        ("https://gateway.example/okta/", "https://gateway.example/okta"),
        ("https://my-administration.okta.com", "https://my-administration.okta.com"),
        ("https://my-admin-team.okta.com", "https://my-admin-team.okta.com"),
        ("https://okta-admin.example.com", "https://okta-admin.example.com"),
        ("https://example.com.community", "https://example.com.community"),
        ("https://127.0.0.1:8080", "https://127.0.0.1:8080"),
        ("https://[::1]:8080", "https://[::1]:8080"),
    ] {
        assert_eq!(OrgUrl::parse(url, false).as_ref().map(OrgUrl::as_str), Ok(normal), "{url}");
    }
    for (url, error) in [
        ("", OrgUrlError::NoScheme),
        ("example.okta.com", OrgUrlError::NoScheme),
        ("https://", OrgUrlError::Malformed),
        ("https://{yourOktaDomain}", OrgUrlError::Placeholder),
        ("https://yourOktaDomain", OrgUrlError::Placeholder),
        ("http://example.okta.com", OrgUrlError::NotHttps),
        ("httpsfoo://example.okta.com", OrgUrlError::WrongScheme),
        ("ftp://example.okta.com", OrgUrlError::WrongScheme),
        ("https://https://example.okta.com", OrgUrlError::TwoSchemes),
        ("https://example-admin.okta.com", OrgUrlError::AdminHost),
        ("https://EXAMPLE-ADMIN.oktapreview.com/", OrgUrlError::AdminHost),
        ("https://example-admin.okta.com.", OrgUrlError::AdminHost),
        ("https://example.okta.com.com", OrgUrlError::DoubledSuffix),
        ("https://me@example.okta.com", OrgUrlError::UserInfo),
        ("https://me:secret@example.okta.com", OrgUrlError::UserInfo),
        ("https://example.okta.com?x=1", OrgUrlError::QueryOrFragment),
        ("https://example.okta.com/#top", OrgUrlError::QueryOrFragment),
        ("https://example.okta.com/api/v1", OrgUrlError::PastedPath),
        ("https://example.okta.com/oauth2/default", OrgUrlError::PastedPath),
        ("https://example.okta.com\nx", OrgUrlError::Malformed),
        ("https://exa mple.okta.com", OrgUrlError::Malformed),
        ("https:\\\\example.okta.com", OrgUrlError::NoScheme),
        ("https://example.okta.com:99999", OrgUrlError::Malformed),
        ("https://example.okta.com:80x", OrgUrlError::Malformed),
        ("https://example..okta.com", OrgUrlError::Malformed),
        ("https://[::1", OrgUrlError::Malformed),
        ("https://[localhost]", OrgUrlError::Malformed),
        ("https://gateway.example/a/../b", OrgUrlError::Malformed),
        ("https://bücher.example", OrgUrlError::NotAscii),
    ] {
        assert_eq!(OrgUrl::parse(url, false).err(), Some(error), "{url}");
    }
}

#[test]
fn org_url_parts() {
    let url = OrgUrl::parse("http://localhost:8080/okta", true).unwrap();
    assert_eq!((url.scheme(), url.authority(), url.path_prefix()), ("http", "localhost:8080", "/okta"));
    assert_eq!(url.origin(), "http://localhost:8080");
    let url = OrgUrl::parse("https://a.okta.com", true).unwrap();
    assert_eq!((url.scheme(), url.authority(), url.path_prefix()), ("https", "a.okta.com", ""));
}

#[test]
fn testing_switch_is_a_boolean() {
    let http = || program().org_url("http://localhost:1").token("t");
    assert_error(http(), "plain http");
    assert_error(http().set("testing.testingDisableHttpsCheck", "false"), "plain http");
    let sources = Sources::none().with_var("OKTA_TESTING_TESTINGDISABLEHTTPSCHECK", "false");
    assert_error(http().sources(sources), "plain http");
    assert!(http().disable_https_check(true).build().unwrap().warnings().is_empty());
    let far = program().org_url("http://okta.example").token("t").disable_https_check(true).build().unwrap();
    assert_eq!(far.warnings().len(), 1);
}

#[test]
fn invalid_file_is_reported_with_line() {
    for (yaml, expected) in [
        ("okta:\n  client:\n   - a\n  b: [\n", "/project/okta.yaml:"),
        ("okta:\n  client:\n    token: \"abc\n", "/project/okta.yaml:"),
        (
            "okta:\n  client:\n    orgUrl: a\n    orgUrl: b\n",
            "/project/okta.yaml:4:5: has the key orgUrl twice",
        ),
        ("okta: {}\n---\nokta: {}\n", "contains more than one YAML document"),
        ("- a\n- b\n", "the document (/project/okta.yaml:1:1) must be a mapping"),
        ("okta:\n  client: 7\n", "okta.client (/project/okta.yaml:2:11) must be a mapping"),
        ("okta:\n  client:\n    rateLimit: 7\n", "rateLimit (/project/okta.yaml:3:16) must be a mapping"),
        ("okta:\n  client:\n    token: {a: b}\n", "token (/project/okta.yaml:3:12) must be a single value"),
        (
            "okta:\n  client:\n    scopes: [[a]]\n",
            "scopes (/project/okta.yaml:3:13) must be a list of single values",
        ),
        ("okta: {client: {token: \u{1}}}", "/project/okta.yaml"),
    ] {
        assert_error(program().org_url("https://a.okta.com").sources(project(yaml)), expected);
    }
}

#[test]
fn unreadable_file_is_an_error() {
    let sources =
        Sources::none().with_project_dir("/project").with_file("/project/okta.yaml", [0xff, 0xfe, 0x00]);
    assert_error(minimal().sources(sources), "/project/okta.yaml: is not valid UTF-8");
    let big = "#".repeat(1024 * 1024 + 1);
    assert_error(minimal().sources(project(&big)), "/project/okta.yaml: is too large");
    assert_eq!(error_texts(minimal().sources(project(&big[1..]))), [""; 0]);
    assert_eq!(
        error_texts(minimal().sources(Sources::none().with_disk().with_project_dir("/nonexistent"))),
        [""; 0]
    );

    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("okta.yaml")).unwrap();
    let found = error_texts(minimal().sources(Sources::none().with_disk().with_project_dir(dir.path())));
    assert!(found.iter().any(|line| line.contains("is not a regular file")), "{found:?}");
}

#[test]
fn placeholders_are_rejected() {
    let yaml = "okta: {client: {orgUrl: 'https://a.okta.com', token: {apiToken}}}";
    assert_error(
        Config::builder().sources(project(yaml)),
        "token (/project/okta.yaml:1:54) still contains a placeholder",
    );
    assert_error(minimal().token("{apiToken}"), "token (set by the program) still contains a placeholder");
    let app = program().org_url("https://a.okta.com").authorization_mode(AuthorizationMode::PrivateKey);
    assert_error(app.client_id("{clientId}"), "clientId (set by the program) still contains a placeholder");
}

#[test]
fn service_app_requires_its_keys() {
    let app = program().org_url("https://a.okta.com").set("authorizationMode", "privatekey");
    let found = error_texts(app).join("\n");
    for expected in ["clientId is required", "scopes is required", "privateKey is required"] {
        assert!(found.contains(expected), "{found}");
    }
    assert_error(minimal().set("authorizationMode", "Basic"), "must be one of SSWS, Bearer, PrivateKey");
}

#[test]
fn unknown_keys_are_warnings() {
    let yaml =
        "okta:\n  client:\n    rateLimit:\n      maxRetrys: 4\n    raiseException: true\n    telemetry: on\n";
    let sources = project(yaml)
        .with_var("OKTA_CLIENT_ORG_URL", "https://b.okta.com")
        .with_var("OKTA_CLIENT_SOMETHING", "1")
        .with_var("OKTA_API_TOKEN", "unrelated");
    let config = minimal().sources(sources).build().unwrap();
    let warnings: Vec<_> = config.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "rateLimit.maxRetrys (/project/okta.yaml:4:7) is not a known key; did you mean rateLimit.maxRetries?",
            "raiseException (/project/okta.yaml:5:5) has no effect: errors are returned as values",
            "telemetry (/project/okta.yaml:6:5) is not a known key and has no effect",
            "ORG_URL (environment variable OKTA_CLIENT_ORG_URL) is not a known variable; did you mean OKTA_CLIENT_ORGURL?",
            "SOMETHING (environment variable OKTA_CLIENT_SOMETHING) is not a known variable and has no effect",
        ]
    );
}

#[test]
fn dpop_key_rotation_bounds() {
    let app = || program().org_url("https://a.okta.com").client_id("c").scopes(["s"]).private_key(JWK);
    assert_error(app().set("dpopKeyRotationInterval", "3599"), "must be from 1 hour to 90 days");
    assert_error(app().set("dpopKeyRotationInterval", "91d"), "must be from 1 hour to 90 days");
    assert_eq!(app().set("dpopKeyRotationInterval", "8d").build().unwrap().warnings().len(), 1);
    assert_eq!(app().set("dpopKeyRotationInterval", "7d").build().unwrap().warnings(), []);
    assert_error(app().set("dpop", "sometimes"), "must be one of off, auto, always");
    assert_error(app().set("oauthTokenRenewalOffset", "-1"), "must be 0 or greater");
    assert_eq!(minimal().dpop(DpopMode::Always).build().unwrap().warnings().len(), 1);
}

#[test]
fn misspelled_keys_are_reported_with_missing_ones() {
    let text = |yaml: &str| Config::builder().sources(project(yaml)).build().unwrap_err().to_string();
    let found = text("okta:\n  client:\n    oktaDomain: https://a.okta.com\n    apiToken: t\n");
    for expected in [
        "orgUrl is missing",
        "token is required by authorizationMode SSWS",
        "warning: oktaDomain (/project/okta.yaml:3:5) is not a known key; did you mean orgUrl?",
        "warning: apiToken (/project/okta.yaml:4:5) is not a known key; did you mean token?",
    ] {
        assert!(found.contains(expected), "{found}");
    }
    let found =
        text("okta: {client: {orgUrl: 'https://a.okta.com', clientID: c, scope: s, privateKey: x.pem}}");
    for (key, known) in [("clientID", "clientId"), ("scope", "scopes")] {
        assert!(found.contains(&format!("is not a known key; did you mean {known}?")), "{key}: {found}");
    }
    let sources = Sources::none().with_var("OKTA_CLIENT_ORG_URL", "https://a.okta.com");
    let found = Config::builder().sources(sources).token("t").build().unwrap_err().to_string();
    assert!(found.contains("did you mean OKTA_CLIENT_ORGURL?"), "{found}");
}

#[test]
fn invalid_file_is_one_error() {
    for (yaml, expected) in [
        ("okta:\n  client:\n\torgUrl: https://a.okta.com\n", "/project/okta.yaml:3:1: contains a tab"),
        ("okta:\n  client:\n    a: b\n \t c: d\n", "/project/okta.yaml:4:2: contains a tab"),
        ("okta: {client: ", "/project/okta.yaml:1:"),
    ] {
        let found = error_texts(Config::builder().sources(project(yaml)));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains(expected), "{found:?}");
    }
    // Other errors are still reported.
    let found = error_texts(Config::builder().sources(project("okta: [")).token("t\n"));
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn keys_of_other_modes_are_checked() {
    let builder = || minimal().client_id("{clientId}").scopes(["a\"b"]).private_key("-----BEGIN x");
    let found = error_texts(builder()).join("\n");
    for expected in
        ["clientId (set by the program) still", "scopes (set by the program) contains", "privateKey (set"]
    {
        assert!(found.contains(expected), "{found}");
    }
    let app = || program().org_url("https://a.okta.com").client_id("c").scopes(["s"]).private_key(JWK);
    let app = app().authorization_mode(AuthorizationMode::PrivateKey);
    assert_error(app.clone().token("a b"), "token (set by the program) contains white space");
    let config = app.token("t").build().unwrap();
    assert_eq!(config.explain().get("token").unwrap().value.as_deref(), Some("********"));
    let config = minimal().client_id("c").build().unwrap();
    assert_eq!(config.explain().get("clientId").unwrap().value.as_deref(), Some("c"));
}

#[test]
fn quoted_tokens_are_reported() {
    for token in ["\"s3cret\"", "'s3cret", "s3cret\""] {
        let found = error_texts(minimal().token(token)).join("\n");
        assert!(found.contains("quotation mark") && !found.contains("s3cret"), "{found}");
    }
}
