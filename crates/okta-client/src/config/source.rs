//! Where values come from, and how the outside world is read.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fmt,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use zeroize::Zeroizing;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigSource {
    /// No source sets it.
    Default,
    /// A place in a file.
    #[non_exhaustive]
    File {
        /// The file, as it was looked for.
        path: Arc<Path>,
        /// The line, from 1; 0 when the whole file is meant.
        line: u64,
        /// The column, from 1; 0 when unknown.
        column: u64,
        /// The profile that the place belongs to.
        profile: Option<Arc<str>>,
    },
    /// An environment variable.
    Variable(String),
    /// The program, through a builder.
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

/// The outside world that a configuration is read from: environment, directories, files.
///
/// [`Sources::process`] is the real one. Tests and tools compose their own, so that nothing needs to change
/// the environment of the process:
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
    variables: BTreeMap<String, OsString>,
    project: Option<PathBuf>,
    home: Option<PathBuf>,
    files: BTreeMap<PathBuf, Arc<[u8]>>,
    disk: bool,
}

impl Sources {
    /// The environment, the working directory and the home directory of the process, as they are now. Of the
    /// environment only what can have a meaning here is kept.
    #[must_use]
    pub fn process() -> Self {
        Self {
            variables: std::env::vars_os()
                .filter_map(|(name, value)| name.into_string().ok().map(|name| (name, value)))
                .filter(|(name, _)| has_meaning(name))
                .collect(),
            project: Some(PathBuf::new()),
            home: std::env::home_dir(),
            files: BTreeMap::new(),
            disk: true,
        }
    }

    /// Nothing: no variables, no directories, and no file is opened.
    #[must_use]
    pub fn none() -> Self {
        Self { variables: BTreeMap::new(), project: None, home: None, files: BTreeMap::new(), disk: false }
    }

    /// Sets a variable.
    #[must_use]
    pub fn with_var(mut self, name: impl Into<String>, value: impl Into<OsString>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Takes `okta.yaml` from this directory, and relative paths of key files as relative to it.
    #[must_use]
    pub fn with_project_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.project = Some(directory.into());
        self
    }

    /// Takes `.okta/okta.yaml` from this directory, and `~` in paths of key files as meaning it.
    #[must_use]
    pub fn with_home_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.home = Some(directory.into());
        self
    }

    /// Puts a file there that is not on the disk.
    #[must_use]
    pub fn with_file(mut self, path: impl Into<PathBuf>, content: impl AsRef<[u8]>) -> Self {
        self.files.insert(path.into(), content.as_ref().into());
        self
    }

    /// Allows opening files on the disk.
    #[must_use]
    pub fn with_disk(mut self) -> Self {
        self.disk = true;
        self
    }

    /// The files to read, the weakest first.
    pub(super) fn yaml_files(&self) -> Vec<PathBuf> {
        let home = self.home.as_ref().map(|home| home.join(".okta").join("okta.yaml"));
        let project = self.project.as_ref().map(|project| project.join("okta.yaml"));
        home.into_iter().chain(project).collect()
    }

    pub(super) fn variables(&self) -> impl Iterator<Item = (&str, &OsStr)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_os_str()))
    }

    /// The value of a variable that is set, not empty and text.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name)?.to_str().filter(|value| !value.trim().is_empty())
    }

    /// A path as a person writes it: `~/` and relative paths resolved.
    pub(super) fn expand(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), &self.home, &self.project) {
            (Some(rest), Some(home), _) => home.join(rest),
            (_, _, Some(project)) => project.join(path),
            _ => PathBuf::from(path),
        }
    }

    /// Reads a file of at most `limit` bytes. It may hold secrets, so it is wiped when it is dropped.
    pub(super) fn read(&self, path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, ReadError> {
        if let Some(content) = self.files.get(path) {
            return if content.len() > limit { Err(ReadError::TooBig) } else { Ok(content.to_vec().into()) };
        }
        if !self.disk {
            return Err(ReadError::Io(io::ErrorKind::NotFound.into()));
        }
        let file = std::fs::File::open(path).map_err(|error| {
            // In a directory that may not even be searched, such as another user's home, there is no file
            // for this process; a file that it sees and may not read is a mistake.
            let hidden = error.kind() == io::ErrorKind::PermissionDenied && std::fs::metadata(path).is_err();
            ReadError::Io(if hidden { io::ErrorKind::NotFound.into() } else { error })
        })?;
        // One byte more than allowed is enough to know; the length in the metadata may lie. Growing would leave copies.
        let cap = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let length = file.metadata().map_or(0, |data| data.len().min(cap));
        let mut content = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1));
        file.take(cap).read_to_end(&mut content).map_err(ReadError::Io)?;
        if content.len() > limit { Err(ReadError::TooBig) } else { Ok(content) }
    }
}

/// Whether a variable is looked at. The others are none of a client's business, and may be anybody's secrets.
fn has_meaning(name: &str) -> bool {
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
        // Values of variables and files may be secrets of anything in the environment: names only.
        f.debug_struct("Sources")
            .field("variables", &self.variables.len())
            .field("project", &self.project)
            .field("home", &self.home)
            .field("files", &self.files.keys())
            .field("disk", &self.disk)
            .finish()
    }
}

/// Why a file was not read.
#[derive(Debug)]
pub(super) enum ReadError {
    TooBig,
    Io(io::Error),
}

impl ReadError {
    pub(super) fn is_not_found(&self) -> bool {
        // A file in the place of a directory of the path means that there is no such file either.
        matches!(self, Self::Io(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory))
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooBig => f.write_str("is too big"),
            Self::Io(error) => write!(f, "cannot be read: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::has_meaning;

    #[test]
    fn only_variables_with_a_meaning_are_kept() {
        for name in ["OKTA_CLIENT_TOKEN", "OKTA_PROFILE", "https_proxy", "NO_PROXY", "SSL_CERT_FILE"] {
            assert!(has_meaning(name), "{name}");
        }
        for name in ["AWS_SECRET_ACCESS_KEY", "HOME", "MY_OKTA_CLIENT_TOKEN", ""] {
            assert!(!has_meaning(name), "{name}");
        }
    }
}
