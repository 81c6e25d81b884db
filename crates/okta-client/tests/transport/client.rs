//! The transport in a complete client: its errors and its configuration.

use std::error::Error as _;

use http::Method;
use okta_client::{
    Client, ClientBuilder, Error, ErrorKind,
    config::Sources,
    transport::{TlsErrorKind, TransportErrorKind},
};
use okta_testkit::{Org, ServerCertificate};
use okta_tower::ErrorChain;

use crate::{
    common::builder,
    support::{Proxy, ProxySettings, trusting},
};

async fn call_error(builder: ClientBuilder) -> Error {
    builder.build().unwrap().request(Method::GET, "/api/v1/users/me").await.unwrap_err()
}

fn assert_tls(error: &Error, expected: TlsErrorKind, words: &str) {
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
    assert_eq!(error.transport(), Some(TransportErrorKind::Tls(expected)));
    assert!(error.to_string().contains(words), "{error}");
    assert!(!error.is_retryable(), "an invalid certificate stays invalid");
}

#[tokio::test]
async fn certificate_errors_have_kinds() {
    for (certificate, kind, words) in [
        (ServerCertificate::Expired, TlsErrorKind::Expired, "certificate has expired"),
        (ServerCertificate::NotYetValid, TlsErrorKind::NotYetValid, "check the system clock"),
        (ServerCertificate::WrongHost, TlsErrorKind::WrongHost, "for another host"),
    ] {
        let org = Org::builder().tls().certificate(certificate).start().await.unwrap();
        let error = call_error(builder(&org).tls(trusting(&org))).await;
        assert_tls(&error, kind, words);
        assert!(error.is_before_send() && error.source().is_some());
        assert!(org.requests().is_empty());
    }
    let (org, other) =
        (Org::builder().tls().start().await.unwrap(), Org::builder().tls().start().await.unwrap());
    let error = call_error(builder(&org).tls(trusting(&other))).await;
    assert_tls(&error, TlsErrorKind::UnknownIssuer, "SSL_CERT_FILE");
}

#[tokio::test]
async fn client_certificate_is_sent_and_required() {
    let org = Org::builder().tls().require_client_certificate().start().await.unwrap();
    let identity = trusting(&org).identity_pem(org.client_certificate_pem(), org.client_key_pem());
    let okta = builder(&org).tls(identity).build().unwrap();
    okta.request(Method::GET, "/api/v1/users/me").await.unwrap();
    let error = call_error(builder(&org).tls(trusting(&org))).await;
    assert_tls(&error, TlsErrorKind::ClientCertificate, "client certificate");
}

#[tokio::test]
async fn proxy_error_names_the_proxy() {
    let org = Org::builder().tls().start().await.unwrap();
    let proxy =
        Proxy::http(ProxySettings { authorization: Some("Basic bm9ib2R5"), ..ProxySettings::default() })
            .await;
    let url = format!("http://build:s3cret@{}", proxy.address);
    let sources = Sources::none().with_var("HTTPS_PROXY", &url);
    let error = call_error(builder(&org).sources(sources).tls(trusting(&org)).disable_retry()).await;
    assert_eq!((error.kind(), error.transport()), (ErrorKind::Connect, Some(TransportErrorKind::Proxy)));
    let sources: String = ErrorChain::new(&error).map(ToString::to_string).collect();
    let chain = format!("{error:?}{sources}");
    assert!(chain.contains(&proxy.address.to_string()) && !chain.contains("s3cret"), "{chain}");
}

#[tokio::test]
async fn environment_configures_proxy_and_root_certificates() {
    let org = Org::builder().tls().start().await.unwrap();
    let ca = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&ca, org.ca_pem()).unwrap();
    let proxy = Proxy::http(ProxySettings::default()).await;
    let (address, host) = (proxy.address.to_string(), proxy.address.ip().to_string());
    let (url, port) = (format!("http://build:p%40ss@{address}"), proxy.address.port().to_string());
    let okta_proxy = [
        ("OKTA_CLIENT_PROXY_HOST", host.as_str()),
        ("OKTA_CLIENT_PROXY_PORT", &port),
        ("OKTA_CLIENT_PROXY_USERNAME", "build"),
        ("OKTA_CLIENT_PROXY_PASSWORD", "p@ss"),
    ];
    let unreachable = ("HTTPS_PROXY", "http://127.0.0.1:9");
    let cases: [(&[(&str, &str)], bool); 9] = [
        (&[("HTTPS_PROXY", &url)], true),
        (&[("https_proxy", &url)], true),
        (&[("ALL_PROXY", &url)], true),
        (&[("all_proxy", &url)], true),
        (&[("https_proxy", &url), unreachable], true),
        (&[okta_proxy[0], okta_proxy[1], okta_proxy[2], okta_proxy[3], unreachable, ("NO_PROXY", "*")], true),
        (&[("HTTP_PROXY", &url)], false),
        (&[("HTTPS_PROXY", &url), ("NO_PROXY", "localhost,127.0.0.1")], false),
        (&[("HTTPS_PROXY", &url), ("no_proxy", "localhost,127.0.0.1")], false),
    ];
    for (variables, proxied) in cases {
        let before = proxy.heads().len();
        let sources = Sources::none()
            .with_var("OKTA_CLIENT_ORGURL", org.url())
            .with_var("OKTA_CLIENT_TOKEN", org.token())
            .with_var("SSL_CERT_FILE", ca.path());
        let sources =
            variables.iter().fold(sources, |sources, (name, value)| sources.with_var(*name, *value));
        let client = Client::builder().sources(sources).build().unwrap();
        client.request(Method::GET, "/api/v1/users/me").await.unwrap();
        let heads = proxy.heads().split_off(before);
        assert_eq!(!heads.is_empty(), proxied, "{variables:?}");
        assert!(
            heads.iter().all(|head| head.starts_with("CONNECT ") && head.contains("Basic YnVpbGQ6cEBzcw=="))
        );
        assert!(heads.iter().all(|head| !head.contains(org.token())), "the token is sent to the org only");
    }
}

#[tokio::test]
async fn environment_configures_a_socks_proxy() {
    let org = Org::builder().tls().start().await.unwrap();
    let proxy = Proxy::socks(ProxySettings::default(), Some(("build", "secret"))).await;
    let sources = Sources::none().with_var("ALL_PROXY", format!("socks5h://build:secret@{}", proxy.address));
    let okta = builder(&org).sources(sources).tls(trusting(&org)).build().unwrap();
    okta.request(Method::GET, "/api/v1/users/me").await.unwrap();
    assert_eq!(proxy.heads().len(), 1);
}
