//! A test server: token endpoint and API in one service, with strict checks by jsonwebtoken.

mod verify;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, header::DATE};
use http_body_util::{BodyExt, Full};
use serde_json::json;
use tower::{Layer, Service, util::BoxCloneSyncService};

use super::{
    AuthLayer, ClientAuthentication, ClientCredentials, OAuth, OAuthBuilder, PrivateKey, PrivateKeyJwt,
    SigningAlgorithm,
};
use crate::{
    BoxError,
    clock::{Clock, ManualClock, unix_seconds},
};

pub(super) type Text = Full<Bytes>;
pub(super) type TestService = BoxCloneSyncService<Request<Text>, Response<super::AuthBody<Text>>, BoxError>;

pub(super) const SERVER: &str = "https://example.com";
const ENDPOINT: &str = "https://example.com/oauth2/token";

/// A service for token requests and API requests. Clones share the server.
#[derive(Clone)]
pub(super) struct TestServer {
    pub(super) clock: ManualClock,
    client_key: PrivateKey,
    state: Arc<Mutex<ServerState>>,
}

/// Behaviour and counters of the server.
pub(super) struct ServerState {
    pub(super) requires_dpop: bool,
    pub(super) token_nonce: Option<String>,
    pub(super) api_nonce: Option<String>,
    /// Seconds by which the server's clock is ahead of the client's.
    pub(super) ahead: i64,
    pub(super) lifetime: u64,
    /// Latency of the token endpoint.
    pub(super) token_delay: Duration,
    /// Overrides for the next responses of the token endpoint.
    pub(super) token_script: VecDeque<Scripted>,
    /// Whether the API rejects every token.
    pub(super) rejects_all: bool,
    pub(super) token_requests: u32,
    pub(super) token_times: Vec<SystemTime>,
    pub(super) api_requests: u32,
    pub(super) api_rejections: u32,
    pub(super) issued: u32,
    /// Protocol violations by the client.
    pub(super) violations: Vec<String>,
    ids: HashSet<String>,
    valid: HashMap<String, Granted>,
}

struct Granted {
    expires: u64,
    thumbprint: Option<String>,
}

pub(super) enum Scripted {
    Respond(u16, HeaderMap, &'static str),
    ConnectionReset,
}

impl TestServer {
    pub(super) fn new() -> Self {
        let noon = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let server = ServerState {
            requires_dpop: false,
            token_nonce: None,
            api_nonce: None,
            ahead: 0,
            lifetime: 3600,
            token_delay: Duration::from_millis(100),
            token_script: VecDeque::new(),
            rejects_all: false,
            token_requests: 0,
            token_times: Vec::new(),
            api_requests: 0,
            api_rejections: 0,
            issued: 0,
            violations: Vec::new(),
            ids: HashSet::new(),
            valid: HashMap::new(),
        };
        Self {
            clock: ManualClock::new(noon),
            client_key: PrivateKey::generate(SigningAlgorithm::Es256).unwrap().with_kid("k1"),
            state: Arc::new(Mutex::new(server)),
        }
    }

    /// Creates an server that requires DPoP, with nonces at the token endpoint and the API.
    pub(super) fn with_dpop() -> Self {
        let server = Self::new();
        {
            let mut state = server.state();
            state.requires_dpop = true;
            state.token_nonce = Some("token-1".into());
            state.api_nonce = Some("api-1".into());
        }
        server
    }

    pub(super) fn state(&self) -> MutexGuard<'_, ServerState> {
        self.state.lock().unwrap()
    }

    /// Reads several counters at once.
    pub(super) fn counts<T>(&self, read: impl FnOnce(&ServerState) -> T) -> T {
        read(&self.state())
    }

    pub(super) fn tokens(&self) -> ClientCredentials<Self, Text> {
        self.tokens_over(self.clone())
    }

    /// A source that sends token requests through a service.
    pub(super) fn tokens_over<S>(&self, service: S) -> ClientCredentials<S, Text> {
        let auth = ClientAuthentication::from(PrivateKeyJwt::new(self.client_key.clone()));
        ClientCredentials::new(ENDPOINT.parse().unwrap(), "client", auth, service)
            .unwrap()
            .scopes(["users.read", "groups.read"])
            .unwrap()
    }

    pub(super) fn builder(&self) -> OAuthBuilder {
        OAuth::builder(self.tokens()).clock(Arc::new(self.clock.clone()))
    }

    pub(super) fn service(&self, credential: &OAuth) -> TestService {
        let layer = AuthLayer::new(SERVER.parse().unwrap(), credential.clone());
        BoxCloneSyncService::new(layer.layer(self.clone()))
    }

    /// Revokes all tokens.
    pub(super) fn revoke(&self) {
        self.state().valid.clear();
    }

    /// Advances the wall clock and tokio's clock.
    pub(super) async fn advance(&self, seconds: f64) {
        let span = Duration::from_secs_f64(seconds);
        self.clock.advance(span);
        tokio::time::advance(span).await;
    }

    /// Sets the client's clock back, and not the server's.
    pub(super) fn set_local_clock_back(&self, seconds: u64) {
        self.clock.set(self.clock.now() - Duration::from_secs(seconds));
        self.state().ahead += i64::try_from(seconds).unwrap();
    }

    pub(super) fn assert_no_violations(&self) {
        assert_eq!(self.state().violations, Vec::<String>::new());
    }

    fn now(&self) -> u64 {
        let ahead = self.state().ahead;
        unix_seconds(self.clock.now()).saturating_add_signed(ahead)
    }

