//! Addresses of orgs and proxies: what is accepted has no credentials in it and leads nowhere else.

#![no_main]

use http::Uri;
use libfuzzer_sys::fuzz_target;
use okta_client::config::{OrgUrl, ProxyServer};

fuzz_target!(|text: &str| {
    for plain in [false, true] {
        let Ok(org) = OrgUrl::parse(text, plain) else { continue };
        let uri: Uri = org.as_str().parse().expect("an accepted address is a URI");
        assert!(uri.scheme_str() == Some("https") || (plain && uri.scheme_str() == Some("http")));
        assert!(uri.authority().is_some_and(|authority| !authority.as_str().contains('@')), "{org:?}");
        assert!(uri.query().is_none() && !org.as_str().contains('#'), "{org:?}");
        assert_eq!(OrgUrl::parse(org.as_str(), plain).as_ref().map(OrgUrl::as_str), Ok(org.as_str()));
    }
    if let Ok(proxy) = text.parse::<ProxyServer>() {
        assert!(!proxy.host().is_empty());
        // Shown without its login, whatever that is: it may be like the host.
        let shown = proxy.to_string();
        let scheme = shown.strip_suffix(&format!("://{}:{}", proxy.host(), proxy.port())).expect("host and port");
        assert!(["http", "https", "socks5", "socks5h"].contains(&scheme), "{shown}");
        assert!(matches!(format!("{proxy:?}").strip_prefix(&shown), Some("" | " with login")));
        assert!(proxy.host().bytes().all(|byte| !matches!(byte, b'@' | b'/' | b'?' | b'#')), "{shown}");
    }
});
