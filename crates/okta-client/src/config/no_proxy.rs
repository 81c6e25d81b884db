//! The hosts that are connected to directly, as `NO_PROXY` lists them.

use std::net::IpAddr;

/// The entries of `NO_PROXY` or `proxy.noProxy`, normalized. Of what curl, Go and Python accept, all is accepted:
/// separators (commas, white space), ports, `*.` before a domain, a dot after it, `*` for the last parts of an IPv4
/// address, URLs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct NoProxy {
    /// Whether all hosts are connected to directly.
    pub(crate) all: bool,
    pub(crate) entries: Vec<NoProxyEntry>,
    /// The entries that match nothing.
    pub(crate) invalid: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoProxyEntry {
    /// A domain, which includes the domains below it, an address, or a network.
    pub(crate) hosts: String,
    /// The port, if only this one is connected to directly.
    pub(crate) port: Option<u16>,
}

impl NoProxy {
    pub(crate) fn parse(text: &str) -> Self {
        let mut parsed = Self::default();
        for part in text.split(|c: char| c == ',' || c == ';' || c.is_whitespace()) {
            match part {
                "" => {}
                "*" => parsed.all = true,
                _ => match entry(part) {
                    Some(entry) => parsed.entries.push(entry),
                    None => parsed.invalid.push(part.to_owned()),
                },
            }
        }
        parsed
    }
}

fn entry(text: &str) -> Option<NoProxyEntry> {
    if is_network(text) {
        return Some(NoProxyEntry { hosts: text.to_owned(), port: None });
    }
    let text = text.split_once("://").map_or(text, |(_, rest)| rest).trim_end_matches('/');
    let (host, port) = split_port(text)?;
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let hosts = if host.parse::<IpAddr>().is_ok() {
        host
    } else if let Some(network) = ipv4_wildcard(&host) {
        network
    } else {
        let domain = host.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(&host);
        let is_domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let labels = domain.trim_start_matches('.');
        Some(domain.to_owned()).filter(|_| !labels.is_empty() && labels.chars().all(is_domain))?
    };
    Some(NoProxyEntry { hosts, port })
}

fn is_network(text: &str) -> bool {
    let Some((address, prefix)) = text.split_once('/') else { return false };
    let longest = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    prefix.parse::<u8>().is_ok_and(|prefix| prefix <= longest)
}

/// Splits `host`, `host:port`, `address`, `[address]` and `[address]:port`; `None` if the port is invalid.
fn split_port(text: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = if let Some((address, rest)) = text.strip_prefix('[').and_then(|t| t.split_once(']')) {
        match rest {
            "" => return Some((address, None)),
            rest => (address, rest.strip_prefix(':')?),
        }
    } else if text.parse::<IpAddr>().is_ok() {
        return Some((text, None));
    } else {
        match text.split_once(':') {
            Some((host, port)) => (host, port),
            None => return Some((text, None)),
        }
    };
    port.parse().ok().filter(|port| *port != 0).map(|port| (host, Some(port)))
}

/// The network of `127.0.0.*`, `10.*` or `192.168.*.*`.
fn ipv4_wildcard(host: &str) -> Option<String> {
    let mut octets = Vec::new();
    let mut wildcards = 0;
    for part in host.split('.') {
        match part {
            "*" => wildcards += 1,
            _ if wildcards > 0 => return None,
            octet => octets.push(octet.parse::<u8>().ok()?),
        }
    }
    let known = octets.len();
    if wildcards == 0 || known == 0 || known + wildcards > 4 {
        return None;
    }
    octets.resize(4, 0);
    let address: Vec<String> = octets.iter().map(ToString::to_string).collect();
    Some(format!("{}/{}", address.join("."), 8 * known))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::NoProxy;

    #[test]
    fn entries_are_normalized() {
        for (text, expected) in [
            ("", ""),
            (" , ;\t", ""),
            ("a.example,b.example", "a.example b.example"),
            ("a.example b.example\tc.example", "a.example b.example c.example"),
            ("A.Example.", "a.example"),
            (".a.example", ".a.example"),
            ("*.a.example", ".a.example"),
            ("a.example:8443", "a.example:8443"),
            ("*.a.example.:443", ".a.example:443"),
            ("https://a.example/", "a.example"),
            ("http://a.example:80/", "a.example:80"),
            ("127.0.0.1", "127.0.0.1"),
            ("127.0.0.1:3000", "127.0.0.1:3000"),
            ("127.0.0.*", "127.0.0.0/24"),
            ("10.*", "10.0.0.0/8"),
            ("192.168.*.*", "192.168.0.0/16"),
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("fd00::/8", "fd00::/8"),
            ("::1", "::1"),
            ("[::1]", "::1"),
            ("[::1]:8443", "::1:8443"),
        ] {
            let parsed = NoProxy::parse(text);
            let entries: Vec<String> = parsed
                .entries
                .iter()
                .map(|entry| match entry.port {
                    Some(port) => format!("{}:{port}", entry.hosts),
                    None => entry.hosts.clone(),
                })
                .collect();
            assert_eq!(entries.join(" "), expected, "{text}");
            assert!(!parsed.all && parsed.invalid.is_empty(), "{text}");
        }
        assert!(NoProxy::parse("a.example, *").all);
    }

    #[test]
    fn invalid_entries_are_kept_apart() {
        for text in [
            "a.example:0",
            "a.example:99999",
            "a.example:http",
            "a*.example",
            "10.*.0.1",
            "*.*",
            "10.0.0.0/33",
            "a.example/24",
            "[::1",
            "[::1]x",
            "münchen.example",
            ".",
        ] {
            assert_eq!(NoProxy::parse(text).invalid, [text]);
        }
    }

    proptest! {
        #[test]
        fn prop_any_text_is_parsed(text in ".*") {
            let _ = NoProxy::parse(&text);
        }
    }
}
