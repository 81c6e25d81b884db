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
/// `Display` writes one line for a single error and a list for several, then the warnings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors {
    errors: Vec<ConfigError>,
    warnings: Vec<ConfigWarning>,
}

impl ConfigErrors {
    pub(super) fn new(errors: Vec<ConfigError>, warnings: Vec<ConfigWarning>) -> Self {
        Self { errors, warnings }
    }

    /// The errors: those of files and keys first, then those of values.
    pub fn iter(&self) -> std::slice::Iter<'_, ConfigError> {
        self.errors.iter()
    }

    /// The warnings, such as unknown keys: often the misspelled name of a missing key.
    #[must_use]
    pub fn warnings(&self) -> &[ConfigWarning] {
        &self.warnings
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
        match self.errors.as_slice() {
            [only] => write!(f, "invalid configuration: {only}")?,
            errors => {
                write!(f, "invalid configuration, {} errors:", errors.len())?;
                errors.iter().try_for_each(|error| write!(f, "\n  - {error}"))?;
            }
        }
        self.warnings.iter().try_for_each(|warning| write!(f, "\n  warning: {warning}"))
    }
}

impl std::error::Error for ConfigErrors {}
