//! The domains of Okta orgs.

const DOMAINS: [&str; 8] = [
    "okta.com",
    "oktapreview.com",
    "okta-emea.com",
    "okta-gov.com",
    "okta.mil",
    "okta-miltest.com",
    "trex-govcloud.com",
    "trexcloud.com",
];

/// The labels before the domain of Okta, such as `acme` in `acme.okta.com`; `None` for other hosts.
pub(super) fn okta_subdomain(host: &str) -> Option<&str> {
    DOMAINS.into_iter().find_map(|domain| {
        let (name, end) = host.split_at_checked(host.len().checked_sub(domain.len())?)?;
        if end.eq_ignore_ascii_case(domain) { name.strip_suffix('.') } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::okta_subdomain;

    #[test]
    fn subdomains_of_okta_domains() {
        for (host, name) in [
            ("acme.okta.com", Some("acme")),
            ("Acme.OKTA.com", Some("Acme")),
            ("a.b.oktapreview.com", Some("a.b")),
            ("okta.com", None),
            ("notokta.com", None),
            ("acme.okta.com.example", None),
            ("ä.example", None),
            ("", None),
        ] {
            assert_eq!(okta_subdomain(host), name, "{host}");
        }
    }
}
