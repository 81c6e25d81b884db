//! The proxy settings in effect.

use super::reader::{MASK, Reader};
use crate::config::{
    ConfigReportEntry, ConfigSource, NoProxy, ProxyConfig, ProxyServer, Sources, keys, parse,
};

impl Reader {
    pub(super) fn proxy(&mut self, sources: &Sources, provided: Option<ProxyConfig>) -> ProxyConfig {
        if let Some(proxy) = provided {
            self.show_proxy(&proxy, ConfigSource::Program);
            return proxy;
        }
        let no_proxy = self.checked_text(keys::PROXY_NO_PROXY, parse::header_text);
        if let Some(hosts) = &no_proxy {
            let origin = self.origin(keys::PROXY_NO_PROXY);
            self.warn_of_invalid_hosts(hosts, &origin);
        }
        let parts = [keys::PROXY_HOST, keys::PROXY_PORT, keys::PROXY_USERNAME, keys::PROXY_PASSWORD];
        if parts.iter().any(|key| self.is_set(*key)) {
            let server = self.proxy_server();
            return ProxyConfig { no_proxy, ..server.map(ProxyConfig::all).unwrap_or_default() };
        }
        match ProxyConfig::from_variables(sources) {
            Ok(found) => {
                if let Some(origin) = found.origin {
                    self.show_proxy(&found.proxy, origin);
                    if let (None, Some(hosts), Some(origin)) =
                        (&no_proxy, &found.proxy.no_proxy, &found.no_proxy)
                    {
                        self.warn_of_invalid_hosts(hosts, origin);
                    }
                }
                ProxyConfig { no_proxy: no_proxy.or(found.proxy.no_proxy), ..found.proxy }
            }
            Err(error) => {
                self.merged.errors.push(error);
                ProxyConfig::none()
            }
        }
    }

    fn warn_of_invalid_hosts(&mut self, hosts: &str, origin: &ConfigSource) {
        for invalid in NoProxy::parse(hosts).invalid {
            let problem = format!(
                "contains {invalid:?}, which matches no host; write a host, a domain such as .example.com, an \
                 address, or a network such as 10.0.0.0/8, each with or without a port"
            );
            self.merged.warn(keys::PROXY_NO_PROXY.name(), origin.clone(), problem);
        }
    }

    fn show_proxy(&mut self, proxy: &ProxyConfig, origin: ConfigSource) {
        let value = proxy.https.as_ref().or(proxy.http.as_ref()).map(ToString::to_string);
        let port = proxy.https.as_ref().or(proxy.http.as_ref()).map(|server| server.port().to_string());
        self.report.push(ConfigReportEntry {
            key: keys::PROXY_PORT.name(),
            value: port,
            origin: origin.clone(),
        });
        self.report.push(ConfigReportEntry { key: keys::PROXY_HOST.name(), value, origin });
    }

    fn proxy_server(&mut self) -> Option<ProxyServer> {
        let server = if self.is_set(keys::PROXY_HOST) {
            self.parsed(keys::PROXY_HOST, |text| {
                text.parse::<ProxyServer>().map_err(|error| error.to_string())
            })
        } else {
            self.fail(keys::PROXY_HOST, "is required by the other proxy settings");
            None
        };
        if let Some(server) = &server {
            self.report.pop();
            self.show(keys::PROXY_HOST, server.to_string());
        }
        let port = self.set_integer(keys::PROXY_PORT);
        let user = self.checked_text(keys::PROXY_USERNAME, |_| Ok(()));
        let password = self.raw(keys::PROXY_PASSWORD);
        if password.is_some() {
            self.show(keys::PROXY_PASSWORD, MASK);
        }
        let server = match port {
            Some(port) => server?.with_port(port),
            None => {
                let server = server?;
                let origin = self.origin(keys::PROXY_HOST);
                self.show_from(keys::PROXY_PORT, server.port().to_string(), origin);
                server
            }
        };
        match (user, password) {
            (Some(user), Some(password)) => match server.with_login(user, password) {
                Ok(server) => Some(server),
                Err(error) => {
                    self.fail(keys::PROXY_USERNAME, error.to_string());
                    None
                }
            },
            (Some(_), None) => {
                self.fail(keys::PROXY_PASSWORD, "is required by proxy.username");
                None
            }
            (None, Some(_)) => {
                self.fail(keys::PROXY_USERNAME, "is required by proxy.password");
                None
            }
            (None, None) => Some(server),
        }
    }
}
