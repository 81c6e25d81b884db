//! Calls that wait in the rate limit layer, in one bucket or in many.

use std::{
    cell::RefCell,
    convert::Infallible,
    future::{Ready, ready},
    rc::Rc,
    task::{Context, Poll},
    time::Duration,
};

use http::{HeaderValue, Request, Response, Uri, header};
use okta_client::okta_tower::{
    body::Body,
    rate_limit::{self, RateLimit, RateLimitLayer, RateLimits},
};
use tokio::{task::LocalSet, time::Instant};
use tower::{Layer, Service, ServiceExt};

use crate::{cpu, floor::BoxError};

/// Requests per bucket and window: more than wait, so that one window is enough for all.
const LIMIT: u64 = 10_000;
/// The length of a window. The first one has no request left.
const WINDOW: Duration = Duration::from_secs(60);

/// Makes `calls` calls at once, in turn in each of `buckets` buckets, whose windows are exhausted. Returns the CPU time
/// from then until all have a response. Time is simulated.
///
/// # Errors
///
/// Fails if the layer fails, or does not keep the buckets apart.
pub fn wait(calls: usize, buckets: usize) -> Result<Duration, BoxError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    let limits = rate_limit::builder().bucket_by(|head| head.uri.path().to_owned()).build();
    let time = LocalSet::new().block_on(&runtime, run(limits.clone(), calls, buckets))?;
    match limits.snapshot().buckets.len() {
        kept if kept == buckets => Ok(time),
        kept => Err(format!("the layer has {kept} buckets instead of {buckets}").into()),
    }
}

async fn run(limits: RateLimits, calls: usize, buckets: usize) -> Result<Duration, BoxError> {
    let uris = (0..buckets)
        .map(|bucket| Uri::try_from(format!("https://example.okta.com/{bucket}")))
        .collect::<Result<Vec<_>, _>>()?;
    let service = RateLimitLayer::new(limits).layer(Windows::new(buckets));
    for uri in &uris {
        call(service.clone(), uri.clone()).await?;
    }
    let start = cpu::thread_cpu_time();
    let waiting: Vec<_> = uris
        .iter()
        .cycle()
        .take(calls)
        .map(|uri| tokio::task::spawn_local(call(service.clone(), uri.clone())))
        .collect();
    for task in waiting {
        task.await??;
    }
    Ok(cpu::thread_cpu_time().saturating_sub(start))
}

async fn call(service: RateLimit<Windows>, uri: Uri) -> Result<(), BoxError> {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = uri;
    service.oneshot(request).await.map(drop)
}

/// A server with a window per path.
#[derive(Clone, Debug)]
struct Windows {
    start: Instant,
    /// Requests in the second window, by path.
    used: Rc<RefCell<Vec<u64>>>,
}

impl Windows {
    fn new(buckets: usize) -> Self {
        Self { start: Instant::now(), used: Rc::new(RefCell::new(vec![0; buckets])) }
    }

    /// Counts a request, and returns the date, what is left of the window, and its end.
    fn take(&self, path: &str) -> (&'static str, u64, &'static str) {
        if self.start.elapsed() < WINDOW {
            return ("Tue, 14 Nov 2023 22:13:20 GMT", 0, "1700000060");
        }
        let mut used = self.used.borrow_mut();
        let bucket = path.trim_start_matches('/').parse().ok().and_then(|bucket: usize| used.get_mut(bucket));
        let used = bucket.map_or(0, |used| {
            *used += 1;
            *used
        });
        ("Tue, 14 Nov 2023 22:14:20 GMT", LIMIT - used, "1700000120")
    }
}

impl Service<Request<Body>> for Windows {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let (date, remaining, reset) = self.take(request.uri().path());
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        headers.insert(header::DATE, HeaderValue::from_static(date));
        headers.insert(rate_limit::LIMIT, HeaderValue::from(LIMIT));
        headers.insert(rate_limit::REMAINING, HeaderValue::from(remaining));
        headers.insert(rate_limit::RESET, HeaderValue::from_static(reset));
        ready(Ok(response))
    }
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn waiting_calls_of_many_buckets_complete() {
        for buckets in [1, 16, 500] {
            wait(1_000, buckets).unwrap();
        }
    }
}
