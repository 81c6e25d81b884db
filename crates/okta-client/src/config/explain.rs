//! The report of every setting with its value and source.

use std::fmt;

use super::ConfigSource;

/// One setting of a [`ConfigReport`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigReportEntry {
    /// The key, such as `rateLimit.maxRetries`.
    pub key: &'static str,
    /// The value in effect, masked if it is a secret; `None` when there is none.
    pub value: Option<String>,
    /// The source of the value.
    pub origin: ConfigSource,
}

/// Every setting with its value and source. Secrets are masked.
///
/// `Display` writes a table with one line per key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigReport {
    pub(super) profile: Option<String>,
    pub(super) rows: Vec<ConfigReportEntry>,
}

impl ConfigReport {
    /// The profile in effect.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// The settings, in the order of [`keys::all`](super::keys::all).
    pub fn iter(&self) -> std::slice::Iter<'_, ConfigReportEntry> {
        self.rows.iter()
    }

    /// The setting with this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&ConfigReportEntry> {
        self.rows.iter().find(|row| row.key == key)
    }
}

impl<'a> IntoIterator for &'a ConfigReport {
    type Item = &'a ConfigReportEntry;
    type IntoIter = std::slice::Iter<'a, ConfigReportEntry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for ConfigReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value_of = |row: &ConfigReportEntry| row.value.clone().unwrap_or_else(|| "-".to_owned());
        let keys = self.rows.iter().map(|row| row.key.len()).max().unwrap_or_default();
        // A long value shifts its own source only.
        let values =
            self.rows.iter().map(|row| value_of(row).chars().count()).max().unwrap_or_default().min(40);
        if let Some(profile) = &self.profile {
            writeln!(f, "profile: {profile}")?;
        }
        for (index, row) in self.rows.iter().enumerate() {
            let end = if index + 1 == self.rows.len() { "" } else { "\n" };
            write!(f, "{:keys$}  {:values$}  {}{end}", row.key, value_of(row), row.origin)?;
        }
        Ok(())
    }
}
