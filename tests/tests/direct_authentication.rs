//! Direct authentication, browser forms, assertions and global revocation: typed calls with the test org.

use std::time::Duration;

use okta_client::{
    Client, Error, models,
    okta_tower::auth::{Bearer, ClientAuthentication, JwtBearer, UserTokens, oauth},
};
use okta_models::oauth::{BindingMethod, ChallengeType, Channel, SubIdOpaque, TokenResponseOrgAs};
use okta_testkit::{OidcApp, Org, PASS_CODE, RegisteredClient};
use okta_tests::{builder, unauthenticated};
use secrecy::SecretString;
use serde_json::{Value, json};

const SCOPE: &str = "openid offline_access okta.users.read";
const PASSWORD: &str = "Abcd1234#xyz";

struct Fixture {
    org: Org,
    app: RegisteredClient,
    /// With an API token.
    admin: Client,
    /// Authenticates the app.
    okta: Client,
    user: String,
}

impl Fixture {
    /// A user with a password and these factors.
    async fn new(factors: &[&str]) -> Self {
        let org = Org::start().await.unwrap();
        let app = org.register_client(OidcApp::new().scopes(["okta.users.read"])).unwrap();
        let admin = builder(&org).build().unwrap();
        let okta = unauthenticated(&org)
            .without_credentials()
            .client_authentication(app.client_id(), ClientAuthentication::none())
            .build()
            .unwrap();
        let user = json!({
            "profile": {"login": "ada@example.com", "email": "ada@example.com", "firstName": "Ada", "lastName": "L"},
            "credentials": {"password": {"value": PASSWORD}},
        });
        let user = admin.users().create(user).activate(true).await.unwrap().id.to_string();
        for factor in factors {
            let factor = json!({
                "factorType": factor, "provider": "OKTA", "profile": {"phoneNumber": "+15551234567"},
            });
            admin.user_factors().enroll(&user, factor).activate(true).await.unwrap();
        }
        Self { org, app, admin, okta, user }
    }

    async fn require_factor(&self) {
        let policy = json!({"type": "OKTA_SIGN_ON", "name": "Factors"});
        let policy = self.admin.policies().create(policy).await.unwrap();
        let action = json!({"signon": {"access": "ALLOW", "requireFactor": true}});
        let rule = json!({"type": "SIGN_ON", "name": "R", "actions": action});
        self.admin.policies().create_rule(policy.id(), rule).await.unwrap();
    }

    async fn token(
        &self,
        request: impl Into<models::oauth::TokenRequestOrgAs>,
    ) -> Result<TokenResponseOrgAs, Error> {
        self.okta.oauth().token(request).await
    }

    async fn password(&self) -> Result<TokenResponseOrgAs, Error> {
        let request = models::oauth::TokenRequestPassword::new();
        self.token(request.username("ada@example.com").password(PASSWORD).scope(SCOPE)).await
    }

    /// Gets a token for the second factor.
    async fn mfa_token(&self) -> String {
        let error = self.password().await.unwrap_err();
        assert!(error.is_forbidden());
        let body: Value = serde_json::from_slice(error.raw_body().unwrap()).unwrap();
        assert_eq!(body["error"], "mfa_required");
        body["mfa_token"].as_str().unwrap().to_owned()
    }

    /// Calls the API as the user of a token response.
    async fn assert_signed_in(&self, response: TokenResponseOrgAs) {
        assert!(response.id_token.is_some() && response.refresh_token.is_some());
        let token = Bearer::new(response.access_token.unwrap()).unwrap();
        let okta = self.okta.to_builder().unwrap().credential(token).build().unwrap();
        assert_eq!(okta.users().get("me").await.unwrap().id.as_str(), self.user);
    }
}

