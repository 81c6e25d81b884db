//! Installing rules, and their handles.

use std::{
    collections::VecDeque,
    fmt,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use http::StatusCode;
use tokio::sync::watch;

use super::{Action, BodyFault, CloseMode, DropAt, Entry, Faults};
use crate::{journal::ReceivedRequest, pattern::Pattern, response::ResponseTemplate};

/// Builder of a rule, returned by [`Org::when`](crate::Org::when). The methods that return a [`Rule`] or
/// [`HeldRequests`] install it.
///
/// A rule applies once unless [`times`](Self::times) or [`always`](Self::always) is set. If several rules match a
/// request, only the one installed first applies; delays, holds, response mappings and GOAWAYs apply in addition.
#[must_use = "a rule does nothing until its action is set"]
#[derive(Debug)]
pub struct When<'a> {
    faults: &'a Faults,
    pattern: Pattern,
    times: Option<u64>,
    skip: u64,
}

impl<'a> When<'a> {
    pub(crate) fn new(faults: &'a Faults, pattern: &str) -> Self {
        Self { faults, pattern: Pattern::parse(pattern), times: Some(1), skip: 0 }
    }

    /// Applies the rule to the next `n` matching requests. Default: 1.
    pub fn times(mut self, n: u64) -> Self {
        self.times = Some(n);
        self
    }

    /// Applies the rule to every matching request, until it is removed.
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }

    /// Skips the first `n` matching requests.
    pub fn after(mut self, n: u64) -> Self {
        self.skip = n;
        self
    }

    /// Responds with `response`. The request is not applied.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// use okta_testkit::{Org, ResponseTemplate};
    ///
    /// let org = Org::start().await?;
    /// org.when("GET users").times(2).respond_with(ResponseTemplate::new(503));
    /// # Ok::<_, std::io::Error>(()) })?;
    /// # Ok::<_, std::io::Error>(())
    /// ```
    pub fn respond_with(self, response: ResponseTemplate) -> Rule {
        self.install(Action::Respond(response))
    }

    /// Responds with each of `responses` in order; the rule applies once for each.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// use okta_testkit::{Org, ResponseTemplate};
    ///
    /// let org = Org::start().await?;
    /// org.when("*").respond_with_each([502, 503, 504].map(|status| ResponseTemplate::new(status).html("<html></html>")));
    /// # Ok::<_, std::io::Error>(()) })?;
    /// # Ok::<_, std::io::Error>(())
    /// ```
    pub fn respond_with_each(mut self, responses: impl IntoIterator<Item = ResponseTemplate>) -> Rule {
        let queue: VecDeque<ResponseTemplate> = responses.into_iter().collect();
        self.times = Some(queue.len() as u64);
        let queue = Mutex::new(queue);
        self.respond_with_fn(move |_| {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            next.unwrap_or_else(|| ResponseTemplate::from_status(StatusCode::INTERNAL_SERVER_ERROR))
        })
    }

    /// Responds with what `script` returns for the request. The request is not applied, so operations that the org does
    /// not implement can be scripted too.
    pub fn respond_with_fn(
        self,
        script: impl Fn(&ReceivedRequest) -> ResponseTemplate + Send + Sync + 'static,
    ) -> Rule {
        self.install(Action::Script(Arc::new(script)))
    }

    /// Applies the request, then maps the org's response with `map`.
    pub fn map_response(
        self,
        map: impl Fn(ResponseTemplate) -> ResponseTemplate + Send + Sync + 'static,
    ) -> Rule {
        self.install(Action::MapResponse(Arc::new(map)))
    }

    /// Closes the connection instead of responding.
    pub fn drop_connection(self, at: DropAt) -> Rule {
        self.install(Action::Drop(at, CloseMode::Graceful))
    }

    /// Resets the connection (TCP RST) instead of responding.
    pub fn reset_connection(self, at: DropAt) -> Rule {
        self.install(Action::Drop(at, CloseMode::Reset))
    }

    /// Sends half of the response body, then closes the connection: the body is shorter than its `Content-Length`.
    pub fn truncate_body(self) -> Rule {
        self.install(Action::Body(BodyFault::Truncate))
    }

    /// Sends half of the response body, then nothing; the connection stays open.
    pub fn stall_body(self) -> Rule {
        self.install(Action::Body(BodyFault::Stall))
    }

    /// Sends the response body in eight chunks, with a pause before each.
    pub fn slow_body(self, pause: Duration) -> Rule {
        self.install(Action::Body(BodyFault::Slow(pause)))
    }

    /// Sends half of the response body, then resets the connection.
    pub fn reset_body(self) -> Rule {
        self.install(Action::Body(BodyFault::Reset))
    }

    /// Waits before the request is applied. Several delays add up.
    pub fn delay(self, by: Duration) -> Rule {
        self.install(Action::Delay(by))
    }

    /// Holds matching requests before they are applied, until they are released. Tests order events with it, without
    /// sleeping.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// let org = okta_testkit::Org::start().await?;
    /// let held = org.when("users").times(2).hold();
    /// // … start two requests …
    /// # let org2 = org.clone();
    /// # let url = org.url().to_owned();
    /// # let send = move || { let address = url.trim_start_matches("http://").to_owned(); async move {
    /// #     use tokio::io::AsyncWriteExt;
    /// #     let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    /// #     stream.write_all(b"GET /api/v1/users HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    /// #     stream } };
    /// # let (_a, _b) = tokio::join!(send(), send());
    /// held.wait_for(2).await;
    /// held.release();
    /// # Ok::<_, std::io::Error>(()) })?;
    /// # Ok::<_, std::io::Error>(())
    /// ```
    pub fn hold(self) -> HeldRequests {
        let (release, released) = watch::channel(false);
        let (count, held) = watch::channel(0);
        let rule = self.install(Action::Hold(released, count));
        HeldRequests { rule, release, held }
    }

    /// Reads the request and never responds. The request is not applied.
    pub fn hang(self) -> Rule {
        self.install(Action::Hang)
    }

    /// Responds, and shuts the connection down gracefully: GOAWAY on HTTP/2, `Connection: close` on HTTP/1.1. Requests in
    /// flight are served.
    pub fn go_away(self) -> Rule {
        self.install(Action::GoAway)
    }

    fn install(self, action: Action) -> Rule {
        let Self { faults, pattern, times, skip } = self;
        faults.install(pattern, times, skip, action)
    }
}

