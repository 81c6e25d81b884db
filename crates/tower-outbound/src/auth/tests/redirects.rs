//! Tests of redirects inside and outside of the layer.

use http::HeaderName;
use tower::util::BoxCloneSyncService;
use tower_http::follow_redirect::FollowRedirectLayer;

use super::*;

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// Attaches a key without naming its header.
struct Unnamed;

impl Credential for Unnamed {
    async fn attach(&self, request: &mut request::Parts) -> Result<AttachState, AuthError> {
        request.headers.insert(API_KEY, HeaderValue::from_static("secret"));
        Ok(AttachState::new())
    }
}

/// Attaches what a bound token has.
struct Proven;

impl Credential for Proven {
    async fn attach(&self, request: &mut request::Parts) -> Result<AttachState, AuthError> {
        request.headers.insert(AUTHORIZATION, HeaderValue::from_static("DPoP secret"));
        request.headers.insert("dpop", HeaderValue::from_static("secret"));
        Ok(AttachState::new())
    }
}

type Seen = Arc<Mutex<Vec<Request<Text>>>>;
type Server = BoxCloneSyncService<Request<Text>, Response<Text>, BoxError>;

/// Redirects from `/here` to the same origin and from there to another one.
fn server() -> (Seen, Server) {
    let seen = Seen::default();
    let log = Arc::clone(&seen);
    let service = service_fn(move |request: Request<Text>| {
        let location = match request.uri().path() {
            "/here" => Some("https://example.com/there"),
            "/there" => Some("https://other.example/"),
            _ => None,
        };
        log.lock().unwrap().push(request);
        let mut response = Response::new(Text::default());
        if let Some(location) = location {
            *response.status_mut() = StatusCode::FOUND;
            response.headers_mut().insert("location", HeaderValue::from_static(location));
        }
        async { Ok::<_, BoxError>(response) }
    });
    (seen, BoxCloneSyncService::new(service))
}

/// The secrets of each request, and whether all of them are sensitive.
fn secrets(seen: &Seen) -> Vec<(usize, bool)> {
    let seen = seen.lock().unwrap();
    let secrets = |request: &Request<Text>| -> (usize, bool) {
        let values = request.headers().values().filter(|value| value.as_bytes().ends_with(b"secret"));
        values.fold((0, true), |(count, all), value| (count + 1, all && value.is_sensitive()))
    };
    seen.iter().map(secrets).collect()
}

async fn follow<C: Credential>(layer: AuthLayer<C>, guarded: bool) -> Vec<(usize, bool)> {
    let (seen, server) = server();
    let request = get("https://example.com/here");
    let redirects = FollowRedirectLayer::new();
    if guarded {
        let guard = layer.guard();
        layer.layer(redirects.layer(guard.layer(server))).oneshot(request).await.unwrap();
    } else {
        layer.layer(redirects.layer(server)).oneshot(request).await.unwrap();
    }
    secrets(&seen)
}

fn auth<C: Credential>(credential: C) -> AuthLayer<C> {
    AuthLayer::new(SERVER.parse().unwrap(), credential)
}

#[tokio::test]
async fn guard_removes_credentials_from_foreign_redirects() {
    let key = || StaticCredential::header(API_KEY, "secret").unwrap();
    let own = (1, true);
    assert_eq!(follow(auth(key()), false).await, [own, own, own], "redirects carry a custom header on");
    assert_eq!(follow(auth(key()), true).await, [own, own, (0, true)]);
    assert_eq!(follow(auth(Unnamed), true).await, [own, own, (0, true)]);
    assert_eq!(follow(auth(Bearer::new("secret").unwrap()), true).await, [own, own, (0, true)]);
    assert_eq!(follow(auth(Proven), true).await, [(2, true), (2, true), (0, true)]);
    assert_eq!(
        follow(auth(key()).trust("https://other.example".parse().unwrap()), true).await,
        [own, own, own],
        "a trusted origin gets the credential"
    );
}

