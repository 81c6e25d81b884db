//! The log of requests on standard error.

use std::collections::BTreeSet;

use okta_testkit::{Org, ReceivedRequest};

/// The number of flushes after which a request is logged although it has no response.
const PATIENCE: u8 = 10;

/// Logs requests to standard error, in the order of their responses. Requests are removed from the org, so that a long run needs no more
/// memory than a short one.
#[derive(Debug)]
pub(super) struct RequestLog {
    org: Org,
    quiet: bool,
    /// Requests that are not logged yet, with the number of flushes since they arrived.
    waiting: Vec<(ReceivedRequest, u8)>,
    /// The requests that the org does not support, each once.
    unsupported: BTreeSet<String>,
}

impl RequestLog {
    pub(super) fn new(org: &Org, quiet: bool) -> Self {
        Self { org: org.clone(), quiet, waiting: Vec::new(), unsupported: BTreeSet::new() }
    }

    /// Logs the requests that have a response, and those that have been waiting for long.
    pub(super) fn flush(&mut self) {
        let arrived = self.org.take_requests().into_iter().map(|request| (request, 0));
        let requests = std::mem::take(&mut self.waiting).into_iter().chain(arrived);
        let (ready, waiting): (Vec<_>, Vec<_>) =
            requests.partition(|(request, age)| request.status().is_some() || *age >= PATIENCE);
        self.waiting = waiting.into_iter().map(|(request, age)| (request, age + 1)).collect();
        for (request, _) in &ready {
            self.log(request);
        }
    }

    fn log(&mut self, request: &ReceivedRequest) {
        if !self.quiet {
            eprintln!("# {request}");
        }
        if request.is_unsupported() {
            self.unsupported.insert(request.to_string());
        }
    }

    /// Logs all requests, and lists those that the org does not support.
    pub(super) fn finish(mut self) {
        self.flush();
        for (request, _) in std::mem::take(&mut self.waiting) {
            self.log(&request);
        }
        for request in &self.unsupported {
            eprintln!("# not supported: {request}");
        }
    }
}
