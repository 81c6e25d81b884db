//! Lists users with hyper, rustls and serde.

use std::{collections::HashMap, io::Read, sync::Arc};

use bytes::Bytes;
use http::{Request, Uri, header};
use http_body_util::{BodyExt, Empty};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct User {
    profile: Profile,
}

#[derive(Debug, Deserialize)]
struct Profile {
    login: Option<String>,
    #[serde(flatten)]
    _custom: HashMap<String, serde_json::Value>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (url, token) = (std::env::var("OKTA_CLIENT_ORGURL")?, std::env::var("OKTA_CLIENT_TOKEN")?);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    let connector =
        HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_all_versions().build();
    let client: Client<_, Empty<Bytes>> = Client::builder(TokioExecutor::new()).build(connector);
    let mut next: Option<Uri> = Some(format!("{url}/api/v1/users?limit=200").parse()?);
    while let Some(uri) = next.take() {
        let request = Request::get(uri)
            .header(header::AUTHORIZATION, format!("SSWS {token}"))
            .header(header::ACCEPT_ENCODING, "gzip")
            .body(Empty::new())?;
        let (head, body) = client.request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        let mut plain = Vec::new();
        if head.headers.contains_key(header::CONTENT_ENCODING) {
            flate2::read::GzDecoder::new(&body[..]).read_to_end(&mut plain)?;
        } else {
            plain.extend_from_slice(&body);
        }
        for user in serde_json::from_slice::<Vec<User>>(&plain)? {
            println!("{:?}", user.profile.login);
        }
        for link in head.headers.get_all(header::LINK) {
            if let Some((url, rest)) = link.to_str()?.trim_start_matches('<').split_once('>')
                && rest.contains("\"next\"")
            {
                next = Some(url.parse()?);
            }
        }
    }
    Ok(())
}
