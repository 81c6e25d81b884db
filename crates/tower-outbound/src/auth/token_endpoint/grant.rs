//! The forms of token requests.

use std::{
    future::{Future, ready},
    time::SystemTime,
};

use form_urlencoded::Serializer;
use http::{HeaderValue, Uri};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::super::{AuthError, AuthErrorKind, client_authentication::ClientIdentity};

/// Members of a form.
pub(crate) type Members = Vec<(&'static str, SecretString)>;

/// The grant of a token request.
pub(crate) trait GrantForm: Sync {
    /// Returns the members of the form, `grant_type` included, for one attempt.
    fn members(
        &self,
        endpoint: &Uri,
        client_id: &str,
        now: SystemTime,
    ) -> impl Future<Output = Result<Members, AuthError>> + Send;
}

/// A grant that is the same for each attempt.
pub(crate) struct FixedGrant(pub(crate) Members);

impl GrantForm for FixedGrant {
    fn members(
        &self,
        _: &Uri,
        _: &str,
        _: SystemTime,
    ) -> impl Future<Output = Result<Members, AuthError>> + Send {
        ready(Ok(self.0.clone()))
    }
}

/// Scopes and resource of a token request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Access {
    pub(crate) scope: Option<String>,
    pub(crate) resource: Option<String>,
}

impl Access {
    /// Sets the scopes, separated by spaces
    /// ([RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
    pub(crate) fn set_scopes<I>(&mut self, scopes: I) -> Result<(), AuthError>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let mut joined = String::new();
        for scope in scopes {
            let scope = scope.as_ref();
            let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e) && byte != b',';
            if scope.is_empty() || !scope.bytes().all(allowed) {
                return Err(AuthError::new(AuthErrorKind::Credential, format!("invalid scope {scope:?}"))
                    .with_hint("pass each scope separately, such as users.read"));
            }
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(scope);
        }
        self.scope = Some(joined).filter(|joined| !joined.is_empty());
        Ok(())
    }

    /// Appends the members.
    pub(crate) fn append_to(&self, members: &mut Members) {
        for (name, value) in [("scope", &self.scope), ("resource", &self.resource)] {
            if let Some(value) = value {
                members.push((name, value.as_str().into()));
            }
        }
    }

    pub(crate) fn scope(&self) -> &str {
        self.scope.as_deref().unwrap_or_default()
    }
}

/// Setters of scopes and resource, in the `impl` of a struct with a field `access`.
macro_rules! access_setters {
    () => {
        /// Sets the requested scopes. Default: none.
        ///
        /// # Errors
        ///
        /// [`AuthErrorKind::Credential`](crate::auth::AuthErrorKind::Credential) if one is not a valid scope, such as an
        /// empty string or several scopes in one string
        /// ([RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
        pub fn scopes<I>(mut self, scopes: I) -> Result<Self, crate::auth::AuthError>
        where
            I: IntoIterator,
            I::Item: AsRef<str>,
        {
            self.access.set_scopes(scopes)?;
            Ok(self)
        }

        /// Sets the resource indicator ([RFC 8707 §2](https://www.rfc-editor.org/rfc/rfc8707#section-2)). Default: none.
        #[must_use]
        pub fn resource(mut self, resource: impl Into<String>) -> Self {
            self.access.resource = Some(resource.into());
            self
        }
    };
}
pub(crate) use access_setters;

/// Implements `TokenSource` with the bounds of a [`TokenEndpoint`](super::TokenEndpoint) over a service.
macro_rules! endpoint_source {
    ($source:ident { $($body:tt)* }) => {
        impl<S, B, ResBody> crate::auth::TokenSource for $source<S, B>
        where
            S: tower_service::Service<http::Request<B>, Response = http::Response<ResBody>> + Clone + Send + 'static,
            S::Future: Send,
            S::Error: Into<crate::BoxError>,
            B: From<bytes::Bytes> + Send + 'static,
            ResBody: http_body::Body<Data = bytes::Bytes> + Send + 'static,
            ResBody::Error: Into<crate::BoxError>,
        {
            $($body)*
        }
    };
}
pub(crate) use endpoint_source;

/// Builds the form of a request by a client, and its `Authorization` header if the client needs one.
pub(super) async fn build<N: AsRef<str>>(
    client: &ClientIdentity,
    endpoint: &Uri,
    members: Vec<(N, SecretString)>,
    now: SystemTime,
) -> Result<(SecretString, Option<HeaderValue>), AuthError> {
    let authentication = client.members(endpoint, now).await?;
    let mut form = Serializer::new(String::with_capacity(4096));
    let is_authentication = |name: &str| authentication.form.iter().any(|(member, _)| *member == name);
    for (name, value) in members.iter().filter(|(name, _)| !is_authentication(name.as_ref())) {
        form.append_pair(name.as_ref(), value.expose_secret());
    }
    for (name, value) in &authentication.form {
        form.append_pair(name, value.expose_secret());
    }
    let form = Zeroizing::new(form.finish());
    Ok((form.as_str().into(), authentication.authorization))
}
