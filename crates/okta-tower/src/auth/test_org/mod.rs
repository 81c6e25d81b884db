//! An org for tests: a token endpoint and an API behind one service, strict and verified with jsonwebtoken.

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

pub(super) const ORG: &str = "https://org.example";
const ENDPOINT: &str = "https://org.example/oauth2/v1/token";

/// The org. Clones are the same org; it is a service that answers requests of both kinds.
#[derive(Clone)]
pub(super) struct TestOrg {
    pub(super) clock: ManualClock,
    client_key: PrivateKey,
    state: Arc<Mutex<Org>>,
}

/// How the org behaves, and what it has seen.
pub(super) struct Org {
    pub(super) demands_dpop: bool,
    pub(super) token_nonce: Option<String>,
    pub(super) api_nonce: Option<String>,
    /// By how much the org's clock is ahead of the client's, in seconds.
    pub(super) ahead: i64,
    pub(super) lifetime: u64,
    /// How long the token endpoint takes.
    pub(super) token_delay: Duration,
    /// Answers of the token endpoint in place of its own; the bool says whether the request fails instead.
    pub(super) token_script: VecDeque<Scripted>,
    /// Refuses every token at the API.
    pub(super) refuses_all: bool,
    pub(super) token_requests: u32,
    pub(super) token_times: Vec<SystemTime>,
    pub(super) api_requests: u32,
    pub(super) api_refusals: u32,
    pub(super) issued: u32,
    /// Faults that no well-behaved client commits.
    pub(super) faults: Vec<String>,
    ids: HashSet<String>,
    valid: HashMap<String, Granted>,
}

struct Granted {
    expires: u64,
    thumbprint: Option<String>,
}

pub(super) enum Scripted {
    Answer(u16, HeaderMap, &'static str),
    Lost,
}

impl TestOrg {
    pub(super) fn new() -> Self {
        let noon = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let org = Org {
            demands_dpop: false,
            token_nonce: None,
            api_nonce: None,
            ahead: 0,
            lifetime: 3600,
            token_delay: Duration::from_millis(100),
            token_script: VecDeque::new(),
            refuses_all: false,
            token_requests: 0,
            token_times: Vec::new(),
            api_requests: 0,
            api_refusals: 0,
            issued: 0,
            faults: Vec::new(),
            ids: HashSet::new(),
            valid: HashMap::new(),
        };
        Self {
            clock: ManualClock::new(noon),
            client_key: PrivateKey::generate(SigningAlgorithm::Es256).unwrap().with_kid("k1"),
            state: Arc::new(Mutex::new(org)),
        }
    }

    /// An org that demands proofs, with nonces at both places.
    pub(super) fn with_dpop() -> Self {
        let org = Self::new();
        {
            let mut state = org.state();
            state.demands_dpop = true;
            state.token_nonce = Some("token-1".into());
            state.api_nonce = Some("api-1".into());
        }
        org
    }

    pub(super) fn state(&self) -> MutexGuard<'_, Org> {
        self.state.lock().unwrap()
    }

    /// Several counts at one moment.
    pub(super) fn counts<T>(&self, read: impl FnOnce(&Org) -> T) -> T {
        read(&self.state())
    }

    pub(super) fn tokens(&self) -> ClientCredentials<Self, Text> {
        let auth = ClientAuthentication::from(PrivateKeyJwt::new(self.client_key.clone()));
        ClientCredentials::new(ENDPOINT.parse().unwrap(), "client", auth, self.clone())
            .unwrap()
            .scopes(["okta.users.read", "okta.groups.read"])
            .unwrap()
    }

    pub(super) fn builder(&self) -> OAuthBuilder {
        OAuth::builder(self.tokens()).clock(Arc::new(self.clock.clone()))
    }

    pub(super) fn service(&self, credential: &OAuth) -> TestService {
        let layer = AuthLayer::new(ORG.parse().unwrap(), credential.clone());
        BoxCloneSyncService::new(layer.layer(self.clone()))
    }

    /// Makes all tokens invalid.
    pub(super) fn revoke(&self) {
        self.state().valid.clear();
    }

    /// Passes time on the wall clock and for waits.
    pub(super) async fn pass(&self, seconds: f64) {
        let span = Duration::from_secs_f64(seconds);
        self.clock.advance(span);
        tokio::time::advance(span).await;
    }

    pub(super) fn assert_no_faults(&self) {
        assert_eq!(self.state().faults, Vec::<String>::new());
    }

    fn now(&self) -> u64 {
        let ahead = self.state().ahead;
        unix_seconds(self.clock.now()).saturating_add_signed(ahead)
    }

