//! Tests of grants and sessions over a scripted authorization server, in paused time.

mod assertions;
mod backchannel;
mod browser;
mod device;
mod id_token;
mod session;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, UNIX_EPOCH},
};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use tower::{Layer, Service, ServiceExt, util::BoxCloneSyncService};

use super::*;
use crate::{
    BoxError,
    auth::{
        AuthErrorKind, AuthLayer, ClientAuthentication, ClientCredentials, OAuth, OAuthBuilder,
        TokenEndpoint,
        id_token::{ExpectedIdToken, tests::TestIssuer},
    },
    clock::{Clock, ManualClock, unix_seconds},
};

pub(super) type Text = Full<Bytes>;
pub(super) type TestEndpoint =
    TokenEndpoint<BoxCloneSyncService<Request<Text>, Response<Text>, BoxError>, Text>;
pub(super) type Form = HashMap<String, String>;

const SERVER: &str = "https://example.com";

/// An authorization server with refresh tokens that are valid once, and an API.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) clock: ManualClock,
    pub(super) issuer: TestIssuer,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
pub(super) struct State {
    /// The number of tokens issued: the last ones are `a{issued}` and `r{issued}`.
    pub(super) issued: u32,
    /// The refresh token that is valid.
    pub(super) valid: Option<String>,
    /// Refresh tokens that were used after they were replaced.
    pub(super) reused: u32,
    /// The forms of the token requests.
    pub(super) forms: Vec<Form>,
    /// Errors of the next token requests, in order.
    pub(super) errors: Vec<&'static str>,
    /// What happened, in order.
    pub(super) events: Vec<String>,
}

impl Server {
    pub(super) fn new() -> Self {
        let clock = ManualClock::new(UNIX_EPOCH + Duration::from_secs(1_800_000_000));
        Self { clock, issuer: TestIssuer::new(SERVER), state: Arc::default() }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(super) fn endpoint(&self) -> TestEndpoint {
        let url = format!("{SERVER}/token").parse().unwrap();
        let service = BoxCloneSyncService::new(self.clone());
        TokenEndpoint::new(url, "client", ClientAuthentication::none(), service).unwrap().issuer(SERVER)
    }

    pub(super) fn user(&self) -> OAuthBuilder {
        OAuth::builder(UserTokens::new(self.endpoint())).clock(self.clock.clone())
    }

    /// Signs a user in.
    pub(super) async fn sign_in(&self, user: &OAuth) -> SignedIn {
        user.sign_in(code_grant(None)).await.unwrap()
    }

    /// Sends an API request with a credential. Returns the token that it had.
    pub(super) async fn call(&self, user: &OAuth) -> Result<String, BoxError> {
        let service = AuthLayer::new(SERVER.parse()?, user.clone()).layer(self.clone());
        let request = Request::get(format!("{SERVER}/api")).body(Text::default())?;
        let body = service.oneshot(request).await?.into_body().collect().await?.to_bytes();
        Ok(String::from_utf8(body.to_vec())?)
    }

    /// Lets the access tokens expire.
    pub(super) async fn expire(&self) {
        self.clock.advance(Duration::from_secs(3601));
        tokio::time::advance(Duration::from_secs(3601)).await;
    }

    pub(super) fn grants(&self) -> Vec<String> {
        self.grants_from(0)
    }

    pub(super) fn grants_from(&self, first: usize) -> Vec<String> {
        self.state().forms.iter().skip(first).map(|form| form["grant_type"].clone()).collect()
    }

    async fn respond(self, request: Request<Text>) -> Result<Response<Text>, BoxError> {
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        tokio::time::sleep(Duration::from_millis(10)).await;
        if let Some(document) = self.issuer.document(head.uri.path()) {
            let builder = Response::builder().header("cache-control", "max-age=300, must-revalidate");
            return Ok(builder.body(Text::from(document.to_string()))?);
        }
        let mut state = self.state();
        if head.uri.path() == "/api" {
            let authorization = head.headers["authorization"].to_str()?.to_owned();
            state.events.push(format!("used {authorization}"));
            return Ok(Response::new(Text::from(authorization.replace("Bearer ", ""))));
        }
        let form: Form = form_urlencoded::parse(&body).into_owned().collect();
        state.forms.push(form.clone());
        let (status, body) = match head.uri.path() {
            "/device" => (200, device_codes()),
            "/bc/authorize" if state.errors.is_empty() => {
                (200, json!({ "auth_req_id": "request-1", "expires_in": 60, "interval": 2 }))
            }
            "/par" => (201, json!({ "request_uri": "urn:pushed:1", "expires_in": 60 })),
            _ => {
                let (status, mut body) = token(&mut state, &form);
                if status == 200 && form["grant_type"] != "refresh_token" {
                    let now = unix_seconds(self.clock.now());
                    if let Some(id_token) = self.issuer.id_token("client", body["access_token"].as_str(), now)
                    {
                        body["id_token"] = json!(id_token);
                    }
                }
                (status, body)
            }
        };
        let response = Response::builder().status(StatusCode::from_u16(status)?);
        Ok(response.body(Text::from(body.to_string()))?)
    }
}

fn device_codes() -> Value {
    json!({
        "device_code": "device", "user_code": "ABCD\u{1b}", "verification_uri": "https://example.com/activate",
        "verification_uri_complete": "https://example.com/activate?user_code=ABCD", "expires_in": 60, "interval": 5,
    })
}

fn token(state: &mut State, form: &Form) -> (u16, Value) {
    if !state.errors.is_empty() {
        let error = state.errors.remove(0);
        return (if error == "server_error" { 500 } else { 400 }, json!({ "error": error }));
    }
    if form["grant_type"] == "refresh_token" && state.valid.as_ref() != form.get("refresh_token") {
        state.reused += 1;
        state.valid = None;
        return (400, json!({ "error": "invalid_grant", "error_description": "unknown or expired" }));
    }
    state.issued += 1;
    let issued = state.issued;
    state.valid = Some(format!("r{issued}"));
    let body = json!({
        "access_token": format!("a{issued}"), "token_type": "Bearer", "expires_in": 3600,
        "refresh_token": format!("r{issued}"),
    });
    (200, body)
}

impl Service<Request<Text>> for Server {
    type Response = Response<Text>;
    type Error = BoxError;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Response<Text>, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), BoxError>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Text>) -> Self::Future {
        Box::pin(self.clone().respond(request))
    }
}

/// The grant of an authorization code, whose request had this nonce.
pub(super) fn code_grant(nonce: Option<&str>) -> SignInGrant {
    let members = vec![("grant_type", "authorization_code".into()), ("code", "c".into())];
    let id_token = ExpectedIdToken { is_requested: true, nonce: nonce.map(str::to_owned) };
    SignInGrant::new(members, id_token)
}

pub(super) fn kind(error: &BoxError) -> AuthErrorKind {
    error.downcast_ref::<crate::auth::AuthError>().unwrap().kind()
}
