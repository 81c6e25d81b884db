//! Iteration over an error and its sources.

use std::{error::Error, io};

/// An iterator over an error and its sources, outermost first.
///
/// Unlike repeated [`Error::source`], it includes the error wrapped by an [`io::Error`], whose `source` is that of
/// the wrapped error.
///
/// ```
/// use std::{fmt, io};
/// use tower_outbound::ErrorChain;
///
/// let error = io::Error::other(fmt::Error);
/// assert!(ErrorChain::new(&error).any(|error| error.is::<fmt::Error>()));
/// ```
#[derive(Clone, Debug)]
pub struct ErrorChain<'a>(Option<&'a (dyn Error + 'static)>);

impl<'a> ErrorChain<'a> {
    /// Creates an iterator that starts with `error`.
    #[must_use]
    pub fn new(error: &'a (dyn Error + 'static)) -> Self {
        Self(Some(error))
    }
}

impl<'a> Iterator for ErrorChain<'a> {
    type Item = &'a (dyn Error + 'static);

    fn next(&mut self) -> Option<Self::Item> {
        let error = self.0.take()?;
        self.0 = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
        Some(error)
    }
}
