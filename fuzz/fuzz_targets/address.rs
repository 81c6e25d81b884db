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
        // Shown without its password.
        let shown = format!("{proxy} {proxy:?}");
        if let Some((user, _)) = text.rsplit_once('@')
            && let Some((_, password)) = user.rsplit_once(':')
        {
            okta_fuzz::assert_keeps_quiet(&shown, password);
        }
    }
});
