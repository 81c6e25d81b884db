//! A token request and its response.

use std::{future::poll_fn, time::SystemTime};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT},
};
use http_body::Body;
use http_body_util::{BodyExt, Limited};
use secrecy::{ExposeSecret, SecretString};
use tower_service::Service;

use super::{
    super::{AuthError, AuthErrorKind, DpopProver, ProofPath, TokenRequest, headers::DPOP},
    TokenEndpoint,
    grant::{self, GrantForm},
};
use crate::{BoxError, meta::Operation};

/// Maximum length of a token response.
const RESPONSE_LIMIT: usize = 256 * 1024;

/// A response of the token endpoint, with data of its request.
pub(crate) struct TokenHttpResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) sent: SystemTime,
    /// Whether the response has another nonce than the request.
    pub(crate) new_nonce: bool,
    /// The form of the path in the request's proof.
    pub(crate) proof_path: ProofPath,
    /// Whether the clock was corrected since the request was sent.
    pub(crate) clock_changed: bool,
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
    /// Sends one token request and reads the response.
    pub(super) async fn send_request(
        &self,
        request: &TokenRequest,
        grant: &impl GrantForm,
        prover: Option<&DpopProver>,
    ) -> Result<TokenHttpResponse, AuthError> {
        let members = grant.members(&self.url, &self.client.id, request.server_time()).await?;
        let mut http = self.form_request(&self.url, members, request.server_time()).await?;
        let headers = http.headers_mut();
        let mut nonce = None;
        let proof_path = self.paths.get(&self.url, self.dialect.proof_path());
        if let Some(prover) = prover {
            nonce = prover.nonces.get(&self.url);
            headers.insert(DPOP, prover.proof_with(&Method::POST, &self.url, proof_path)?);
        }
        http.extensions_mut().insert(Operation(self.dialect.token_operation()));

        let clock = &request.context.clock;
        let (sent, offset_ms) = (clock.local(), clock.offset_ms());
        request.context.counters.requests.increment();
        let result = self.send_once(http).await;
        #[cfg(feature = "metrics")]
        crate::metrics::token_requested(
            &self.dialect.metric_names(),
            result.as_ref().map(|(status, ..)| *status),
        );
        let (status, headers, body) = result?;
        clock.update(&headers, sent);
        // Another response may have corrected it meanwhile.
        let clock_changed = clock.offset_ms() != offset_ms;
        let new_nonce = request.context.nonces.update(&self.url, &headers, nonce.as_deref());
        Ok(TokenHttpResponse { status, headers, body, sent, new_nonce, proof_path, clock_changed })
    }

    /// Builds a request with a form and the client's authentication.
    pub(super) async fn form_request<N: AsRef<str>>(
        &self,
        url: &Uri,
        members: Vec<(N, SecretString)>,
        now: SystemTime,
    ) -> Result<Request<B>, AuthError> {
        let (form, authorization) = grant::build(&self.client, url, members, now).await?;
        let mut http = Request::new(B::from(Bytes::from(form.expose_secret().to_owned())));
        *http.method_mut() = Method::POST;
        *http.uri_mut() = url.clone();
        let headers = http.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        self.insert_default_headers(headers);
        if let Some(value) = authorization {
            headers.insert(AUTHORIZATION, value);
        }
        Ok(http)
    }

    pub(super) fn insert_default_headers(&self, headers: &mut HeaderMap) {
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(agent) = &self.user_agent {
            headers.insert(USER_AGENT, agent.clone());
        }
    }

    /// Sends a request once, within the time limit.
    pub(super) async fn send_once(
        &self,
        request: Request<B>,
    ) -> Result<(StatusCode, HeaderMap, Bytes), AuthError> {
        let result = tokio::time::timeout(self.attempt_timeout, send(self.service(), request)).await;
        result.unwrap_or_else(|elapsed| {
            let seconds = self.attempt_timeout.as_secs_f32();
            Err(unreachable(format!("token request timed out after {seconds} s")).with_source(elapsed))
        })
    }
}

async fn send<S, B, ResBody>(
    mut service: S,
    request: Request<B>,
) -> Result<(StatusCode, HeaderMap, Bytes), AuthError>
where
    S: Service<Request<B>, Response = Response<ResBody>>,
    S::Error: Into<BoxError>,
    ResBody: Body<Data = Bytes>,
    ResBody::Error: Into<BoxError>,
{
    let failed = |error: BoxError| unreachable("error sending token request").with_source(error);
    poll_fn(|cx| service.poll_ready(cx)).await.map_err(|error| failed(error.into()))?;
    let response = service.call(request).await.map_err(|error| failed(error.into()))?;
    let (head, body) = response.into_parts();
    let body = Limited::new(body, RESPONSE_LIMIT)
        .collect()
        .await
        .map_err(|error| unreachable("error reading token response body").with_source(error))?;
    Ok((head.status, head.headers, body.to_bytes()))
}

fn unreachable(message: impl Into<std::borrow::Cow<'static, str>>) -> AuthError {
    AuthError::new(AuthErrorKind::Unreachable, message)
}
