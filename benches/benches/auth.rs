//! Cost of credentials: a DPoP proof per API call, a client assertion per token request.
//!
//! Run with `cargo bench -p okta-benches --bench auth`. Keys are parsed in advance, as in a client.

use std::time::{Duration, UNIX_EPOCH};

use divan::{Bencher, black_box};
use futures_util::FutureExt;
use http::Request;
use okta_tower::{
    BoxError,
    auth::{
        AssertionRequest, AssertionSource, AuthError, Credential, DpopMode, DpopOptions, OAuth, PrivateKey,
        PrivateKeyJwt, SigningAlgorithm, Ssws, Token, TokenRequest, TokenSource,
    },
};

fn main() {
    divan::main();
}

const ALGORITHMS: [SigningAlgorithm; 4] =
    [SigningAlgorithm::Es256, SigningAlgorithm::Es384, SigningAlgorithm::Es512, SigningAlgorithm::Rs256];

/// A token source whose tokens are bound to the key of the request.
struct BoundTokens;

impl TokenSource for BoundTokens {
    async fn token(&self, request: &TokenRequest) -> Result<Token, AuthError> {
        Ok(Token::bearer("t".repeat(900), Duration::from_secs(3600))?.bound_to(&request.prover().await?))
    }
}

/// Returns a credential with a cached token.
fn dpop(algorithm: SigningAlgorithm) -> Result<OAuth, BoxError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let options = DpopOptions::new(DpopMode::Always).algorithm(algorithm);
    let credential = OAuth::builder(BoundTokens).dpop(options).build();
    runtime.block_on(credential.prepare())?;
    Ok(credential)
}

fn attach<C: Credential>(bencher: Bencher<'_, '_>, credential: &C) {
    bencher
        .with_inputs(|| {
            let uri = "https://example.okta.com/api/v1/users/00u1?expand=blocks";
            Request::get(uri).body(()).map(|request| request.into_parts().0)
        })
        .bench_local_values(|head| {
            let Ok(mut head) = head else { return };
            let attached = credential.attach(&mut head).now_or_never();
            assert!(matches!(attached, Some(Ok(_))), "a cached token is attached without waiting");
            black_box(head);
        });
}

#[divan::bench(args = [SigningAlgorithm::Es256, SigningAlgorithm::Rs256])]
fn proof(bencher: Bencher<'_, '_>, algorithm: SigningAlgorithm) {
    match dpop(algorithm) {
        Ok(credential) => attach(bencher, &credential),
        Err(error) => eprintln!("cannot create credential: {error}"),
    }
}

#[divan::bench]
fn api_token(bencher: Bencher<'_, '_>) {
    if let Ok(credential) = Ssws::new("00exampletoken") {
        attach(bencher, &credential);
    }
}

#[divan::bench(args = ALGORITHMS)]
fn assertion(bencher: Bencher<'_, '_>, algorithm: SigningAlgorithm) {
    let Ok(key) = PrivateKey::generate(algorithm) else { return };
    let source = PrivateKeyJwt::new(key.with_kid("k1"));
    let request = AssertionRequest::new("https://example.okta.com/oauth2/v1/token", "0oa1", UNIX_EPOCH);
    bencher.bench_local(|| black_box(source.assertion(&request).now_or_never()));
}
