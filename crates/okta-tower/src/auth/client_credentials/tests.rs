//! What the token endpoint may answer, and what comes of it.

use std::{sync::Arc, sync::Mutex, time::Duration};

use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use proptest::prelude::*;
use secrecy::SecretString;
use tokio::time::Instant;
use tower::service_fn;

use super::{
    super::{
        AuthError, AuthErrorKind, AuthLayer, OAuth,
        test_org::{ORG, Scripted, TestOrg, Text},
    },
    *,
};
use crate::meta::Deadline;

fn scripted(answers: impl IntoIterator<Item = Scripted>) -> (TestOrg, OAuth) {
    let org = TestOrg::new();
    org.state().token_script.extend(answers);
    org.state().token_delay = Duration::ZERO;
    let credential = org.builder().build();
    (org, credential)
}

fn answer(status: u16, headers: &[(&'static str, &str)], body: &'static str) -> Scripted {
    let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    Scripted::Answer(status, headers.collect::<HeaderMap>(), body)
}

async fn refused(status: u16, body: &'static str) -> AuthError {
    let (_, credential) = scripted([answer(status, &[("x-okta-request-id", "req1")], body)]);
    credential.prepare().await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn refusals_are_typed_and_say_what_to_do() {
    for (status, body, kind, code, hint) in [
        (
            401,
            r#"{"error":"invalid_client","error_description":"The audience claim for client_assertion must be the endpoint invoked for the request."}"#,
            AuthErrorKind::Rejected,
            "invalid_client",
            "custom domain",
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
            "service app",
        ),
        (403, r#"{"error":"access_denied"}"#, AuthErrorKind::Rejected, "access_denied", "policy"),
        (404, "<html>not here</html>", AuthErrorKind::Rejected, "", "-admin"),
        (200, "<html>a portal</html>", AuthErrorKind::Response, "", ""),
        (200, r#"{"access_token":"t"}"#, AuthErrorKind::Response, "", ""),
        (200, r#"{"access_token":"t","token_type":"mac"}"#, AuthErrorKind::Response, "", ""),
        (302, "", AuthErrorKind::Rejected, "", ""),
    ] {
        let error = refused(status, body).await;
        assert_eq!(error.kind(), kind, "{error}");
        let refusal = error.oauth_error().unwrap();
        assert_eq!((refusal.status.as_u16(), refusal.code.as_str()), (status, code));
        assert_eq!(refusal.request_id.as_deref(), Some("req1"));
        assert!(error.hint().unwrap_or_default().contains(hint), "{error}");
        assert!(!error.is_transient());
    }
}

#[tokio::test(start_paused = true)]
async fn a_scope_that_is_not_granted_is_quoted_from_either_kind_of_body() {
    let error = refused(400, r#"{"error":"invalid_scope","error_description":"no such scope"}"#).await;
    assert!(error.to_string().contains("invalid_scope, \"no such scope\", request id req1"), "{error}");
    let error = refused(403, r#"{"errorCode":"E0000006","errorSummary":"not\n allowed"}"#).await;
    assert!(error.to_string().contains("E0000006, \"not allowed\""), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_fails_is_tried_three_times() {
    let lost = || Scripted::Lost;
    let busy = || answer(503, &[], "");
    let (org, credential) = scripted([lost(), busy()]);
    credential.prepare().await.unwrap();
    assert_eq!(org.state().token_requests, 3);
    org.assert_no_faults();

    let (org, credential) = scripted([lost(), lost(), lost()]);
    let error = credential.prepare().await.unwrap_err();
    assert_eq!((error.kind(), error.is_transient()), (AuthErrorKind::Unreachable, true));
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "connection reset");
    assert_eq!(org.state().token_requests, 3);

    let (org, credential) = scripted([busy(), busy(), busy()]);
    let error = credential.prepare().await.unwrap_err();
    assert_eq!((error.kind(), error.is_transient()), (AuthErrorKind::Rejected, true));
    assert_eq!(org.state().token_requests, 3);
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_does_not_answer_is_given_up() {
    let org = TestOrg::new();
    org.state().token_delay = Duration::from_secs(3600);
    let tokens = org.tokens().attempt_timeout(Duration::from_secs(4));
    let credential = OAuth::builder(tokens).clock(Arc::new(org.clock.clone())).build();
    let begun = Instant::now();
    let error = credential.prepare().await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Unreachable);
    assert!((Duration::from_secs(12)..Duration::from_secs(14)).contains(&begun.elapsed()));
}

#[tokio::test(start_paused = true)]
async fn a_used_up_rate_limit_is_waited_for() {
    for (headers, least, most) in [
        (&[("x-rate-limit-reset", "1800000020")] as &[_], 20, 23),
        (&[("retry-after", "7")], 7, 8),
        (&[("retry-after", "7"), ("x-rate-limit-reset", "1800000001")], 7, 8),
        (
            &[
                ("x-rate-limit-limit", "0"),
                ("x-rate-limit-remaining", "0"),
                ("x-rate-limit-reset", "1800000050"),
            ],
            5,
            6,
        ),
        (&[], 5, 6),
    ] {
        let (org, credential) = scripted([answer(429, headers, r#"{"errorCode":"E0000047"}"#)]);
        let begun = Instant::now();
        credential.prepare().await.unwrap();
        let waited = begun.elapsed();
        let range = Duration::from_secs(least)..Duration::from_secs(most);
        assert!(range.contains(&waited), "{headers:?}: {waited:?}");
        assert_eq!(org.state().token_requests, 2);
        org.assert_no_faults();
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_lasts_too_long_fails_at_once_and_is_left_alone() {
    let (org, credential) = scripted([answer(429, &[("retry-after", "300")], "")]);
    for _ in 0..50 {
        let error = credential.prepare().await.unwrap_err();
        assert_eq!((error.kind(), error.is_transient()), (AuthErrorKind::RateLimited, true));
        assert!(error.oauth_error().unwrap().retry_after.unwrap() >= Duration::from_secs(300));
    }
    assert_eq!(org.state().token_requests, 1);
    org.pass(301.0).await;
    credential.prepare().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_deadline_ends_before_the_wait_fails_before_it() {
    let (org, credential) = scripted([answer(429, &[("retry-after", "30")], "")]);
    let service = org.service(&credential);
    let patient = tokio::spawn({
        let credential = credential.clone();
        async move { credential.prepare().await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut request = Request::get(format!("{ORG}/x")).body(Text::default()).unwrap();
    let begun = Instant::now();
    request.extensions_mut().insert(Deadline((begun + Duration::from_secs(10)).into_std()));
    let error = tower::ServiceExt::oneshot(service, request).await.unwrap_err();
    assert_eq!(error.downcast_ref::<AuthError>().unwrap().kind(), AuthErrorKind::RateLimited);
    assert_eq!(begun.elapsed(), Duration::ZERO);
    patient.await.unwrap().unwrap();
    assert_eq!(org.state().issued, 1);
}

#[tokio::test(start_paused = true)]
async fn odd_but_usable_answers_are_used() {
    for body in [
        r#"{"access_token":"t","token_type":"bearer"}"#,
        r#"{"access_token":"t","token_type":"BEARER","expires_in":"60","scope":null,"more":[1]}"#,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":0}"#,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":-5}"#,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":1e300}"#,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":59.9}"#,
    ] {
        let (_, credential) = scripted([answer(200, &[], body)]);
        credential.prepare().await.unwrap();
    }
    // A token that cannot stand in a header is not one.
    let (_, credential) =
        scripted([answer(200, &[], r#"{"access_token":"a\nb","token_type":"Bearer","expires_in":60}"#)]);
    let error = credential.prepare().await.unwrap_err();
    assert!(!error.to_string().contains("a\nb"));
}

#[tokio::test]
async fn client_secrets_are_sent_as_the_rfc_says() {
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
async fn an_unencrypted_endpoint_is_refused_before_anything_is_sent() {
    let service = service_fn(|_: Request<Full<Bytes>>| async {
        Err::<Response<Full<Bytes>>, BoxError>("it was sent".into())
    });
    let tokens = |endpoint: &str, switch| {
        let secret = ClientAuthentication::secret_post("x".into()).unwrap();
        let tokens = ClientCredentials::new(endpoint.parse().unwrap(), "c", secret, service).unwrap();
        OAuth::new(tokens.plain_http(switch).attempt_timeout(Duration::from_millis(1)))
    };
    let error = tokens("http://a.example/token", PlainHttp::Loopback).prepare().await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Insecure);
    let error = tokens("http://127.0.0.1/token", PlainHttp::Never).prepare().await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Insecure);
    let error = tokens("http://127.0.0.1/token", PlainHttp::Loopback).prepare().await.unwrap_err();
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "it was sent");
}

#[test]
fn settings_are_checked_when_they_are_made() {
    let org = TestOrg::new();
    for scopes in [&[""] as &[&str], &["a b"], &["a,b"], &["a\"b"], &["ä"], &["a", "b\n"]] {
        let error = org.tokens().scopes(scopes).unwrap_err();
        assert_eq!(error.kind(), AuthErrorKind::Credential);
    }
    let secret = || ClientAuthentication::secret_post("x".into()).unwrap();
    for (endpoint, client) in [("/oauth2/v1/token", "c"), ("ftp://a/token", "c"), ("https://a.example", " ")]
    {
        let made = ClientCredentials::<_, Text>::new(endpoint.parse().unwrap(), client, secret(), ());
        assert_eq!(made.unwrap_err().kind(), AuthErrorKind::Credential);
    }
}

/// The endpoint's every answer is a token or an error, and what reads it does not panic.
fn any_answer_is_read(status: u16, headers: HeaderMap, body: Vec<u8>) {
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
        let layer = AuthLayer::new(ORG.parse().unwrap(), credential);
        assert!(format!("{layer:?}").len() < 1000);
    });
}

proptest! {
    #[test]
    fn answers_of_all_kinds(
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
        headers.insert("x-rate-limit-reset", reset.parse().unwrap());
        headers.insert("date", date.parse().unwrap());
        any_answer_is_read(status, headers, body);
    }
}
