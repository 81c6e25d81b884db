//! The service that answers from a cassette.

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
    exchange::{self, Essence},
};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Which recorded answer a request gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReplayOrder {
    /// The first one not given yet that was recorded for the same method, path, query and body. Requests that were
    /// made at the same time may come in another order than they were recorded in.
    #[default]
    ByRequest,
    /// The next one in the cassette. A request that is not the one recorded there is refused.
    Recorded,
}

/// Answers from a cassette: a tower service that stands in place of a transport.
///
/// Each answer is given once. A request that none was recorded for is an error that names the most similar one.
/// Requests go through the same rules as they did when they were recorded, so that random values such as assertions
/// do not tell them apart. Clones share what has been given.
///
/// Rate-limit headers and dates are replayed as they were: a recorded wait for a rate limit is waited for again, unless
/// the client's rate-limit layer is off or the headers are edited.
#[derive(Clone)]
pub struct Replay(Arc<Shared>);

struct Shared {
    cassette: Cassette,
    essences: Vec<Essence>,
    scrub: Scrub,
    order: ReplayOrder,
    given: Mutex<BTreeSet<usize>>,
}

impl Replay {
    /// Answers each request with what was recorded for the same one.
    #[must_use]
    pub fn new(cassette: Cassette) -> Self {
        Self::with_options(cassette, ReplayOrder::default(), Scrub::new())
    }

    /// Answers in a given order, with the rules that the cassette was recorded with.
    #[must_use]
    pub fn with_options(cassette: Cassette, order: ReplayOrder, scrub: Scrub) -> Self {
        let essences = cassette.exchanges.iter().map(|exchange| exchange.request.essence()).collect();
        Self(Arc::new(Shared { cassette, essences, scrub, order, given: Mutex::default() }))
    }

    /// The exchanges that were not asked for, as lines such as `3: GET /api/v1/users/me`.
    #[must_use]
    pub fn unused(&self) -> Vec<String> {
        let given = self.0.given();
        let all = self.0.cassette.exchanges.iter().enumerate();
        all.filter(|(at, _)| !given.contains(at))
            .map(|(at, exchange)| format!("{}: {exchange}", at + 1))
            .collect()
    }

    /// Asserts that every exchange was asked for.
    ///
    /// # Panics
    ///
    /// When one was not; the message lists them.
    #[track_caller]
    pub fn assert_finished(&self) {
        let unused = self.unused();
        assert!(
            unused.is_empty(),
            "{} recorded exchanges were not asked for:\n{}",
            unused.len(),
            unused.join("\n")
        );
    }

    /// Makes all answers available again.
    pub fn rewind(&self) {
        self.0.given().clear();
    }
}

impl Shared {
    fn given(&self) -> MutexGuard<'_, BTreeSet<usize>> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer for a request.
    fn answer(&self, request: &exchange::Request) -> Result<Response<Full<Bytes>>, ReplayError> {
        let at = self.choose(request)?;
        let recorded = &self.cassette.exchanges[at].response;
        let unusable = |reason: String| {
            ReplayError(format!("exchange {} ({}): {reason}", at + 1, self.cassette.exchanges[at]))
        };
        let body =
            recorded.body.as_ref().map_or(Ok(Bytes::new()), |body| body.to_bytes()).map_err(unusable)?;
        let mut answer = Response::new(Full::new(body));
        *answer.status_mut() =
            http::StatusCode::from_u16(recorded.status).map_err(|error| unusable(error.to_string()))?;
        for (name, value) in &recorded.headers {
            let pair = (HeaderName::try_from(name), HeaderValue::try_from(value));
            let (Ok(name), Ok(value)) = pair else {
                return Err(unusable(format!("`{name}` is not a valid header")));
            };
            answer.headers_mut().append(name, value);
        }
        Ok(answer)
    }

    /// Which exchange a request gets its answer from.
    fn choose(&self, request: &exchange::Request) -> Result<usize, ReplayError> {
        let wanted = request.essence();
        let mut given = self.given();
        let found = match self.order {
            ReplayOrder::ByRequest => {
                (0..self.essences.len()).find(|at| !given.contains(at) && self.essences[*at] == wanted)
            }
            ReplayOrder::Recorded => {
                let next = given.last().map_or(0, |last| last + 1);
                Some(next).filter(|next| self.essences.get(*next) == Some(&wanted))
            }
        };
        match found {
            Some(at) => {
                given.insert(at);
                Ok(at)
            }
            None => Err(self.unknown(request, &wanted, &given)),
        }
    }

    fn unknown(&self, request: &exchange::Request, wanted: &Essence, given: &BTreeSet<usize>) -> ReplayError {
        let asked = format!("{} {}", request.method, request.url);
        if self.order == ReplayOrder::Recorded {
            let next = given.last().map_or(0, |last| last + 1);
            return ReplayError(match self.essences.get(next) {
                Some(essence) => format!(
                    "{asked} came where exchange {} ({}) is recorded; the {} differs",
                    next + 1,
                    self.cassette.exchanges[next],
                    wanted.difference(essence)
                ),
                None => format!("{asked} came after the last of {next} recorded exchanges"),
            });
        }
        let closest = (0..self.essences.len())
            .max_by_key(|at| (wanted.likeness(&self.essences[*at]), std::cmp::Reverse(*at)));
        ReplayError(match closest {
            None => format!("{asked} was not recorded: the cassette is empty"),
            Some(at) if self.essences[at] == *wanted => {
                let times = self.essences.iter().filter(|essence| *essence == wanted).count();
                format!("{asked} was recorded {times} times, and all of its answers have been given")
            }
            Some(at) => format!(
                "{asked} was not recorded; the closest is exchange {} ({}), whose {} differs",
                at + 1,
                self.cassette.exchanges[at],
                wanted.difference(&self.essences[at])
            ),
        })
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay")
            .field("exchanges", &self.0.cassette.len())
            .field("given", &self.0.given().len())
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
        let shared = Arc::clone(&self.0);
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.map_err(Into::into)?.to_bytes();
            let request =
                exchange::Request::keep(&head.method, &head.uri, &head.headers, &body, &shared.scrub);
            Ok(shared.answer(&request)?)
        })
    }
}

/// A request that no answer is recorded for, or an answer that cannot be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayError(String);

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReplayError {}
