//! What a test writes to install a rule, and the handles it gets.

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

use super::{Action, BodyFault, DropAt, Ending, Entry, Faults};
use crate::{journal::ReceivedRequest, pattern::Pattern, response::Answer};

/// A rule in the making: [`Org::when`](crate::Org::when) starts it, one of the last methods installs it.
///
/// A rule acts once unless [`times`](Self::times) or [`always`](Self::always) says otherwise. Of several rules that
/// fit a request, the one installed first acts and the others wait; delays, changes and GOAWAYs act in addition.
#[must_use = "a rule does nothing until its action is chosen"]
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

    /// Act on the next `n` fitting requests.
    pub fn times(mut self, n: u64) -> Self {
        self.times = Some(n);
        self
    }

    /// Act on every fitting request, until the rule is removed.
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }

    /// Let the first `n` fitting requests pass.
    pub fn after(mut self, n: u64) -> Self {
        self.skip = n;
        self
    }

    /// Answer this instead. The request is not applied.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// use okta_testkit::{Answer, Org};
    ///
    /// let org = Org::start().await?;
    /// org.when("GET users").times(2).answer(Answer::status(503));
    /// # Ok::<_, std::io::Error>(()) })?;
    /// # Ok::<_, std::io::Error>(())
    /// ```
    pub fn answer(self, answer: Answer) -> Rule {
        self.install(Action::Answer(answer))
    }

    /// Answer these, one after the other; the rule acts once for each.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// use okta_testkit::{Answer, Org};
    ///
    /// let org = Org::start().await?;
    /// org.when("*").answers([502, 503, 504].map(|status| Answer::status(status).html("<html></html>")));
    /// # Ok::<_, std::io::Error>(()) })?;
    /// # Ok::<_, std::io::Error>(())
    /// ```
    pub fn answers(mut self, answers: impl IntoIterator<Item = Answer>) -> Rule {
        let queue: VecDeque<Answer> = answers.into_iter().collect();
        self.times = Some(queue.len() as u64);
        let queue = Mutex::new(queue);
        self.respond(move |_| {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            next.unwrap_or_else(|| Answer::of(StatusCode::INTERNAL_SERVER_ERROR))
        })
    }

    /// Answer what `script` makes of the request: any operation, also those that the org does not know.
    /// The request is not applied.
    pub fn respond(self, script: impl Fn(&ReceivedRequest) -> Answer + Send + Sync + 'static) -> Rule {
        self.install(Action::Script(Arc::new(script)))
    }

    /// Apply the request, then answer what `change` makes of the org's answer.
    pub fn change(self, change: impl Fn(Answer) -> Answer + Send + Sync + 'static) -> Rule {
        self.install(Action::Change(Arc::new(change)))
    }

    /// Close the connection instead of answering.
    pub fn drop_connection(self, at: DropAt) -> Rule {
        self.install(Action::Drop(at, Ending::Close))
    }

    /// Reset the connection (TCP RST) instead of answering.
    pub fn reset_connection(self, at: DropAt) -> Rule {
        self.install(Action::Drop(at, Ending::Reset))
    }

    /// Send half of the answer's body, then close: the answer stays shorter than its `Content-Length`.
    pub fn truncate_body(self) -> Rule {
        self.install(Action::Body(BodyFault::Truncate))
    }

    /// Send half of the answer's body and then nothing, with the connection open.
    pub fn stall_body(self) -> Rule {
        self.install(Action::Body(BodyFault::Stall))
    }

    /// Send the answer's body in eight pieces, with a pause before each.
    pub fn slow_body(self, pause: Duration) -> Rule {
        self.install(Action::Body(BodyFault::Slow(pause)))
    }

    /// Send half of the answer's body, then reset the connection.
    pub fn reset_body(self) -> Rule {
        self.install(Action::Body(BodyFault::Reset))
    }

    /// Wait before the request is applied. Several delays add up.
    pub fn delay(self, by: Duration) -> Rule {
        self.install(Action::Delay(by))
    }

    /// Hold the request before it is applied, until the gate is opened: tests order events with it, without sleeping.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// let org = okta_testkit::Org::start().await?;
    /// let gate = org.when("users").times(2).hold();
    /// // … start two requests …
    /// # let org2 = org.clone();
    /// # let url = org.url().to_owned();
    /// # let send = move || { let address = url.trim_start_matches("http://").to_owned(); async move {
    /// #     use tokio::io::AsyncWriteExt;
    /// #     let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    /// #     stream.write_all(b"GET /api/v1/users HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    /// #     stream } };
    /// # let (_a, _b) = tokio::join!(send(), send());
    /// gate.holding(2).await;
    /// gate.open();
    /// # Ok::<_, std::io::Error>(()) })?;
    /// # Ok::<_, std::io::Error>(())
    /// ```
    pub fn hold(self) -> Gate {
        let (open, opened) = watch::channel(false);
        let (count, held) = watch::channel(0);
        let rule = self.install(Action::Hold(opened, count));
        Gate { rule, open, held }
    }

    /// Read the request and never answer. Nothing is applied.
    pub fn hang(self) -> Rule {
        self.install(Action::Hang)
    }

    /// Answer, and announce that the connection takes no further requests: GOAWAY on HTTP/2, `Connection: close` on
    /// HTTP/1.1. Requests already under way are served.
    pub fn go_away(self) -> Rule {
        self.install(Action::GoAway)
    }

    fn install(self, action: Action) -> Rule {
        let Self { faults, pattern, times, skip } = self;
        faults.install(pattern, times, skip, action)
    }
}

/// An installed rule. Dropping the handle leaves the rule in place.
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

    /// How many requests it has acted on.
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

/// Holds requests back; see [`When::hold`]. Dropping it opens it.
#[derive(Debug)]
pub struct Gate {
    rule: Rule,
    open: watch::Sender<bool>,
    held: watch::Receiver<usize>,
}

impl Gate {
    /// Waits until `n` requests have come to the gate.
    pub async fn holding(&self, n: usize) {
        // The sender lives as long as the rule; once that is gone, nothing more can come.
        let _ = self.held.clone().wait_for(|held| *held >= n).await;
    }

    /// Lets the held requests and all later ones through.
    pub fn open(&self) {
        self.open.send_replace(true);
    }

    /// The rule behind the gate.
    #[must_use]
    pub fn rule(&self) -> &Rule {
        &self.rule
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.open();
    }
}
