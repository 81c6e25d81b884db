//! Absent objects as `None`.

use super::Error;

/// Turns the error of an object that does not exist into `None`.
pub trait OptionalExt<T>: sealed::Sealed {
    /// Returns `None` for an error that [is "not found"](Error::is_not_found): a status `404` or `410`.
    ///
    /// ```no_run
    /// use okta_client::OptionalExt;
    ///
    /// # async fn run(okta: okta_client::Client) -> Result<(), okta_client::Error> {
    /// match okta.users().get("jane@example.com").await.optional()? {
    ///     Some(user) => println!("{:?}", user.status),
    ///     None => println!("no such user"),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// All other errors.
    fn optional(self) -> Result<Option<T>, Error>;
}

impl<T> OptionalExt<T> for Result<T, Error> {
    fn optional(self) -> Result<Option<T>, Error> {
        match self {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

mod sealed {
    pub trait Sealed {}
    impl<T> Sealed for Result<T, crate::Error> {}
}
