//! Direct authentication: passwords, codes and devices, without a browser.

use std::time::Duration;

use okta_testkit::{OidcApp, PASS_CODE};
use serde_json::{Value, json};

use super::{
    assert_oauth_error,
    users::{Users, text},
};
use crate::common::Response;

const OTP: &str = "urn:okta:params:oauth:grant-type:otp";
const OOB: &str = "urn:okta:params:oauth:grant-type:oob";
const MFA_OTP: &str = "http://auth0.com/oauth/grant-type/mfa-otp";
const MFA_OOB: &str = "http://auth0.com/oauth/grant-type/mfa-oob";
const PASSWORD: &str = "Abcd1234#xyz";
const SCOPE: (&str, &str) = ("scope", "openid okta.users.read");

struct Direct {
    users: Users,
    id: String,
}

impl Direct {
    /// A user with a password and these factors.
    async fn new(factors: &[&str]) -> Self {
        let users = Users::new(OidcApp::new()).await;
        let http = &users.http;
        let user = json!({
            "profile": {"login": "ada@example.com", "email": "ada@example.com", "firstName": "Ada", "lastName": "L"},
            "credentials": {"password": {"value": PASSWORD}},
        });
        let user = http.post("/api/v1/users", user).await.ok();
        let id = text(&user, "id").to_owned();
        for factor in factors {
            let provider = "OKTA";
            let profile = json!({"phoneNumber": "+15551234567"});
            let factor = json!({"factorType": factor, "provider": provider, "profile": profile});
            http.post(&format!("/api/v1/users/{id}/factors?activate=true"), factor).await.ok();
        }
        Self { users, id }
    }

    /// Requires a factor besides the password.
    async fn require_factor(&self) {
        let http = &self.users.http;
        let group = http.get("/api/v1/groups?q=Everyone").await.ids().remove(0);
        let groups = json!({"people": {"groups": {"include": [group]}}});
        let policy = json!({"type": "OKTA_SIGN_ON", "name": "Factors", "conditions": groups});
        let policy = http.post("/api/v1/policies", policy).await.ok();
        let action = json!({"signon": {"access": "ALLOW", "requireFactor": true}});
        let rule = json!({"type": "SIGN_ON", "name": "R", "actions": action});
        http.post(&format!("/api/v1/policies/{}/rules", text(&policy, "id")), rule).await.ok();
    }

    async fn token(&self, grant: &str, members: &[(&str, &str)]) -> Response {
        let mut all = vec![("grant_type", grant), SCOPE];
        all.retain(|(name, _)| !members.iter().any(|(other, _)| other == name));
        all.extend(members);
        self.users.post("token", &all).await
    }

    async fn password(&self, password: &str) -> Response {
        self.token("password", &[("username", "ada@example.com"), ("password", password)]).await
    }

    /// Gets a token for the second factor.
    async fn mfa_token(&self) -> String {
        let response = self.password(PASSWORD).await;
        assert_oauth_error(&response, 403, "mfa_required", "");
        text(&response.json(), "mfa_token").to_owned()
    }

    async fn ask(&self, channel: &str) -> Response {
        let members = [("login_hint", "ada@example.com"), ("challenge_hint", OOB), ("channel_hint", channel)];
        self.users.post("primary-authenticate", &members).await
    }

    fn advance(&self, seconds: u64) {
        self.users.org.clock().advance(Duration::from_secs(seconds));
    }

    async fn assert_signed_in(&self, response: Response) {
        let tokens = response.ok();
        assert_eq!(self.users.me(&tokens).await, 200);
        assert!(tokens["id_token"].is_string());
    }
}

#[tokio::test]
async fn password_is_enough_without_a_policy() {
    let direct = Direct::new(&[]).await;
    direct.assert_signed_in(direct.password(PASSWORD).await).await;
    assert_oauth_error(&direct.password("wrong").await, 400, "invalid_grant", "");
    assert_oauth_error(&direct.token("password", &[]).await, 400, "invalid_request", "username");
    let members = [("username", "ada@example.com"), ("password", PASSWORD), ("scope", "")];
    assert_oauth_error(&direct.token("password", &members).await, 400, "invalid_scope", "");
    direct.users.http.post(&format!("/api/v1/users/{}/lifecycle/suspend", direct.id), None).await.ok();
    assert_oauth_error(&direct.password(PASSWORD).await, 400, "invalid_grant", "");
}

#[tokio::test]
async fn code_is_the_only_factor() {
    let direct = Direct::new(&["token:software:totp"]).await;
    let login = ("login_hint", "ada@example.com");
    direct.assert_signed_in(direct.token(OTP, &[login, ("otp", PASS_CODE)]).await).await;
    for members in [[login, ("otp", "000000")], [("login_hint", "nobody@example.com"), ("otp", PASS_CODE)]] {
        assert_oauth_error(&direct.token(OTP, &members).await, 400, "invalid_grant", "");
    }
    let without = Direct::new(&["sms"]).await;
    assert_oauth_error(&without.token(OTP, &[login, ("otp", PASS_CODE)]).await, 400, "invalid_grant", "");
}

