//! The sources of values: files, environment variables, the program.

use std::{
    ffi::{OsStr, OsString},
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use zeroize::Zeroizing;

use super::{
    file::{ReadError, read_file},
    sorted,
};

/// The source of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigSource {
    /// No source sets it.
    Default,
    /// A position in a file.
    #[non_exhaustive]
    File {
        /// The path of the file.
        path: Arc<Path>,
        /// The line, from 1; 0 for the whole file.
        line: u64,
        /// The column, from 1; 0 if unknown.
        column: u64,
        /// The profile that contains the value.
        profile: Option<Arc<str>>,
    },
    /// An environment variable.
    Variable(String),
    /// A builder of the program.
    Program,
}

impl fmt::Display for ConfigSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line, column, profile } => {
                write!(f, "{}", path.display())?;
                if *line > 0 {
                    write!(f, ":{line}")?;
                }
                if *line > 0 && *column > 0 {
                    write!(f, ":{column}")?;
                }
                match profile {
                    Some(profile) => write!(f, ", profile {profile}"),
                    None => Ok(()),
                }
            }
            Self::Variable(name) => write!(f, "environment variable {name}"),
            Self::Program => f.write_str("set by the program"),
        }
    }
}

/// The environment variables, directories and files that a configuration is read from.
///
/// [`Sources::process`] are those of the process. Tests and tools compose others, without changing the environment of
/// the process:
///
/// ```
/// use okta_client::config::{Config, Sources};
///
/// let sources = Sources::none()
///     .with_var("OKTA_CLIENT_TOKEN", "not-a-real-token")
///     .with_project_dir("/srv/app")
///     .with_file("/srv/app/okta.yaml", "okta: {client: {orgUrl: 'https://example.okta.com'}}");
/// let config = Config::builder().sources(sources).build()?;
/// assert_eq!(config.org_url.as_str(), "https://example.okta.com");
/// # Ok::<(), okta_client::config::ConfigErrors>(())
/// ```
#[derive(Clone)]
pub struct Sources {
    /// Sorted by name.
    variables: Vec<(String, OsString)>,
    project: Option<PathBuf>,
    home: Option<PathBuf>,
    /// Sorted by path.
    files: Vec<(PathBuf, Arc<[u8]>)>,
    disk: bool,
}

impl Sources {
    /// The environment, the working directory and the home directory of the process. Of the environment, only relevant
    /// variables are kept.
    #[must_use]
    pub fn process() -> Self {
        let mut sources = Self::none();
        for (name, value) in std::env::vars_os() {
            if let Ok(name) = name.into_string()
                && is_relevant(&name)
            {
                sorted::insert(&mut sources.variables, name, value);
            }
        }
        Self { project: Some(PathBuf::new()), home: std::env::home_dir(), disk: true, ..sources }
    }

    /// No variables and no directories; no file is opened.
    #[must_use]
    pub fn none() -> Self {
        Self { variables: Vec::new(), project: None, home: None, files: Vec::new(), disk: false }
    }

    /// Sets a variable.
    #[must_use]
    pub fn with_var(mut self, name: impl Into<String>, value: impl Into<OsString>) -> Self {
        sorted::insert(&mut self.variables, name.into(), value.into());
        self
    }

    /// Sets the directory of `okta.yaml`; relative paths of key files are resolved against it.
    #[must_use]
    pub fn with_project_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.project = Some(directory.into());
        self
    }

    /// Sets the home directory, which contains `.okta/okta.yaml` and which `~` in paths of key files stands for.
    #[must_use]
    pub fn with_home_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.home = Some(directory.into());
        self
    }

    /// Adds a file that is not on the disk.
    #[must_use]
    pub fn with_file(mut self, path: impl Into<PathBuf>, content: impl AsRef<[u8]>) -> Self {
        sorted::insert(&mut self.files, path.into(), content.as_ref().into());
        self
    }

    /// Allows opening files on the disk.
    #[must_use]
    pub fn with_disk(mut self) -> Self {
        self.disk = true;
        self
    }

    /// The files to read; later ones override earlier ones.
    pub(super) fn yaml_files(&self) -> Vec<PathBuf> {
        self.directories().iter().map(|directory| directory.join("okta.yaml")).collect()
    }

    /// The configuration files of other SDKs of Okta that exist and are not read.
    pub(super) fn foreign_files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for directory in self.directories() {
            for name in [".okta.yaml", "okta.yml", ".okta.yml", "okta.properties", "okta.json"] {
                let path = directory.join(name);
                if self.file(&path).is_some() || (self.disk && path.is_file()) {
                    found.push(path);
                }
            }
        }
        found
    }

    /// The directories of configuration files, in order of precedence.
    fn directories(&self) -> Vec<PathBuf> {
        let mut directories = Vec::new();
        if let Some(home) = &self.home {
            directories.push(home.join(".okta"));
        }
        directories.extend_from_slice(self.project.as_slice());
        directories
    }

    fn file(&self, path: &Path) -> Option<&Arc<[u8]>> {
        sorted::get(&self.files, path)
    }

    pub(super) fn variables(&self) -> impl Iterator<Item = (&str, &OsStr)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_os_str()))
    }

    /// The value of a variable, unless it is unset, empty or not UTF-8.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        sorted::get(&self.variables, name)?.to_str().filter(|value| !value.trim().is_empty())
    }

    /// Resolves `~/` and relative paths.
    pub(super) fn expand(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), &self.home, &self.project) {
            (Some(rest), Some(home), _) => home.join(rest),
            (_, _, Some(project)) => project.join(path),
            _ => PathBuf::from(path),
        }
    }

    /// Reads a file of at most `limit` bytes. It may contain secrets, so the content is zeroized on drop.
    pub(super) fn read(&self, path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, ReadError> {
        if let Some(content) = self.file(path) {
            return if content.len() > limit {
                Err(ReadError::TooLarge)
            } else {
                Ok(content.to_vec().into())
            };
        }
        if !self.disk {
            return Err(ReadError::NoDisk);
        }
        read_file(path, limit)
    }
}

/// Whether a variable is relevant. The others may be unrelated secrets.
fn is_relevant(name: &str) -> bool {
    const OTHERS: [&str; 6] =
        ["all_proxy", "http_proxy", "https_proxy", "no_proxy", "request_method", "ssl_cert_file"];
    name.starts_with("OKTA_") || OTHERS.iter().any(|other| name.eq_ignore_ascii_case(other))
}

impl Default for Sources {
    fn default() -> Self {
        Self::process()
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values of variables and files may be secrets.
        f.debug_struct("Sources")
            .field("variables", &self.variables.len())
            .field("project", &self.project)
            .field("home", &self.home)
            .field("files", &self.files.iter().map(|(path, _)| path).collect::<Vec<_>>())
            .field("disk", &self.disk)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::is_relevant;

    #[test]
    fn irrelevant_variables_are_dropped() {
        for name in ["OKTA_CLIENT_TOKEN", "OKTA_PROFILE", "https_proxy", "NO_PROXY", "SSL_CERT_FILE"] {
            assert!(is_relevant(name), "{name}");
        }
        for name in ["AWS_SECRET_ACCESS_KEY", "HOME", "MY_OKTA_CLIENT_TOKEN", ""] {
            assert!(!is_relevant(name), "{name}");
        }
    }
}
