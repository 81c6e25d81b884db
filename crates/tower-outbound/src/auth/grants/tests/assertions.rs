//! JWT bearer and token exchange.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::SecretString;

use super::*;
use crate::auth::{PrivateKey, PrivateKeyJwt, SigningAlgorithm};

#[tokio::test(start_paused = true)]
async fn bearer_assertion_is_new_for_each_attempt() {
    let server = Server::new();
    let source = PrivateKeyJwt::new(PrivateKey::generate(SigningAlgorithm::Es256).unwrap()).subject("ada");
    let tokens = JwtBearer::new(server.endpoint(), "ada", source).scopes(["users.read"]).unwrap();
    let credential = OAuth::builder(tokens).clock(server.clock.clone()).build();
    server.state().errors = vec!["server_error"];
    assert_eq!(server.call(&credential).await.unwrap(), "a1");
    assert_eq!(credential.granted_scopes().await.unwrap().as_deref(), Some("users.read"));
    let forms = server.state().forms.clone();
    let ids: Vec<String> = forms
        .iter()
        .map(|form| {
            assert_eq!(form["grant_type"], "urn:ietf:params:oauth:grant-type:jwt-bearer");
            let claims = URL_SAFE_NO_PAD.decode(form["assertion"].split('.').nth(1).unwrap()).unwrap();
            let claims: Value = serde_json::from_slice(&claims).unwrap();
            assert_eq!((&claims["sub"], &claims["iss"]), (&json!("ada"), &json!("client")));
            assert_eq!(claims["aud"], "https://example.com/token");
            claims["jti"].to_string()
        })
        .collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test(start_paused = true)]
async fn token_of_a_caller_is_exchanged() {
    let server = Server::new();
    let subject = SubjectToken::access_token(SecretString::from("theirs"));
    let tokens = TokenExchange::new(server.endpoint(), "ada", subject)
        .actor(SubjectToken::of_kind("urn:ietf:params:oauth:token-type:jwt", SecretString::from("mine")))
        .audience("api://orders")
        .resource("https://orders.example")
        .scopes(["orders.read"])
        .unwrap();
    assert!(!format!("{tokens:?}").contains("theirs"));
    let credential = OAuth::builder(tokens).clock(server.clock.clone()).build();
    assert_eq!(server.call(&credential).await.unwrap(), "a1");
    let form = server.state().forms.pop().unwrap();
    for (name, value) in [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token", "theirs"),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ("actor_token", "mine"),
        ("actor_token_type", "urn:ietf:params:oauth:token-type:jwt"),
        ("audience", "api://orders"),
        ("resource", "https://orders.example"),
        ("scope", "orders.read"),
        ("client_id", "client"),
    ] {
        assert_eq!(form[name], value);
    }
}
