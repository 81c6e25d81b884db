//! The clients: each org with an API token and as a service app, each over HTTP/1.1 and HTTP/2.

use std::time::Duration;

use http::{Method, Request, Response, StatusCode};
use okta_client::{
    Client, ClientBuilder, Error,
    config::{AuthorizationMode, DpopMode, Sources},
    transport::{HttpVersion, TlsOptions},
};
use okta_tower::{BoxError, body::Body, rate_limit::RateLimits};
use tower::{Service, ServiceExt, layer::layer_fn, util::BoxCloneSyncService};

use crate::soak::{journal::OrgSetup, options::Sabotage};

/// Beyond this no call may last; the referee's watch adds a margin.
pub(super) const DEADLINE: Duration = Duration::from_secs(6);

/// A client, and where it belongs.
#[derive(Clone, Debug)]
pub(super) struct Actor {
    /// The number of its org.
    pub(super) org: usize,
    /// Its number, different from that of all others.
    pub(super) number: usize,
    pub(super) okta: Client,
}

/// All clients of an org, and the rate limits that they share.
pub(super) fn of_org(
    setup: &OrgSetup,
    org: usize,
    sabotage: Option<Sabotage>,
) -> Result<(Vec<Actor>, RateLimits), Error> {
    let limits = RateLimits::new();
    let mut actors = Vec::new();
    for version in [HttpVersion::Http1, HttpVersion::Http2] {
        for service_app in [false, true] {
            let mut builder = common(setup).http_version(version).rate_limits(limits.clone());
            builder = if service_app {
                with_app(builder, setup)
            } else {
                builder.token(setup.token.clone()).cache(true)
            };
            if sabotage == Some(Sabotage::Swallow) {
                builder = builder.layer_per_call(layer_fn(swallowing));
            }
            actors.push(Actor { org, number: org * 4 + actors.len(), okta: builder.build()? });
        }
    }
    Ok((actors, limits))
}

fn common(setup: &OrgSetup) -> ClientBuilder {
    let builder = Client::builder()
        .sources(Sources::none())
        .org_url(setup.url.clone())
        .disable_https_check(setup.ca_pem.is_empty())
        .request_timeout(DEADLINE)
        .attempt_timeout(Duration::from_secs(1))
        .connection_timeout(Duration::from_millis(800));
    match setup.ca_pem.as_str() {
        "" => builder,
        pem => builder.tls(TlsOptions::new().only_added_roots().add_root_pem(pem)),
    }
}

fn with_app(builder: ClientBuilder, setup: &OrgSetup) -> ClientBuilder {
    builder
        .authorization_mode(AuthorizationMode::PrivateKey)
        .client_id(setup.client_id.clone())
        .key_id(setup.kid.clone())
        .private_key(setup.private_key_pem.clone())
        .dpop(DpopMode::Always)
        .token_renewal_offset(Duration::from_secs(1))
        .scopes(["okta.users.manage", "okta.groups.manage", "okta.apps.manage"])
}

/// A layer that answers every other membership change without sending it.
fn swallowing<S>(inner: S) -> BoxCloneSyncService<Request<Body>, Response<Body>, BoxError>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    BoxCloneSyncService::new(tower::service_fn(move |request: Request<Body>| {
        let inner = inner.clone();
        async move {
            let change = *request.method() == Method::PUT && request.uri().path().contains("/users/");
            if change && fastrand::bool() {
                let mut answer = Response::new(Body::empty());
                *answer.status_mut() = StatusCode::NO_CONTENT;
                return Ok(answer);
            }
            inner.oneshot(request).await
        }
    }))
}
