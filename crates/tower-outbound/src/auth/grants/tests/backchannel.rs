//! Backchannel authentication.

use super::*;
use crate::auth::OAuthDialect;

type Backchannel =
    BackchannelAuthentication<BoxCloneSyncService<Request<Text>, Response<Text>, BoxError>, Text>;

fn backchannel(endpoint: TestEndpoint) -> Backchannel {
    let url = format!("{SERVER}/bc/authorize").parse().unwrap();
    BackchannelAuthentication::new(endpoint, url).scopes(["openid", "offline_access"]).unwrap()
}

fn request() -> BackchannelRequest {
    BackchannelRequest::login_hint("ada@example.com")
}

/// The result of a sign-in, and the seconds since the start.
async fn poll(server: &Server, errors: &[&'static str]) -> (Result<SignedIn, crate::auth::AuthError>, u64) {
    let user = server.user().build();
    let started = backchannel(server.endpoint()).start(&request()).await.unwrap();
    server.state().errors = errors.to_vec();
    let start = tokio::time::Instant::now();
    let result = user.sign_in(&started).await;
    (result, start.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn request_names_the_user_and_the_transaction() {
    struct Other;
    impl OAuthDialect for Other {
        fn backchannel_expiry_parameter(&self) -> &'static str {
            "request_expiry"
        }
    }
    let server = Server::new();
    let started = backchannel(server.endpoint())
        .start(
            &request()
                .binding_message("Order 4711")
                .expiry(Duration::from_secs(60))
                .parameter("user_code", "s3"),
        )
        .await
        .unwrap();
    assert_eq!(started.lifetime(), Duration::from_secs(60));
    let form = server.state().forms.pop().unwrap();
    let sent = |name: &str| form.get(name).map(String::as_str);
    assert_eq!(sent("client_id"), Some("client"));
    assert_eq!(sent("scope"), Some("openid offline_access"));
    assert_eq!((sent("login_hint"), sent("id_token_hint")), (Some("ada@example.com"), None));
    assert_eq!(sent("binding_message"), Some("Order 4711"));
    assert_eq!((sent("requested_expiry"), sent("user_code")), (Some("60"), Some("s3")));

    let hint = BackchannelRequest::id_token_hint("e30.e30.e30").expiry(Duration::from_millis(1));
    backchannel(server.endpoint().dialect(Other)).start(&hint).await.unwrap();
    let form = server.state().forms.pop().unwrap();
    assert_eq!((form["id_token_hint"].as_str(), form["request_expiry"].as_str()), ("e30.e30.e30", "1"));
    assert!(!form.contains_key("login_hint") && !form.contains_key("requested_expiry"));
}

#[tokio::test(start_paused = true)]
async fn debug_output_has_no_secrets() {
    let server = Server::new();
    let request = BackchannelRequest::id_token_hint("e30.e30.e30").parameter("user_code", "s3cret");
    let started = backchannel(server.endpoint()).start(&request).await.unwrap();
    let text = format!("{request:?} {started:?}");
    assert!(text.contains("id_token_hint"), "{text}");
    assert!(!text.contains("e30") && !text.contains("s3cret") && !text.contains("request-1"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn polls_until_the_user_approves() {
    let server = Server::new();
    let (result, seconds) = poll(&server, &["authorization_pending", "slow_down"]).await;
    assert!(result.unwrap().has_refresh_token);
    // After 2, 2 and 7 seconds.
    assert_eq!(seconds, 11);
    let forms = server.state().forms.split_off(1);
    for form in forms {
        assert_eq!(form["grant_type"], "urn:openid:params:grant-type:ciba");
        assert_eq!(form["auth_req_id"], "request-1");
    }
}

#[tokio::test(start_paused = true)]
async fn session_continues_by_refresh_token() {
    let server = Server::new();
    let user = server.user().build();
    let started = backchannel(server.endpoint()).start(&request()).await.unwrap();
    user.sign_in(&started).await.unwrap();
    assert_eq!(server.call(&user).await.unwrap(), "a1");
    server.expire().await;
    let calls = futures_util::future::join_all((0..1000).map(|_| server.call(&user))).await;
    assert!(calls.into_iter().all(|token| token.unwrap() == "a2"));
    assert_eq!(server.grants_from(1), ["urn:openid:params:grant-type:ciba", "refresh_token"]);
}

#[tokio::test(start_paused = true)]
async fn denied_and_expired_requests_end_the_polling() {
    let (result, seconds) = poll(&Server::new(), &["authorization_pending", "access_denied"]).await;
    assert_eq!((result.unwrap_err().oauth_error().unwrap().code.as_str(), seconds), ("access_denied", 4));
    for (errors, expected) in [(vec!["authorization_pending"; 40], 60), (vec!["expired_token"], 2)] {
        let (result, seconds) = poll(&Server::new(), &errors).await;
        let error = result.unwrap_err();
        assert_eq!((error.kind(), seconds), (AuthErrorKind::SignInRequired, expected));
        assert!(error.to_string().contains("authentication request expired"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn unknown_user_is_not_asked_again() {
    let server = Server::new();
    server.state().errors = vec!["unknown_user_id"];
    let error = backchannel(server.endpoint()).start(&request()).await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Rejected);
    assert_eq!(error.oauth_error().unwrap().code, "unknown_user_id");
    assert_eq!(server.state().forms.len(), 1);
}
