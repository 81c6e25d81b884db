//! Files: read up to a limit, and only regular ones.

use std::{
    fmt,
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use zeroize::Zeroizing;

/// Reads a file of at most `limit` bytes. It may contain secrets, so the content is zeroized on drop.
pub(crate) fn read_file(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    // Opening a pipe without a writer would block, and a device may never end.
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(ReadError::NotAFile);
    }
    let file = File::open(path).map_err(|error| {
        // A file in a directory without search permission, such as the home of another user, counts as absent;
        // a visible file without read permission is an error.
        let hidden = error.kind() == io::ErrorKind::PermissionDenied && fs::metadata(path).is_err();
        ReadError::Io(if hidden { io::ErrorKind::NotFound.into() } else { error })
    })?;
    // The length in the metadata may be wrong, so one byte beyond the limit is read. Growing would leave copies.
    let cap = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let length = file.metadata().map_or(0, |data| data.len().min(cap));
    let mut content = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1));
    file.take(cap).read_to_end(&mut content).map_err(ReadError::Io)?;
    if content.len() > limit { Err(ReadError::TooLarge) } else { Ok(content) }
}

/// Why a file was not read.
#[derive(Debug)]
pub(crate) enum ReadError {
    TooLarge,
    /// A directory, a pipe or a device.
    NotAFile,
    /// The sources open no files.
    NoDisk,
    Io(io::Error),
}

impl ReadError {
    pub(super) fn is_not_found(&self) -> bool {
        match self {
            Self::NoDisk => true,
            // If a directory of the path is a file, the path does not exist either.
            Self::Io(error) => {
                matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
            }
            Self::TooLarge | Self::NotAFile => false,
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("is too large"),
            Self::NotAFile => f.write_str("is not a regular file"),
            Self::NoDisk => f.write_str("cannot be read: the sources open no files"),
            Self::Io(error) => write!(f, "cannot be read: {error}"),
        }
    }
}

impl From<ReadError> for io::Error {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io(error) => error,
            ReadError::TooLarge => Self::new(io::ErrorKind::FileTooLarge, "file is too large"),
            ReadError::NotAFile => Self::new(io::ErrorKind::InvalidInput, "not a regular file"),
            ReadError::NoDisk => io::ErrorKind::NotFound.into(),
        }
    }
}
