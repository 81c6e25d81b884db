//! Users who sign in, and clients that authenticate, over the network.

use std::{path::Path, process::Command, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::join_all;
use http::Method;
use okta_client::{
    Client, ErrorKind, models,
    okta_tower::auth::{
        AuthError, AuthErrorKind, BackchannelRequest, ClientAuthentication, ClientSecretJwt, DpopMode,
        FileTokenStore, MemoryTokenStore, OAuth, OAuthBuilder, PrivateKey, PrivateKeyJwt, SignInGrant,
        StoredToken, SubjectToken, TokenExchange, TokenSource, TokenStore, UserTokens, oauth,
    },
};
use okta_testkit::{ClientMethod, OidcApp, Org, RegisteredClient};
use okta_tests::unauthenticated;
use secrecy::SecretString;

const REDIRECT: &str = "http://127.0.0.1/cb";
const SCOPES: [&str; 4] = ["openid", "offline_access", "okta.users.read", "okta.users.manage"];

struct Fixture {
    org: Org,
    app: RegisteredClient,
    okta: Client,
    login: String,
    dpop: DpopMode,
}

impl Fixture {
    async fn new(app: OidcApp) -> Self {
        let org = Org::builder().users(3).start().await.unwrap();
        let app =
            org.register_client(app.redirect_uri(REDIRECT).scopes(SCOPES[2..].iter().copied())).unwrap();
        let okta = unauthenticated(&org).without_credentials().build().unwrap();
        let login = org.users()[0]["profile"]["login"].as_str().unwrap().to_owned();
        Self { org, app, okta, login, dpop: DpopMode::Auto }
    }

    /// An org whose app takes bound tokens only.
    async fn bound(app: OidcApp) -> Self {
        Self { dpop: DpopMode::Always, ..Self::new(app.require_dpop(true)).await }
    }

    fn authentication(&self, method: ClientMethod) -> ClientAuthentication {
        let secret = || self.app.client_secret().to_owned().into();
        match method {
            ClientMethod::SecretBasic => ClientAuthentication::secret_basic(secret()).unwrap(),
            ClientMethod::SecretPost => ClientAuthentication::secret_post(secret()).unwrap(),
            ClientMethod::SecretJwt => ClientSecretJwt::new(self.app.client_secret()).unwrap().into(),
            ClientMethod::PrivateKeyJwt => {
                let key = PrivateKey::parse(self.app.private_key_pem()).unwrap().with_kid(self.app.kid());
                PrivateKeyJwt::new(key).into()
            }
            _ => ClientAuthentication::none(),
        }
    }

    fn user(&self) -> OAuthBuilder {
        let server = self.okta.authorization_server();
        let endpoint = server.token_endpoint(self.app.client_id(), ClientAuthentication::none()).unwrap();
        oauth(UserTokens::new(endpoint)).dpop(self.dpop)
    }

    /// Signs the user in, in a browser that needs no page.
    async fn grant(&self) -> SignInGrant {
        let server = self.okta.authorization_server();
        let flow = server.authorization_code(self.app.client_id(), REDIRECT).unwrap();
        let request = flow.scopes(SCOPES).unwrap().parameter("login_hint", &self.login).start().unwrap();
        let target = request.url().strip_prefix(self.org.url()).unwrap();
        let redirect = self.okta.request(Method::GET, target).send().await.unwrap_err();
        request.redeem_redirect(redirect.location().unwrap()).unwrap()
    }

    fn client(&self, user: &OAuth) -> Client {
        self.okta.to_builder().unwrap().credential(user.clone()).build().unwrap()
    }

    fn assert_no_rejections(&self) {
        let counters = self.org.oauth_counters();
        let rejections = (counters.rejected_assertions, counters.rejected_proofs, counters.replayed_jti);
        assert_eq!((rejections, counters.reused_refresh_tokens), ((0, 0, 0), 0), "{:?}", counters.reasons);
    }
}

#[tokio::test]
async fn every_method_authenticates_every_oauth_call() {
    for method in [
        ClientMethod::None,
        ClientMethod::SecretBasic,
        ClientMethod::SecretPost,
        ClientMethod::SecretJwt,
        ClientMethod::PrivateKeyJwt,
    ] {
        let fixture = Fixture::new(OidcApp::new().method(method)).await;
        let id = fixture.app.client_id();
        let builder = fixture.okta.to_builder().unwrap();
        let okta = builder.client_authentication(id, fixture.authentication(method)).build().unwrap();
        let oauth = okta.oauth();

        let grant = models::oauth::TokenRequestClientCredentials::new().scope("okta.users.read");
        let token = oauth.token(grant).await.unwrap();
        let token: String = serde_json::from_str(&token.get("access_token").unwrap().to_string()).unwrap();
        let request = || models::oauth::IntrospectionRequest::new().token(token.as_str());
        assert_eq!(oauth.introspect(request()).await.unwrap().active, Some(true), "{method:?}");
        let server = oauth.server("default");
        assert_eq!(server.introspect(request()).await.unwrap().active, Some(true));
        oauth.revoke(models::oauth::RevokeRequestOrgAs::new().token(token.as_str())).await.unwrap();
        assert_eq!(oauth.introspect(request()).await.unwrap().active, Some(false));

        let device = models::oauth::DeviceAuthorizeRequest::new().client_id(id).scope("openid");
        assert!(oauth.device_authorize(device).await.unwrap().device_code.is_some());
        fixture.assert_no_rejections();
    }
}

#[tokio::test]
async fn call_without_authentication_is_rejected() {
    let fixture = Fixture::new(OidcApp::new().method(ClientMethod::SecretBasic)).await;
    let request = models::oauth::IntrospectionRequest::new().token("t");
    let error = fixture.okta.oauth().introspect(request).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
}

#[tokio::test]
async fn credential_stays_for_other_calls() {
    let fixture = Fixture::new(OidcApp::new().method(ClientMethod::SecretPost)).await;
    let authentication = fixture.authentication(ClientMethod::SecretPost);
    let okta = okta_tests::builder(&fixture.org)
        .client_authentication(fixture.app.client_id(), authentication)
        .build()
        .unwrap();
    okta.users().get(&fixture.login).await.unwrap();
    let request = models::oauth::IntrospectionRequest::new().token("t");
    assert_eq!(okta.oauth().introspect(request).await.unwrap().active, Some(false));
}

#[tokio::test]
async fn browser_sign_in_reads_the_user() {
    let fixture = Fixture::new(OidcApp::new()).await;
    let user = fixture.user().build();
    let signed_in = user.sign_in(fixture.grant().await).await.unwrap();
    assert!(signed_in.has_refresh_token);
    assert_eq!(signed_in.scope.as_deref(), Some("openid offline_access okta.users.read okta.users.manage"));
    let me = fixture.client(&user).users().get("me").await.unwrap();
    let id_token = signed_in.id_token.unwrap();
    assert_eq!((id_token.subject(), id_token.claim("iss")), (me.id.as_str(), Some(fixture.org.url())));
    assert_eq!(me.profile.unwrap().login.as_deref(), Some(fixture.login.as_str()));
    fixture.assert_no_rejections();
}

/// Signs in while the org's responses are changed, once. Returns the error.
async fn rejected_id_token(
    path: &str,
    change: impl Fn(&mut serde_json::Value) + Send + Sync + 'static,
) -> String {
    let fixture = Fixture::new(OidcApp::new()).await;
    let user = fixture.user().build();
    fixture.org.when(path).map_response(move |response| {
        let mut body: serde_json::Value = serde_json::from_slice(response.bytes()).unwrap();
        change(&mut body);
        response.json(body)
    });
    let error = user.sign_in(fixture.grant().await).await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::IdToken, "{error}");
    // The tokens of the response are discarded.
    let call = fixture.client(&user).users().get("me").await.unwrap_err();
    assert_eq!(call.kind(), ErrorKind::Auth);
    fixture.org.requests().matching("GET /api/v1/users/{id}").expect(0);
    user.sign_in(fixture.grant().await).await.unwrap();
    error.to_string()
}

