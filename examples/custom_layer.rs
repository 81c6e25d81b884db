//! A custom layer in each of the three slots, printing requests and responses.
//!
//! Run with `cargo run --example custom_layer`.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use http::{Request, Response, header::AUTHORIZATION};
use okta_client::HttpService;
use okta_examples::ExampleOrg;
use okta_testkit::{Org, ResponseTemplate};
use okta_tower::{
    BoxError,
    body::Body,
    meta::{Attempt, Operation},
};
use tower::{Layer, Service};

/// Prints each request and response.
#[derive(Clone, Copy)]
struct PrintLayer {
    slot: &'static str,
}

impl Layer<HttpService> for PrintLayer {
    type Service = PrintService;

    fn layer(&self, inner: HttpService) -> PrintService {
        PrintService { inner, slot: self.slot }
    }
}

#[derive(Clone)]
struct PrintService {
    inner: HttpService,
    slot: &'static str,
}

impl Service<Request<Body>> for PrintService {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let slot = self.slot;
        println!(
            "{slot:<12} → {} {} attempt {}, {}",
            Operation::from_request(&request).map_or("(raw)", |meta| meta.id),
            request.uri().path(),
            Attempt::from_request(&request),
            if request.headers().contains_key(AUTHORIZATION) { "signed" } else { "unsigned" },
        );
        let response = self.inner.call(request);
        Box::pin(async move {
            let result = response.await;
            match &result {
                Ok(response) => println!("{slot:<12} ← {}", response.status()),
                Err(error) => println!("{slot:<12} ← {error}"),
            }
            result
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let org = ExampleOrg::configured_or(Org::builder().users(3)).await?;
    if let Some(org) = org.embedded() {
        // The first attempt fails, so the call takes two attempts.
        org.when("GET /api/v1/users/me").respond_with(ResponseTemplate::new(503));
    }
    let okta = org
        .client()
        .layer_per_call(PrintLayer { slot: "per call" })
        .layer_per_attempt(PrintLayer { slot: "per attempt" })
        .layer_wire(PrintLayer { slot: "wire" })
        .build()?;
    let me = okta.users().get("me").await?;
    println!("current user: {}", me.id);
    Ok(())
}
