//! What goes wrong, by a plan that follows from the seed.

use std::{collections::BTreeMap, collections::VecDeque, time::Duration};

use okta_testkit::{DropAt, Org, ResponseTemplate, Rule};

/// How many rules wait at the same time for requests that fit them.
const WAITING: usize = 24;

/// Breaks one org.
#[derive(Debug)]
pub struct Director {
    org: Org,
    random: fastrand::Rng,
    rules: VecDeque<(&'static str, Rule)>,
    /// How often each kind of fault has struck.
    struck: BTreeMap<&'static str, u64>,
    resource_nonce: bool,
}

/// The requests that faults are for.
const TARGETS: &[&str] = &[
    "*",
    "GET users",
    "POST users",
    "PUT users",
    "DELETE users",
    "PUT groups",
    "POST groups",
    "DELETE groups",
    "GET apps",
    "POST apps",
    "POST apps",
    "DELETE apps",
    "/oauth2/v1/token",
];

impl Director {
    /// A director of `org`.
    #[must_use]
    pub fn new(org: Org, seed: u64) -> Self {
        let random = fastrand::Rng::with_seed(seed);
        Self { org, random, rules: VecDeque::new(), struck: BTreeMap::new(), resource_nonce: false }
    }

    /// Does one thing, and says after how long to do the next.
    pub fn act(&mut self) -> Duration {
        match self.random.u8(..) {
            0..=215 => self.install(),
            216..=225 => self.connections(),
            226..=250 => self.tokens(),
            _ => self.crowd(),
        }
        while self.rules.len() > WAITING {
            self.retire();
        }
        Duration::from_millis(self.random.u64(5..60))
    }

    /// Ends all faults.
    #[must_use]
    pub fn stop(mut self) -> BTreeMap<&'static str, u64> {
        while !self.rules.is_empty() {
            self.retire();
        }
        self.org.clear_faults();
        self.org.set_max_in_flight(None);
        self.org.set_resource_nonce(false);
        self.org.set_token_lifetime(Duration::from_secs(3600));
        self.struck
    }

    fn retire(&mut self) {
        if let Some((name, rule)) = self.rules.pop_front() {
            rule.remove();
            *self.struck.entry(name).or_default() += rule.hits();
        }
    }

    fn count(&mut self, name: &'static str) {
        *self.struck.entry(name).or_default() += 1;
    }

    fn install(&mut self) {
        let target = TARGETS[self.random.usize(..TARGETS.len())];
        let at =
            [DropAt::BeforeReading, DropAt::BeforeApplying, DropAt::BeforeResponse][self.random.usize(..3)];
        let status = [502, 503, 504, 500][self.random.usize(..4)];
        let pause = Duration::from_millis(self.random.u64(1..40));
        let (kind, rare) = (self.random.u8(..12), self.random.u8(..4) == 0);
        let refusal = self.refusal();
        let when = self.org.when(target).times(self.random.u64(1..4));
        let installed = match kind {
            0 | 1 => ("connection dropped", when.drop_connection(at)),
            2 | 3 => ("connection reset", when.reset_connection(at)),
            4 => ("body truncated", when.truncate_body()),
            5 => ("body reset", when.reset_body()),
            6 => ("body slow", when.slow_body(pause / 4)),
            7 => ("go away", when.go_away()),
            8 => ("answer delayed", when.delay(pause)),
            9 => ("gateway error", when.respond_with(ResponseTemplate::new(status).html("<html>out of order</html>"))),
            // These cost a whole attempt timeout each, so there are fewer of them.
            10 if rare => ("body stalled", when.times(1).stall_body()),
            10 => ("answer delayed", when.delay(pause * 2)),
            _ if rare => ("request ignored", when.times(1).hang()),
            _ => ("rate limited", when.respond_with(refusal)),
        };
        self.rules.push_back(installed);
    }

    /// A refusal for too many requests in a window, or at the same time.
    fn refusal(&mut self) -> ResponseTemplate {
        let now = self.org.clock().now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
        if self.random.bool() {
            ResponseTemplate::rate_limited(100, 0, now + 1)
        } else {
            ResponseTemplate::rate_limited(0, 0, now + 60)
        }
    }

    fn connections(&mut self) {
        match self.random.u8(..5) {
            0 => {
                self.org.drop_connections();
                self.count("all connections dropped");
            }
            1 => {
                self.org.drain_connections();
                self.count("all connections drained");
            }
            2 => {
                self.org.reject_connections(self.random.u64(1..4));
                self.count("connections refused");
            }
            3 => {
                self.org.stall_connections(1);
                self.count("connection stalled");
            }
            _ => {
                self.org.set_requests_per_connection(self.random.u64(0..40));
                self.count("requests per connection");
            }
        }
    }

    fn tokens(&mut self) {
        match self.random.u8(..5) {
            0 => {
                self.org.revoke_access_tokens();
                self.count("access tokens revoked");
            }
            1 => {
                self.org.rotate_nonce();
                self.count("nonce rotated");
            }
            2 => {
                self.org.announce_nonce();
                self.count("nonce announced");
            }
            3 => {
                self.resource_nonce = !self.resource_nonce;
                self.org.set_resource_nonce(self.resource_nonce);
                self.count("resource nonce switched");
            }
            _ => {
                self.org.set_token_lifetime(Duration::from_secs(self.random.u64(1..8)));
                self.count("token lifetime shortened");
            }
        }
    }

    /// Few requests at the same time, until the next turn of this kind.
    fn crowd(&mut self) {
        let most = if self.random.bool() { Some(self.random.usize(2..6)) } else { None };
        self.org.set_max_in_flight(most);
        self.count("concurrency limit set");
    }
}