#[tokio::test]
async fn push_is_polled_until_the_user_decides() {
    let direct = Direct::new(&["push"]).await;
    let started = direct.ask("push").await.ok();
    let expected = json!({
        "oob_code": started["oob_code"], "expires_in": 300, "interval": 5, "channel": "push", "binding_method": "none",
    });
    assert_eq!(started, expected);
    let code = text(&started, "oob_code");
    let poll = async || direct.token(OOB, &[("oob_code", code)]).await;
    assert_oauth_error(&poll().await, 400, "authorization_pending", "");
    assert_oauth_error(&poll().await, 400, "slow_down", "");
    assert_eq!(direct.users.org.decide_push(&direct.id, true), 1);
    direct.advance(5);
    direct.assert_signed_in(poll().await).await;
    assert_oauth_error(&poll().await, 400, "access_denied", "");

    let denied = direct.ask("push").await.ok();
    direct.users.org.decide_push(&direct.id, false);
    let response = direct.token(OOB, &[("oob_code", text(&denied, "oob_code"))]).await;
    assert_oauth_error(&response, 400, "access_denied", "user");
    let expired = direct.ask("push").await.ok();
    direct.advance(300);
    let response = direct.token(OOB, &[("oob_code", text(&expired, "oob_code"))]).await;
    assert_oauth_error(&response, 400, "access_denied", "expired");
}

#[tokio::test]
async fn code_of_a_message_binds_the_channels() {
    let direct = Direct::new(&["sms", "call"]).await;
    for channel in ["sms", "voice"] {
        let started = direct.ask(channel).await.ok();
        assert_eq!((&started["binding_method"], started.get("interval")), (&json!("prompt"), None));
        let code = ("oob_code", text(&started, "oob_code"));
        let wrong = direct.token(OOB, &[code, ("binding_code", "000000")]).await;
        assert_oauth_error(&wrong, 400, "invalid_grant", "");
        direct.assert_signed_in(direct.token(OOB, &[code, ("binding_code", PASS_CODE)]).await).await;
    }
    assert_oauth_error(&direct.ask("push").await, 403, "access_denied", "enrolled");
    assert_oauth_error(&direct.ask("carrier-pigeon").await, 400, "invalid_request", "channel_hint");
    let members = [("login_hint", "ada@example.com"), ("channel_hint", "sms")];
    let response = direct.users.post("primary-authenticate", &members).await;
    assert_oauth_error(&response, 400, "invalid_request", "challenge_hint");
    // The deprecated endpoint does the same.
    let members = [members[0], members[1], ("challenge_hint", OOB)];
    assert!(direct.users.post("oob-authenticate", &members).await.ok()["oob_code"].is_string());
}

#[tokio::test]
async fn policy_requires_a_second_factor() {
    let direct = Direct::new(&["token:software:totp", "push"]).await;
    direct.require_factor().await;

    let token = direct.mfa_token().await;
    let supported = ("challenge_types_supported", &*format!("{MFA_OOB} {MFA_OTP}"));
    let challenge = direct.users.post("challenge", &[("mfa_token", &token), supported]).await.ok();
    assert_eq!(challenge, json!({ "challenge_type": MFA_OTP }));
    let wrong = direct.token(MFA_OTP, &[("mfa_token", &token), ("otp", "000000")]).await;
    assert_oauth_error(&wrong, 400, "invalid_grant", "");
    direct.assert_signed_in(direct.token(MFA_OTP, &[("mfa_token", &token), ("otp", PASS_CODE)]).await).await;
    let again = direct.token(MFA_OTP, &[("mfa_token", &token), ("otp", PASS_CODE)]).await;
    assert_oauth_error(&again, 400, "access_denied", "mfa_token");

    let token = direct.mfa_token().await;
    let members = [("mfa_token", token.as_str()), supported, ("channel_hint", "push")];
    let challenge = direct.users.post("challenge", &members).await.ok();
    assert_eq!((&challenge["challenge_type"], &challenge["channel"]), (&json!(MFA_OOB), &json!("push")));
    let code = ("oob_code", text(&challenge, "oob_code"));
    let pending = direct.token(MFA_OOB, &[("mfa_token", &token), code]).await;
    assert_oauth_error(&pending, 400, "authorization_pending", "");
    // It is no sign-in without the password.
    assert_oauth_error(&direct.token(OOB, &[code]).await, 400, "access_denied", "");
    direct.users.org.decide_push(&direct.id, true);
    direct.advance(5);
    direct.assert_signed_in(direct.token(MFA_OOB, &[("mfa_token", &token), code]).await).await;
}

#[tokio::test]
async fn challenge_allows_what_is_supported() {
    let direct = Direct::new(&["sms"]).await;
    direct.require_factor().await;
    let token = direct.mfa_token().await;
    let challenge = async |members: &[(&str, &str)]| {
        let mut all = vec![("mfa_token", token.as_str())];
        all.extend(members);
        direct.users.post("challenge", &all).await
    };
    let only_otp = ("challenge_types_supported", MFA_OTP);
    assert_oauth_error(&challenge(&[only_otp]).await, 403, "access_denied", "enrolled");
    let other = ("challenge_types_supported", "urn:example:other");
    assert_oauth_error(&challenge(&[other]).await, 403, "access_denied", "challenge type");
    assert_oauth_error(&challenge(&[]).await, 400, "invalid_request", "channel_hint");
    let started = challenge(&[("channel_hint", "sms")]).await.ok();
    assert_eq!(started["binding_method"], json!("prompt"));
    let unknown = direct.users.post("challenge", &[("mfa_token", "other"), ("channel_hint", "sms")]).await;
    assert_oauth_error(&unknown, 400, "access_denied", "mfa_token");
    direct.advance(300);
    assert_oauth_error(&challenge(&[("channel_hint", "sms")]).await, 400, "access_denied", "expired");
}

#[tokio::test]
async fn locked_out_user_has_no_direct_sign_in() {
    let direct = Direct::new(&[]).await;
    for _ in 0..10 {
        assert_oauth_error(&direct.password("wrong").await, 400, "invalid_grant", "");
    }
    let user: Value = direct.users.http.get(&format!("/api/v1/users/{}", direct.id)).await.ok();
    assert_eq!(user["status"], "LOCKED_OUT");
    assert_oauth_error(&direct.password(PASSWORD).await, 400, "invalid_grant", "");
}
