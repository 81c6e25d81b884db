//! Addresses of orgs and proxies: what is accepted has no credentials in it and leads nowhere else.

#![no_main]

use libfuzzer_sys::fuzz_target;
use okta_client::config::{OrgUrl, ProxyServer};
use url::Url;

fuzz_target!(|text: &str| {
    for plain in [false, true] {
        let Ok(org) = OrgUrl::parse(text, plain) else { continue };
        let url = Url::parse(org.as_str()).expect("an accepted address is a URL");
        assert!(url.scheme() == "https" || (plain && url.scheme() == "http"));
        assert!(url.username().is_empty() && url.password().is_none(), "{org:?}");
        assert!(url.query().is_none() && url.fragment().is_none(), "{org:?}");
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
