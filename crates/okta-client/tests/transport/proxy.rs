//! Proxies, with the proxies of the test support.

use std::sync::Arc;

use okta_client::{
    config::{Config, ProxyConfig, ProxyServer, Sources},
    transport::{
        HyperTransport, HyperTransportBuilder, ProxyError, TlsErrorKind, TlsOptions, TransportErrorKind,
    },
};
use okta_testkit::Org;
use okta_tower::{BoxError, ErrorChain, retry::Failure};
use rustls::{ServerConfig, crypto::aws_lc_rs};
use tokio_rustls::TlsAcceptor;

use crate::support::{Proxy, ProxySettings, get, public_url, trusting};

fn through(proxy: &str) -> HyperTransportBuilder {
    HyperTransport::builder().without_tls().proxy(ProxyConfig::all(proxy.parse().unwrap()))
}

async fn secure_org() -> (Org, TlsOptions) {
    let org = Org::builder().tls().start().await.unwrap();
    let tls = trusting(&org);
    (org, tls)
}

fn port(org: &Org) -> u16 {
    org.url().rsplit(':').next().unwrap().parse().unwrap()
}

/// Finds the [`ProxyError`] in a chain of errors.
fn proxy_error(error: &BoxError) -> &ProxyError {
    let found = ErrorChain::new(&**error).find_map(|error| error.downcast_ref());
    found.unwrap_or_else(|| panic!("no proxy error in {error:?}"))
}

const BASIC: &str = "Basic YnVpbGQ6cDpAL3fDtnJk";

#[tokio::test]
async fn https_is_tunneled_with_credentials() {
    let (org, tls) = secure_org().await;
    let proxy = Proxy::http(ProxySettings { authorization: Some(BASIC), ..ProxySettings::default() }).await;
    let url = format!("http://build:p%3A%40%2Fw%C3%B6rd@{}", proxy.address);
    let transport = through(&url).tls(tls).build().unwrap();
    let response = get(&transport, &public_url(&org)).await.unwrap();
    assert_eq!((response.status().as_u16(), response.version()), (200, http::Version::HTTP_2));
    let head = &proxy.heads()[0];
    assert!(
        head.starts_with(&format!("CONNECT localhost:{} HTTP/1.1\r\n", port(&org)))
            || head.starts_with("CONNECT 127.0.0.1:"),
        "{head}"
    );
    assert!(!head.to_ascii_lowercase().contains("\r\nauthorization:"), "{head}");
    let request = org.requests().only().clone();
    assert_eq!(request.header("proxy-authorization"), None);
}

#[tokio::test]
async fn http_is_forwarded_in_absolute_form_with_credentials() {
    let org = Org::start().await.unwrap();
    let proxy = Proxy::http(ProxySettings { authorization: Some(BASIC), ..ProxySettings::default() }).await;
    let url = format!("http://build:p%3A%40%2Fw%C3%B6rd@{}", proxy.address);
    let transport = through(&url).build().unwrap();
    assert_eq!(get(&transport, &public_url(&org)).await.unwrap().status(), 200);
    assert!(
        proxy.heads()[0].starts_with(&format!("GET {} HTTP/1.1\r\n", public_url(&org))),
        "{:?}",
        proxy.heads()
    );
}

#[tokio::test]
async fn proxy_rejection_names_proxy_without_password() {
    let (org, tls) = secure_org().await;
    let proxy = Proxy::http(ProxySettings { authorization: Some(BASIC), ..ProxySettings::default() }).await;
    let transport = through(&format!("http://build:wr0ng@{}", proxy.address)).tls(tls).build().unwrap();
    let error = get(&transport, &public_url(&org)).await.unwrap_err();
    assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Proxy);
    assert_eq!(proxy_error(&error).proxy(), format!("http://{}", proxy.address));
    let text = format!("{error:?} {}", proxy_error(&error));
    assert!(text.contains("ProxyAuthRequired") && !text.contains("wr0ng"), "{text}");
    assert!(org.requests().is_empty());
}

#[tokio::test]
async fn unreachable_proxy_is_a_proxy_error() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let transport = through(&format!("http://{free}")).build().unwrap();
    let error = get(&transport, "http://okta.test/").await.unwrap_err();
    assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Proxy);
    assert_eq!(Failure::from_error(&*error), Failure::NotSent);
}

#[tokio::test]
async fn invalid_certificate_behind_tunnel_is_a_tls_error() {
    let (org, _) = secure_org().await;
    let (_other, tls) = secure_org().await;
    let proxy = Proxy::http(ProxySettings::default()).await;
    let transport = through(&format!("http://{}", proxy.address)).tls(tls).build().unwrap();
    let error = get(&transport, &public_url(&org)).await.unwrap_err();
    assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Tls(TlsErrorKind::UnknownIssuer));
}

/// Starts an `https` proxy and returns it with its certificate.
async fn tls_proxy() -> (Proxy, String) {
    let generated = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![generated.cert.der().clone()],
            generated.signing_key.serialize_der().try_into().unwrap(),
        )
        .unwrap();
    let tls = Some(TlsAcceptor::from(Arc::new(config)));
    let proxy =
        Proxy::http(ProxySettings { tls, authorization: Some(BASIC), ..ProxySettings::default() }).await;
    (proxy, generated.cert.pem())
}

