//! The cassette file format.

use std::{
    fmt, fs,
    io::{self, Read},
    path::Path,
    str::FromStr,
};

use serde::{Deserialize, Serialize};

use super::exchange::Exchange;

/// The format version that is written, and the newest one that is read.
const VERSION: u32 = 1;

/// The maximum size of a file, in bytes.
const FILE_LIMIT: u64 = 256 * 1024 * 1024;

/// Recorded exchanges, in the order of their requests.
///
/// `Display` and `FromStr` write and read the file format, which the [module](super) describes.
#[derive(Clone, Debug, Default)]
pub struct Cassette {
    pub(super) exchanges: Vec<Exchange>,
}

/// Reads a regular file: a pipe would block, a device may never end.
fn read(path: &Path) -> io::Result<String> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let mut text = String::new();
    fs::File::open(path)?.take(FILE_LIMIT + 1).read_to_string(&mut text)?;
    if text.len() as u64 > FILE_LIMIT {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the file is larger than 256 MiB"));
    }
    Ok(text)
}

#[derive(Serialize, Deserialize)]
struct CassetteHeader {
    cassette: String,
    version: u32,
}

impl Cassette {
    /// Reads a file of at most 256 MiB.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is no regular file, or is not a cassette; the error contains the path and the line number.
    pub fn load(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let with_path =
            |kind, error: &dyn fmt::Display| io::Error::new(kind, format!("{}: {error}", path.display()));
        let text = read(path).map_err(|error| with_path(error.kind(), &error))?;
        text.parse().map_err(|error: InvalidCassette| with_path(io::ErrorKind::InvalidData, &error))
    }

    /// Writes a file, replacing an existing one.
    ///
    /// # Errors
    ///
    /// If the file cannot be written; the error contains its path.
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref();
        fs::write(path, self.to_string())
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
    }

    /// Iterates over the exchanges.
    pub fn iter(&self) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter()
    }

    /// The number of exchanges.
    #[must_use]
    pub fn len(&self) -> usize {
        self.exchanges.len()
    }

    /// Whether there are no exchanges.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.exchanges.is_empty()
    }
}

impl fmt::Display for Cassette {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header = CassetteHeader { cassette: "okta-testkit".to_owned(), version: VERSION };
        writeln!(f, "{}", serde_json::to_string(&header).map_err(|_| fmt::Error)?)?;
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
        let invalid = |index: usize, reason: String| InvalidCassette { line: index + 1, reason };
        let (index, header) = lines.next().ok_or_else(|| invalid(0, "empty file".to_owned()))?;
        let header: CassetteHeader =
            serde_json::from_str(header).map_err(|_| invalid(index, "not a cassette header".to_owned()))?;
        if header.version > VERSION {
            let reason = format!("unsupported version {} (newest supported: {VERSION})", header.version);
            return Err(invalid(index, reason));
        }
        let parse =
            |(index, line)| serde_json::from_str(line).map_err(|error| invalid(index, error.to_string()));
        Ok(Self { exchanges: lines.map(parse).collect::<Result<_, _>>()? })
    }
}

/// The error of parsing a cassette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidCassette {
    line: usize,
    reason: String,
}

impl InvalidCassette {
    /// The invalid line, counted from 1.
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
