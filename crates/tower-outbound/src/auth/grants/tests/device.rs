//! Device authorization.

use super::*;

fn device(
    server: &Server,
) -> DeviceAuthorization<BoxCloneSyncService<Request<Text>, Response<Text>, BoxError>, Text> {
    DeviceAuthorization::new(server.endpoint(), format!("{SERVER}/device").parse().unwrap())
        .scopes(["openid", "offline_access"])
        .unwrap()
}

/// The seconds since the start at which the server was polled.
async fn poll(server: &Server, errors: &[&'static str]) -> (Result<SignedIn, crate::auth::AuthError>, u64) {
    let user = server.user().build();
    let started = device(server).start().await.unwrap();
    server.state().errors = errors.to_vec();
    let start = tokio::time::Instant::now();
    let result = user.sign_in(&started).await;
    (result, start.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn user_code_and_urls_are_for_display() {
    let server = Server::new();
    let started = device(&server).start().await.unwrap();
    assert_eq!(started.user_code(), "ABCD", "without control characters");
    assert_eq!(started.verification_uri(), "https://example.com/activate");
    assert!(started.verification_uri_complete().unwrap().ends_with("user_code=ABCD"));
    assert_eq!(started.lifetime(), Duration::from_secs(60));
    let form = server.state().forms.pop().unwrap();
    assert_eq!((form["client_id"].as_str(), form["scope"].as_str()), ("client", "openid offline_access"));
    assert!(!format!("{started:?}").contains("device_code"));
}

#[tokio::test(start_paused = true)]
async fn polls_at_the_interval_of_the_server() {
    let server = Server::new();
    let (result, seconds) = poll(&server, &["authorization_pending", "authorization_pending"]).await;
    assert!(result.unwrap().has_refresh_token);
    assert_eq!(seconds, 15);
    let grant = "urn:ietf:params:oauth:grant-type:device_code";
    assert_eq!(server.grants_from(1), [grant; 3]);
}

#[tokio::test(start_paused = true)]
async fn slow_down_extends_the_interval() {
    let (result, seconds) = poll(&Server::new(), &["slow_down", "authorization_pending"]).await;
    result.unwrap();
    // 5 s, then 10 s twice.
    assert_eq!(seconds, 25);
}

#[tokio::test(start_paused = true)]
async fn code_expires_at_the_client_and_at_the_server() {
    let pending = ["authorization_pending"; 20];
    let (result, seconds) = poll(&Server::new(), &pending).await;
    assert_eq!((result.unwrap_err().kind(), seconds), (AuthErrorKind::SignInRequired, 60));
    let (result, _) = poll(&Server::new(), &["expired_token"]).await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::SignInRequired);
    assert!(error.hint().unwrap().contains("again"));
}

#[tokio::test(start_paused = true)]
async fn denied_access_ends_the_polling() {
    let server = Server::new();
    let (result, _) = poll(&server, &["authorization_pending", "access_denied"]).await;
    let error = result.unwrap_err();
    assert_eq!(error.oauth_error().unwrap().code, "access_denied");
    assert_eq!(server.state().forms.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn cancelled_polling_continues_with_the_same_grant() {
    let server = Server::new();
    let user = server.user().build();
    let started = device(&server).start().await.unwrap();
    server.state().errors = vec!["authorization_pending"; 2];
    for _ in 0..4 {
        // Before a poll, while one is on its way, and between two.
        let cancelled = tokio::time::timeout(Duration::from_millis(2505), user.sign_in(&started)).await;
        assert!(cancelled.is_err());
    }
    user.sign_in(&started).await.unwrap();
    assert_eq!(server.call(&user).await.unwrap(), "a1");
}
