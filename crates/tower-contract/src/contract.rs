//! The contract: what the kit cannot know, and the check.

use std::{
    any::{Any, type_name},
    cell::OnceCell,
    fmt,
    marker::PhantomData,
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use http::{Request, Response, StatusCode, header};
use tokio::runtime::{Builder, Handle};

use crate::{
    Outcome, Probe, ProbeBody, Reply, Report, Rule,
    bench::{Bench, RequestFn},
    bounds::BoundCheck,
    rules::{self, Waves},
    subject::Subject,
};

/// How long a response takes, so that calls meet each other.
const RESPONSE_TIME: Duration = Duration::from_millis(10);

type ResponseFn = Arc<dyn Fn() -> Response<ProbeBody> + Send + Sync>;

/// A step of the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockStep {
    /// The clock is set forward, as after a suspend.
    Forward(Duration),
    /// The clock is set back.
    Back(Duration),
}

impl ClockStep {
    pub(crate) const fn undo(self) -> Self {
        match self {
            Self::Forward(by) => Self::Back(by),
            Self::Back(by) => Self::Forward(by),
        }
    }
}

/// The contract of a layer, and what the kit cannot know about it.
///
/// [`assert_layer_contract!`](crate::assert_layer_contract) creates one, applies the options, and asserts the report.
/// Use this type to look at the report instead.
///
/// ```
/// use tower_contract::{Contract, Rule};
/// use tower_layer::Identity;
///
/// let report = Contract::new(Identity::new).check();
/// assert_eq!(report.failed().count(), 0);
/// assert!(report.outcome(Rule::Readiness).is_some_and(|outcome| outcome.is_passed()));
/// ```
#[must_use = "a contract does nothing until it is checked"]
pub struct Contract<'a, L, B = ProbeBody> {
    layer: Box<dyn Fn() -> L + 'a>,
    pub(crate) request: RequestFn<'a, B>,
    pub(crate) other: Option<RequestFn<'a, B>>,
    response: ResponseFn,
    pub(crate) rejections: Vec<ResponseFn>,
    pub(crate) clock: Option<Box<dyn Fn(ClockStep) + 'a>>,
    pub(crate) collects: bool,
    pub(crate) waits: Option<bool>,
    pub(crate) time_limit: Option<Duration>,
    patience: Duration,
    skipped: Vec<(Rule, String)>,
    bounds: Option<Vec<BoundCheck>>,
    waves: OnceCell<Waves>,
}

/// What happens to the first call that reaches the probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum First {
    Response,
    Resend,
    Error,
    Rejection(usize),
}

impl<'a, L> Contract<'a, L> {
    /// Creates the contract of a layer. `layer` creates it: each scenario has its own, in its own runtime.
    ///
    /// Unless they are set, requests are `GET https://example.com/` with an empty [`ProbeBody`], and responses are
    /// `200` with a short one.
    pub fn new(layer: impl Fn() -> L + 'a) -> Self {
        Self {
            layer: Box::new(layer),
            request: Rc::new(|| get("https://example.com/")),
            other: None,
            response: Arc::new(|| Response::new(ProbeBody::from("response"))),
            rejections: vec![
                Arc::new(|| rejection(StatusCode::TOO_MANY_REQUESTS, header::RETRY_AFTER, "20")),
                Arc::new(|| rejection(StatusCode::SERVICE_UNAVAILABLE, header::CONNECTION, "keep-alive")),
                Arc::new(|| {
                    let challenge = "Bearer error=\"invalid_token\"";
                    rejection(StatusCode::UNAUTHORIZED, header::WWW_AUTHENTICATE, challenge)
                }),
            ],
            clock: None,
            collects: false,
            waits: None,
            time_limit: None,
            patience: Duration::from_secs(3600),
            skipped: Vec::new(),
            bounds: None,
            waves: OnceCell::new(),
        }
    }
}

