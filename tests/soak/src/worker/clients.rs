//! Clients: each org with an API token and as a service app, each over HTTP/1.1 and HTTP/2.

use std::time::Duration;

use http::{Method, Request, Response, StatusCode};
use okta_client::{
    Client, ClientBuilder, Error,
    config::{AuthorizationMode, DpopMode, Sources},
    transport::{HttpVersion, TlsOptions},
};
use okta_tower::{
    BoxError,
    body::Body,
    rate_limit::{self, RateLimits},
};
use tower::{Service, ServiceExt, layer::layer_fn, util::BoxCloneSyncService};

use crate::{options::InjectedBug, protocol::OrgSetup};

/// Deadline of every call.
pub(super) const DEADLINE: Duration = Duration::from_secs(6);

/// A client and its org.
#[derive(Clone, Debug)]
pub(super) struct TestClient {
    /// Index of its org.
    pub(super) org: usize,
    /// Unique number.
    pub(super) number: usize,
    pub(super) okta: Client,
}

/// Builds all clients of an org, and the rate limits that they share.
pub(super) fn for_org(
    setup: &OrgSetup,
    org: usize,
    inject: Option<InjectedBug>,
) -> Result<(Vec<TestClient>, RateLimits), Error> {
    let limits = rate_limit::limits();
    let mut clients = Vec::new();
    for version in [HttpVersion::Http1, HttpVersion::Http2] {
        for service_app in [false, true] {
            let mut builder = common(setup).http_version(version).rate_limits(limits.clone());
            builder = if service_app {
                with_service_app(builder, setup)
            } else {
                builder.token(setup.token.clone()).cache(true)
            };
            if inject == Some(InjectedBug::Swallow) {
                builder = builder.layer_per_call(layer_fn(swallow_writes));
            }
            clients.push(TestClient { org, number: org * 4 + clients.len(), okta: builder.build()? });
        }
    }
    Ok((clients, limits))
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

fn with_service_app(builder: ClientBuilder, setup: &OrgSetup) -> ClientBuilder {
    builder
        .authorization_mode(AuthorizationMode::PrivateKey)
        .client_id(setup.client_id.clone())
        .key_id(setup.kid.clone())
        .private_key(setup.private_key_pem.clone())
        .dpop(DpopMode::Always)
        .token_renewal_offset(Duration::from_secs(1))
        .scopes(["okta.users.manage", "okta.groups.manage", "okta.apps.manage"])
}

/// Responds to every other user replacement and membership addition (`PUT`) without sending it.
fn swallow_writes<S>(inner: S) -> BoxCloneSyncService<Request<Body>, Response<Body>, BoxError>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    BoxCloneSyncService::new(tower::service_fn(move |request: Request<Body>| {
        let inner = inner.clone();
        async move {
            let matches = *request.method() == Method::PUT && request.uri().path().contains("/users/");
            if matches && fastrand::bool() {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::NO_CONTENT;
                return Ok(response);
            }
            inner.oneshot(request).await
        }
    }))
}
