//! The replaying service.

use std::{
    collections::BTreeSet,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use tower_service::Service;

use super::{
    Cassette, Scrub,
    exchange::{MatchKey, RecordedRequest},
};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// How requests are matched to recorded responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReplayOrder {
    /// The first response not yet replayed that was recorded for the same method, path, query and body. Concurrent
    /// requests may arrive in another order than the recorded one.
    #[default]
    ByRequest,
    /// The next response in the cassette. Any request but the one recorded with it is an error.
    Recorded,
}

/// A tower service that replays a cassette in place of a transport.
///
/// Each response is replayed once. A request without a recorded response is an error that contains the most similar
/// recorded request. Requests are redacted by the same rules as in the recording, so that random values such as
/// assertions do not prevent a match. Clones share which exchanges have been replayed.
///
/// Rate-limit headers and dates are replayed as recorded: a client waits for a recorded rate limit again, unless its
/// rate-limit layer is off or the headers are edited.
#[derive(Clone)]
pub struct Replay(Arc<ReplayState>);

struct ReplayState {
    cassette: Cassette,
    keys: Vec<MatchKey>,
    scrub: Scrub,
    order: ReplayOrder,
    replayed: Mutex<BTreeSet<usize>>,
}

impl Replay {
    /// Replays a cassette with [`ReplayOrder::ByRequest`] and the built-in rules.
    #[must_use]
    pub fn new(cassette: Cassette) -> Self {
        Self::with_options(cassette, ReplayOrder::default(), Scrub::new())
    }

    /// Replays a cassette in a given order, with the rules that it was recorded with.
    #[must_use]
    pub fn with_options(cassette: Cassette, order: ReplayOrder, scrub: Scrub) -> Self {
        let keys = cassette.exchanges.iter().map(|exchange| exchange.request.match_key()).collect();
        Self(Arc::new(ReplayState { cassette, keys, scrub, order, replayed: Mutex::default() }))
    }

    /// The exchanges that have not been replayed, in the form `3: GET /api/v1/users/me`.
    #[must_use]
    pub fn unused(&self) -> Vec<String> {
        let replayed = self.0.replayed();
        let all = self.0.cassette.exchanges.iter().enumerate();
        all.filter(|(index, _)| !replayed.contains(index))
            .map(|(index, exchange)| format!("{}: {exchange}", index + 1))
            .collect()
    }

    /// Asserts that every exchange has been replayed.
    ///
    /// # Panics
    ///
    /// If any has not; the message lists them.
    #[track_caller]
    pub fn assert_finished(&self) {
        let unused = self.unused();
        assert!(
            unused.is_empty(),
            "{} recorded exchanges not replayed:\n{}",
            unused.len(),
            unused.join("\n")
        );
    }

    /// Makes all exchanges available again.
    pub fn rewind(&self) {
        self.0.replayed().clear();
    }
}

impl ReplayState {
    fn replayed(&self) -> MutexGuard<'_, BTreeSet<usize>> {
        self.replayed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An exchange for error messages: its number, method and URL.
    fn describe(&self, index: usize) -> String {
        format!("exchange {} ({})", index + 1, self.cassette.exchanges[index])
    }

    fn respond(&self, request: &RecordedRequest) -> Result<Response<Full<Bytes>>, ReplayError> {
        let index = self.select(request)?;
        let recorded = &self.cassette.exchanges[index].response;
        let invalid = |reason: String| ReplayError(format!("{}: {reason}", self.describe(index)));
        let body =
            recorded.body.as_ref().map_or(Ok(Bytes::new()), |body| body.to_bytes()).map_err(invalid)?;
        let mut response = Response::new(Full::new(body));
        *response.status_mut() =
            http::StatusCode::from_u16(recorded.status).map_err(|error| invalid(error.to_string()))?;
        for (name, value) in &recorded.headers {
            let pair = (HeaderName::try_from(name), HeaderValue::try_from(value));
            let (Ok(name), Ok(value)) = pair else {
                return Err(invalid(format!("invalid header `{name}`")));
            };
            response.headers_mut().append(name, value);
        }
        Ok(response)
    }

    /// Selects the exchange for a request and marks it as replayed.
    fn select(&self, request: &RecordedRequest) -> Result<usize, ReplayError> {
        let key = request.match_key();
        let mut replayed = self.replayed();
        let found = match self.order {
            ReplayOrder::ByRequest => {
                (0..self.keys.len()).find(|index| !replayed.contains(index) && self.keys[*index] == key)
            }
            ReplayOrder::Recorded => {
                let next = replayed.last().map_or(0, |last| last + 1);
                Some(next).filter(|next| self.keys.get(*next) == Some(&key))
            }
        };
        match found {
            Some(index) => {
                replayed.insert(index);
                Ok(index)
            }
            None => Err(self.mismatch(request, &key, &replayed)),
        }
    }

    fn mismatch(&self, request: &RecordedRequest, key: &MatchKey, replayed: &BTreeSet<usize>) -> ReplayError {
        let request = format!("{} {}", request.method, request.url);
        if self.order == ReplayOrder::Recorded {
            let next = replayed.last().map_or(0, |last| last + 1);
            return ReplayError(match self.keys.get(next) {
                Some(expected) => format!(
                    "unexpected request {request}: next is {}, {} differs",
                    self.describe(next),
                    key.difference(expected)
                ),
                None => format!("unexpected request {request}: all {next} recorded exchanges replayed"),
            });
        }
        let closest = (0..self.keys.len())
            .max_by_key(|index| (key.similarity(&self.keys[*index]), std::cmp::Reverse(*index)));
        ReplayError(match closest {
            None => format!("no recorded exchange for {request}: the cassette is empty"),
            Some(index) if self.keys[index] == *key => {
                let times = self.keys.iter().filter(|other| *other == key).count();
                format!("no recorded exchange left for {request}: all {times} replayed")
            }
            Some(index) => format!(
                "no recorded exchange for {request}: closest is {}, {} differs",
                self.describe(index),
                key.difference(&self.keys[index])
            ),
        })
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay")
            .field("exchanges", &self.0.cassette.len())
            .field("replayed", &self.0.replayed().len())
            .field("order", &self.0.order)
            .finish_non_exhaustive()
    }
}

impl<B> Service<Request<B>> for Replay
where
    B: Body<Error: Into<BoxError>, Data: Send> + Send + 'static,
{
    type Response = Response<Full<Bytes>>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let state = Arc::clone(&self.0);
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await.map_err(Into::into)?.to_bytes();
            let request =
                RecordedRequest::from_parts(&parts.method, &parts.uri, &parts.headers, &body, &state.scrub);
            Ok(state.respond(&request)?)
        })
    }
}

/// The error of a request without a recorded response, or with one that cannot be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayError(String);

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReplayError {}
