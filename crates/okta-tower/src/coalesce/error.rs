//! The error of a call that several callers wait for.

use std::{error::Error, fmt, sync::Arc};

use crate::BoxError;

/// A joined call failed. All who waited for it get a clone of this error.
///
/// Its [source](Error::source) is the inner error, also by [`SharedError::get_ref`].
#[derive(Clone, Debug)]
pub struct SharedError(Option<Arc<dyn Error + Send + Sync>>);

impl SharedError {
    pub(super) fn new(error: BoxError) -> Self {
        Self(Some(error.into()))
    }

    /// The task that made the call ended without an answer.
    pub(super) const fn lost() -> Self {
        Self(None)
    }

    /// The inner error; `None` when the call's task was shut down, with its runtime or by a panic further in.
    #[must_use]
    pub fn get_ref(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.0.as_deref()
    }
}

impl fmt::Display for SharedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Some(_) => "a call shared by equal requests failed",
            None => "a call shared by equal requests ended without an answer",
        })
    }
}

impl Error for SharedError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.as_deref().map(|error| error as _)
    }
}
