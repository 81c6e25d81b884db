//! The org's address: where every path of the API begins.

use std::fmt;

use http::{
    Uri,
    uri::{Authority, PathAndQuery, Scheme},
};

use crate::{Error, config::name_under_okta};

/// Scheme, authority and path prefix of the org.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    /// Without a slash at its end; usually empty.
    prefix: String,
}

impl BaseUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let invalid = || Error::config(format!("`{}` is not a base URL", text.escape_default()), None);
        let parts = text.parse::<Uri>().map_err(|_| invalid())?.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else { return Err(invalid()) };
        if authority.as_str().contains('@') || authority.host().is_empty() {
            return Err(invalid());
        }
        let path = parts.path_and_query.unwrap_or_else(|| PathAndQuery::from_static("/"));
        if path.query().is_some() {
            return Err(invalid());
        }
        Ok(Self { scheme, authority, prefix: path.path().trim_end_matches('/').to_owned() })
    }

    /// The absolute URI of a path with its query.
    ///
    /// The path must begin with one slash, so that nothing in it is taken for a host.
    pub(crate) fn join(&self, path_and_query: String) -> Result<Uri, Error> {
        if !path_and_query.starts_with('/') || path_and_query.starts_with("//") {
            return Err(Error::invalid_request(
                "a path begins with one slash, such as `/api/v1/users`; the org's address is added to it",
            ));
        }
        let path =
            if self.prefix.is_empty() { path_and_query } else { format!("{}{path_and_query}", self.prefix) };
        let path = PathAndQuery::try_from(path).map_err(|_| {
            Error::invalid_request("the path or query contains a character that cannot be sent")
        })?;
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path);
        Uri::from_parts(parts).map_err(|_| Error::invalid_request("the path or query does not make a URI"))
    }

    /// The server that `label` before the org's host names, for operations that run beside the org; `None`
    /// where the org is this machine, which has no such names. Otherwise the sentence that refuses the call.
    pub(crate) fn beside(&self, label: &str) -> Result<Option<String>, String> {
        let host = self.authority.host();
        let address = host.trim_start_matches('[').trim_end_matches(']');
        if host == "localhost" || address.parse::<std::net::IpAddr>().is_ok() {
            return Ok(None);
        }
        if name_under_okta(host).is_some_and(|name| !name.contains('.')) {
            Ok(Some(format!("{}://{label}.{}", self.scheme, self.authority)))
        } else {
            Err(format!(
                "this operation runs on `{label}.<subdomain>.okta.com`, which cannot be told from `{host}`; \
                 use a client with the org's own address under okta.com"
            ))
        }
    }

    /// The part of a path after the prefix.
    pub(crate) fn strip_prefix<'a>(&self, path: &'a str) -> &'a str {
        path.strip_prefix(self.prefix.as_str()).unwrap_or(path)
    }

    /// `https://host[:port]`.
    pub(crate) fn origin(&self) -> Uri {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(PathAndQuery::from_static("/"));
        // Scheme, authority and path are all present: that always makes a URI.
        Uri::from_parts(parts).unwrap_or_default()
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.prefix)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_prefixes_and_slashes_are_kept_in_order() {
        for (base, joined) in [
            ("https://org.example", "https://org.example/api/v1/users?limit=2"),
            ("https://org.example/", "https://org.example/api/v1/users?limit=2"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/api/v1/users?limit=2"),
            ("https://proxy.example/okta/", "https://proxy.example/okta/api/v1/users?limit=2"),
        ] {
            let base = BaseUrl::parse(base).unwrap();
            assert_eq!(base.join("/api/v1/users?limit=2".to_owned()).unwrap().to_string(), joined);
        }
    }

    #[test]
    fn servers_beside_the_org_are_named_where_the_org_has_a_name() {
        let beside = |base: &str| BaseUrl::parse(base).unwrap().beside("drapp");
        assert_eq!(beside("https://acme.okta.com"), Ok(Some("https://drapp.acme.okta.com".to_owned())));
        assert_eq!(beside("http://127.0.0.1:4010"), Ok(None));
        assert!(beside("https://login.example.com").unwrap_err().contains("drapp.<subdomain>"));
        assert!(beside("https://evil.acme.okta.com").is_err());
    }

    #[test]
    fn what_is_no_base_url_is_refused() {
        for text in
            ["", "org.example", "/api", "https://", "https://me@org.example", "https://org.example?x=1"]
        {
            assert!(BaseUrl::parse(text).is_err(), "{text}");
        }
    }
}
