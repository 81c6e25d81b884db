//! OAuth 2.0 with DPoP in a hyper client: one layer of okta-tower, without okta-client.
//!
//! `cargo run --example oauth_on_bare_hyper` starts an org in this process and calls it. The code works with
//! any server that conforms to RFC 6749, RFC 7523 and RFC 9449, configured by these variables:
//!
//! - `TOKEN_URL`: the token endpoint; `API_URL`: the URL to GET with a token
//! - `CLIENT_ID`, and `CLIENT_KEY_FILE` (PEM or JWK; the key id in `CLIENT_KEY_ID`) or `CLIENT_SECRET`
//! - `SCOPES`: separated by spaces, optional

use std::{env, sync::Arc};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use okta_testkit::{KeyKind, Org, ServiceApp};
use okta_tower::{
    BoxError,
    auth::{
        AuthLayer, ClientAuthentication, ClientCredentials, DpopMode, OAuth, PlainHttp, PrivateKey,
        PrivateKeyJwt,
    },
};
use rustls::crypto::aws_lc_rs;
use tower::{ServiceBuilder, ServiceExt};

/// The server and the client's credentials.
struct Target {
    token_url: String,
    api_url: String,
    client_id: String,
    scopes: Vec<String>,
    authentication: ClientAuthentication,
}

type Transport = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    // Dropping the org stops it.
    let (target, _org) = match env::var("TOKEN_URL") {
        Ok(token_url) => (Target::from_env(token_url)?, None),
        Err(_) => {
            let (target, org) = Target::embedded().await?;
            (target, Some(org))
        }
    };

    // Token requests and API calls share one connection pool.
    let transport = transport()?;
    let tokens = ClientCredentials::new(
        target.token_url.parse()?,
        target.client_id,
        target.authentication,
        transport.clone(),
    )?
    .scopes(&target.scopes)?
    .plain_http(PlainHttp::Loopback);
    let credential = OAuth::builder(tokens).dpop(DpopMode::Auto).build();

    let service = ServiceBuilder::new()
        .layer(AuthLayer::new(target.api_url.parse()?, credential.clone()).plain_http(PlainHttp::Loopback))
        .service(transport);

    for _ in 0..3 {
        let request = Request::get(&target.api_url).body(Full::default())?;
        let response = service.clone().oneshot(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        println!("{status}: {} bytes", body.len());
    }
    let stats = credential.stats();
    println!("{} token(s) in {} request(s), {} challenge(s)", stats.tokens, stats.requests, stats.challenges);
    Ok(())
}

/// Returns hyper's client with rustls. Plain HTTP is for the embedded org.
fn transport() -> Result<Transport, BoxError> {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?;
    let tls =
        rustls_platform_verifier::BuilderVerifierExt::with_platform_verifier(tls)?.with_no_client_auth();
    let connector = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().build();
    Ok(Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector))
}

impl Target {
    fn from_env(token_url: String) -> Result<Self, BoxError> {
        let authentication = match (env::var("CLIENT_KEY_FILE"), env::var("CLIENT_SECRET")) {
            (Ok(path), _) => {
                let mut key = PrivateKey::from_file(path)?;
                if let Ok(kid) = env::var("CLIENT_KEY_ID") {
                    key = key.with_kid(kid);
                }
                PrivateKeyJwt::new(key).into()
            }
            (_, Ok(secret)) => ClientAuthentication::secret_basic(secret.into())?,
            _ => return Err("set CLIENT_KEY_FILE or CLIENT_SECRET".into()),
        };
        let variable = |name: &str| env::var(name).map_err(|_| format!("set {name}"));
        let scopes = env::var("SCOPES").unwrap_or_default();
        Ok(Self {
            token_url,
            api_url: variable("API_URL")?,
            client_id: variable("CLIENT_ID")?,
            scopes: scopes.split_whitespace().map(str::to_owned).collect(),
            authentication,
        })
    }

    async fn embedded() -> Result<(Self, Org), BoxError> {
        let org = Org::builder().users(5).start().await?;
        let app = ServiceApp::new().key(KeyKind::P256).scopes(["okta.users.read"]).require_dpop(true);
        let app = org.register_app(app)?;
        let key = PrivateKey::from_pem(app.private_key_pem())?.with_kid(app.kid());
        let target = Self {
            token_url: org.token_url(),
            api_url: format!("{}/api/v1/users", org.url()),
            client_id: app.client_id().to_owned(),
            scopes: app.scopes().to_vec(),
            authentication: PrivateKeyJwt::new(key).into(),
        };
        Ok((target, org))
    }
}
