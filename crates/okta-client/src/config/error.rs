//! Errors and warnings of a configuration, each with its source.

use std::fmt;

use super::ConfigSource;

/// One error of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigError {
    /// The key, such as `rateLimit.maxRetries`; `None` for a whole file.
    pub key: Option<String>,
    /// The source of the value; [`ConfigSource::Default`] if no source sets it.
    pub origin: ConfigSource,
    /// What is wrong and how to correct it. Never contains a secret.
    pub problem: String,
}

/// A warning: a setting that is suspicious or has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigWarning {
    /// The key.
    pub key: String,
    /// The source of the value.
    pub origin: ConfigSource,
    /// What is suspicious.
    pub problem: String,
}

impl ConfigError {
    pub(super) fn new(key: impl Into<String>, origin: ConfigSource, problem: impl Into<String>) -> Self {
        Self { key: Some(key.into()), origin, problem: problem.into() }
    }

    pub(super) fn for_file(origin: ConfigSource, problem: impl Into<String>) -> Self {
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

/// All errors of a configuration; never empty.
///
/// `Display` writes one line for a single error and a list for several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors(Vec<ConfigError>);

impl ConfigErrors {
    pub(super) fn new(found: Vec<ConfigError>) -> Self {
        Self(found)
    }

    /// The errors: those of files and keys first, then those of values.
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
        write!(f, "invalid configuration, {} errors:", self.0.len())?;
        self.0.iter().try_for_each(|error| write!(f, "\n  - {error}"))
    }
}

impl std::error::Error for ConfigErrors {}