#[tokio::test]
async fn redirects_outside_get_credentials_by_origin() {
    let (seen, server) = server();
    let layer = auth(StaticCredential::header(API_KEY, "secret").unwrap());
    let strict = FollowRedirectLayer::new().layer(layer.clone().layer(server.clone()));
    let error = strict.oneshot(get("https://example.com/here")).await.unwrap_err();
    assert_eq!(kind(&error), AuthErrorKind::ForeignOrigin);
    assert_eq!(secrets(&seen), [(1, true), (1, true)]);
    seen.lock().unwrap().clear();
    let open = layer.foreign_origin(ForeignOrigin::SendWithoutCredentials);
    FollowRedirectLayer::new()
        .layer(open.layer(server))
        .oneshot(get("https://example.com/here"))
        .await
        .unwrap();
    assert_eq!(secrets(&seen), [(1, true), (1, true), (0, true)]);
}

#[tokio::test]
async fn caller_cannot_set_the_credential_header() {
    let mut request = get("https://other.example/");
    request.headers_mut().insert(API_KEY, HeaderValue::from_static("secret"));
    let layer = auth(StaticCredential::header(API_KEY, "secret").unwrap());
    let request =
        receive(layer.foreign_origin(ForeignOrigin::SendWithoutCredentials), request).await.unwrap();
    assert!(request.headers().is_empty());
}

#[tokio::test]
async fn unnamed_credential_is_replaced_on_retry() {
    /// Appends a key, so that a copy must not have the previous one.
    struct Appended(AtomicU32);
    impl Credential for Appended {
        async fn attach(&self, request: &mut request::Parts) -> Result<AttachState, AuthError> {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            request.headers.append(API_KEY, HeaderValue::from(number));
            Ok(AttachState::new())
        }

        fn inspect(&self, _: &AttachState, _: &response::Parts) -> ResponseInterest {
            ResponseInterest::Head
        }

        fn decide(&self, _: &AttachState, _: &response::Parts, _: &[u8]) -> AuthDecision {
            AuthDecision::Retry(AuthRetryReason::TokenRejected)
        }

        fn may_retry(&self) -> bool {
            true
        }
    }
    let (seen, server) = server();
    let mut request = get("https://example.com/");
    request.headers_mut().insert("x-other", HeaderValue::from_static("kept"));
    auth(Appended(AtomicU32::new(7))).layer(server).oneshot(request).await.unwrap();
    let seen = seen.lock().unwrap();
    let keys: Vec<Vec<_>> =
        seen.iter().map(|request| request.headers().get_all(API_KEY).iter().collect()).collect();
    assert_eq!(keys, [["7"], ["8"]]);
    assert!(seen.iter().all(|request| request.headers()["x-other"] == "kept"));
}

#[tokio::test]
async fn relative_urls_need_an_origin() {
    let error = receive(layer(bearer()), get("/service/Method")).await.unwrap_err();
    assert_eq!(kind(&error), AuthErrorKind::ForeignOrigin);
    let text = error.to_string();
    assert!(text.contains("relative") && text.contains("origin_for_relative"), "{text}");

    let open = || layer(bearer()).origin_for_relative(SERVER.parse().unwrap());
    let request = receive(open(), get("/service/Method?x=1")).await.unwrap();
    assert_eq!(request.headers()[AUTHORIZATION], "Bearer secret");
    assert_eq!(request.uri(), "/service/Method?x=1", "the service below adds the origin");
    let plain = layer(bearer()).origin_for_relative("http://example.com".parse().unwrap());
    let error = receive(plain, get("/")).await.unwrap_err();
    assert_eq!(kind(&error), AuthErrorKind::Insecure);
}

#[tokio::test]
async fn credential_sees_the_absolute_url() {
    struct Uris(Mutex<Vec<http::Uri>>);
    impl Credential for Uris {
        async fn attach(&self, request: &mut request::Parts) -> Result<AttachState, AuthError> {
            self.0.lock().unwrap().push(request.uri.clone());
            Ok(AttachState::new())
        }
    }
    let layer = auth(Uris(Mutex::default())).origin_for_relative("https://example.com:8443".parse().unwrap());
    receive(layer.clone(), get("/a?b")).await.unwrap();
    receive(layer.clone(), get("https://example.com/c")).await.unwrap();
    let expected = ["https://example.com:8443/a?b", "https://example.com/c"];
    assert_eq!(*layer.credential().0.lock().unwrap(), expected);
}
