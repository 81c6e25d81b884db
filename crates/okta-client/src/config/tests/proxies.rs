//! Proxies from options and from variables.

use secrecy::ExposeSecret;

use super::*;

#[test]
fn proxy_keys() {
    let config = minimal()
        .set("proxy.host", "proxy.example")
        .set("proxy.port", "3128")
        .set("proxy.username", "me")
        .set("proxy.password", "p@ss:wörd/ ")
        .set("proxy.noProxy", ".internal, 10.0.0.0/8")
        .build()
        .unwrap();
    let server = config.proxy.https.unwrap();
    assert_eq!(Some(&server), config.proxy.http.as_ref());
    assert_eq!(server.to_string(), "http://proxy.example:3128");
    let (user, password) = server.login().unwrap();
    assert_eq!((user, password.expose_secret()), ("me", "p@ss:wörd/ "));
    assert_eq!(config.proxy.no_proxy.as_deref(), Some(".internal, 10.0.0.0/8"));
}

#[test]
fn inconsistent_proxy_keys_are_errors() {
    assert_error(minimal().set("proxy.port", "80"), "proxy.host is required by the other proxy settings");
    let host = || minimal().set("proxy.host", "p");
    assert_error(
        host().set("proxy.port", "0"),
        "proxy.port (set by the program) must be a whole number from 1 to 65535",
    );
    assert_error(host().set("proxy.port", "65536"), "must be a whole number from 1 to 65535");
    assert_error(host().set("proxy.username", "u"), "proxy.password is required by proxy.username");
    assert_error(host().set("proxy.password", "p"), "proxy.username is required by proxy.password");
    assert_error(host().set("proxy.username", "u:v").set("proxy.password", "p"), "control character");
    assert_error(minimal().set("proxy.host", "gopher://p"), "unknown proxy scheme");
}

#[test]
fn proxy_precedence() {
    let sources = Sources::none()
        .with_var("HTTPS_PROXY", "http://from-variable:1")
        .with_var("NO_PROXY", "example.okta.com");
    let config = minimal().sources(sources.clone()).build().unwrap();
    assert_eq!(config.proxy.https.as_ref().unwrap().host(), "from-variable");
    assert_eq!(config.proxy.http, None);
    assert_eq!(config.proxy.no_proxy.as_deref(), Some("example.okta.com"));
    let row = config.explain().get("proxy.host").unwrap();
    assert_eq!(row.origin.to_string(), "environment variable HTTPS_PROXY");

    let options = sources.clone().with_var("OKTA_CLIENT_PROXY_HOST", "from-option");
    let config = minimal().sources(options.clone()).build().unwrap();
    assert_eq!(config.proxy.https.as_ref().unwrap().host(), "from-option");
    assert_eq!(config.proxy.no_proxy, None);

    let config = minimal().sources(options).proxy(ProxyConfig::none()).build().unwrap();
    assert_eq!(config.proxy, ProxyConfig::none());
}

#[test]
fn lower_case_proxy_variables_win() {
    let proxy = |variables: &[(&str, &str)]| {
        let sources =
            variables.iter().fold(Sources::none(), |sources, (name, value)| sources.with_var(*name, *value));
        let proxy = minimal().sources(sources).build().unwrap().proxy;
        let host =
            |server: Option<ProxyServer>| server.map(|server| server.host().to_owned()).unwrap_or_default();
        (host(proxy.https), host(proxy.http))
    };
    let pair = |https: &str, http: &str| (https.to_owned(), http.to_owned());
    assert_eq!(proxy(&[("https_proxy", "a"), ("HTTPS_PROXY", "b")]), pair("a", ""));
    assert_eq!(proxy(&[("HTTP_PROXY", "b")]), pair("", "b"));
    assert_eq!(proxy(&[("ALL_PROXY", "socks5://c"), ("http_proxy", "d")]), pair("c", "d"));
    assert_eq!(proxy(&[("all_proxy", "e"), ("https_proxy", "")]), pair("e", "e"));
    assert_eq!(proxy(&[("HTTP_PROXY", "b"), ("REQUEST_METHOD", "GET")]), pair("", ""));
}