/// Handle of an installed rule. Dropping it does not remove the rule.
#[derive(Clone)]
pub struct Rule {
    id: u64,
    hits: Arc<AtomicU64>,
    rules: Weak<Mutex<Vec<Entry>>>,
}

impl Rule {
    pub(super) fn new(id: u64, hits: Arc<AtomicU64>, rules: Weak<Mutex<Vec<Entry>>>) -> Self {
        Self { id, hits, rules }
    }

    /// Returns the number of requests that the rule was applied to.
    #[must_use]
    pub fn hits(&self) -> u64 {
        self.hits.load(Ordering::Relaxed)
    }

    /// Removes the rule.
    pub fn remove(&self) {
        if let Some(rules) = self.rules.upgrade() {
            rules.lock().unwrap_or_else(PoisonError::into_inner).retain(|entry| entry.id != self.id);
        }
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule").field("id", &self.id).field("hits", &self.hits()).finish_non_exhaustive()
    }
}

/// Handle of the requests held by [`When::hold`]. Dropping it releases them.
#[derive(Debug)]
pub struct HeldRequests {
    rule: Rule,
    release: watch::Sender<bool>,
    held: watch::Receiver<usize>,
}

impl HeldRequests {
    /// Waits until `n` requests have been held.
    pub async fn wait_for(&self, n: usize) {
        // An error means that the rule was removed: no more requests will be held.
        let _ = self.held.clone().wait_for(|held| *held >= n).await;
    }

    /// Releases the held requests. Later requests are not held.
    pub fn release(&self) {
        self.release.send_replace(true);
    }

    /// Returns the rule.
    #[must_use]
    pub fn rule(&self) -> &Rule {
        &self.rule
    }
}

impl Drop for HeldRequests {
    fn drop(&mut self) {
        self.release();
    }
}
