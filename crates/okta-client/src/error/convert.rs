//! Errors of objects and waiters as errors of a call, so that `?` works in a function that makes calls.

use okta_models::{DecodeError, MissingMember, SetError, WrongVariant};

use okta_tower::BoxError;

use super::{Error, ErrorKind};
use crate::wait::WaitError;

/// Conversions of errors of objects, with their kind and what happened.
macro_rules! from_object_error {
    ($($error:ty => $kind:ident, $message:literal;)*) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::build(ErrorKind::$kind, $message).with_source(error)
            }
        }
    )*};
}

from_object_error! {
    DecodeError => Decode, "error decoding an object";
    MissingMember => Decode, "incomplete object";
    SetError => InvalidRequest, "invalid value of a member";
}

impl<T> From<WrongVariant<T>> for Error
where
    WrongVariant<T>: Into<BoxError>,
{
    fn from(error: WrongVariant<T>) -> Self {
        Self::build(ErrorKind::Decode, "object of another kind").with_source(error)
    }
}

impl From<WaitError> for Error {
    /// The error of the last call, if a call failed for good; otherwise one of kind [`ErrorKind::Timeout`].
    fn from(error: WaitError) -> Self {
        match error.into_failure() {
            Ok(failure) => failure,
            Err(timeout) => {
                Self::build(ErrorKind::Timeout, "error waiting for a change").with_source(timeout)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use okta_models::UserProfile;

    use super::*;
    use crate::wait::WaitErrorKind;

    #[test]
    fn errors_of_objects_keep_their_text_as_source() {
        fn run() -> Result<(), Error> {
            let profile = UserProfile::from_json(b"{}")?;
            profile.require(&profile.login)?;
            Ok(())
        }
        let error = run().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains("login"), "{source}");
        let error: Error = UserProfile::new().set("login", 7).unwrap_err().into();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }

    #[test]
    fn failed_wait_is_the_error_of_its_call() {
        let failed = |kind, source| Error::from(WaitError::new(kind, 1, Duration::ZERO, source));
        let error = failed(WaitErrorKind::Failed, Some(Error::invalid_request("x")));
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(failed(WaitErrorKind::TimedOut, Some(Error::invalid_request("x"))).is_timeout());
        assert!(failed(WaitErrorKind::TimedOut, None).is_timeout());
    }
}
