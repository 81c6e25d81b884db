//! Requests to the other endpoints of the server, with the same client.

use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body::Body;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use tower_service::Service;

use super::{
    super::{AuthError, AuthErrorKind, OAuthDialect, ProofPath},
    TokenEndpoint, diagnose,
    request::TokenHttpResponse,
};
use crate::{
    BoxError,
    body::without_byte_order_mark,
    clock::{Clock, SystemClock},
    meta::Operation,
};

impl<S, B> TokenEndpoint<S, B> {
    pub(in super::super) fn oauth_dialect(&self) -> &dyn OAuthDialect {
        &*self.dialect
    }
}

impl<S, B, ResBody> TokenEndpoint<S, B>
where
    S: Service<Request<B>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: From<Bytes> + Send + 'static,
    ResBody: Body<Data = Bytes> + Send + 'static,
    ResBody::Error: Into<BoxError>,
{
    /// Posts a form once, with the client's authentication, and reads the response.
    pub(in super::super) async fn post<T: DeserializeOwned>(
        &self,
        url: &Uri,
        members: Vec<(impl AsRef<str>, SecretString)>,
    ) -> Result<T, AuthError> {
        self.check_encrypted(url)?;
        let sent: SystemTime = SystemClock.now();
        let mut request = self.form_request(url, members, sent).await?;
        request.extensions_mut().insert(Operation(self.dialect.token_operation()));
        let (status, headers, body) = self.send_once(request).await?;
        if status.is_success() {
            return serde_json::from_slice(without_byte_order_mark(&body)).map_err(|_| {
                AuthError::new(AuthErrorKind::Response, format!("invalid response of {}", url.path()))
            });
        }
        let response = TokenHttpResponse {
            status,
            headers,
            body,
            sent,
            new_nonce: false,
            proof_path: ProofPath::Sent,
            clock_changed: false,
        };
        let error = response.read_error(&*self.dialect);
        Err(diagnose::diagnose(error, &*self.dialect, &self.client.id, 0))
    }
}
