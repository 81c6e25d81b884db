//! The domains under which Okta gives orgs a name.

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

/// What stands before Okta's domain in a host, such as `acme` in `acme.okta.com`; `None` for hosts elsewhere.
pub(super) fn name_under_okta(host: &str) -> Option<&str> {
    DOMAINS.into_iter().find_map(|domain| {
        let (name, end) = host.split_at_checked(host.len().checked_sub(domain.len())?)?;
        if end.eq_ignore_ascii_case(domain) { name.strip_suffix('.') } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::name_under_okta;

    #[test]
    fn only_hosts_below_a_domain_of_okta_have_a_name_there() {
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
            assert_eq!(name_under_okta(host), name, "{host}");
        }
    }
}