#[tokio::test]
async fn https_proxy_forwards_and_tunnels() {
    let (org, tls) = secure_org().await;
    let plain = Org::start().await.unwrap();
    let (proxy, certificate) = tls_proxy().await;
    let url = format!("https://build:p%3A%40%2Fw%C3%B6rd@{}", proxy.address);
    let transport = through(&url).tls(tls.add_root_pem(certificate)).build().unwrap();
    assert_eq!(get(&transport, &public_url(&org)).await.unwrap().status(), 200);
    assert_eq!(get(&transport, &public_url(&plain)).await.unwrap().status(), 200);
    assert_eq!(proxy.heads().len(), 2);
}

#[tokio::test]
async fn untrusted_proxy_certificate_is_a_proxy_error() {
    let (org, tls) = secure_org().await;
    let (proxy, _) = tls_proxy().await;
    let transport = through(&format!("https://{}", proxy.address)).tls(tls).build().unwrap();
    let error = get(&transport, &public_url(&org)).await.unwrap_err();
    assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Proxy);
    assert!(proxy.heads().is_empty());
}

#[tokio::test]
async fn socks5h_resolves_names_at_the_proxy() {
    let org = Org::start().await.unwrap();
    let address = org.url().trim_start_matches("http://").parse().unwrap();
    let settings = ProxySettings { name: Some(("okta.test", address)), ..ProxySettings::default() };
    let proxy = Proxy::socks(settings, Some(("build", "p:@/wörd"))).await;
    let transport =
        through(&format!("socks5h://build:p%3A%40%2Fw%C3%B6rd@{}", proxy.address)).build().unwrap();
    let response = get(&transport, "http://okta.test/.well-known/okta-organization").await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(proxy.heads(), ["okta.test:80"]);
}

#[tokio::test]
async fn socks5_resolves_names_locally_with_tls() {
    let (org, tls) = secure_org().await;
    let proxy = Proxy::socks(ProxySettings::default(), None).await;
    let transport = through(&format!("socks5://{}", proxy.address)).tls(tls).build().unwrap();
    let url = format!("https://localhost:{}/.well-known/okta-organization", port(&org));
    assert_eq!(get(&transport, &url).await.unwrap().status(), 200);
    assert_eq!(proxy.heads(), [format!("127.0.0.1:{}", port(&org))]);
}

#[tokio::test]
async fn socks_login_rejection_is_a_proxy_error() {
    let proxy = Proxy::socks(ProxySettings::default(), Some(("build", "secret"))).await;
    for url in [format!("socks5h://{}", proxy.address), format!("socks5h://build:wr0ng@{}", proxy.address)] {
        let error = get(&through(&url).build().unwrap(), "http://okta.test/").await.unwrap_err();
        assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Proxy, "{url}");
    }
    assert!(proxy.heads().is_empty());
}

#[tokio::test]
async fn no_proxy_hosts_are_direct() {
    let org = Org::start().await.unwrap();
    let proxy = Proxy::http(ProxySettings::default()).await;
    let server: ProxyServer = proxy.address.to_string().parse().unwrap();
    let port = org.url().rsplit(':').next().unwrap();
    let (own_port, other_port) = (format!("example.com 127.0.0.1:{port}"), "127.0.0.1:1".to_owned());
    for (no_proxy, proxied) in [
        ("127.0.0.1", false),
        ("127.0.0.0/8", false),
        ("127.0.0.*", false),
        ("127.*", false),
        ("http://127.0.0.1/", false),
        (&own_port, false),
        (&other_port, true),
        ("*", false),
        ("example.com, *", false),
        ("example.com,10.0.0.0/8", true),
        ("", true),
    ] {
        let before = proxy.heads().len();
        let config = ProxyConfig::all(server.clone()).with_no_proxy(no_proxy);
        let transport = HyperTransport::builder().without_tls().proxy(config).build().unwrap();
        assert_eq!(get(&transport, &public_url(&org)).await.unwrap().status(), 200);
        assert_eq!(proxy.heads().len() > before, proxied, "{no_proxy:?}");
    }
}

#[tokio::test]
async fn configuration_and_environment_select_the_proxy() {
    let org = Org::start().await.unwrap();
    let proxy = Proxy::http(ProxySettings::default()).await;
    let (host, port) = (proxy.address.ip().to_string(), proxy.address.port().to_string());
    let all: [&[(&str, &str)]; 5] = [
        &[("HTTP_PROXY", &format!("http://{}", proxy.address))],
        &[("http_proxy", &proxy.address.to_string())],
        &[("ALL_PROXY", &format!("http://{}", proxy.address))],
        &[("OKTA_CLIENT_PROXY_HOST", &host), ("OKTA_CLIENT_PROXY_PORT", &port), ("NO_PROXY", "*")],
        &[("http_proxy", &proxy.address.to_string()), ("no_proxy", "127.0.0.1")],
    ];
    for (index, variables) in all.into_iter().enumerate() {
        let before = proxy.heads().len();
        let sources =
            variables.iter().fold(Sources::none(), |sources, (name, value)| sources.with_var(*name, *value));
        let config = Config::builder()
            .sources(sources)
            .org_url(org.url())
            .token("t")
            .disable_https_check(true)
            .build()
            .unwrap();
        let transport = HyperTransport::from_config(&config).unwrap();
        assert_eq!(get(&transport, &public_url(&org)).await.unwrap().status(), 200);
        assert_eq!(proxy.heads().len() > before, index != 4, "{variables:?}");
    }
}
