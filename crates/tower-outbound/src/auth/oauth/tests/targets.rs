//! Tests of rejected proofs: the form of their target, and rejections that occur once.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, Request, Response, Uri};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tower::{Layer, ServiceExt, service_fn};

use super::super::super::{
    AuthLayer, ClientAuthentication, ClientCredentials, DpopMode, OAuth, OAuthDialect, PrivateKey,
    PrivateKeyJwt, ProofPath, SigningAlgorithm,
    test_server::{SERVER, TestService, Text},
};
use crate::BoxError;

/// A server that compares the target of each proof with the path of the request, and has a script of rejections.
#[derive(Clone, Default)]
struct ProofServer(Arc<Mutex<ProofServerState>>);

#[derive(Default)]
struct ProofServerState {
    /// Whether the path of a request is decoded before it is compared.
    decodes: bool,
    /// Whether no target is accepted.
    rejects_targets: bool,
    /// `DPoP` challenges and nonces of the next responses.
    api_script: VecDeque<(u16, &'static str, Option<&'static str>)>,
    token_script: VecDeque<(&'static str, Option<&'static str>)>,
    /// The `htu` of all proofs of the API and of the token endpoint, and the nonces of the latter.
    api_targets: Vec<String>,
    token_targets: Vec<String>,
    token_nonces: Vec<Option<String>>,
    unbound: u32,
    ids: HashSet<String>,
}

fn claims(headers: &HeaderMap) -> Option<Value> {
    let proof = headers.get("dpop")?.to_str().unwrap();
    let payload = URL_SAFE_NO_PAD.decode(proof.split('.').nth(1).unwrap()).unwrap();
    Some(serde_json::from_slice(&payload).unwrap())
}

fn respond(status: u16, body: &str) -> Response<Text> {
    Response::builder().status(status).body(Text::from(body.to_owned())).unwrap()
}

impl ProofServer {
    fn new(decodes: bool) -> Self {
        let server = Self::default();
        server.state().decodes = decodes;
        server
    }

