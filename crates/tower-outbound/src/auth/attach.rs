//! Attaching a credential to a request.

use http::{HeaderMap, Uri, request::Parts};

use super::{
    AttachState, AuthError, Credential,
    headers::{mark_attached, remove_credentials},
    policy::AuthShared,
};

/// What is restored once the credential is attached.
struct Original {
    /// The relative URL of a request whose credential needs an absolute one.
    uri: Option<Uri>,
    /// The headers, if the credential does not name those that it attaches.
    headers: Option<HeaderMap>,
}

/// An attached credential.
pub(super) struct Attached {
    pub(super) state: AttachState,
    /// The headers of a copy of the request, if those of the credential cannot be removed by name.
    pub(super) headers_before: Option<HeaderMap>,
}

impl<C: Credential, K> AuthShared<C, K> {
    /// Attaches the credential, if it need not wait.
    pub(super) fn attach_now(&self, parts: &mut Parts) -> Option<Result<Attached, AuthError>> {
        let original = self.begin(parts);
        let state = self.credential.attach_now(parts);
        let headers_before = self.end(parts, original);
        Some(state?.map(|state| Attached { state, headers_before }))
    }

    /// Attaches the credential, and waits for it if necessary.
    pub(super) async fn attach(&self, parts: &mut Parts) -> Result<Attached, AuthError> {
        let original = self.begin(parts);
        let state = self.credential.attach(parts).await?;
        let headers_before = self.end(parts, original);
        Ok(Attached { state, headers_before })
    }

    /// Attaches the credential once more, since the request waited: a proof is valid for a short time. Keeps the
    /// attached one if the credential would have to wait.
    pub(super) fn attach_again(&self, parts: &mut Parts, attached: &mut Attached) -> Result<(), AuthError> {
        let headers = parts.headers.clone();
        if let Some(before) = &attached.headers_before {
            parts.headers = before.clone();
        }
        match self.attach_now(parts) {
            Some(again) => *attached = again?,
            None => parts.headers = headers,
        }
        Ok(())
    }

    fn begin(&self, parts: &mut Parts) -> Original {
        let names = self.credential.header_names();
        remove_credentials(&mut parts.headers, names);
        let uri =
            self.policy.complete(&parts.uri).map(|absolute| std::mem::replace(&mut parts.uri, absolute));
        Original { uri, headers: names.is_none().then(|| parts.headers.clone()) }
    }

    fn end(&self, parts: &mut Parts, original: Original) -> Option<HeaderMap> {
        if let Some(uri) = original.uri {
            parts.uri = uri;
        }
        mark_attached(&mut parts.headers, self.credential.header_names(), original.headers.as_ref());
        original.headers
    }
}
