//! Org and proxy URLs: accepted org URLs have no credentials, query or fragment; proxies hide their login.

#![no_main]

use http::Uri;
use libfuzzer_sys::fuzz_target;
use okta_client::config::{OrgUrl, ProxyServer};

fuzz_target!(|text: &str| {
    for allow_http in [false, true] {
        let Ok(org) = OrgUrl::parse(text, allow_http) else { continue };
        let uri: Uri = org.as_str().parse().expect("an accepted URL is a valid URI");
        assert!(uri.scheme_str() == Some("https") || (allow_http && uri.scheme_str() == Some("http")));
        assert!(uri.authority().is_some_and(|authority| !authority.as_str().contains('@')), "{org:?}");
        assert!(uri.query().is_none() && !org.as_str().contains('#'), "{org:?}");
        assert_eq!(OrgUrl::parse(org.as_str(), allow_http).as_ref().map(OrgUrl::as_str), Ok(org.as_str()));
    }
    if let Ok(proxy) = text.parse::<ProxyServer>() {
        assert!(!proxy.host().is_empty());
        // Compared part by part, because the login may equal the host.
        let displayed = proxy.to_string();
        let scheme =
            displayed.strip_suffix(&format!("://{}:{}", proxy.host(), proxy.port())).expect("host and port");
        assert!(["http", "https", "socks5", "socks5h"].contains(&scheme), "{displayed}");
        assert!(matches!(format!("{proxy:?}").strip_prefix(&displayed), Some("" | " with login")));
        assert!(proxy.host().bytes().all(|byte| !matches!(byte, b'@' | b'/' | b'?' | b'#')), "{displayed}");
    }
});
