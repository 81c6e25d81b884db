//! Tests of token responses and retries.

mod limits;

use std::{sync::Arc, sync::Mutex, time::Duration};

use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use proptest::prelude::*;
use secrecy::SecretString;
use tokio::time::Instant;
use tower::service_fn;

use super::{
    super::{
        AuthError, AuthErrorKind, AuthLayer, ClientCredentials, OAuth,
        test_server::{SERVER, Scripted, TestServer, Text},
    },
    *,
};

fn scripted(responses: impl IntoIterator<Item = Scripted>) -> (TestServer, OAuth) {
    let server = TestServer::new();
    server.state().token_script.extend(responses);
    server.state().token_delay = Duration::ZERO;
    let credential = server.builder().build();
    (server, credential)
}

fn respond(status: u16, headers: &[(&'static str, &str)], body: &'static str) -> Scripted {
    let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    Scripted::Respond(status, headers.collect::<HeaderMap>(), body)
}

async fn error_for(status: u16, body: &'static str) -> AuthError {
    let (_, credential) = scripted([respond(status, &[("x-request-id", "req1")], body)]);
    credential.prepare().await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn error_responses_have_kind_and_hint() {
    for (status, body, kind, code, hint) in [
        (
            401,
            r#"{"error":"invalid_client","error_description":"The audience claim for client_assertion must be the endpoint invoked for the request."}"#,
            AuthErrorKind::Rejected,
            "invalid_client",
            "token endpoint URL",
        ),
        (
            401,
            r#"{"error":"invalid_client","error_description":"The kid is invalid."}"#,
            AuthErrorKind::Rejected,
            "invalid_client",
            "kid",
        ),
        (
            401,
            r#"{"error":"invalid_client","error_description":"client_assertion is expired"}"#,
            AuthErrorKind::Rejected,
            "invalid_client",
            "clocks differ",
        ),
        (
            400,
            r#"{"error":"invalid_scope","error_description":"One or more scopes are not configured"}"#,
            AuthErrorKind::Rejected,
            "invalid_scope",
            "grant the scopes",
        ),
        (
            400,
            r#"{"error":"unauthorized_client"}"#,
            AuthErrorKind::Rejected,
            "unauthorized_client",
            "client credentials grant",
        ),
        (403, r#"{"error":"access_denied"}"#, AuthErrorKind::Rejected, "access_denied", ""),
        (403, "\u{feff}{\"error\":\"access_denied\"}", AuthErrorKind::Rejected, "access_denied", ""),
        (404, "<html>not here</html>", AuthErrorKind::Rejected, "", "token endpoint"),
        (200, "<html>a portal</html>", AuthErrorKind::Response, "", ""),
        (200, r#"{"access_token":"t"}"#, AuthErrorKind::Response, "", ""),
        (200, r#"{"access_token":"t","token_type":"mac"}"#, AuthErrorKind::Response, "", ""),
        (302, "", AuthErrorKind::Rejected, "", ""),
    ] {
        let error = error_for(status, body).await;
        assert_eq!(error.kind(), kind, "{error}");
        let response = error.oauth_error().unwrap();
        assert_eq!((response.status.as_u16(), response.code.as_str()), (status, code));
        assert_eq!(response.request_id.as_deref(), Some("req1"));
        assert!(error.hint().unwrap_or_default().contains(hint), "{error}");
        assert!(!error.is_transient());
    }
}

#[tokio::test(start_paused = true)]
async fn error_quotes_the_response() {
    let error = error_for(400, r#"{"error":"invalid_scope","error_description":"no such scope"}"#).await;
    assert!(error.to_string().contains("invalid_scope, \"no such scope\", request id req1"), "{error}");
    let error = error_for(403, r#"{"error":"access\tdenied","error_description":"not\n allowed"}"#).await;
    assert!(error.to_string().contains("access denied, \"not allowed\""), "{error}");
}

#[tokio::test(start_paused = true)]
async fn failing_endpoint_is_tried_three_times() {
    let reset = || Scripted::ConnectionReset;
    let busy = || respond(503, &[], "");
    let (server, credential) = scripted([reset(), busy()]);
    credential.prepare().await.unwrap();
    assert_eq!(server.state().token_requests, 3);
    server.assert_no_violations();

    let (server, credential) = scripted([reset(), reset(), reset()]);
    let error = credential.prepare().await.unwrap_err();
    assert_eq!((error.kind(), error.is_transient()), (AuthErrorKind::Unreachable, true));
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "connection reset");
    assert_eq!(server.state().token_requests, 3);

    let (server, credential) = scripted([busy(), busy(), busy()]);
    let error = credential.prepare().await.unwrap_err();
    assert_eq!((error.kind(), error.is_transient()), (AuthErrorKind::Rejected, true));
    assert_eq!(server.state().token_requests, 3);
}

#[tokio::test(start_paused = true)]
async fn unresponsive_endpoint_times_out() {
    let server = TestServer::new();
    server.state().token_delay = Duration::from_secs(3600);
    let tokens = server.tokens().attempt_timeout(Duration::from_secs(4));
    let credential = OAuth::builder(tokens).clock(Arc::new(server.clock.clone())).build();
    let start = Instant::now();
    let error = credential.prepare().await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Unreachable);
    assert!((Duration::from_secs(12)..Duration::from_secs(14)).contains(&start.elapsed()));
}

#[tokio::test(start_paused = true)]
async fn unusual_valid_responses_are_accepted() {
    for body in [
        r#"{"access_token":"t","token_type":"bearer"}"#,
        r#"{"access_token":"t","token_type":"BEARER","expires_in":"60","scope":null,"more":[1]}"#,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":0}"#,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":-5}"#,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":1e300}"#,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":59.9}"#,
        "\u{feff}{\"access_token\":\"t\",\"token_type\":\"Bearer\"}",
    ] {
        let (_, credential) = scripted([respond(200, &[], body)]);
        credential.prepare().await.unwrap();
    }
    // A token that is not a valid header value is rejected.
    let (_, credential) =
        scripted([respond(200, &[], r#"{"access_token":"a\nb","token_type":"Bearer","expires_in":60}"#)]);
    let error = credential.prepare().await.unwrap_err();
    assert!(!error.to_string().contains("a\nb"));
}

#[tokio::test]
async fn client_secrets_are_encoded_per_rfc() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let service = service_fn(move |request: Request<Full<Bytes>>| {
        let log = Arc::clone(&log);
        async move {
            let authorization = request.headers().get("authorization").cloned();
            let agent = request.headers().get("user-agent").cloned();
            let body = request.into_body().collect().await.unwrap().to_bytes();
            log.lock().unwrap().push((authorization, agent, String::from_utf8(body.to_vec()).unwrap()));
            let body = r#"{"access_token":"t","token_type":"Bearer"}"#;
            Ok::<_, BoxError>(Response::new(Full::<Bytes>::from(body)))
        }
    });
    let secret = || SecretString::from("s:/ä");
    for authentication in [
        ClientAuthentication::secret_basic(secret()).unwrap(),
        ClientAuthentication::secret_post(secret()).unwrap(),
    ] {
        let tokens = ClientCredentials::new(
            "https://a.example/token".parse().unwrap(),
            "i d",
            authentication,
            service.clone(),
        )
        .unwrap()
        .resource("https://api.example")
        .user_agent(HeaderValue::from_static("me/1"));
        OAuth::new(tokens).prepare().await.unwrap();
    }
    let seen = seen.lock().unwrap();
    let common = "grant_type=client_credentials&resource=https%3A%2F%2Fapi.example";
    // Base64 of "i+d:s%3A%2F%C3%A4".
    assert_eq!(seen[0].0.as_ref().unwrap(), "Basic aStkOnMlM0ElMkYlQzMlQTQ=");
    assert!(seen[0].0.as_ref().unwrap().is_sensitive());
    assert_eq!(seen[0].2, common);
    assert_eq!(seen[1].0, None);
    assert_eq!(seen[1].1.as_ref().unwrap(), "me/1");
    assert_eq!(seen[1].2, format!("{common}&client_id=i+d&client_secret=s%3A%2F%C3%A4"));
    assert!(ClientAuthentication::secret_basic(SecretString::from("")).is_err());
}

#[tokio::test(start_paused = true)]
async fn unencrypted_endpoint_is_rejected_before_sending() {
    let service = service_fn(|_: Request<Full<Bytes>>| async {
        Err::<Response<Full<Bytes>>, BoxError>("request sent".into())
    });
    let tokens = |endpoint: &str, plain_http| {
        let secret = ClientAuthentication::secret_post("x".into()).unwrap();
        let tokens = ClientCredentials::new(endpoint.parse().unwrap(), "c", secret, service).unwrap();
        OAuth::new(tokens.plain_http(plain_http).attempt_timeout(Duration::from_millis(1)))
    };
    let error = tokens("http://a.example/token", PlainHttp::Loopback).prepare().await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Insecure);
    let error = tokens("http://127.0.0.1/token", PlainHttp::Never).prepare().await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Insecure);
    let error = tokens("http://127.0.0.1/token", PlainHttp::Loopback).prepare().await.unwrap_err();
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "request sent");
}

#[test]
fn invalid_settings_are_rejected() {
    let server = TestServer::new();
    for scopes in [&[""] as &[&str], &["a b"], &["a,b"], &["a\"b"], &["ä"], &["a", "b\n"]] {
        let error = server.tokens().scopes(scopes).unwrap_err();
        assert_eq!(error.kind(), AuthErrorKind::Credential);
    }
    let secret = || ClientAuthentication::secret_post("x".into()).unwrap();
    for (endpoint, client) in [("/oauth2/token", "c"), ("ftp://a/token", "c"), ("https://a.example", " ")] {
        let result = ClientCredentials::<_, Text>::new(endpoint.parse().unwrap(), client, secret(), ());
        assert_eq!(result.unwrap_err().kind(), AuthErrorKind::Credential);
    }
}

/// Any response is a token or a bounded error.
fn assert_handled(status: u16, headers: HeaderMap, body: Vec<u8>) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let service = service_fn(move |_: Request<Full<Bytes>>| {
            let mut response = Response::new(Full::<Bytes>::from(body.clone()));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            *response.headers_mut() = headers.clone();
            async { Ok::<_, BoxError>(response) }
        });
        let secret = ClientAuthentication::secret_post("x".into()).unwrap();
        let tokens =
            ClientCredentials::new("https://a.example/token".parse().unwrap(), "c", secret, service).unwrap();
        let credential = OAuth::new(tokens);
        if let Err(error) = credential.prepare().await {
            assert!(error.to_string().chars().count() < 1500);
        }
        let layer = AuthLayer::new(SERVER.parse().unwrap(), credential);
        assert!(format!("{layer:?}").len() < 1000);
    });
}

proptest! {
    #[test]
    fn prop_any_response_is_handled(
        status in 200_u16..600,
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            ("[a-z_]{0,20}", ".{0,900}").prop_map(|(code, text)|
                serde_json::json!({ "error": code, "error_description": text }).to_string().into_bytes()),
            (".{1,20}", any::<f64>()).prop_map(|(token, seconds)| serde_json::json!({
                "access_token": token, "token_type": "Bearer", "expires_in": seconds,
            }).to_string().into_bytes()),
        ],
        reset in "[0-9]{0,22}",
        date in prop_oneof![Just("Tue, 14 Nov 2023 22:13:20 GMT".to_owned()), "[ -~]{0,30}"],
    ) {
        let mut headers = HeaderMap::new();
        headers.insert("ratelimit", format!("default;r=0;t={reset}").parse().unwrap());
        headers.insert("date", date.parse().unwrap());
        assert_handled(status, headers, body);
    }
}
