//! Private keys, environment variables and secrets.

use secrecy::ExposeSecret;

use super::*;

fn app() -> ConfigBuilder {
    program().org_url("https://a.okta.com").client_id("0oa1").scopes(["okta.users.read"])
}

fn key_of(builder: ConfigBuilder) -> String {
    match builder.build().unwrap().credentials {
        Credentials::PrivateKey(app) => app.private_key.expose_secret().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn private_key_is_pem_jwk_or_path() {
    let pem = pem();
    for text in [
        pem.clone(),
        pem.replace('\n', "\\n"),
        pem.replace('\n', "\n    "),
        format!("  \n{pem}"),
        format!("\u{feff}{pem}"),
        format!(" {JWK}\n"),
    ] {
        assert_eq!(key_of(app().private_key(text.as_str())), text);
    }
    let files = Sources::none()
        .with_project_dir("/project")
        .with_home_dir("/home/me")
        .with_file("/project/keys/app.pem", &pem)
        .with_file("/home/me/app.jwk", JWK);
    assert_eq!(key_of(app().sources(files.clone()).private_key("keys/app.pem")), pem);
    assert_eq!(key_of(app().sources(files.clone()).private_key("/project/keys/app.pem")), pem);
    assert_eq!(key_of(app().sources(files).private_key("~/app.jwk")), JWK);
}

#[test]
fn jwk_may_be_a_yaml_mapping() {
    let yaml = format!("okta: {{client: {{privateKey: {}, kid: k}}}}", JWK.replace('}', ", ext: true}"));
    let key = key_of(app().sources(project(&yaml)));
    let key: serde_json::Value = serde_json::from_str(&key).unwrap();
    let mut expected: serde_json::Value = serde_json::from_str(JWK).unwrap();
    expected["ext"] = true.into();
    assert_eq!(key, expected);
}

#[test]
fn invalid_private_key_is_rejected_without_its_text() {
    for (key, expected) in [
        (
            "-----BEGIN PUBLIC KEY-----\nMIIEsecret00\n-----END PUBLIC KEY-----",
            "PEM contains a public key or certificate",
        ),
        (
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIEsecret\n",
            "is not a usable private key: private key is encrypted",
        ),
        (
            "-----BEGIN CERTIFICATE-----\nMIIEsecret\n",
            "is not a usable private key: PEM contains a public key",
        ),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEsecret\n", "is not a usable private key: PEM is invalid"),
        ("-----BEGIN SOMETHING-----\nMIIEsecret\n", "is not a usable private key: PEM contains no private"),
        ("{\"kty\": MIIEsecret}", "JWK is not valid JSON"),
        ("{\"d\": \"MIIEsecret\"}", "JWK has no \"kty\""),
        ("MIIEsecret", "is neither PEM text nor a JWK; if it is a path: these sources open no files"),
        ("MIIEsecret\nMIIEsecret", "is neither PEM text nor a JWK"),
    ] {
        let found = error_texts(app().private_key(key)).join("\n");
        assert!(found.contains(expected), "{found}");
        assert!(!found.contains("MIIEsecret"), "{found}");
    }
    let sources = Sources::none().with_project_dir("/p").with_file("/p/big.pem", vec![b'a'; 70_000]);
    assert_error(app().sources(sources).private_key("big.pem"), "names a file that is too large for a key");
    let sources = Sources::none().with_project_dir("/p").with_file("/p/text", "MIIEsecret");
    assert_error(
        app().sources(sources).private_key("text"),
        "names a file without a usable private key: private key is neither PEM nor a JWK",
    );
    let disk = || Sources::none().with_disk();
    assert_error(
        app().sources(disk()).private_key("/nonexistent/key.pem"),
        "is neither PEM text nor a JWK, nor the path of a file that exists",
    );
    assert_error(app().sources(disk()).private_key("/"), "names something that is not a regular file");
}

#[test]
fn key_file_may_have_other_text_and_encodings() {
    let (text, pem) = (pem(), pem().into_bytes());
    for content in [
        [&b"friendlyName: Schl\xfcssel ----- 1\n"[..], &pem].concat(),
        [&b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"[..], &pem]
            .concat(),
        [&b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"[..], &pem].concat(),
        format!("\u{feff}{text}").into_bytes(),
    ] {
        let sources = Sources::none().with_project_dir("/p").with_file("/p/key.pem", content);
        assert!(app().sources(sources).private_key("key.pem").build().is_ok());
    }
    let quoted = serde_json::Value::from(JWK).to_string();
    let escaped = text.replace('\n', "\\\\n");
    for text in [quoted, format!("'{JWK}'"), escaped] {
        let sources = Sources::none().with_var("OKTA_CLIENT_PRIVATEKEY", text);
        assert!(app().sources(sources).build().is_ok());
    }
}

#[test]
fn quotation_marks_around_values_are_reported() {
    for (key, value) in [
        ("OKTA_CLIENT_TOKEN", "\"00t\""),
        ("OKTA_CLIENT_CLIENTID", "'0oa1'"),
        ("OKTA_CLIENT_KID", "\"k1\""),
        ("OKTA_CLIENT_SCOPES", "'okta.users.read okta.groups.read'"),
        ("OKTA_CLIENT_ORGURL", "\"https://example.okta.com\""),
        ("OKTA_CLIENT_PROXY_HOST", "'proxy.example'"),
        ("OKTA_CLIENT_REQUESTTIMEOUT", "\"30\""),
        ("OKTA_CLIENT_CACHE_ENABLED", "'true'"),
    ] {
        let sources = Sources::none()
            .with_var("OKTA_CLIENT_ORGURL", "https://example.okta.com")
            .with_var("OKTA_CLIENT_TOKEN", "00t")
            .with_var(key, value);
        let found = error_texts(program().sources(sources)).join("\n");
        assert!(found.contains(key) && found.contains("quotation mark"), "{key}: {found}");
    }
}

#[test]
fn private_key_without_token_implies_mode() {
    assert!(matches!(app().private_key(JWK).build().unwrap().credentials, Credentials::PrivateKey(_)));
    assert!(matches!(app().private_key(JWK).token("t").build().unwrap().credentials, Credentials::Ssws(_)));
    let bearer = minimal().set("authorizationMode", "BEARER").build().unwrap();
    assert!(matches!(bearer.credentials, Credentials::Bearer(_)));
    let none = program().org_url("https://a.okta.com").external_credentials().build().unwrap();
    assert!(matches!(none.credentials, Credentials::External));
}

#[test]
fn scopes_are_list_or_text() {
    for scopes in ["a,b", "a b", " a , b,a\n"] {
        let Credentials::PrivateKey(app) =
            app().set("scopes", scopes).private_key(JWK).build().unwrap().credentials
        else {
            panic!("not a service app")
        };
        assert_eq!(app.scopes, ["a", "b"], "{scopes:?}");
    }
    assert_error(
        app().set("scopes", "a\"b").private_key(JWK),
        "contains a character that is not allowed in a scope",
    );
}

#[test]
fn dpop_has_two_keys() {
    let dpop = |builder: ConfigBuilder| match builder.private_key(JWK).build().unwrap().credentials {
        Credentials::PrivateKey(app) => app.dpop,
        other => panic!("{other:?}"),
    };
    assert_eq!(dpop(app()), DpopMode::Auto);
    assert_eq!(dpop(app().set("dpopEnabled", "true")), DpopMode::Always);
    assert_eq!(dpop(app().set("dpopEnabled", "False")), DpopMode::Off);
    assert_eq!(dpop(app().set("dpop", "OFF")), DpopMode::Off);
    assert_eq!(dpop(app().set("dpop", "auto").set("dpopEnabled", "true")), DpopMode::Auto);
}

#[test]
fn every_key_has_an_environment_variable() {
    for key in keys::all() {
        let value = match key.name() {
            "orgUrl" => "https://b.okta.com",
            "authorizationMode" => "PrivateKey",
            "privateKey" => JWK,
            "dpop" => "always",
            "rateLimit.maxRetries" | "rateLimit.maxCapacity" | "proxy.port" | "logging.bodyLimit" => "17",
            "logging.logLevel" => "DEBUG",
            "logging.bodies" => "true",
            name if name.ends_with("nabled") || name.starts_with("testing") => "true",
            name if name.contains("Time") || name.contains("Tt") || name.contains("Offset") => "17",
            "rateLimit.maxBackoff" => "17",
            "dpopKeyRotationInterval" => "7200",
            _ => "text",
        };
        let sources = Sources::none()
            .with_var("OKTA_CLIENT_ORGURL", "https://a.okta.com")
            .with_var("OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey")
            .with_var("OKTA_CLIENT_CLIENTID", "0oa1")
            .with_var("OKTA_CLIENT_SCOPES", "okta.users.read,okta.groups.read")
            .with_var("OKTA_CLIENT_PRIVATEKEY", JWK)
            .with_var("OKTA_CLIENT_PROXY_HOST", "proxy.example")
            .with_var("OKTA_CLIENT_PROXY_USERNAME", "u")
            .with_var("OKTA_CLIENT_PROXY_PASSWORD", "p")
            .with_var(key.variable(), value);
        let sources = if key.name() == "token" {
            sources.with_var("OKTA_CLIENT_AUTHORIZATIONMODE", "Bearer")
        } else {
            sources
        };
        let config = Config::builder().sources(sources).build().unwrap();
        let row = config.explain().get(key.name()).unwrap();
        assert_eq!(row.origin, ConfigSource::Variable(key.variable()), "{}", key.name());
        assert!(row.value.is_some(), "{}", key.name());
        assert_only_cache_is_missing(&config);
    }
}

/// The options in documentation and code of Okta's Python SDK 3.4.4.
#[test]
fn every_python_sdk_option_is_known() {
    const OPTIONS: [&str; 27] = [
        "orgUrl",
        "token",
        "authorizationMode",
        "clientId",
        "scopes",
        "privateKey",
        "kid",
        "oauthTokenRenewalOffset",
        "userAgent",
        "connectionTimeout",
        "requestTimeout",
        "rateLimit.maxRetries",
        "cache.enabled",
        "cache.defaultTtl",
        "cache.defaultTti",
        "proxy.host",
        "proxy.port",
        "proxy.username",
        "proxy.password",
        "logging.enabled",
        "logging.logLevel",
        "dpopEnabled",
        "dpopKeyRotationInterval",
        "raiseException",
        "requestExecutor",
        "httpClient",
        "cacheManager",
    ];
    for option in OPTIONS {
        assert!(keys::find(option).is_some() || keys::without_effect(option).is_some(), "{option}");
    }
    assert!(keys::find("testing.testingDisableHttpsCheck").is_some());
    let yaml = "okta: { client: { requestExecutor: x, sslContext: y } }";
    let config =
        program().sources(project(yaml)).token("t").org_url("https://example.okta.com").build().unwrap();
    let warnings: Vec<String> = config.warnings().iter().map(ToString::to_string).collect();
    assert!(warnings.iter().any(|line| line.contains("layer_per_call")), "{warnings:?}");
    assert!(warnings.iter().any(|line| line.contains("ClientBuilder::tls")), "{warnings:?}");
}

#[test]
fn non_utf8_variable_is_an_error() {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        let odd = std::ffi::OsString::from_vec(vec![0x66, 0xff]);
        let sources = Sources::none().with_var("OKTA_CLIENT_USERAGENT", odd);
        assert_error(
            minimal().sources(sources),
            "userAgent (environment variable OKTA_CLIENT_USERAGENT) is not valid UTF-8",
        );
    }
}

#[test]
fn invalid_header_text_is_rejected_without_its_text() {
    for (token, expected) in [
        ("s3cret\r\nx: y", "token (set by the program) contains a line break"),
        ("s3cret\n", "token (set by the program) contains a line break"),
        ("s3cret s3cret", "token (set by the program) contains white space"),
        ("s3crèt", "token (set by the program) contains a character that is not ASCII"),
        ("s3cret\u{7f}", "token (set by the program) contains a control character"),
    ] {
        let found = error_texts(minimal().token(token)).join("\n");
        assert!(found.contains(expected) && !found.contains("s3cr"), "{found}");
    }
    let sources = Sources::none().with_var("OKTA_CLIENT_USERAGENT", "acme\r\nX-Evil: 1");
    let found = error_texts(minimal().sources(sources)).join("\n");
    assert!(
        found.contains("userAgent (environment variable OKTA_CLIENT_USERAGENT) contains a line break"),
        "{found}"
    );
    assert!(!found.contains("X-Evil"), "{found}");
}

#[test]
fn secrets_never_appear_in_output() {
    let yaml = "okta:\n  client:\n    token: s3cret-yaml\n    proxy: {host: 'http://u:s3cret-url@p:1', username: u, password: s3cret-proxy}\n";
    let sources = project(yaml).with_var("OKTA_CLIENT_TOKEN", "s3cret-env");
    let builder = minimal().sources(sources.clone()).token("s3cret-program");
    let debugged = format!("{builder:?} {sources:?}");
    let config = builder.build().unwrap();
    let text = format!("{debugged} {config:?} {}", config.explain());
    assert!(!text.contains("s3cret"), "{text}");
    assert!(
        config.explain().to_string().contains("token                             ********"),
        "{}",
        config.explain()
    );
    let broken = "okta:\n  client:\n    token: \"s3cret-yaml\n    x: [";
    let found = error_texts(minimal().sources(project(broken))).join("\n");
    assert!(!found.is_empty() && !found.contains("s3cret"), "{found}");
}

#[test]
fn report_lists_every_key() {
    let config = minimal().set("requestTimeout", "90").build().unwrap();
    let text = config.explain().to_string();
    assert_eq!(text.lines().count(), keys::all().len());
    let line = text.lines().find(|line| line.starts_with("requestTimeout")).unwrap();
    assert_eq!(
        line.split_whitespace().collect::<Vec<_>>(),
        ["requestTimeout", "90s", "set", "by", "the", "program"]
    );
    let line = text.lines().find(|line| line.starts_with("kid")).unwrap();
    assert_eq!(line.split_whitespace().collect::<Vec<_>>(), ["kid", "-", "default"]);
}

#[test]
fn report_shows_values_in_effect() {
    let config = app().private_key(JWK).set("dpopEnabled", "yes").build().unwrap();
    let row = |key: &str| {
        let row = config.explain().get(key).unwrap();
        (row.value.clone().unwrap(), row.origin.clone())
    };
    assert_eq!(row("authorizationMode"), ("PrivateKey".to_owned(), ConfigSource::Program));
    assert_eq!(row("dpop"), ("always".to_owned(), ConfigSource::Program));
    assert_eq!(row("dpopEnabled"), ("true".to_owned(), ConfigSource::Program));
}