#[test]
fn invalid_proxy_variable_is_named() {
    let sources = Sources::none().with_var("HTTPS_PROXY", "http://user:s3cret@");
    let found = error_texts(minimal().sources(sources)).join("\n");
    assert!(found.contains("proxy (environment variable HTTPS_PROXY) has no valid proxy host"), "{found}");
    assert!(!found.contains("s3cret"), "{found}");
}

#[test]
fn proxy_url_forms() {
    for (text, normal, login) in [
        ("proxy", "http://proxy:80", None),
        ("proxy:3128", "http://proxy:3128", None),
        ("HTTP://proxy:3128/path", "http://proxy:3128", None),
        ("https://proxy", "https://proxy:443", None),
        ("socks5://10.0.0.1", "socks5://10.0.0.1:1080", None),
        ("http://[::1]:3128", "http://[::1]:3128", None),
        ("http://u:p%40ss%3a@proxy", "http://proxy:80", Some(("u", "p@ss:"))),
        ("u:p@ss@proxy:1", "http://proxy:1", Some(("u", "p@ss"))),
        ("u@proxy:1", "http://proxy:1", Some(("u", ""))),
    ] {
        let server: ProxyServer = text.parse().unwrap();
        assert_eq!(server.to_string(), normal, "{text}");
        let found = server.login().map(|(user, password)| (user, password.expose_secret()));
        assert_eq!(found, login, "{text}");
        assert!(!format!("{server:?}").contains("p@ss"));
    }
    for (text, error) in [
        ("", ProxyServerError::Host),
        ("http://", ProxyServerError::Host),
        ("http://a b", ProxyServerError::Host),
        ("gopher://proxy", ProxyServerError::Scheme),
        ("proxy:0", ProxyServerError::Port),
        ("proxy:http", ProxyServerError::Port),
        ("u%0d%0ax:p@proxy", ProxyServerError::Login),
        ("u:%ff@proxy", ProxyServerError::Login),
    ] {
        assert_eq!(text.parse::<ProxyServer>().err(), Some(error), "{text}");
    }
}

#[test]
fn report_shows_the_port_in_effect() {
    for (host, port) in
        [("http://proxy.example:3128", "3128"), ("proxy.example", "80"), ("socks5://p", "1080")]
    {
        let config = minimal().set("proxy.host", host).build().unwrap();
        assert_eq!(config.explain().get("proxy.port").unwrap().value.as_deref(), Some(port), "{host}");
    }
    let sources = Sources::none().with_var("HTTPS_PROXY", "http://proxy.example:3129");
    let config = minimal().sources(sources).build().unwrap();
    assert_eq!(config.explain().get("proxy.port").unwrap().value.as_deref(), Some("3129"));
}

#[test]
fn hosts_that_match_nothing_are_warnings() {
    let warnings = |builder: ConfigBuilder| -> Vec<String> {
        builder.build().unwrap().warnings().iter().map(ToString::to_string).collect()
    };
    let variables = |no_proxy: &str| {
        Sources::none().with_var("HTTPS_PROXY", "http://proxy:1").with_var("NO_PROXY", no_proxy)
    };
    for valid in ["a.example, *.b.example c.example:8443", "127.0.0.*,[::1]:80", "*"] {
        assert_eq!(warnings(minimal().sources(variables(valid))), [""; 0], "{valid}");
    }
    let found = warnings(minimal().sources(variables("a.example,b*.example")));
    assert!(
        found[0].contains("environment variable NO_PROXY") && found[0].contains("\"b*.example\""),
        "{found:?}"
    );
    // Without a proxy the variable has no effect.
    assert_eq!(warnings(minimal().sources(Sources::none().with_var("NO_PROXY", "b*.example"))), [""; 0]);
    let found = warnings(minimal().set("proxy.host", "p").set("proxy.noProxy", "host:port"));
    assert!(found[0].contains("proxy.noProxy (set by the program)"), "{found:?}");
}