#[tokio::test]
async fn forged_id_tokens_are_rejected() {
    // The claims of another user, with the signature of the first.
    let forged = |body: &mut serde_json::Value| {
        let token = body["id_token"].as_str().unwrap().to_owned();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let mut claims: serde_json::Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        claims["sub"] = "00uother".into();
        let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
        body["id_token"] = format!("{header}.{claims}.{signature}").into();
    };
    let text = rejected_id_token("POST /oauth2/v1/token", forged).await;
    assert!(text.contains("signature") && !text.contains("00uother"), "{text}");
    // An access token, which has the same signature.
    let swapped = |body: &mut serde_json::Value| body["id_token"] = body["access_token"].clone();
    let text = rejected_id_token("POST /oauth2/v1/token", swapped).await;
    assert!(text.contains("`aud`"), "{text}");
    let removed = |body: &mut serde_json::Value| drop(body.as_object_mut().unwrap().remove("id_token"));
    let text = rejected_id_token("POST /oauth2/v1/token", removed).await;
    assert!(text.contains("no ID token"), "{text}");
    // Another access token than that of the ID token.
    let replaced = |body: &mut serde_json::Value| body["access_token"] = "other".into();
    let text = rejected_id_token("POST /oauth2/v1/token", replaced).await;
    assert!(text.contains("`at_hash`"), "{text}");
    let unsupported = |body: &mut serde_json::Value| {
        body["id_token_signing_alg_values_supported"] = ["HS256"].as_slice().into()
    };
    let text = rejected_id_token("GET /.well-known/openid-configuration", unsupported).await;
    assert!(text.contains("RS256"), "{text}");
    let other = |body: &mut serde_json::Value| body["issuer"] = "https://evil.example".into();
    let text = rejected_id_token("GET /.well-known/openid-configuration", other).await;
    assert!(text.contains("another issuer"), "{text}");
}