    async fn answer(self, request: Request<Text>) -> Result<Response<Text>, BoxError> {
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let mut response = if head.uri.path() == "/oauth2/v1/token" {
            let (delay, script) = {
                let mut state = self.state();
                state.token_requests += 1;
                let now = self.clock.now();
                state.token_times.push(now);
                (state.token_delay, state.token_script.pop_front())
            };
            tokio::time::sleep(delay).await;
            // The request is checked in any case: what it carries is used up.
            let issued = self.state().issued;
            let own = self.token(&head, &body);
            if script.is_some() {
                self.state().issued = issued;
            }
            match script {
                None => own,
                Some(Scripted::Lost) => return Err("connection reset".into()),
                Some(Scripted::Answer(status, headers, body)) => {
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
        if let Err(fault) = self.check_assertion(&form) {
            return oauth(StatusCode::UNAUTHORIZED, "invalid_client", &fault);
        }
        let mut thumbprint = None;
        if let Some(proof) = head.headers.get("dpop") {
            match self.check_proof(proof.to_str().unwrap(), "POST", ENDPOINT, None) {
                Err(fault) => return oauth(StatusCode::BAD_REQUEST, "invalid_dpop_proof", &fault),
                Ok((jkt, nonce)) => {
                    let demanded = self.state().token_nonce.clone();
                    if let Some(demanded) = demanded.filter(|demanded| Some(demanded) != nonce.as_ref()) {
                        let mut response =
                            oauth(StatusCode::BAD_REQUEST, "use_dpop_nonce", "a nonce is required");
                        response.headers_mut().insert("dpop-nonce", demanded.parse().unwrap());
                        return response;
                    }
                    thumbprint = Some(jkt);
                }
            }
        } else if self.state().demands_dpop {
            let said = "The DPoP proof JWT header is missing.";
            return oauth(StatusCode::BAD_REQUEST, "invalid_dpop_proof", said);
        }
        let now = self.now();
        let mut state = self.state();
        state.issued += 1;
        let token = format!("token-{}", state.issued);
        let expires = now + state.lifetime;
        let token_type = if thumbprint.is_some() { "DPoP" } else { "Bearer" };
        state.valid.insert(token.clone(), Granted { expires, thumbprint });
        let answer = json!({
            "access_token": token, "token_type": token_type, "expires_in": state.lifetime,
            "scope": form.get("scope"),
        });
        respond(StatusCode::OK, answer.to_string())
    }

    fn api(&self, head: &http::request::Parts) -> Response<Text> {
        self.state().api_requests += 1;
        let authorization = head.headers.get("authorization").map_or("", |value| value.to_str().unwrap());
        let (scheme, token) = authorization.split_once(' ').unwrap_or_default();
        let now = self.now();
        let granted = {
            let state = self.state();
            let granted =
                state.valid.get(token).filter(|granted| now < granted.expires && !state.refuses_all);
            granted.map(|granted| granted.thumbprint.clone())
        };
        let Some(thumbprint) = granted else { return self.refuse(scheme, "invalid_token", None) };
        if self.state().demands_dpop && thumbprint.is_none() {
            return self.refuse("DPoP", "access_token_not_dpop_bound", None);
        }
        let Some(thumbprint) = thumbprint else { return respond(StatusCode::OK, "done".into()) };
        let Some(proof) = head.headers.get("dpop").filter(|_| scheme == "DPoP") else {
            self.fault(format!("a bound token as {scheme}"));
            return self.refuse("DPoP", "dpop_authentication_scheme_required", None);
        };
        let target = format!("{ORG}{}", head.uri.path());
        let nonce =
            match self.check_proof(proof.to_str().unwrap(), head.method.as_str(), &target, Some(token)) {
                Err(_) => return self.refuse("DPoP", "invalid_dpop_proof", None),
                Ok((jkt, _)) if jkt != thumbprint => {
                    self.fault("another key's token".into());
                    return self.refuse("DPoP", "invalid_access_token_dpop_binding", None);
                }
                Ok((_, nonce)) => nonce,
            };
        let demanded = self.state().api_nonce.clone();
        if demanded.is_some() && nonce != demanded {
            return self.refuse("DPoP", "use_dpop_nonce", demanded);
        }
        let mut response = respond(StatusCode::OK, "done".into());
        if let Some(nonce) = demanded {
            response.headers_mut().insert("dpop-nonce", nonce.parse().unwrap());
        }
        response
    }

    fn refuse(&self, scheme: &str, error: &str, nonce: Option<String>) -> Response<Text> {
        self.state().api_refusals += 1;
        let mut response = respond(StatusCode::UNAUTHORIZED, json!({ "errorCode": "E0000011" }).to_string());
        let challenge = format!("{scheme} error=\"{error}\"");
        response.headers_mut().insert("www-authenticate", challenge.parse().unwrap());
        if let Some(nonce) = nonce {
            response.headers_mut().insert("dpop-nonce", nonce.parse().unwrap());
        }
        response
    }

    fn fault(&self, fault: String) -> String {
        self.state().faults.push(fault.clone());
        fault
    }
}

fn respond(status: StatusCode, body: String) -> Response<Text> {
    Response::builder().status(status).body(Text::from(body)).unwrap()
}

fn oauth(status: StatusCode, error: &str, description: &str) -> Response<Text> {
    respond(status, json!({ "error": error, "error_description": description }).to_string())
}

impl Service<Request<Text>> for TestOrg {
    type Response = Response<Text>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Text>, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), BoxError>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Text>) -> Self::Future {
        Box::pin(self.clone().answer(request))
    }
}