    fn state(&self) -> std::sync::MutexGuard<'_, ProofServerState> {
        self.0.lock().unwrap()
    }

    fn expected(&self, uri: &Uri) -> String {
        if !self.state().decodes {
            return format!("{SERVER}{}", uri.path());
        }
        let decoded = percent_decode_str(uri.path()).decode_utf8_lossy();
        format!("{SERVER}{}", decoded.replace('%', "%25").replace(' ', "%20").replace('#', "%23"))
    }

    fn token(&self, request: &Request<Text>) -> Response<Text> {
        let claims = claims(request.headers());
        let expected = self.expected(request.uri());
        let mut state = self.state();
        if let Some(claims) = &claims {
            assert!(state.ids.insert(claims["jti"].to_string()));
            state.token_targets.push(claims["htu"].as_str().unwrap().to_owned());
            state.token_nonces.push(claims["nonce"].as_str().map(str::to_owned));
            if claims["htu"] != expected {
                return respond(
                    400,
                    r#"{"error":"invalid_dpop_proof","error_description":"htu is invalid"}"#,
                );
            }
        }
        if let Some((error, nonce)) = state.token_script.pop_front() {
            let mut response = respond(400, &format!(r#"{{"error":"{error}"}}"#));
            if let Some(nonce) = nonce {
                response.headers_mut().insert("dpop-nonce", nonce.parse().unwrap());
            }
            return response;
        }
        let kind = if claims.is_some() { "DPoP" } else { "Bearer" };
        respond(200, &format!(r#"{{"token_type":"{kind}","access_token":"t","expires_in":3600}}"#))
    }

    fn api(&self, request: &Request<Text>) -> Response<Text> {
        let expected = self.expected(request.uri());
        let mut state = self.state();
        let mut reject = None;
        match claims(request.headers()) {
            Some(claims) => {
                assert!(state.ids.insert(claims["jti"].to_string()));
                state.api_targets.push(claims["htu"].as_str().unwrap().to_owned());
                if claims["htu"] != expected || state.rejects_targets {
                    let error = r#"error="invalid_dpop_proof", error_description="'htu' claim is invalid""#;
                    reject = Some((400, error, None));
                }
            }
            None => state.unbound += 1,
        }
        let Some((status, error, nonce)) = reject.or_else(|| state.api_script.pop_front()) else {
            return respond(200, "done");
        };
        let mut response = respond(status, "");
        response.headers_mut().insert("www-authenticate", format!("DPoP {error}").parse().unwrap());
        if let Some(nonce) = nonce {
            response.headers_mut().insert("dpop-nonce", nonce.parse().unwrap());
        }
        response
    }

    fn credential(&self, endpoint: &str, mode: DpopMode, dialect: impl OAuthDialect + Copy) -> OAuth {
        let server = self.clone();
        let service = service_fn(move |request: Request<Text>| {
            let response = server.token(&request);
            async move { Ok::<_, BoxError>(response) }
        });
        let key = PrivateKey::generate(SigningAlgorithm::Es256).unwrap();
        let authentication = ClientAuthentication::from(PrivateKeyJwt::new(key));
        let endpoint = format!("{SERVER}{endpoint}").parse().unwrap();
        let tokens = ClientCredentials::new(endpoint, "client", authentication, service).unwrap();
        OAuth::builder(tokens.dialect(dialect)).dpop(mode).dialect(dialect).build()
    }

    fn service(&self, credential: OAuth) -> TestService {
        let server = self.clone();
        let service = service_fn(move |request: Request<Text>| {
            let response = server.api(&request);
            async move { Ok::<_, BoxError>(response) }
        });
        TestService::new(AuthLayer::new(SERVER.parse().unwrap(), credential).layer(service))
    }
}

#[derive(Clone, Copy)]
struct Dialect(ProofPath);

impl OAuthDialect for Dialect {
    fn proof_path(&self) -> ProofPath {
        self.0
    }
}

async fn get(service: &TestService, path: &str) -> u16 {
    let request = Request::get(format!("{SERVER}{path}?q=%40")).body(Text::default()).unwrap();
    service.clone().oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test(start_paused = true)]
async fn other_target_is_tried_once_and_remembered() {
    for decodes in [false, true] {
        for form in [ProofPath::Sent, ProofPath::Decoded] {
            let server = ProofServer::new(decodes);
            let service = server.service(server.credential("/token", DpopMode::Always, Dialect(form)));
            for id in ["a%40b", "c%2Bd", "e%2540", "f%20g"] {
                assert_eq!(get(&service, &format!("/users/{id}")).await, 200);
            }
            let first_is_right = decodes == (form == ProofPath::Decoded);
            let targets = server.state().api_targets.clone();
            assert_eq!(targets.len(), if first_is_right { 4 } else { 5 }, "{targets:?}");
            if decodes {
                assert_eq!(targets.last().unwrap(), &format!("{SERVER}/users/f%20g"));
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn target_is_retried_after_a_nonce_challenge() {
    let server = ProofServer::new(true);
    server.state().api_script.push_back((401, r#"error="use_dpop_nonce""#, Some("n1")));
    let service = server.service(server.credential("/token", DpopMode::Always, Dialect(ProofPath::Sent)));
    assert_eq!(get(&service, "/users/a%40b").await, 200);
    assert_eq!(server.state().api_targets.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn always_rejected_target_is_tried_twice() {
    let server = ProofServer::new(false);
    server.state().rejects_targets = true;
    let service = server.service(server.credential("/token", DpopMode::Always, Dialect(ProofPath::Sent)));
    for attempts in [2, 4] {
        assert_eq!(get(&service, "/users/a%40b").await, 400);
        assert_eq!(server.state().api_targets.len(), attempts);
    }
    server.state().rejects_targets = false;
    assert_eq!(get(&service, "/users/a%40b").await, 200);
    assert_eq!(server.state().api_targets.len(), 5, "the first form again");
}

#[tokio::test(start_paused = true)]
async fn concurrent_calls_agree_on_the_target() {
    let server = ProofServer::new(true);
    let service = server.service(server.credential("/token", DpopMode::Always, Dialect(ProofPath::Sent)));
    let calls = (0..50).map(|_| get(&service, "/users/a%40b"));
    let statuses = futures_util::future::join_all(calls).await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
}

#[tokio::test(start_paused = true)]
async fn token_endpoint_gets_the_other_target() {
    let server = ProofServer::new(true);
    let credential = server.credential("/a%40b/token", DpopMode::Always, Dialect(ProofPath::Sent));
    for requests in [2, 3] {
        credential.prepare().await.unwrap();
        credential.clear();
        assert_eq!(server.state().token_targets.len(), requests);
    }
    assert_eq!(server.state().token_targets[2], format!("{SERVER}/a@b/token"));
}

#[tokio::test(start_paused = true)]
async fn proof_rejected_once_is_replaced() {
    for (status, error, nonce) in [
        (401, r#"error="invalid_dpop_proof""#, None),
        (400, r#"error="invalid_dpop_proof", error_description="jti""#, None),
        (401, r#"error="use_dpop_nonce""#, None),
        (401, r#"error="use_dpop_nonce""#, Some("n1")),
    ] {
        let server = ProofServer::new(false);
        let service = server.service(server.credential("/token", DpopMode::Always, Dialect(ProofPath::Sent)));
        server.state().api_script.push_back((status, error, nonce));
        assert_eq!(get(&service, "/users/a").await, 200, "{error}");
        assert_eq!(server.state().api_targets.len(), 2);
        server.state().api_script.extend([(status, error, None); 2]);
        assert_eq!(get(&service, "/users/a").await, status, "{error}");
        assert_eq!(server.state().api_targets.len(), 4);
    }
}

#[tokio::test(start_paused = true)]
async fn api_nonces_may_change_twice() {
    let server = ProofServer::new(false);
    let service = server.service(server.credential("/token", DpopMode::Always, Dialect(ProofPath::Sent)));
    let challenge = |nonce| (401, r#"error="use_dpop_nonce""#, Some(nonce));
    server.state().api_script.extend([challenge("n1"), challenge("n2")]);
    assert_eq!(get(&service, "/users/a").await, 200);
    server.state().api_script.extend(["n3", "n4", "n5", "n6"].map(challenge));
    assert_eq!(get(&service, "/users/a").await, 401);
    assert_eq!(server.state().api_targets.len(), 6);
}

#[tokio::test(start_paused = true)]
async fn token_nonces_may_change_twice() {
    let server = ProofServer::new(false);
    let challenge = |nonce| ("use_dpop_nonce", Some(nonce));
    server.state().token_script.extend([challenge("n1"), challenge("n2")]);
    let credential = server.credential("/token", DpopMode::Always, Dialect(ProofPath::Sent));
    credential.prepare().await.unwrap();
    let nonces = [None, Some("n1"), Some("n2")].map(|nonce| nonce.map(str::to_owned));
    assert_eq!(server.state().token_nonces, nonces);

    // A server that never accepts a nonce.
    credential.clear();
    server.state().token_script.extend((0..50).map(|n| challenge(["a", "b"][n % 2])));
    assert!(credential.prepare().await.is_err());
    assert!(server.state().token_nonces.len() <= 3 + 4);
}

#[tokio::test(start_paused = true)]
async fn token_proof_rejected_once_is_replaced() {
    for error in ["invalid_dpop_proof", "use_dpop_nonce"] {
        let server = ProofServer::new(false);
        server.state().token_script.push_back((error, None));
        let credential = server.credential("/token", DpopMode::Always, Dialect(ProofPath::Sent));
        credential.prepare().await.unwrap();
        assert_eq!(server.state().token_targets.len(), 2, "{error}");
        credential.clear();
        server.state().token_script.extend([(error, None); 2]);
        assert!(credential.prepare().await.is_err());
        assert_eq!(server.state().token_targets.len(), 4, "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn dpop_challenges_without_others_enable_proofs() {
    for error in [
        r#"error="invalid_token""#,
        r#"error="use_dpop_nonce""#,
        r#"error="invalid_dpop_proof""#,
        "algs=ES256",
    ] {
        let server = ProofServer::new(false);
        server.state().api_script.push_back((401, error, None));
        let service = server.service(server.credential("/token", DpopMode::Auto, Dialect(ProofPath::Sent)));
        assert_eq!(get(&service, "/users/a").await, 200, "{error}");
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(get(&service, "/users/a").await, 200);
        let state = server.state();
        assert_eq!((state.unbound, state.api_targets.len()), (1, 2), "{error}");
    }
}