    async fn respond(self, request: Request<Text>) -> Result<Response<Text>, BoxError> {
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let mut response = if head.uri.path() == "/oauth2/token" {
            let (delay, script) = {
                let mut state = self.state();
                state.token_requests += 1;
                let now = self.clock.now();
                state.token_times.push(now);
                (state.token_delay, state.token_script.pop_front())
            };
            tokio::time::sleep(delay).await;
            // A scripted request is checked too: its ids are used up.
            let issued = self.state().issued;
            let response = self.token(&head, &body);
            if script.is_some() {
                self.state().issued = issued;
            }
            match script {
                None => response,
                Some(Scripted::ConnectionReset) => return Err("connection reset".into()),
                Some(Scripted::Respond(status, headers, body)) => {
                    let mut response = respond(StatusCode::from_u16(status)?, body.to_owned());
                    response.headers_mut().extend(headers);
                    response
                }
            }
        } else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            self.api(&head)
        };
        let date = UNIX_EPOCH + Duration::from_secs(self.now());
        response.headers_mut().entry(DATE).or_insert(httpdate::fmt_http_date(date).parse()?);
        Ok(response)
    }

    fn token(&self, head: &http::request::Parts, body: &[u8]) -> Response<Text> {
        let form: HashMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
        if let Err(reason) = self.check_assertion(&form) {
            return oauth(StatusCode::UNAUTHORIZED, "invalid_client", &reason);
        }
        let mut thumbprint = None;
        if let Some(proof) = head.headers.get("dpop") {
            match self.check_proof(proof.to_str().unwrap(), "POST", ENDPOINT, None) {
                Err(reason) => return oauth(StatusCode::BAD_REQUEST, "invalid_dpop_proof", &reason),
                Ok((jkt, nonce)) => {
                    let required = self.state().token_nonce.clone();
                    if let Some(required) = required.filter(|required| Some(required) != nonce.as_ref()) {
                        let mut response =
                            oauth(StatusCode::BAD_REQUEST, "use_dpop_nonce", "a nonce is required");
                        response.headers_mut().insert("dpop-nonce", required.parse().unwrap());
                        return response;
                    }
                    thumbprint = Some(jkt);
                }
            }
        } else if self.state().requires_dpop {
            let description = "The DPoP proof JWT header is missing.";
            return oauth(StatusCode::BAD_REQUEST, "invalid_dpop_proof", description);
        }
        let now = self.now();
        let mut state = self.state();
        state.issued += 1;
        let token = format!("token-{}", state.issued);
        let expires = now + state.lifetime;
        let token_type = if thumbprint.is_some() { "DPoP" } else { "Bearer" };
        state.valid.insert(token.clone(), Granted { expires, thumbprint });
        let body = json!({
            "access_token": token, "token_type": token_type, "expires_in": state.lifetime,
            "scope": form.get("scope"),
        });
        respond(StatusCode::OK, body.to_string())
    }

    fn api(&self, head: &http::request::Parts) -> Response<Text> {
        self.state().api_requests += 1;
        let authorization = head.headers.get("authorization").map_or("", |value| value.to_str().unwrap());
        let (scheme, token) = authorization.split_once(' ').unwrap_or_default();
        let now = self.now();
        let granted = {
            let state = self.state();
            let granted =
                state.valid.get(token).filter(|granted| now < granted.expires && !state.rejects_all);
            granted.map(|granted| granted.thumbprint.clone())
        };
        let Some(thumbprint) = granted else { return self.reject(scheme, "invalid_token", None) };
        if self.state().requires_dpop && thumbprint.is_none() {
            return self.reject("DPoP", "", None);
        }
        let Some(thumbprint) = thumbprint else { return respond(StatusCode::OK, "done".into()) };
        let Some(proof) = head.headers.get("dpop").filter(|_| scheme == "DPoP") else {
            self.violation(format!("bound token with scheme {scheme}"));
            return self.reject("DPoP", "", None);
        };
        let target = format!("{SERVER}{}", head.uri.path());
        let nonce =
            match self.check_proof(proof.to_str().unwrap(), head.method.as_str(), &target, Some(token)) {
                Err(_) => return self.reject("DPoP", "invalid_dpop_proof", None),
                Ok((jkt, _)) if jkt != thumbprint => {
                    self.violation("token of another key".into());
                    return self.reject("DPoP", "invalid_token", None);
                }
                Ok((_, nonce)) => nonce,
            };
        let required = self.state().api_nonce.clone();
        if required.is_some() && nonce != required {
            return self.reject("DPoP", "use_dpop_nonce", required);
        }
        let mut response = respond(StatusCode::OK, "done".into());
        if let Some(nonce) = required {
            response.headers_mut().insert("dpop-nonce", nonce.parse().unwrap());
        }
        response
    }

    fn reject(&self, scheme: &str, error: &str, nonce: Option<String>) -> Response<Text> {
        self.state().api_rejections += 1;
        let mut response = respond(StatusCode::UNAUTHORIZED, "rejected".into());
        let challenge = match error {
            "" => format!("{scheme} algs=\"ES256\""),
            error => format!("{scheme} error=\"{error}\""),
        };
        response.headers_mut().insert("www-authenticate", challenge.parse().unwrap());
        if let Some(nonce) = nonce {
            response.headers_mut().insert("dpop-nonce", nonce.parse().unwrap());
        }
        response
    }

    fn violation(&self, violation: String) -> String {
        self.state().violations.push(violation.clone());
        violation
    }
}

fn respond(status: StatusCode, body: String) -> Response<Text> {
    Response::builder().status(status).body(Text::from(body)).unwrap()
}

fn oauth(status: StatusCode, error: &str, description: &str) -> Response<Text> {
    respond(status, json!({ "error": error, "error_description": description }).to_string())
}

impl Service<Request<Text>> for TestServer {
    type Response = Response<Text>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Text>, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), BoxError>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Text>) -> Self::Future {
        Box::pin(self.clone().respond(request))
    }
}
