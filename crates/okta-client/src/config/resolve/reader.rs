//! Reads merged values, one key at a time.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::config::{
    ConfigError, ConfigReportEntry, ConfigSource,
    keys::Key,
    merge::{MergedValues, RawValue},
    parse,
};

/// How a secret is shown.
pub(super) const MASK: &str = "********";

/// Reads merged values and collects errors and the report.
pub(super) struct Reader {
    pub(super) merged: MergedValues,
    pub(super) report: Vec<ConfigReportEntry>,
}

impl Reader {
    pub(super) fn fail(&mut self, key: Key, problem: impl Into<String>) {
        let origin = self.origin(key);
        self.merged.errors.push(ConfigError::new(key.name(), origin, problem));
    }

    /// Reports a missing value, unless a file is invalid: the value may be in it.
    pub(super) fn fail_missing(&mut self, key: Key, problem: impl Into<String>) {
        if !self.merged.has_invalid_file() {
            self.fail(key, problem);
        }
    }

    /// Warns of variables of other programs that would set a key that is not set.
    pub(super) fn warn_of_foreign_variables(&mut self) {
        for (variable, key) in std::mem::take(&mut self.merged.foreign_variables) {
            if !self.is_set(key) {
                let problem = format!(
                    "is a variable of Okta's Terraform provider and not read; set {}",
                    key.variable()
                );
                self.merged.warn(variable.clone(), ConfigSource::Variable(variable), problem);
            }
        }
    }

    pub(super) fn warn(&mut self, key: Key, problem: impl Into<String>) {
        let origin = self.origin(key);
        self.merged.warn(key.name(), origin, problem);
    }

    pub(super) fn origin(&self, key: Key) -> ConfigSource {
        self.merged.get(key).map_or(ConfigSource::Default, |value| value.source.clone())
    }

    pub(super) fn is_set(&self, key: Key) -> bool {
        self.merged.get(key).is_some()
    }

    pub(super) fn show(&mut self, key: Key, value: impl Into<String>) {
        let origin = self.origin(key);
        self.show_from(key, value, origin);
    }

    /// Reports a value that is derived from another key or source.
    pub(super) fn show_from(&mut self, key: Key, value: impl Into<String>, origin: ConfigSource) {
        let value = if key.is_secret() { MASK.to_owned() } else { value.into() };
        self.report.push(ConfigReportEntry { key: key.name(), value: Some(value), origin });
    }

    /// The value as text, if it is set and is not a mapping.
    pub(super) fn raw(&mut self, key: Key) -> Option<SecretString> {
        let text = match &self.merged.get(key)?.raw {
            RawValue::Text(text) => return Some(text.clone()),
            RawValue::Bool(value) => value.to_string(),
            RawValue::Integer(value) => value.to_string(),
            RawValue::Duration(value) => parse::show_duration(*value),
            RawValue::List(items) => items.join(","),
            RawValue::Mapping(_) => {
                self.fail(
                    key,
                    "must be a single value, not a mapping; put it in quotes if it starts with '{'",
                );
                return None;
            }
        };
        Some(SecretString::from(text))
    }

    /// The value as text, unless it is in quotation marks.
    fn unquoted(&mut self, key: Key) -> Option<SecretString> {
        let text = self.raw(key)?;
        if parse::is_quoted(text.expose_secret()) {
            self.fail(key, parse::QUOTED);
            return None;
        }
        Some(text)
    }

    pub(super) fn parsed<T>(&mut self, key: Key, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.unquoted(key)?;
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

    /// A switch that is set.
    pub(super) fn set_boolean(&mut self, key: Key) -> Option<bool> {
        let value = self.parsed(key, parse::boolean)?;
        self.report.pop();
        self.show(key, value.to_string());
        Some(value)
    }

    /// A switch, or its default.
    pub(super) fn boolean(&mut self, key: Key) -> bool {
        self.set_boolean(key).unwrap_or(key.default_value() == "true")
    }

    /// A whole number that is set.
    pub(super) fn set_integer<T: TryFrom<u64>>(&mut self, key: Key) -> Option<T> {
        T::try_from(self.set_number(key)?).ok()
    }

    fn set_number(&mut self, key: Key) -> Option<u64> {
        let (min, max) = key.bounds();
        self.parsed(key, |text| parse::integer(text, min, max))
    }

    /// A whole number, or its default.
    pub(super) fn integer<T: TryFrom<u64> + Default>(&mut self, key: Key) -> T {
        self.set_integer(key).unwrap_or_else(|| key.default_integer())
    }

    /// A duration, or its default.
    pub(super) fn duration(&mut self, key: Key) -> Duration {
        self.set_duration(key).unwrap_or_else(|| key.default_duration())
    }

    fn set_duration(&mut self, key: Key) -> Option<Duration> {
        let value = match self.merged.get(key)?.raw {
            RawValue::Duration(value) => match parse::bounded(value) {
                Ok(value) => value,
                Err(problem) => {
                    self.fail(key, problem);
                    return None;
                }
            },
            _ => {
                let value = self.parsed(key, |text| match text.trim().strip_prefix('-') {
                    // Okta's SDKs disable a time limit with any number that is not positive.
                    Some(text) if key.is_limit() => parse::duration(text, key.unit()).map(|_| Duration::ZERO),
                    _ => parse::duration(text, key.unit()),
                })?;
                self.report.pop();
                self.warn_of_milliseconds(key, value);
                value
            }
        };
        self.show(key, parse::show_duration(value));
        Some(value)
    }

    /// Warns of a number without a unit that is probably in milliseconds, as Okta's SDK for .NET writes them.
    fn warn_of_milliseconds(&mut self, key: Key, value: Duration) {
        let is_number = self.raw(key).is_some_and(|text| text.expose_secret().trim().parse::<f64>().is_ok());
        if key.is_limit() && is_number && value >= Duration::from_secs(1000) {
            let seconds = value.as_secs();
            self.warn(
                key,
                format!("is {seconds} seconds; write {seconds}ms for milliseconds, {seconds}s for seconds"),
            );
        }
    }

    /// A time limit; `None` if it is zero.
    pub(super) fn limit(&mut self, key: Key) -> Option<Duration> {
        Some(self.duration(key)).filter(|limit| !limit.is_zero())
    }

    pub(super) fn checked_text(&mut self, key: Key, check: fn(&str) -> Result<(), String>) -> Option<String> {
        self.parsed(key, |text| {
            let text = text.trim_matches([' ', '\t']);
            check(text).map(|()| text.to_owned())
        })
    }
}