#[tokio::test]
async fn nonce_of_another_sign_in_is_rejected() {
    let fixture = Fixture::new(OidcApp::new()).await;
    let server = fixture.okta.authorization_server();
    let flow = server.authorization_code(fixture.app.client_id(), REDIRECT).unwrap();
    let request = flow.scopes(SCOPES).unwrap().parameter("login_hint", &fixture.login).start().unwrap();
    // Someone replaces the nonce in the browser.
    let target = request.url().strip_prefix(fixture.org.url()).unwrap().replace(request.nonce(), "other");
    let redirect = fixture.okta.request(Method::GET, &target).send().await.unwrap_err();
    let grant = request.redeem_redirect(redirect.location().unwrap()).unwrap();
    let error = fixture.user().build().sign_in(&grant).await.unwrap_err();
    assert!(error.to_string().contains("`nonce`"), "{error}");
}

#[tokio::test]
async fn token_of_a_user_is_exchanged() {
    let fixture = Fixture::new(OidcApp::new()).await;
    let user = fixture.user().build();
    user.sign_in(fixture.grant().await).await.unwrap();
    fixture.client(&user).users().get("me").await.unwrap();
    let requests = fixture.org.take_requests();
    let header = requests.iter().last().unwrap().header("authorization").unwrap();
    let subject = SubjectToken::access_token(SecretString::from(header.strip_prefix("Bearer ").unwrap()));

    let server = fixture.okta.authorization_server();
    let endpoint = server.token_endpoint(fixture.app.client_id(), ClientAuthentication::none()).unwrap();
    let narrower = TokenExchange::new(endpoint, &fixture.login, subject).scopes(["okta.users.read"]).unwrap();
    let credential = oauth(narrower).build();
    let okta = fixture.client(&credential);
    let me = okta.users().get("me").await.unwrap();
    assert_eq!(me.profile.unwrap().login.as_deref(), Some(fixture.login.as_str()));
    let error = okta.users().deactivate(&me.id).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    assert_eq!(credential.granted_scopes().await.unwrap().as_deref(), Some("okta.users.read"));
    fixture.assert_no_rejections();
}

#[tokio::test]
async fn pushed_sign_in_of_a_confidential_client() {
    let fixture = Fixture::new(OidcApp::new().method(ClientMethod::PrivateKeyJwt)).await;
    let server = fixture.okta.custom_authorization_server("default");
    let authentication = fixture.authentication(ClientMethod::PrivateKeyJwt);
    let endpoint = server.token_endpoint(fixture.app.client_id(), authentication).unwrap();
    let flow = server.authorization_code(fixture.app.client_id(), REDIRECT).unwrap();
    let flow = flow.scopes(SCOPES).unwrap().parameter("login_hint", &fixture.login);
    let request = flow.push(&endpoint, &server.pushed_authorization_url().unwrap()).await.unwrap();
    let target = request.url().strip_prefix(fixture.org.url()).unwrap();
    let redirect = fixture.okta.request(Method::GET, target).send().await.unwrap_err();
    let user = oauth(UserTokens::new(endpoint)).build();
    let signed_in =
        user.sign_in(request.redeem_redirect(redirect.location().unwrap()).unwrap()).await.unwrap();
    let issuer = format!("{}/oauth2/default", fixture.org.url());
    assert_eq!(signed_in.id_token.unwrap().claim("iss"), Some(issuer.as_str()));
    user.clear();
    user.prepare().await.unwrap();
    assert_eq!(fixture.org.oauth_counters().refreshes, 1);
    fixture.assert_no_rejections();
}

