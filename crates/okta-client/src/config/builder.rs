//! Settings of the program, and how they become a [`Config`].

use std::time::Duration;

use secrecy::SecretString;

use super::{
    AuthorizationMode, Config, ConfigError, ConfigErrors, ConfigSource, DpopMode, ProxyConfig, Sources, env,
    keys::{self, Key, define_setters, settings},
    merge::{MergedValues, RawValue},
    resolve, yaml,
};

/// The keys that choose a credential, and so replace one that the program provides.
const CREDENTIAL_KEYS: [Key; 4] = [keys::AUTHORIZATION_MODE, keys::TOKEN, keys::CLIENT_ID, keys::PRIVATE_KEY];

/// Builder of a [`Config`].
///
/// Values set here override files and environment variables; the last value of a key wins. Nothing is checked
/// before [`build`](Self::build).
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ConfigBuilder {
    sources: Sources,
    values: Vec<(Key, RawValue)>,
    unknown: Vec<String>,
    profile: Option<String>,
    proxy: Option<ProxyConfig>,
    external_credentials: bool,
}

settings! { define_setters, ConfigBuilder }

impl ConfigBuilder {
    /// Creates a builder that reads the files and the environment of the process.
    pub fn new() -> Self {
        Self::default()
    }

    /// The files and environment variables to read; [`Sources::none`] reads none.
    pub fn sources(mut self, sources: Sources) -> Self {
        self.sources = sources;
        self
    }

    /// Selects a named profile of the files, in place of `OKTA_PROFILE`.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Sets a key by its name, such as `rateLimit.maxRetries`, to a value in the syntax of the files.
    ///
    /// An unknown key is an error of [`build`](Self::build).
    pub fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        match keys::find(name) {
            Some(key) => self.put(key, RawValue::text(value)),
            None => {
                self.unknown.push(name.to_owned());
                self
            }
        }
    }

    pub(crate) fn put(mut self, key: Key, value: RawValue) -> Self {
        if CREDENTIAL_KEYS.contains(&key) {
            self.external_credentials = false;
        }
        self.values.push((key, value));
        self
    }

    /// Declares that the program provides the credential: neither token nor private key is required. A token, client
    /// ID, private key or authorization mode that is set later revokes it.
    pub fn external_credentials(mut self) -> Self {
        self.external_credentials = true;
        self
    }

    /// The proxies to use, in place of `proxy.*` and the proxy variables; [`ProxyConfig::none`] disables all of
    /// them.
    pub fn proxy(mut self, proxy: ProxyConfig) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// Reads the sources, merges them key by key and checks the result.
    ///
    /// Opens the configuration files and, if `privateKey` is a path, the key file. Opens no connection.
    ///
    /// # Errors
    ///
    /// Fails with all errors of all sources, not only the first.
    pub fn build(self) -> Result<Config, ConfigErrors> {
        let mut merged = MergedValues::default();
        let selected = self.profile.map(|name| (name, ConfigSource::Program)).or_else(|| {
            let name = self.sources.variable(keys::PROFILE_VARIABLE)?;
            Some((name.trim().to_owned(), ConfigSource::Variable(keys::PROFILE_VARIABLE.to_owned())))
        });
        let profile = selected.as_ref().map(|(name, _)| name.as_str());
        let known = yaml::read(&self.sources, profile, &mut merged);
        if let Some((name, origin)) = &selected
            && !known.contains(name)
        {
            merged.errors.push(ConfigError::new("profile", origin.clone(), unknown_profile(name, &known)));
        }
        env::read(&self.sources, &mut merged);
        for (key, value) in self.values {
            merged.put(key, value, ConfigSource::Program);
        }
        for name in self.unknown {
            let problem = match keys::nearest(&name) {
                Some(key) => format!("is not a known key; did you mean {}?", key.name()),
                None => "is not a known key".to_owned(),
            };
            merged.errors.push(ConfigError::new(name, ConfigSource::Program, problem));
        }
        let required = resolve::Required {
            proxy: self.proxy,
            external_credentials: self.external_credentials,
            profile: selected.map(|(name, _)| name),
        };
        resolve::resolve(merged, &self.sources, required)
    }
}

fn unknown_profile(name: &str, known: &[String]) -> String {
    if known.is_empty() {
        return format!("{name:?} is not defined: no file has profiles; define it below okta.profiles");
    }
    format!("{name:?} is not defined in any file; defined profiles: {}", known.join(", "))
}
