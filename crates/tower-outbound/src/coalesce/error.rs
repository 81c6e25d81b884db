//! The error of a coalesced call.

use std::{error::Error, fmt, sync::Arc};

use crate::BoxError;

/// The error of a coalesced call. Each caller gets a clone.
///
/// Its [source](Error::source) is the inner error, also returned by [`SharedError::get_ref`].
#[derive(Clone, Debug)]
pub struct SharedError(Option<Arc<dyn Error + Send + Sync>>);

impl SharedError {
    pub(super) fn new(error: BoxError) -> Self {
        Self(Some(error.into()))
    }

    /// The task of the call ended without a response.
    pub(super) const fn lost() -> Self {
        Self(None)
    }

    /// Returns the inner error; `None` if the task of the call ended early, by a panic or with its runtime.
    #[must_use]
    pub fn get_ref(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.0.as_deref()
    }
}

impl fmt::Display for SharedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Some(_) => "coalesced call failed",
            None => "coalesced call ended without a response",
        })
    }
}

impl Error for SharedError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.as_deref().map(|error| error as _)
    }
}