#[tokio::test]
async fn device_sign_in_waits_for_the_user() {
    let fixture = Fixture::new(OidcApp::new()).await;
    fixture.org.set_poll_interval(Duration::ZERO);
    let server = fixture.okta.authorization_server();
    let endpoint = server.token_endpoint(fixture.app.client_id(), ClientAuthentication::none()).unwrap();
    let device = server.device_authorization(endpoint).unwrap().scopes(SCOPES).unwrap();
    let started = device.start().await.unwrap();
    assert!(fixture.org.approve_device(started.user_code(), &fixture.login));
    let user = fixture.user().build();
    user.sign_in(&started).await.unwrap();
    fixture.client(&user).users().get("me").await.unwrap();

    let denied = device.start().await.unwrap();
    assert!(fixture.org.deny_device(denied.user_code()));
    let error = user.sign_in(&denied).await.unwrap_err();
    assert_eq!(error.oauth_error().unwrap().code, "access_denied");
    fixture.client(&user).users().get("me").await.unwrap();
}

#[tokio::test]
async fn backchannel_sign_in_waits_for_the_user() {
    for method in [ClientMethod::SecretBasic, ClientMethod::SecretJwt, ClientMethod::PrivateKeyJwt] {
        let fixture = Fixture::new(OidcApp::new().method(method).rotation(Duration::ZERO)).await;
        fixture.org.set_poll_interval(Duration::ZERO);
        let server = fixture.okta.authorization_server();
        let endpoint =
            server.token_endpoint(fixture.app.client_id(), fixture.authentication(method)).unwrap();
        let backchannel = server.backchannel_authentication(endpoint.clone()).unwrap();
        let backchannel = backchannel.scopes(SCOPES).unwrap();
        let user = oauth(UserTokens::new(endpoint)).build();

        let request = BackchannelRequest::login_hint(&fixture.login)
            .binding_message("Order 4711")
            .expiry(Duration::from_secs(90));
        let started = backchannel.start(&request).await.unwrap();
        assert_eq!(started.lifetime(), Duration::from_secs(90));
        let message = fixture.org.backchannel_requests()[0].binding_message.clone();
        assert_eq!(message.as_deref(), Some("Order 4711"));
        assert_eq!(fixture.org.approve_backchannel(&fixture.login), 1);
        let signed_in = user.sign_in(&started).await.unwrap();
        assert!(signed_in.id_token.is_some() && signed_in.has_refresh_token);
        fixture.client(&user).users().get("me").await.unwrap();
        user.clear();
        fixture.client(&user).users().get("me").await.unwrap();
        assert_eq!(fixture.org.oauth_counters().refreshes, 1);

        let denied = backchannel.start(&BackchannelRequest::login_hint(&fixture.login)).await.unwrap();
        assert_eq!(fixture.org.deny_backchannel(&fixture.login), 1);
        let error = user.sign_in(&denied).await.unwrap_err();
        assert_eq!(error.oauth_error().unwrap().code, "access_denied");
        let unknown = backchannel.start(&BackchannelRequest::login_hint("nobody@example.com")).await;
        assert_eq!(unknown.unwrap_err().oauth_error().unwrap().code, "unknown_user_id");
        fixture.assert_no_rejections();
    }
}

#[tokio::test]
async fn thousand_callers_share_a_refresh() {
    for dpop in [false, true] {
        let app = OidcApp::new().rotation(Duration::ZERO);
        let fixture = if dpop { Fixture::bound(app).await } else { Fixture::new(app).await };
        let user = fixture.user().build();
        user.sign_in(fixture.grant().await).await.unwrap();
        let okta = fixture.client(&user).to_builder().unwrap().disable_rate_limit().build().unwrap();
        for round in 0..3 {
            let calls = join_all((0..1000).map(|_| okta.users().get("me").send())).await;
            assert!(calls.into_iter().all(|call| call.is_ok()));
            assert_eq!(fixture.org.oauth_counters().refreshes, round);
            user.clear();
        }
        fixture.assert_no_rejections();
    }
}

#[tokio::test]
async fn bound_session_continues_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Fixture::bound(OidcApp::new().rotation(Duration::ZERO)).await;
    let store = || FileTokenStore::new(folder.path());
    let user = fixture.user().store(store()).build();
    user.sign_in(fixture.grant().await).await.unwrap();
    for round in 1..4 {
        // The access token is lost, as when it expires.
        fixture.org.revoke_access_tokens();
        let restarted = fixture.user().store(store()).build();
        fixture.client(&restarted).users().get("me").await.unwrap();
        assert_eq!(fixture.org.oauth_counters().refreshes, round);
    }
    fixture.assert_no_rejections();
}

