//! Takes values out of the layers, one key at a time.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::SECOND;
use crate::config::{
    ConfigError, ConfigSource, Explained,
    keys::Key,
    merge::{Data, Layers},
    parse,
};

/// How a secret is shown.
pub(super) const MASK: &str = "********";

/// Takes values out of the layers, collecting mistakes and what to show.
pub(super) struct Reader {
    pub(super) layers: Layers,
    pub(super) shown: Vec<Explained>,
}

impl Reader {
    pub(super) fn fail(&mut self, key: Key, problem: impl Into<String>) {
        let origin = self.origin(key);
        self.layers.errors.push(ConfigError::new(key.name(), origin, problem));
    }

    pub(super) fn warn(&mut self, key: Key, problem: impl Into<String>) {
        let origin = self.origin(key);
        self.layers.warn(key.name(), origin, problem);
    }

    pub(super) fn origin(&self, key: Key) -> ConfigSource {
        self.layers.get(key).map_or(ConfigSource::Default, |value| value.source.clone())
    }

    pub(super) fn is_set(&self, key: Key) -> bool {
        self.layers.get(key).is_some()
    }

    pub(super) fn show(&mut self, key: Key, value: impl Into<String>) {
        let origin = self.origin(key);
        self.show_from(key, value, origin);
    }

    /// Shows a value that follows from something else than the key itself.
    pub(super) fn show_from(&mut self, key: Key, value: impl Into<String>, origin: ConfigSource) {
        let value = if key.is_secret() { MASK.to_owned() } else { value.into() };
        self.shown.push(Explained { key: key.name(), value: Some(value), origin });
    }

    /// The value as text, if there is one and text can be made of it.
    pub(super) fn raw(&mut self, key: Key) -> Option<SecretString> {
        let text = match &self.layers.get(key)?.data {
            Data::Text(text) => return Some(text.clone()),
            Data::Bool(value) => value.to_string(),
            Data::Integer(value) => value.to_string(),
            Data::Duration(value) => parse::show_duration(*value),
            Data::List(items) => items.join(","),
            Data::Mapping(_) => {
                self.fail(
                    key,
                    "must be a single value, not a mapping; put it in quotes if it starts with '{'",
                );
                return None;
            }
        };
        Some(SecretString::from(text))
    }

    pub(super) fn parsed<T>(&mut self, key: Key, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.raw(key)?;
        match parse(text.expose_secret()) {
            Ok(value) => {
                self.show(key, text.expose_secret().trim());
                Some(value)
            }
            Err(problem) => {
                self.fail(key, problem);
                None
            }
        }
    }

    pub(super) fn boolean(&mut self, key: Key) -> Option<bool> {
        let value = self.parsed(key, parse::boolean)?;
        // Shown as understood, not as spelled.
        self.shown.pop();
        self.show(key, value.to_string());
        Some(value)
    }

    pub(super) fn integer<T: TryFrom<u64>>(&mut self, key: Key, least: u64, most: u64) -> Option<T> {
        self.parsed(key, |text| parse::integer(text, least, most)).and_then(|value| T::try_from(value).ok())
    }

    pub(super) fn duration(&mut self, key: Key, unit: Duration) -> Option<Duration> {
        let value = match self.layers.get(key)?.data {
            Data::Duration(value) => match parse::bounded(value) {
                Ok(value) => value,
                Err(problem) => {
                    self.fail(key, problem);
                    return None;
                }
            },
            _ => {
                let value = self.parsed(key, |text| parse::duration(text, unit))?;
                self.shown.pop();
                value
            }
        };
        self.show(key, parse::show_duration(value));
        Some(value)
    }

    /// A duration of which zero means that there is no limit.
    pub(super) fn limit(&mut self, key: Key, default: Duration) -> Option<Duration> {
        Some(self.duration(key, SECOND).unwrap_or(default)).filter(|limit| !limit.is_zero())
    }

    pub(super) fn checked_text(&mut self, key: Key, check: fn(&str) -> Result<(), String>) -> Option<String> {
        self.parsed(key, |text| {
            let text = text.trim_matches([' ', '\t']);
            check(text).map(|()| text.to_owned())
        })
    }
}
