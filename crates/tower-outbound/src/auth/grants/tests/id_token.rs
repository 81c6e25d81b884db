//! ID tokens of sign-ins.

use secrecy::ExposeSecret;

use super::*;
use crate::auth::{
    AuthError,
    id_token::tests::{IssuerState, TestKey},
};

/// Signs in with an issuer that a test changed.
async fn sign_in(change: impl FnOnce(&mut IssuerState)) -> Result<SignedIn, AuthError> {
    let server = Server::new();
    change(&mut server.issuer.state());
    server.user().build().sign_in(code_grant(Some("n1"))).await
}

async fn error_of(change: impl FnOnce(&mut IssuerState)) -> String {
    let error = sign_in(change).await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::IdToken, "{error}");
    assert!(!error.is_transient());
    error.to_string()
}

/// The claims of a valid token.
fn with_nonce(changed: Value) -> Value {
    let mut claims = json!({ "nonce": "n1" });
    claims.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
    claims
}

#[tokio::test(start_paused = true)]
async fn valid_token_is_returned() {
    for key in [TestKey::es256(), TestKey::rs256()] {
        let signed_in =
            sign_in(|issuer| (issuer.key, issuer.claims) = (key, with_nonce(json!({})))).await.unwrap();
        let id_token = signed_in.id_token.unwrap();
        assert_eq!((id_token.subject(), id_token.claim("email")), ("00u1", Some("ada@example.com")));
        assert_eq!(id_token.claim("iat"), None, "not a string");
        assert!(id_token.claims_json().contains("\"nonce\":\"n1\""));
        assert_eq!(id_token.token().expose_secret().split('.').count(), 3);
    }
    // Variants that the specification allows.
    for changed in [
        json!({ "aud": ["client"] }),
        json!({ "azp": "client" }),
        json!({ "at_hash": null }),
        json!({ "nbf": 1_800_000_059 }),
        json!({ "iat": 1_800_000_060 }),
        json!({ "exp": 1_799_999_941 }),
        json!({ "exp": 1_800_000_100.5 }),
    ] {
        sign_in(|issuer| issuer.claims = with_nonce(changed)).await.unwrap();
    }
    sign_in(|issuer| (issuer.claims, issuer.header) = (with_nonce(json!({})), json!({ "kid": null })))
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn invalid_claims_are_named() {
    for (claim, changed) in [
        ("iss", json!({ "iss": "https://evil.example" })),
        ("iss", json!({ "iss": "https://example.com/" })),
        ("iss", json!({ "iss": null })),
        ("sub", json!({ "sub": "" })),
        ("aud", json!({ "aud": "other" })),
        ("aud", json!({ "aud": null })),
        ("aud", json!({ "aud": ["client", "other"] })),
        ("aud", json!({ "aud": [] })),
        ("azp", json!({ "azp": "other" })),
        ("exp", json!({ "exp": null })),
        ("exp", json!({ "exp": "never" })),
        ("exp", json!({ "exp": 1_799_999_940 })),
        ("exp", json!({ "exp": -1 })),
        ("iat", json!({ "iat": null })),
        ("iat", json!({ "iat": 1_800_000_061 })),
        ("nbf", json!({ "nbf": 1_800_000_061 })),
        ("nbf", json!({ "nbf": "later" })),
        ("nonce", json!({ "nonce": null })),
        ("nonce", json!({ "nonce": "n2" })),
        ("at_hash", json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" })),
        ("at_hash", json!({ "at_hash": 1 })),
    ] {
        let text = error_of(|issuer| issuer.claims = with_nonce(changed.clone())).await;
        assert!(text.contains(&format!("`{claim}`")), "{changed}: {text}");
        assert!(!text.contains("evil") && !text.contains("00u1") && !text.contains("n2"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn signature_is_by_the_key_of_the_issuer() {
    let other = TestKey::es256();
    let foreign = TestIssuer::new(SERVER);
    (foreign.state().key, foreign.state().claims) = (other, json!({ "nonce": "n1" }));
    let forged = foreign.id_token("client", Some("a1"), 1_800_000_000).unwrap();
    let text = error_of(|issuer| issuer.token = Some(forged.clone())).await;
    assert!(text.contains("signature") && !text.contains(&forged), "{text}");

    let (signed, _) = forged.rsplit_once('.').unwrap();
    for (token, expected) in [
        (format!("{signed}."), "signature"),
        ("e30.e30.e30".to_owned(), "not a signed"),
        ("a.b".to_owned(), "not a signed"),
        ("a.b.c.d.e".to_owned(), "encrypt"),
        ("eyJhbGciOiJub25lIn0.e30.".to_owned(), "`alg`"),
    ] {
        let text = error_of(|issuer| issuer.token = Some(token)).await;
        assert!(text.contains(expected), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn header_is_checked() {
    for (header, expected) in [
        (json!({ "alg": "none" }), "`alg`"),
        (json!({ "alg": "HS256" }), "`alg`"),
        (json!({ "alg": "RS256" }), "signature"),
        (json!({ "alg": "ES384" }), "`alg`"),
        (json!({ "kid": "k2" }), "`kid`"),
        (json!({ "crit": ["b64"] }), "`crit`"),
    ] {
        let text =
            error_of(|issuer| (issuer.claims, issuer.header) = (with_nonce(json!({})), header.clone())).await;
        assert!(text.contains(expected), "{header}: {text}");
    }
    let text =
        error_of(|issuer| (issuer.claims, issuer.algorithms) = (with_nonce(json!({})), json!(["RS256"])))
            .await;
    assert!(text.contains("`alg`"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn metadata_is_that_of_the_issuer() {
    let server = Server::new();
    let text = error_of(|issuer| issuer.id = "https://evil.example".to_owned()).await;
    assert!(text.contains("another issuer"), "{text}");
    let text = error_of(|issuer| issuer.algorithms = json!(["HS256", "none"])).await;
    assert!(text.contains("neither"), "{text}");
    // The grant was not used.
    server.issuer.state().id = "https://evil.example".to_owned();
    server.user().build().sign_in(code_grant(None)).await.unwrap_err();
    assert!(server.state().forms.is_empty());
}

#[tokio::test(start_paused = true)]
async fn missing_token_is_an_error() {
    let text = error_of(|issuer| issuer.issues = false).await;
    assert!(text.contains("no ID token"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn token_is_never_returned_unvalidated() {
    let server = Server::new();
    let url = format!("{SERVER}/token").parse().unwrap();
    let service = BoxCloneSyncService::new(server.clone());
    let endpoint = TokenEndpoint::new(url, "client", ClientAuthentication::none(), service).unwrap();
    let user = |endpoint: TestEndpoint| {
        OAuth::builder(UserTokens::new(endpoint)).clock(server.clock.clone()).build()
    };
    let error = user(endpoint.clone()).sign_in(code_grant(None)).await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Credential);
    assert!(error.hint().unwrap().contains("TokenEndpoint::issuer"));
    assert!(server.state().forms.is_empty());
    // A token that was not requested is discarded, and any if the program says so.
    let members = vec![("grant_type", "authorization_code".into())];
    let unrequested = SignInGrant::new(members, ExpectedIdToken::default());
    assert!(user(endpoint.clone()).sign_in(&unrequested).await.unwrap().id_token.is_none());
    let discarded = user(endpoint.discard_id_tokens()).sign_in(code_grant(None)).await.unwrap();
    assert!(discarded.id_token.is_none() && discarded.has_refresh_token);
    assert!(server.issuer.state().fetched.is_empty());
}

#[tokio::test(start_paused = true)]
async fn keys_are_cached_for_their_age() {
    let server = Server::new();
    let endpoint = server.endpoint();
    let user = || OAuth::builder(UserTokens::new(endpoint.clone())).clock(server.clock.clone()).build();
    let users: Vec<OAuth> = (0..10).map(|_| user()).collect();
    let sign_ins = users.iter().map(|user| user.sign_in(code_grant(None)));
    for signed_in in futures_util::future::join_all(sign_ins).await {
        signed_in.unwrap();
    }
    assert_eq!(server.issuer.state().fetched, ["/.well-known/openid-configuration", "/keys"]);
    tokio::time::advance(Duration::from_secs(299)).await;
    user().sign_in(code_grant(None)).await.unwrap();
    assert_eq!(server.issuer.state().fetched.len(), 2);
    tokio::time::advance(Duration::from_secs(2)).await;
    user().sign_in(code_grant(None)).await.unwrap();
    assert_eq!(server.issuer.state().fetched.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn unknown_key_is_fetched_after_a_pause() {
    let server = Server::new();
    let endpoint = server.endpoint();
    let user = || OAuth::builder(UserTokens::new(endpoint.clone())).clock(server.clock.clone()).build();
    user().sign_in(code_grant(None)).await.unwrap();
    (server.issuer.state().key, server.issuer.state().key_id) = (TestKey::es256(), "k2".to_owned());
    let early = user().sign_in(code_grant(None)).await.unwrap_err();
    assert!(early.to_string().contains("`kid`"), "{early}");
    assert_eq!(server.issuer.state().fetched.len(), 2);
    tokio::time::advance(Duration::from_secs(30)).await;
    user().sign_in(code_grant(None)).await.unwrap();
    assert_eq!(server.issuer.state().fetched.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn polling_goes_on_while_the_keys_are_unavailable() {
    let server = Server::new();
    let device = DeviceAuthorization::new(server.endpoint(), format!("{SERVER}/device").parse().unwrap());
    let started = device.scopes(["openid"]).unwrap().start().await.unwrap();
    server.issuer.state().is_available = false;
    let user = server.user().build();
    let error = user.sign_in(&started).await.unwrap_err();
    assert!(error.to_string().contains("invalid response of /.well-known"), "{error}");
    // The device code was not used, so that the same sign-in succeeds later.
    server.issuer.state().is_available = true;
    user.sign_in(&started).await.unwrap();
    assert_eq!(server.grants_from(1), ["urn:ietf:params:oauth:grant-type:device_code"]);
}

#[tokio::test(start_paused = true)]
async fn refresh_needs_no_id_token_and_no_keys() {
    let server = Server::new();
    let user = server.user().build();
    server.sign_in(&user).await;
    server.issuer.state().is_available = false;
    server.expire().await;
    assert_eq!(server.call(&user).await.unwrap(), "a2");
    assert_eq!(server.issuer.state().fetched.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn nonce_is_sent_and_compared() {
    let server = Server::new();
    let url = format!("{SERVER}/authorize").parse().unwrap();
    let flow = AuthorizationCode::new(url, "client", "http://127.0.0.1/cb").unwrap();
    let request = flow.scopes(["openid"]).unwrap().start().unwrap();
    assert!(request.url().contains(&format!("nonce={}", request.nonce())));
    let grant = || request.redeem("c", request.state()).unwrap();
    let error = server.user().build().sign_in(grant()).await.unwrap_err();
    assert!(error.to_string().contains("`nonce`"), "{error}");
    server.issuer.state().claims = json!({ "nonce": request.nonce() });
    server.user().build().sign_in(grant()).await.unwrap();
}
