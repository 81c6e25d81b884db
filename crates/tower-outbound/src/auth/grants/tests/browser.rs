//! Authorization code with PKCE.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::*;

fn flow() -> AuthorizationCode {
    AuthorizationCode::new("https://example.com/authorize".parse().unwrap(), "client", "http://127.0.0.1/cb")
        .unwrap()
        .scopes(["openid", "offline_access"])
        .unwrap()
        .parameter("prompt", "login")
}

fn query(url: &str) -> Form {
    let (_, query) = url.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

#[tokio::test(start_paused = true)]
async fn verifier_matches_the_challenge() {
    let server = Server::new();
    let user = server.user().build();
    let request = flow().start().unwrap();
    let sent = query(request.url());
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "client"),
        ("redirect_uri", "http://127.0.0.1/cb"),
        ("scope", "openid offline_access"),
        ("code_challenge_method", "S256"),
        ("prompt", "login"),
        ("state", request.state()),
        ("nonce", request.nonce()),
    ] {
        assert_eq!(sent[name], value);
    }
    server.issuer.state().claims = json!({ "nonce": request.nonce() });
    let redirect = format!("http://127.0.0.1/cb?code=the%20code&state={}#x", request.state());
    user.sign_in(request.redeem_redirect(&redirect).unwrap()).await.unwrap();
    let form = server.state().forms.pop().unwrap();
    assert_eq!((form["grant_type"].as_str(), form["code"].as_str()), ("authorization_code", "the code"));
    assert_eq!(form["redirect_uri"], "http://127.0.0.1/cb");
    let verifier = &form["code_verifier"];
    assert_eq!(verifier.len(), 43);
    assert_eq!(URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())), sent["code_challenge"]);
    let debug = format!("{request:?}");
    assert!(!debug.contains(verifier.as_str()) && !debug.contains(request.state()));
}

#[test]
fn each_sign_in_has_other_secrets() {
    let (one, other) = (flow().start().unwrap(), flow().start().unwrap());
    assert_ne!(one.state(), other.state());
    assert_ne!(one.nonce(), other.nonce());
    assert_ne!(query(one.url())["code_challenge"], query(other.url())["code_challenge"]);
}

#[test]
fn forged_redirects_are_rejected() {
    let request = flow().issuer("https://example.com").start().unwrap();
    let redirect = |rest: &str| request.redeem_redirect(&format!("http://127.0.0.1/cb?{rest}")).unwrap_err();
    let (state, iss) = (request.state(), "iss=https%3A%2F%2Fexample.com");
    for rest in [
        format!("code=c&{iss}"),
        format!("code=c&state=x&{iss}"),
        format!("error=access_denied&{iss}"),
        format!("code=c&state={state}"),
        format!("code=c&state={state}&iss=https%3A%2F%2Fevil.example"),
        format!("state={state}&{iss}"),
    ] {
        assert_eq!(redirect(&rest).kind(), AuthErrorKind::Response, "{rest}");
    }
    let error = redirect(&format!("error=access_denied&error_description=no%0Away&state={state}&{iss}"));
    assert_eq!(error.kind(), AuthErrorKind::Rejected);
    assert!(error.to_string().contains("access_denied, \"no way\""), "{error}");
    assert!(request.redeem_redirect(&format!("code=c&state={state}&{iss}")).is_ok());
}

#[tokio::test(start_paused = true)]
async fn pushed_parameters_are_not_in_the_url() {
    let server = Server::new();
    let url = "https://example.com/par".parse().unwrap();
    let request = flow().push(&server.endpoint(), &url).await.unwrap();
    let sent = query(request.url());
    assert_eq!(sent.len(), 2);
    assert_eq!((sent["client_id"].as_str(), sent["request_uri"].as_str()), ("client", "urn:pushed:1"));
    let pushed = server.state().forms.pop().unwrap();
    assert_eq!(pushed["state"], request.state());
    assert_eq!((pushed["client_id"].as_str(), pushed["prompt"].as_str()), ("client", "login"));
}

#[test]
fn invalid_settings_are_rejected() {
    for (url, client, redirect) in [
        ("/authorize", "c", "http://127.0.0.1"),
        ("https://example.com/authorize", "", "http://127.0.0.1"),
        ("https://example.com/authorize", "c", ""),
    ] {
        let error = AuthorizationCode::new(url.parse().unwrap(), client, redirect).unwrap_err();
        assert_eq!(error.kind(), AuthErrorKind::Credential);
    }
    let url = "https://example.com/authorize?tenant=1".parse().unwrap();
    let request = AuthorizationCode::new(url, "c", "http://127.0.0.1").unwrap().start().unwrap();
    assert!(request.url().starts_with("https://example.com/authorize?tenant=1&response_type=code"));
}
