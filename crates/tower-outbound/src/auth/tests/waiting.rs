//! Tests that nothing is reserved while a credential is awaited, and nobody waits for a stalled body.

use std::time::Duration;

use futures_util::{StreamExt, future::join_all};
use http_body::Frame;
use tokio::time::{Instant, sleep};
use tower::{limit::ConcurrencyLimitLayer, util::BoxCloneSyncService};

use super::*;

/// Waits a second for each credential.
#[derive(Default)]
struct SlowCredential(AtomicU32);

impl Credential for SlowCredential {
    async fn attach(&self, request: &mut request::Parts) -> Result<AttachState, AuthError> {
        sleep(Duration::from_secs(1)).await;
        request.headers.insert(AUTHORIZATION, HeaderValue::from(self.0.fetch_add(1, Ordering::Relaxed)));
        Ok(AttachState::new())
    }

    fn inspect(&self, _: &AttachState, response: &response::Parts) -> ResponseInterest {
        match response.status {
            StatusCode::UNAUTHORIZED => ResponseInterest::Head,
            _ => ResponseInterest::None,
        }
    }

    fn decide(&self, _: &AttachState, _: &response::Parts, body: &[u8]) -> AuthDecision {
        assert!(body.is_empty(), "only the head is needed");
        AuthDecision::Retry(AuthRetryReason::TokenRejected)
    }

    fn may_retry(&self) -> bool {
        true
    }
}

#[tokio::test(start_paused = true)]
async fn permit_is_free_while_the_credential_is_awaited() {
    let limited = ConcurrencyLimitLayer::new(1).layer(service_fn(|_: Request<Text>| async {
        sleep(Duration::from_millis(10)).await;
        Ok::<_, Infallible>(Response::new(Text::default()))
    }));
    let mut service =
        AuthLayer::new(SERVER.parse().unwrap(), SlowCredential::default()).layer(limited.clone());
    let waiting = service.ready().await.unwrap().call(get("https://example.com/"));
    let start = Instant::now();
    let other = async {
        sleep(Duration::from_millis(1)).await;
        limited.oneshot(get("https://example.com/")).await.unwrap();
        assert_eq!(start.elapsed(), Duration::from_millis(11));
    };
    let (response, ()) = tokio::join!(waiting, other);
    response.unwrap();
    assert_eq!(start.elapsed(), Duration::from_millis(1010));
}

/// One permit, for calls and their retries.
#[tokio::test(start_paused = true)]
async fn retries_need_no_second_permit() {
    let rejected = Arc::new(AtomicU32::new(0));
    let limited = ConcurrencyLimitLayer::new(1).layer(service_fn(move |_: Request<Text>| {
        let status = if rejected.fetch_add(1, Ordering::Relaxed) < 4 { 401 } else { 200 };
        async move {
            sleep(Duration::from_millis(10)).await;
            Ok::<_, Infallible>(Response::builder().status(status).body(Text::default()).unwrap())
        }
    }));
    let service = AuthLayer::new(SERVER.parse().unwrap(), SlowCredential::default()).layer(limited);
    let start = Instant::now();
    let calls = (0..4).map(|_| service.clone().oneshot(get("https://example.com/")));
    for response in join_all(calls).await {
        assert_eq!(response.unwrap().status(), StatusCode::OK);
    }
    // The credentials are awaited at the same time, and the calls follow one after the other.
    assert!(start.elapsed() < Duration::from_millis(2200), "{:?}", start.elapsed());
}

/// Attaches a number at once, except for the first time.
struct Numbered(AtomicU32);

impl Numbered {
    fn insert(&self, request: &mut request::Parts) -> Result<AttachState, AuthError> {
        assert!(!request.headers.contains_key(AUTHORIZATION));
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        request.headers.insert(AUTHORIZATION, HeaderValue::from(number));
        Ok(AttachState::new())
    }
}

impl Credential for Numbered {
    async fn attach(&self, request: &mut request::Parts) -> Result<AttachState, AuthError> {
        sleep(Duration::from_secs(1)).await;
        self.insert(request)
    }

    fn attach_now(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
        (self.0.load(Ordering::Relaxed) > 0).then(|| self.insert(request))
    }
}

#[tokio::test(start_paused = true)]
async fn credential_is_attached_again_after_a_wait_below() {
    let (service, mut handle) = mock::pair::<Request<Text>, Response<Text>>();
    let service = AuthLayer::new(SERVER.parse().unwrap(), Numbered(AtomicU32::new(0))).layer(service);
    handle.allow(1);
    let mut call = tokio_test::task::spawn(service.oneshot(get("https://example.com/")));
    tokio_test::assert_pending!(call.poll());
    handle.allow(0);
    sleep(Duration::from_secs(2)).await;
    tokio_test::assert_pending!(call.poll(), "attached, and waits for readiness");
    handle.allow(1);
    tokio_test::assert_pending!(call.poll());
    let (request, reply) = handle.next_request().await.unwrap();
    assert_eq!(request.headers()[AUTHORIZATION], "2");
    reply.send_response(Response::new(Text::default()));
    assert_eq!(call.await.unwrap().status(), StatusCode::OK);
}

/// A service that rejects the first request with a body that stalls after its first bytes.
fn stalling<C: Credential>(
    credential: C,
    challenge: Option<&'static str>,
) -> BoxCloneSyncService<Request<Text>, Response<AuthBody<crate::body::Body>>, BoxError> {
    let count = AtomicU32::new(0);
    BoxCloneSyncService::new(AuthLayer::new(SERVER.parse().unwrap(), credential).layer(service_fn({
        let count = Arc::new(count);
        move |_: Request<Text>| {
            let is_first = count.fetch_add(1, Ordering::Relaxed) == 0;
            let start = futures_util::stream::iter([Ok::<_, BoxError>(Frame::data(Bytes::from("token")))]);
            let body = crate::body::Body::new(StreamBody::new(start.chain(futures_util::stream::pending())));
            let mut response = Response::new(body);
            if is_first {
                *response.status_mut() = StatusCode::UNAUTHORIZED;
            }
            if let Some(challenge) = challenge {
                response.headers_mut().insert("www-authenticate", HeaderValue::from_static(challenge));
            }
            async { Ok::<_, Infallible>(response) }
        }
    })))
}

#[tokio::test(start_paused = true)]
async fn stalled_error_body_is_passed_on() {
    let start = Instant::now();
    let response = stalling(RetryOn401::default(), None).oneshot(get("https://example.com/")).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(1));
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    let first = response.into_body().frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(first, "token", "the caller gets what was read");
}

#[cfg(feature = "oauth")]
#[tokio::test(start_paused = true)]
async fn challenge_with_error_needs_no_body() {
    struct Source;
    impl TokenSource for Source {
        async fn token(&self, _: &TokenRequest) -> Result<Token, AuthError> {
            Token::bearer("t", Duration::from_secs(60))
        }
    }
    let start = Instant::now();
    let service = stalling(OAuth::new(Source), Some(r#"Bearer error="invalid_token""#));
    let response = service.oneshot(get("https://example.com/")).await.unwrap();
    assert_eq!((response.status(), start.elapsed()), (StatusCode::OK, Duration::ZERO));
}
