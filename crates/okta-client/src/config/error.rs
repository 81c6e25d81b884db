//! What is wrong with a configuration: every mistake at once, each with its place.

use std::fmt;

use super::ConfigSource;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigError {
    /// The key concerned, such as `rateLimit.maxRetries`; `None` when a whole file is concerned.
    pub key: Option<String>,
    /// Where the value comes from; [`ConfigSource::Default`] when no source has one.
    pub origin: ConfigSource,
    /// What is wrong and what to do. Never contains a secret.
    pub problem: String,
}

/// Something odd that does no harm.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigWarning {
    /// The key concerned.
    pub key: String,
    /// Where it stands.
    pub origin: ConfigSource,
    /// What is odd about it.
    pub problem: String,
}

impl ConfigError {
    pub(super) fn new(key: impl Into<String>, origin: ConfigSource, problem: impl Into<String>) -> Self {
        Self { key: Some(key.into()), origin, problem: problem.into() }
    }

    pub(super) fn of_file(origin: ConfigSource, problem: impl Into<String>) -> Self {
        Self { key: None, origin, problem: problem.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.key, &self.origin) {
            (Some(key), ConfigSource::Default) => write!(f, "{key} {}", self.problem),
            (Some(key), origin) => write!(f, "{key} ({origin}) {}", self.problem),
            (None, origin) => write!(f, "{origin}: {}", self.problem),
        }
    }
}

impl std::error::Error for ConfigError {}

impl fmt::Display for ConfigWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}) {}", self.key, self.origin, self.problem)
    }
}

/// All mistakes of a configuration; never empty.
///
/// `Display` writes one line for a single mistake and a list for several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors(Vec<ConfigError>);

impl ConfigErrors {
    pub(super) fn new(found: Vec<ConfigError>) -> Self {
        Self(found)
    }

    /// The mistakes: those of whole files and of names first, then those of values.
    pub fn iter(&self) -> std::slice::Iter<'_, ConfigError> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a ConfigErrors {
    type Item = &'a ConfigError;
    type IntoIter = std::slice::Iter<'a, ConfigError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [only] = self.0.as_slice() {
            return write!(f, "invalid configuration: {only}");
        }
        write!(f, "invalid configuration, {} mistakes:", self.0.len())?;
        self.0.iter().try_for_each(|error| write!(f, "\n  - {error}"))
    }
}

impl std::error::Error for ConfigErrors {}
