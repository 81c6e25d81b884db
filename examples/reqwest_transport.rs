//! reqwest as the transport below the stack.
//!
//! A program can reuse a `reqwest::Client` with its proxies and certificates. `cargo run --example
//! reqwest_transport` starts an org with TLS in this process; with `OKTA_CLIENT_ORGURL` and
//! `OKTA_CLIENT_TOKEN` set, it only reads from that org.

use futures_util::TryStreamExt;
use http::{Request, Response};
use http_body_util::BodyExt;
use okta_client::okta_tower::{BoxError, body::Body};
use okta_examples::{ExampleOrg, error_chain};
use okta_testkit::{Org, ResponseTemplate};
use tower::service_fn;

/// Sends a request of the stack with reqwest.
async fn send(client: reqwest::Client, request: Request<Body>) -> Result<Response<reqwest::Body>, BoxError> {
    let (head, body) = request.into_parts();
    // Bodies of management calls are in memory, so collecting does not copy them.
    let body = body.collect().await?.to_bytes();
    let request = reqwest::Request::try_from(Request::from_parts(head, body))?;
    Ok(client.execute(request).await?.into())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let org = ExampleOrg::configured_or(Org::builder().users(30).tls()).await?;

    // The stack handles retries and knows which calls are idempotent; redirects could send credentials to
    // another origin. Both are therefore disabled in reqwest.
    let mut reqwest =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).retry(reqwest::retry::never());
    if let Some(embedded) = org.embedded() {
        reqwest = reqwest.tls_certs_only([reqwest::Certificate::from_pem(embedded.ca_pem().as_bytes())?]);
    }
    let reqwest = reqwest.build()?;

    let transport = service_fn(move |request| send(reqwest.clone(), request));
    let okta = org.client().transport(transport).build()?;

    if let Some(embedded) = org.embedded() {
        // The stack's retry layer handles this error.
        embedded
            .when("GET /api/v1/users/me")
            .respond_with(ResponseTemplate::new(503).header("retry-after", "0"));
    }
    let me = okta.users().get("me").send().await?;
    println!("current user: {}, after {} attempts", me.id, me.attempts());

    let users: Vec<_> = okta.users().list().limit(10).items().try_collect().await?;
    println!("{} users", users.len());

    if let Some(embedded) = org.embedded() {
        let requests = embedded.requests();
        let versions = requests.iter().map(|request| format!("{:?}", request.version()));
        println!(
            "HTTP versions: {}",
            versions.collect::<std::collections::BTreeSet<_>>().into_iter().collect::<String>()
        );
        println!("{} connection(s), {} requests", embedded.connections().len(), requests.len());
    }
    match okta.users().get("nobody@example.com").await {
        Err(error) => println!("not found, as expected: {}", error_chain(&error)),
        Ok(user) => println!("nobody@example.com is {:?}", user.id),
    }
    Ok(())
}
