//! Fault injection by a plan that follows from the seed.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use okta_testkit::{DropAt, Org, ResponseTemplate, Rule};

/// Maximum number of rules active at a time.
const MAX_RULES: usize = 24;

/// How often each kind of fault occurred.
pub(crate) type FaultCounts = BTreeMap<&'static str, u64>;

/// Injects faults into one org.
#[derive(Debug)]
pub(crate) struct FaultInjector {
    org: Org,
    random: fastrand::Rng,
    rules: VecDeque<(&'static str, Rule)>,
    counts: FaultCounts,
    resource_nonce: bool,
}

/// Requests that faults apply to.
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

impl FaultInjector {
    pub(crate) fn new(org: Org, seed: u64) -> Self {
        let random = fastrand::Rng::with_seed(seed);
        Self { org, random, rules: VecDeque::new(), counts: FaultCounts::new(), resource_nonce: false }
    }

    /// Injects one fault and returns the delay until the next.
    pub(crate) fn step(&mut self) -> Duration {
        match self.random.u8(..) {
            0..=215 => self.add_rule(),
            216..=225 => self.disturb_connections(),
            226..=250 => self.disturb_tokens(),
            _ => self.change_concurrency_limit(),
        }
        while self.rules.len() > MAX_RULES {
            self.remove_oldest_rule();
        }
        Duration::from_millis(self.random.u64(5..60))
    }

    /// Removes all faults.
    pub(crate) fn stop(mut self) -> FaultCounts {
        while !self.rules.is_empty() {
            self.remove_oldest_rule();
        }
        self.org.clear_faults();
        self.org.set_max_in_flight(None);
        self.org.set_resource_nonce(false);
        self.org.set_token_lifetime(Duration::from_secs(3600));
        self.counts
    }

    fn remove_oldest_rule(&mut self) {
        if let Some((name, rule)) = self.rules.pop_front() {
            rule.remove();
            *self.counts.entry(name).or_default() += rule.hits();
        }
    }

    fn count(&mut self, name: &'static str) {
        *self.counts.entry(name).or_default() += 1;
    }

    fn add_rule(&mut self) {
        let target = TARGETS[self.random.usize(..TARGETS.len())];
        let at =
            [DropAt::BeforeReading, DropAt::BeforeApplying, DropAt::BeforeResponse][self.random.usize(..3)];
        let status = [502, 503, 504, 500][self.random.usize(..4)];
        let delay = Duration::from_millis(self.random.u64(1..40));
        let (kind, rare) = (self.random.u8(..12), self.random.u8(..4) == 0);
        let rate_limited = self.rate_limited();
        let when = self.org.when(target).times(self.random.u64(1..4));
        let rule = match kind {
            0 | 1 => ("connection dropped", when.drop_connection(at)),
            2 | 3 => ("connection reset", when.reset_connection(at)),
            4 => ("body truncated", when.truncate_body()),
            5 => ("body reset", when.reset_body()),
            6 => ("slow body", when.slow_body(delay / 4)),
            7 => ("GOAWAY", when.go_away()),
            8 => ("response delayed", when.delay(delay)),
            9 => {
                let response = ResponseTemplate::new(status).html("<html>out of order</html>");
                ("gateway error", when.respond_with(response))
            }
            // Each of these costs a whole attempt timeout, so they are rare.
            10 if rare => ("body stalled", when.times(1).stall_body()),
            10 => ("response delayed", when.delay(delay * 2)),
            _ if rare => ("request ignored", when.times(1).hang()),
            _ => ("rate limited", when.respond_with(rate_limited)),
        };
        self.rules.push_back(rule);
    }

    /// Returns a 429 response for an exhausted window, or for the concurrency limit.
    fn rate_limited(&mut self) -> ResponseTemplate {
        let now = self.org.clock().now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
        if self.random.bool() {
            ResponseTemplate::rate_limited(100, 0, now + 1)
        } else {
            ResponseTemplate::rate_limited(0, 0, now + 60)
        }
    }

    fn disturb_connections(&mut self) {
        let name = match self.random.u8(..5) {
            0 => {
                self.org.drop_connections();
                "all connections dropped"
            }
            1 => {
                self.org.drain_connections();
                "all connections drained"
            }
            2 => {
                self.org.reject_connections(self.random.u64(1..4));
                "connections rejected"
            }
            3 => {
                self.org.stall_connections(1);
                "connection stalled"
            }
            _ => {
                self.org.set_requests_per_connection(self.random.u64(0..40));
                "requests per connection limited"
            }
        };
        self.count(name);
    }

    fn disturb_tokens(&mut self) {
        let name = match self.random.u8(..5) {
            0 => {
                self.org.revoke_access_tokens();
                "access tokens revoked"
            }
            1 => {
                self.org.rotate_nonce();
                "nonce rotated"
            }
            2 => {
                self.org.announce_nonce();
                "nonce announced"
            }
            3 => {
                self.resource_nonce = !self.resource_nonce;
                self.org.set_resource_nonce(self.resource_nonce);
                "resource nonce toggled"
            }
            _ => {
                self.org.set_token_lifetime(Duration::from_secs(self.random.u64(1..8)));
                "token lifetime shortened"
            }
        };
        self.count(name);
    }

    /// Sets or removes a low concurrency limit, until the next call.
    fn change_concurrency_limit(&mut self) {
        let limit = if self.random.bool() { Some(self.random.usize(2..6)) } else { None };
        self.org.set_max_in_flight(limit);
        self.count("concurrency limit changed");
    }
}
