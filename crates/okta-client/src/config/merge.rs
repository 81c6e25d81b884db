//! Raw values from all sources, merged key by key.

use std::{fmt, time::Duration};

use secrecy::{ExposeSecret, SecretString};

use super::{ConfigError, ConfigSource, ConfigWarning, keys::Key};

/// A value as it stands in its source.
#[derive(Clone)]
pub(crate) enum RawValue {
    Text(SecretString),
    List(Vec<String>),
    /// A YAML mapping as JSON text: a JWK.
    Mapping(SecretString),
    Bool(bool),
    Integer(u64),
    Duration(Duration),
}

impl RawValue {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(SecretString::from(text.into()))
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.expose_secret().trim().is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Mapping(_) | Self::Bool(_) | Self::Integer(_) | Self::Duration(_) => false,
        }
    }
}

impl fmt::Debug for RawValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The key is not known here, so any value may be a secret.
        f.write_str(match self {
            Self::Text(_) => "text",
            Self::List(_) => "list",
            Self::Mapping(_) => "mapping",
            Self::Bool(_) => "bool",
            Self::Integer(_) => "integer",
            Self::Duration(_) => "duration",
        })
    }
}

#[derive(Clone, Debug)]
pub(super) struct MergedValue {
    pub(super) raw: RawValue,
    pub(super) source: ConfigSource,
}

/// The value of each key that overrides the others, and the errors and warnings of all sources.
#[derive(Debug, Default)]
pub(super) struct MergedValues {
    values: Vec<(Key, MergedValue)>,
    pub(super) errors: Vec<ConfigError>,
    pub(super) warnings: Vec<ConfigWarning>,
    /// Variables of other programs, with the key that each would set.
    pub(super) foreign_variables: Vec<(String, Key)>,
}

impl MergedValues {
    /// Overrides the values of earlier sources. An empty value counts as not set.
    pub(super) fn put(&mut self, key: Key, raw: RawValue, source: ConfigSource) {
        if raw.is_empty() {
            return;
        }
        let value = MergedValue { raw, source };
        match self.values.iter_mut().find(|(known, _)| known.name() == key.name()) {
            Some((_, earlier)) => *earlier = value,
            None => self.values.push((key, value)),
        }
    }

    /// Whether a whole file could not be read.
    pub(super) fn has_invalid_file(&self) -> bool {
        self.errors.iter().any(|error| error.key.is_none())
    }

    pub(super) fn get(&self, key: Key) -> Option<&MergedValue> {
        self.values.iter().find(|(known, _)| known.name() == key.name()).map(|(_, value)| value)
    }

    pub(super) fn warn(&mut self, key: impl Into<String>, origin: ConfigSource, problem: impl Into<String>) {
        self.warnings.push(ConfigWarning { key: key.into(), origin, problem: problem.into() });
    }
}