#[tokio::test]
async fn reused_refresh_token_ends_the_session() {
    let fixture = Fixture::new(OidcApp::new().rotation(Duration::ZERO)).await;
    let store = MemoryTokenStore::new();
    let user = fixture.user().store(store.clone()).build();
    user.sign_in(fixture.grant().await).await.unwrap();
    let server = fixture.okta.authorization_server();
    let endpoint = server.token_endpoint(fixture.app.client_id(), ClientAuthentication::none()).unwrap();
    let tokens = UserTokens::new(endpoint);
    // A copy of the refresh token, outside of the store that keeps processes from using one twice.
    let stored = store.load(&tokens.identity()).await.unwrap().unwrap();
    let copy = oauth(tokens.refresh_token(stored.refresh_token.unwrap())).build();
    user.clear();
    user.prepare().await.unwrap();
    assert_eq!(copy.prepare().await.unwrap_err().kind(), AuthErrorKind::SignInRequired);
    assert_eq!(fixture.org.oauth_counters().reused_refresh_tokens, 1);
    user.clear();
    let error = fixture.client(&user).users().get("me").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    let text = okta_tests::error_chain(&error);
    assert!(text.contains("rejected the refresh token") && text.contains("let the user sign in"), "{text}");
    user.sign_in(fixture.grant().await).await.unwrap();
    fixture.client(&user).users().get("me").await.unwrap();
}

/// A store whose process ends as soon as a token is saved.
struct CrashAfterSave(FileTokenStore);

impl TokenStore for CrashAfterSave {
    async fn load(&self, identity: &str) -> Result<Option<StoredToken>, AuthError> {
        self.0.load(identity).await
    }

    async fn save(&self, identity: &str, token: &StoredToken) -> Result<(), AuthError> {
        self.0.save(identity, token).await?;
        std::process::abort()
    }

    async fn acquire(&self, identity: &str, holder: &str, duration: Duration) -> Result<bool, AuthError> {
        self.0.acquire(identity, holder, duration).await
    }
}

const CHILD_URL: &str = "SIGN_IN_TEST_URL";

/// Runs in a separate process, which refreshes the token and crashes before it is used.
#[tokio::test]
async fn crashing_child() {
    let Ok(url) = std::env::var(CHILD_URL) else { return };
    let (folder, client) =
        (std::env::var("SIGN_IN_TEST_FOLDER").unwrap(), std::env::var("SIGN_IN_TEST_CLIENT").unwrap());
    let okta = Client::builder()
        .sources(okta_client::config::Sources::none())
        .org_url(url)
        .disable_https_check(true)
        .without_credentials()
        .build()
        .unwrap();
    let endpoint = okta.authorization_server().token_endpoint(&client, ClientAuthentication::none()).unwrap();
    let user = oauth(UserTokens::new(endpoint))
        .dpop(DpopMode::Always)
        .store(CrashAfterSave(FileTokenStore::new(folder)))
        .build();
    let okta = okta.to_builder().unwrap().credential(user).build().unwrap();
    okta.users().get("me").await.unwrap();
    unreachable!("the process has ended");
}

async fn crash(fixture: &Fixture, folder: &Path) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child
        .args(["--exact", "crashing_child", "--nocapture"])
        .env(CHILD_URL, fixture.org.url())
        .env("SIGN_IN_TEST_FOLDER", folder)
        .env("SIGN_IN_TEST_CLIENT", fixture.app.client_id());
    let output = tokio::task::spawn_blocking(move || child.output().unwrap()).await.unwrap();
    assert!(!output.status.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn crash_between_token_and_use_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Fixture::bound(OidcApp::new().rotation(Duration::ZERO)).await;
    let store = FileTokenStore::new(folder.path());
    let user = fixture.user().store(store.clone()).build();
    user.sign_in(fixture.grant().await).await.unwrap();
    for round in 1..3 {
        fixture.org.revoke_access_tokens();
        crash(&fixture, folder.path()).await;
        assert_eq!(fixture.org.oauth_counters().refreshes, round * 2 - 1, "the child refreshed");
        fixture.org.revoke_access_tokens();
        let restarted = fixture.user().store(FileTokenStore::new(folder.path())).build();
        fixture.client(&restarted).users().get("me").await.unwrap();
        assert_eq!(fixture.org.oauth_counters().refreshes, round * 2);
    }
    fixture.assert_no_rejections();
}
