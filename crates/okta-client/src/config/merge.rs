//! Raw values from all sources, merged key by key.

use std::{collections::BTreeMap, fmt, time::Duration};

use secrecy::{ExposeSecret, SecretString};

use super::{ConfigError, ConfigSource, ConfigWarning, keys::Key};

/// A value as its source gives it.
#[derive(Clone)]
pub(super) enum Data {
    Text(SecretString),
    List(Vec<String>),
    /// A YAML mapping where text may stand, as JSON text: a JWK.
    Mapping(SecretString),
    Bool(bool),
    Integer(u64),
    Duration(Duration),
}

impl Data {
    pub(super) fn text(text: impl Into<String>) -> Self {
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

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Which key this belongs to is not known here, so anything may be secret.
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
pub(super) struct Value {
    pub(super) data: Data,
    pub(super) source: ConfigSource,
}

/// The strongest value of each key, and what went wrong while reading the sources.
#[derive(Debug, Default)]
pub(super) struct Layers {
    values: BTreeMap<&'static str, Value>,
    pub(super) errors: Vec<ConfigError>,
    pub(super) warnings: Vec<ConfigWarning>,
}

impl Layers {
    /// Replaces what weaker sources gave. An empty value is no value.
    pub(super) fn put(&mut self, key: Key, data: Data, source: ConfigSource) {
        if !data.is_empty() {
            self.values.insert(key.name(), Value { data, source });
        }
    }

    pub(super) fn get(&self, key: Key) -> Option<&Value> {
        self.values.get(key.name())
    }

    pub(super) fn warn(&mut self, key: impl Into<String>, origin: ConfigSource, problem: impl Into<String>) {
        self.warnings.push(ConfigWarning { key: key.into(), origin, problem: problem.into() });
    }
}