/// The `error` of an error response.
fn code(error: Error) -> String {
    let body: Value = serde_json::from_slice(error.raw_body().unwrap()).unwrap();
    body["error"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn password_or_code_signs_in() {
    let fixture = Fixture::new(&["token:software:totp"]).await;
    fixture.assert_signed_in(fixture.password().await.unwrap()).await;
    let request = || {
        let request = models::oauth::TokenRequestDirectAuthenticationOtp::new();
        request.login_hint("ada@example.com").scope(SCOPE)
    };
    let otp = |code: &str| fixture.token(models::oauth::TokenRequestOrgAs::from(request().otp(code)));
    fixture.assert_signed_in(otp(PASS_CODE).await.unwrap()).await;
    assert_eq!(code(otp("000000").await.unwrap_err()), "invalid_grant");
}

#[tokio::test]
async fn push_signs_in_without_a_password() {
    let fixture = Fixture::new(&["push", "sms"]).await;
    fixture.org.set_poll_interval(Duration::ZERO);
    let ask = |channel: Channel| {
        let request = models::oauth::OobAuthenticateRequest::new().login_hint("ada@example.com");
        let request = request.challenge_hint(models::oauth::ChallengeHint::Oob).channel_hint(channel);
        fixture.okta.oauth().primary_authenticate(request)
    };
    let poll = |code: &str, binding_code: Option<&str>| {
        let mut request =
            models::oauth::TokenRequestDirectAuthenticationOob::new().oob_code(code).scope(SCOPE);
        if let Some(code) = binding_code {
            request = request.with("binding_code", code);
        }
        fixture.token(models::oauth::TokenRequestOrgAs::from(request))
    };
    let started = ask(Channel::Push).await.unwrap();
    assert_eq!((started.binding_method, started.interval), (Some(BindingMethod::None), Some(0)));
    let oob_code = started.oob_code.unwrap();
    assert_eq!(code(poll(&oob_code, None).await.unwrap_err()), "authorization_pending");
    fixture.org.decide_push(&fixture.user, true);
    fixture.assert_signed_in(poll(&oob_code, None).await.unwrap()).await;

    let started = ask(Channel::Sms).await.unwrap();
    assert_eq!(started.binding_method, Some(BindingMethod::Prompt));
    let oob_code = started.oob_code.unwrap();
    assert_eq!(code(poll(&oob_code, Some("000000")).await.unwrap_err()), "invalid_grant");
    fixture.assert_signed_in(poll(&oob_code, Some(PASS_CODE)).await.unwrap()).await;
    assert_eq!(code(ask(Channel::Voice).await.unwrap_err()), "access_denied");
}

#[tokio::test]
async fn second_factor_follows_the_password() {
    let fixture = Fixture::new(&["token:software:totp", "push"]).await;
    fixture.org.set_poll_interval(Duration::ZERO);
    fixture.require_factor().await;
    let supported = vec![ChallengeType::MfaOob, ChallengeType::MfaOtp];
    let challenge = |token: &str, channel: Option<Channel>| {
        let mut request = models::oauth::ChallengeRequest::new().mfa_token(token);
        request = request.challenge_types_supported(supported.clone());
        if let Some(channel) = channel {
            request = request.channel_hint(channel);
        }
        fixture.okta.oauth().challenge(request)
    };

    let token = fixture.mfa_token().await;
    let chosen = challenge(&token, None).await.unwrap();
    assert_eq!(chosen.challenge_type.as_deref(), Some(ChallengeType::MfaOtp.as_str()));
    let request = models::oauth::TokenRequestDirectAuthenticationMfaOtp::new().mfa_token(token.as_str());
    let request = request.otp(PASS_CODE).scope(SCOPE);
    fixture
        .assert_signed_in(fixture.token(models::oauth::TokenRequestOrgAs::from(request)).await.unwrap())
        .await;

    let token = fixture.mfa_token().await;
    let chosen = challenge(&token, Some(Channel::Push)).await.unwrap();
    assert_eq!(chosen.challenge_type.as_deref(), Some(ChallengeType::MfaOob.as_str()));
    let poll = || {
        let request = models::oauth::TokenRequestDirectAuthenticationMfaOob::new().mfa_token(token.as_str());
        let request = request.oob_code(chosen.oob_code.clone().unwrap()).scope(SCOPE);
        fixture.token(models::oauth::TokenRequestOrgAs::from(request))
    };
    assert_eq!(code(poll().await.unwrap_err()), "authorization_pending");
    fixture.org.decide_push(&fixture.user, true);
    fixture.assert_signed_in(poll().await.unwrap()).await;

    let token = fixture.mfa_token().await;
    challenge(&token, Some(Channel::Push)).await.unwrap();
    fixture.org.decide_push(&fixture.user, false);
    assert_eq!(code(challenge("other", None).await.unwrap_err()), "access_denied");
    fixture.org.requests().unsupported().expect(0);
}

#[tokio::test]
async fn global_revocation_ends_the_session_of_a_user() {
    let fixture = Fixture::new(&[]).await;
    let server = fixture.okta.authorization_server();
    let endpoint = || server.token_endpoint(fixture.app.client_id(), ClientAuthentication::none()).unwrap();
    let refresh_token = fixture.password().await.unwrap().refresh_token.unwrap();
    let user = oauth(UserTokens::new(endpoint()).refresh_token(refresh_token)).build();
    let okta = fixture.okta.to_builder().unwrap().credential(user.clone()).build().unwrap();
    okta.users().get("me").await.unwrap();

    let subject = |id: &str| {
        models::oauth::GlobalTokenRevocationRequest::new()
            .sub_id(SubIdOpaque { id: id.into(), ..SubIdOpaque::new() })
    };
    let error = fixture.admin.oauth().revoke_all(subject("00unknown")).await.unwrap_err();
    assert!(error.is_validation(), "{error}");
    fixture.admin.oauth().revoke_all(subject(&fixture.user)).await.unwrap();
    let error = okta.users().get("me").await.unwrap_err();
    let text = okta_tests::error_chain(&error);
    assert!(text.contains("rejected the refresh token"), "{text}");
    // The API token of the administrator is still valid.
    fixture.admin.users().get("me").await.unwrap();
}

#[tokio::test]
async fn browser_endpoints_take_forms() {
    let fixture = Fixture::new(&[]).await;
    fixture
        .org
        .register_client(OidcApp::new().client_id("browser").redirect_uri("http://127.0.0.1/cb"))
        .unwrap();
    let form = models::oauth::AuthorizeWithPost::new()
        .client_id("browser")
        .redirect_uri("http://127.0.0.1/cb")
        .response_type(models::oauth::ResponseTypesSupported::Code)
        .scope("openid")
        .state("s1")
        .code_challenge("a".repeat(43))
        .code_challenge_method(models::oauth::CodeChallengeMethod::S256)
        .login_hint("ada@example.com");
    let redirect = fixture.okta.oauth().authorize_with_post(form).send().await.unwrap();
    let location = redirect.headers()["location"].to_str().unwrap();
    assert!(location.starts_with("http://127.0.0.1/cb?code=") && location.contains("state=s1"), "{location}");

    let id_token = fixture.password().await.unwrap().id_token.unwrap();
    let form = models::oauth::LogoutWithPost::new().id_token_hint(id_token).state("s2");
    let form = form.post_logout_redirect_uri("http://127.0.0.1/out");
    let redirect = fixture.okta.oauth().logout_with_post(form).send().await.unwrap();
    assert_eq!(redirect.headers()["location"], "http://127.0.0.1/out?state=s2");
}

#[tokio::test]
async fn assertion_is_exchanged_for_a_token_of_another_server() {
    let fixture = Fixture::new(&[]).await;
    let id_token = fixture.password().await.unwrap().id_token.unwrap();
    let exchange = models::oauth::TokenRequestTokenExchangeOrgAs::new()
        .subject_token(id_token)
        .subject_token_type(models::oauth::TokenTypeOrgAs::IdToken)
        .requested_token_type(models::oauth::TokenTypeOrgAs::IdJag)
        .audience(format!("{}/oauth2/default", fixture.org.url()))
        .scope("okta.users.read");
    let issued = fixture.token(models::oauth::TokenRequestOrgAs::from(exchange)).await.unwrap();
    assert_eq!(issued.token_type, Some(models::oauth::TokenResponseTokenType::NA));
    let assertion = SecretString::from(issued.access_token.unwrap());

    let server = fixture.okta.custom_authorization_server("default");
    let endpoint = server.token_endpoint(fixture.app.client_id(), ClientAuthentication::none()).unwrap();
    let tokens = JwtBearer::new(endpoint.clone(), "ada@example.com", assertion.clone());
    let credential = oauth(tokens).build();
    assert_eq!(credential.granted_scopes().await.unwrap().as_deref(), Some("okta.users.read"));
    let okta = fixture.okta.to_builder().unwrap().credential(credential).build().unwrap();
    assert_eq!(okta.users().get("me").await.unwrap().id.as_str(), fixture.user);

    let wider = JwtBearer::new(endpoint, "ada@example.com", assertion).scopes(["openid"]).unwrap();
    let error = oauth(wider).build().prepare().await.unwrap_err();
    assert_eq!(error.oauth_error().unwrap().code, "invalid_scope");
    // The org's server redeems none.
    let server = fixture.okta.authorization_server();
    let endpoint = server.token_endpoint(fixture.app.client_id(), ClientAuthentication::none()).unwrap();
    let tokens = JwtBearer::new(endpoint, "ada@example.com", SecretString::from("a.b.c"));
    let error = oauth(tokens).build().prepare().await.unwrap_err();
    assert_eq!(error.oauth_error().unwrap().code, "unsupported_grant_type");
}
