//! Cassettes as text and as files.

use std::{fmt, fs, io, path::Path, str::FromStr};

use serde::{Deserialize, Serialize};

use super::exchange::Exchange;

/// The format that is written, and the newest that is read.
const VERSION: u32 = 1;

/// Recorded exchanges, in the order in which their requests were sent.
///
/// Written and read by `Display` and `FromStr`; the [module](super) describes the format.
#[derive(Clone, Debug, Default)]
pub struct Cassette {
    pub(super) exchanges: Vec<Exchange>,
}

#[derive(Serialize, Deserialize)]
struct Title {
    cassette: String,
    version: u32,
}

impl Cassette {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is not a cassette; the error names the file and the line.
    pub fn load(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let named =
            |kind, what: &dyn fmt::Display| io::Error::new(kind, format!("{}: {what}", path.display()));
        let text = fs::read_to_string(path).map_err(|error| named(error.kind(), &error))?;
        text.parse().map_err(|error: InvalidCassette| named(io::ErrorKind::InvalidData, &error))
    }

    /// Writes a file, in place of one that is there.
    ///
    /// # Errors
    ///
    /// When it cannot be written; the error names it.
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref();
        fs::write(path, self.to_string())
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
    }

    /// The exchanges.
    pub fn iter(&self) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter()
    }

    /// How many exchanges there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.exchanges.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.exchanges.is_empty()
    }
}

impl fmt::Display for Cassette {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = Title { cassette: "okta-testkit".to_owned(), version: VERSION };
        writeln!(f, "{}", serde_json::to_string(&title).map_err(|_| fmt::Error)?)?;
        for exchange in &self.exchanges {
            writeln!(f, "{}", serde_json::to_string(exchange).map_err(|_| fmt::Error)?)?;
        }
        Ok(())
    }
}

impl FromStr for Cassette {
    type Err = InvalidCassette;

    fn from_str(text: &str) -> Result<Self, InvalidCassette> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let wrong = |line: usize, reason: String| InvalidCassette { line: line + 1, reason };
        let (at, title) = lines.next().ok_or_else(|| wrong(0, "the file is empty".to_owned()))?;
        let title: Title = serde_json::from_str(title)
            .map_err(|_| wrong(at, "this is not the title of a cassette".to_owned()))?;
        if title.version > VERSION {
            return Err(wrong(at, format!("version {} is newer than this crate", title.version)));
        }
        let read = |(at, line)| serde_json::from_str(line).map_err(|error| wrong(at, error.to_string()));
        Ok(Self { exchanges: lines.map(read).collect::<Result<_, _>>()? })
    }
}

/// A text is not a cassette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidCassette {
    line: usize,
    reason: String,
}

impl InvalidCassette {
    /// The line that is wrong, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for InvalidCassette {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for InvalidCassette {}
