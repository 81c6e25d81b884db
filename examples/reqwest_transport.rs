//! Another HTTP client below the stack: reqwest sends the requests, everything else stays as it is.
//!
//! A program that has a `reqwest::Client` already, with its proxies and certificates, can so let calls to Okta go the
//! same way. `cargo run --example reqwest_transport` starts an org behind TLS in this process; with
//! `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN` set it talks to that org instead, and only reads.

use futures_util::TryStreamExt;
use http::{Request, Response};
use http_body_util::BodyExt;
use okta_client::okta_tower::{BoxError, body::Body};
use okta_examples::{AnOrg, explain};
use okta_testkit::{ResponseTemplate, Org};
use tower::service_fn;

/// Sends a request of the stack by reqwest.
async fn send(client: reqwest::Client, request: Request<Body>) -> Result<Response<reqwest::Body>, BoxError> {
    let (head, body) = request.into_parts();
    // The bodies of management calls lie in memory, so collecting them copies nothing.
    let body = body.collect().await?.to_bytes();
    let request = reqwest::Request::try_from(Request::from_parts(head, body))?;
    Ok(client.execute(request).await?.into())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let org = AnOrg::find(Org::builder().users(30).tls()).await?;

    // What the stack does itself is left out here: redirects would carry credentials elsewhere, and retries belong to
    // the layer that knows which calls may be repeated.
    let mut reqwest =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).retry(reqwest::retry::never());
    if let Some(embedded) = org.embedded() {
        reqwest = reqwest.tls_certs_only([reqwest::Certificate::from_pem(embedded.ca_pem().as_bytes())?]);
    }
    let reqwest = reqwest.build()?;

    let transport = service_fn(move |request| send(reqwest.clone(), request));
    let okta = org.client().transport(transport).build()?;

    if let Some(embedded) = org.embedded() {
        // The stack's retries are as they were.
        embedded.when("GET /api/v1/users/me").respond_with(ResponseTemplate::new(503).header("retry-after", "0"));
    }
    let me = okta.users().get("me").send().await?;
    println!("I am {}, after {} attempts", me.id.as_deref().unwrap_or("?"), me.attempts());

    let users: Vec<_> = okta.users().list().limit(10).items().try_collect().await?;
    println!("{} users", users.len());

    if let Some(embedded) = org.embedded() {
        let requests = embedded.requests();
        let versions = requests.iter().map(|request| format!("{:?}", request.version()));
        println!(
            "the org saw {}",
            versions.collect::<std::collections::BTreeSet<_>>().into_iter().collect::<String>()
        );
        println!("on {} connection(s), {} requests", embedded.connections().len(), requests.len());
    }
    match okta.users().get("nobody@example.com").await {
        Err(error) => println!("refused, as it should be: {}", explain(&error)),
        Ok(user) => println!("nobody@example.com is {:?}", user.id),
    }
    Ok(())
}
