//! Every setting with its value and source, for people.

use std::fmt;

use super::ConfigSource;

/// One setting as it was resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explained {
    /// The key, such as `rateLimit.maxRetries`.
    pub key: &'static str,
    /// The value in force, secrets masked; `None` when there is none.
    pub value: Option<String>,
    /// Where it comes from.
    pub origin: ConfigSource,
}

/// Every setting, its value and where it comes from. Secrets are masked.
///
/// `Display` writes a table, one line a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    pub(super) profile: Option<String>,
    pub(super) rows: Vec<Explained>,
}

impl Explanation {
    /// The profile in force.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// The settings, in the order of [`keys::all`](super::keys::all).
    pub fn iter(&self) -> std::slice::Iter<'_, Explained> {
        self.rows.iter()
    }

    /// The setting of that name.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Explained> {
        self.rows.iter().find(|row| row.key == key)
    }
}

impl<'a> IntoIterator for &'a Explanation {
    type Item = &'a Explained;
    type IntoIter = std::slice::Iter<'a, Explained>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value_of = |row: &Explained| row.value.clone().unwrap_or_else(|| "-".to_owned());
        let keys = self.rows.iter().map(|row| row.key.len()).max().unwrap_or_default();
        // A long value pushes its own source to the right, not everybody's.
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
