//! Tests of Okta's error objects, codes and hints.

use bytes::Bytes;
use http::{Request, Response, header::WWW_AUTHENTICATE};
use http_body_util::{BodyExt, Full};
use tower::{Layer, ServiceExt, service_fn};

use super::*;
use crate::{
    BoxError,
    auth::{AuthErrorKind, AuthLayer, PrivateKey, PrivateKeyJwt, SigningAlgorithm},
};

type Text = Full<Bytes>;

const ORG: &str = "https://example.okta.com";

/// Obtains a token from an endpoint with one response.
async fn error_for(status: u16, body: &'static str) -> AuthError {
    let service = service_fn(move |request: Request<Text>| async move {
        assert_eq!(request.uri(), "https://example.okta.com/oauth2/v1/token");
        let response = Response::builder().status(status).header("x-okta-request-id", "req1");
        Ok::<_, BoxError>(response.body(Text::from(body)).unwrap())
    });
    let key = PrivateKey::generate(SigningAlgorithm::Es256).unwrap();
    let org: Origin = ORG.parse().unwrap();
    let tokens = client_credentials(&org, "0oa1", PrivateKeyJwt::new(key), service).unwrap();
    oauth(tokens.max_wait(std::time::Duration::ZERO)).build().prepare().await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn error_responses_have_kind_and_hint() {
    for (status, body, code, hint) in [
        (
            401,
            r#"{"error":"invalid_client","error_description":"The audience claim for client_assertion must be the endpoint invoked for the request."}"#,
            "invalid_client",
            "custom domain",
        ),
        (
            401,
            r#"{"error":"invalid_client","error_description":"The kid is invalid."}"#,
            "invalid_client",
            "kid",
        ),
        (
            401,
            r#"{"error":"invalid_client","error_description":"client_assertion is expired"}"#,
            "invalid_client",
            "clocks differ",
        ),
        (401, r#"{"error":"invalid_client"}"#, "invalid_client", "private_key_jwt"),
        (
            400,
            r#"{"error":"invalid_scope","error_description":"One or more scopes are not configured"}"#,
            "invalid_scope",
            "Okta API Scopes",
        ),
        (400, r#"{"error":"unauthorized_client"}"#, "unauthorized_client", "service app"),
        (403, r#"{"error":"access_denied"}"#, "access_denied", "policy"),
        (404, "<html>not here</html>", "", "-admin"),
        (403, r#"{"errorCode":"E0000006","errorSummary":"not\n allowed"}"#, "E0000006", ""),
    ] {
        let error = error_for(status, body).await;
        assert_eq!(error.kind(), AuthErrorKind::Rejected, "{error}");
        let response = error.oauth_error().unwrap();
        assert_eq!((response.status.as_u16(), response.code.as_str()), (status, code));
        assert_eq!(response.request_id.as_deref(), Some("req1"));
        assert!(error.hint().unwrap_or_default().contains(hint), "{error}");
    }
    let error = error_for(403, r#"{"errorCode":"E0000006","errorSummary":"not\n allowed"}"#).await;
    assert!(error.to_string().contains("E0000006, \"not allowed\", request id req1"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn rate_limit_code_counts_with_any_status() {
    for status in [429, 403] {
        let error = error_for(status, r#"{"errorCode":"E0000047"}"#).await;
        assert_eq!(error.kind(), AuthErrorKind::RateLimited);
    }
}

fn rejection(status: u16, challenges: &[&str], body: &str) -> Option<Rejection> {
    let mut response = Response::builder().status(status);
    for challenge in challenges {
        response = response.header(WWW_AUTHENTICATE, *challenge);
    }
    let (head, ()) = response.body(()).unwrap().into_parts();
    OktaDialect.body_rejection(&head, body.as_bytes())
}

#[test]
fn codes_other_than_invalid_token_reject_the_operation() {
    assert_eq!(rejection(401, &[], r#"{"errorCode":"E0000011"}"#), Some(Rejection::InvalidToken));
    assert_eq!(rejection(401, &["Bearer"], r#"{"errorCode":"E0000015"}"#), Some(Rejection::Other));
    assert_eq!(rejection(401, &[], "<html>"), None);
    assert_eq!(OktaDialect.rejection("invalid_access_token_dpop_binding"), Some(Rejection::KeyMismatch));
    assert_eq!(OktaDialect.rejection("invalid_token"), None, "as in the standards");
}

#[test]
fn proofs_have_decoded_paths() {
    assert_eq!(OktaDialect.proof_path().write("/api/v1/users/a%40b%25"), "/api/v1/users/a@b%25");
}

#[tokio::test(start_paused = true)]
async fn missing_permission_is_not_retried() {
    struct Source;
    impl TokenSource for Source {
        async fn token(&self, _: &crate::auth::TokenRequest) -> Result<crate::auth::Token, AuthError> {
            crate::auth::Token::bearer("t", std::time::Duration::from_secs(60))
        }
    }
    for (code, tokens) in [("E0000015", 1), ("E0000011", 2)] {
        let credential = oauth(Source).build();
        let service = AuthLayer::new(ORG.parse().unwrap(), credential.clone()).layer(service_fn(
            move |_: Request<Text>| async move {
                let body = format!(r#"{{"errorCode":"{code}"}}"#);
                let response = Response::builder().status(401);
                let response = response.header(WWW_AUTHENTICATE, r#"Bearer error="invalid_token""#);
                Ok::<_, BoxError>(response.body(Text::from(body)).unwrap())
            },
        ));
        let request = Request::get(format!("{ORG}/api/v1/users")).body(Text::default()).unwrap();
        let response = service.oneshot(request).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, format!(r#"{{"errorCode":"{code}"}}"#));
        assert_eq!(credential.stats().tokens, tokens, "{code}");
    }
}

#[test]
fn backchannel_expiry_has_the_name_of_okta() {
    assert_eq!(OktaDialect.backchannel_expiry_parameter(), "request_expiry");
}