fn get(uri: &'static str) -> Request<ProbeBody> {
    let mut request = Request::new(ProbeBody::empty());
    *request.uri_mut() = http::Uri::from_static(uri);
    request
}

fn rejection(status: StatusCode, name: header::HeaderName, value: &'static str) -> Response<ProbeBody> {
    let mut response = Response::new(ProbeBody::empty());
    *response.status_mut() = status;
    response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    response
}

impl<'a, L, B: 'static> Contract<'a, L, B> {
    /// Sets what creates requests. All must be alike to the layer: of one key, bucket, and user.
    pub fn request<R: 'static>(self, request: impl Fn() -> Request<R> + 'a) -> Contract<'a, L, R> {
        Contract {
            layer: self.layer,
            request: Rc::new(request),
            other: None,
            response: self.response,
            rejections: self.rejections,
            clock: self.clock,
            collects: self.collects,
            waits: self.waits,
            time_limit: self.time_limit,
            patience: self.patience,
            skipped: self.skipped,
            bounds: self.bounds,
            waves: OnceCell::new(),
        }
    }

    /// Sets what creates requests that have nothing to do with those of [`request`](Self::request), which must be set
    /// before: of another key, bucket, or user. Needed for [`Rule::Independence`].
    pub fn other_request(mut self, request: impl Fn() -> Request<B> + 'a) -> Self {
        self.other = Some(Rc::new(request));
        self
    }

    /// Sets what creates responses, such as ones that a cache stores.
    pub fn response(mut self, response: impl Fn() -> Response<ProbeBody> + Send + Sync + 'static) -> Self {
        self.response = Arc::new(response);
        self
    }

    /// Adds a response after which the layer waits, or sends again. A `429` with `Retry-After`, a `503`, and a `401`
    /// with a challenge are there already.
    pub fn rejection(mut self, response: impl Fn() -> Response<ProbeBody> + Send + Sync + 'static) -> Self {
        self.rejections.push(Arc::new(response));
        self
    }

    /// Sets the function that steps the layer's wall clock, which must be the clock of all layers that the contract
    /// creates. Needed for [`Rule::Clock`].
    pub fn clock(mut self, clock: impl Fn(ClockStep) + 'a) -> Self {
        self.clock = Some(Box::new(clock));
        self
    }

    /// Sets whether it is the layer's job to collect response bodies. Default: `false`.
    pub fn collects(mut self, collects: bool) -> Self {
        self.collects = collects;
        self
    }

    /// Sets whether calls may wait in the layer, for anything but the service. With `true`, [`Rule::HeldPlaces`] is not
    /// checked unless one did; with `false`, it fails if one does. By default, neither.
    pub fn waits(mut self, waits: bool) -> Self {
        self.waits = Some(waits);
        self
    }

    /// Sets the time after which the layer ends a call. Needed for [`Rule::TimeLimit`].
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = Some(limit);
        self
    }

    /// Sets how long a call may take, in tokio's time, which is paused, before it counts as blocked. Default: one hour.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Skips a rule; the report says why.
    pub fn skip(mut self, rule: Rule, why: impl Into<String>) -> Self {
        self.skipped.push((rule, why.into()));
        self
    }

    /// Sets the results of the checks at compile time, which need the layer's concrete type.
    #[doc(hidden)]
    pub fn bounds(mut self, bounds: impl IntoIterator<Item = BoundCheck>) -> Self {
        self.bounds = Some(bounds.into_iter().collect());
        self
    }

    /// Names the type of the layer.
    #[doc(hidden)]
    pub fn layer_type(&self) -> PhantomData<fn() -> L> {
        PhantomData
    }

    /// Checks all rules.
    ///
    /// # Panics
    ///
    /// Panics within a tokio runtime: it creates runtimes, with paused time. Call it from a plain `#[test]`.
    pub fn check(&self) -> Report
    where
        L: Subject<B>,
    {
        assert!(
            Handle::try_current().is_err(),
            "the contract has its own runtimes: use `#[test]` without tokio"
        );
        Report::new(type_name::<L>(), Rule::ALL.map(|rule| (rule, self.outcome(rule))).to_vec())
    }

    fn outcome(&self, rule: Rule) -> Outcome
    where
        L: Subject<B>,
    {
        if let Some((_, why)) = self.skipped.iter().find(|(skipped, _)| *skipped == rule) {
            return Outcome::NotChecked(why.clone());
        }
        let check = || match rule {
            Rule::Readiness => rules::readiness(self),
            Rule::HeldPlaces => rules::held_places(self),
            Rule::Progress => rules::progress(self),
            Rule::EarlyReadiness => rules::early_readiness(self),
            Rule::Independence => rules::independence(self),
            Rule::Unpolled => rules::unpolled(self),
            Rule::Cancellation => rules::cancellation(self),
            Rule::Wakeups => rules::wakeups(self),
            Rule::ServiceDrop => rules::service_drop(self),
            Rule::Streaming => rules::streaming(self),
            Rule::Trailers => rules::trailers(self),
            Rule::Bounds => rules::bounds(self.bounds.as_deref()),
            Rule::Clock => rules::clock(self),
            Rule::TimeLimit => rules::time_limit(self),
        };
        catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(|panic| Outcome::Failed(panic_text(&*panic)))
    }

    /// Runs a scenario with a separate layer and a separate runtime with paused time.
    #[expect(clippy::expect_used, reason = "no test can go on without a runtime")]
    pub(crate) fn run<T>(
        &self,
        places: Option<usize>,
        first: First,
        scenario: impl AsyncFnOnce(&mut Bench<'a, L, B>) -> T,
    ) -> T
    where
        L: Subject<B>,
    {
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build();
        runtime.expect("cannot create a tokio runtime").block_on(async {
            let probe = Probe::new();
            probe.set_places(places);
            let response = Arc::clone(&self.response);
            probe.reply_with(move |_| Reply::response(response()).sleep(RESPONSE_TIME));
            if first != First::Response {
                probe.push(self.first_reply(first));
            }
            let (request, other) = (Rc::clone(&self.request), self.other.clone());
            let mut bench = Bench::new(&(self.layer)(), probe, self.patience, request, other);
            scenario(&mut bench).await
        })
    }

    pub(crate) fn new_response(&self) -> Response<ProbeBody> {
        (self.response)()
    }

    fn first_reply(&self, first: First) -> Reply {
        match first {
            First::Response => Reply::response(self.new_response()),
            First::Resend => Reply::response(self.new_response()).sleep(RESPONSE_TIME).resend(RESPONSE_TIME),
            First::Error => Reply::error("connection reset"),
            First::Rejection(index) => Reply::response(self.rejections[index]()),
        }
        .sleep(RESPONSE_TIME)
    }

    /// Returns what may happen to the first call.
    pub(crate) fn firsts(&self) -> Vec<First> {
        let rejections = (0..self.rejections.len()).map(First::Rejection);
        [First::Response, First::Resend, First::Error].into_iter().chain(rejections).collect()
    }

    /// Describes what happens to the first call.
    pub(crate) fn describe(&self, first: First) -> String {
        match first {
            First::Response => "the first call succeeds".into(),
            First::Resend => "the first call is retried below the layer".into(),
            First::Error => "the first call fails".into(),
            First::Rejection(index) => {
                format!("the first response is {}", self.rejections[index]().status().as_str())
            }
        }
    }

    /// Returns the findings of many calls at once, which several rules use.
    pub(crate) fn waves(&self) -> &Waves
    where
        L: Subject<B>,
    {
        self.waves.get_or_init(|| Waves::run(self))
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text =
        panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panicked: {}", text.unwrap_or("without a text"))
}

impl<L, B> fmt::Debug for Contract<'_, L, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contract").field("layer", &type_name::<L>()).finish_non_exhaustive()
    }
}
