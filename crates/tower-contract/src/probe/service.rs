//! The service.

use std::{
    any::Any,
    fmt,
    task::{Context, Poll, ready},
};

use http::{Request, Response};
use tower_service::Service;

use super::{Place, Probe, ProbeBody, ProbeFuture};
use crate::BoxError;

/// The service of a [`Probe`], for requests with bodies of any type.
///
/// A clone is not ready, whatever the original is.
pub struct ProbeService {
    probe: Probe,
    reserved: Option<Place>,
}

impl ProbeService {
    pub(super) fn new(probe: Probe) -> Self {
        probe.change(|state| state.counts.clones += 1);
        Self { probe, reserved: None }
    }

    /// Returns the handle.
    #[must_use]
    pub fn probe(&self) -> &Probe {
        &self.probe
    }
}

impl<B: 'static> Service<Request<B>> for ProbeService {
    type Response = Response<ProbeBody>;
    type Error = BoxError;
    type Future = ProbeFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        let error = self.probe.change(|state| {
            state.counts.ready_polls += 1;
            state.readiness_error.clone()
        });
        if let Some(error) = error {
            return Poll::Ready(Err(error.into()));
        }
        if self.reserved.is_none() {
            self.reserved = Some(ready!(self.probe.poll_place(cx, true)));
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> ProbeFuture {
        let place = self.reserved.take();
        let (parts, body) = request.into_parts();
        let mut body = Some(body);
        let body = (&mut body as &mut dyn Any).downcast_mut::<Option<ProbeBody>>().and_then(Option::take);
        let (script, reply) = self.probe.change(|state| {
            state.counts.calls += 1;
            state.counts.in_flight += 1;
            match place {
                Some(_) => state.counts.held -= 1,
                None => state.violations.push(format!(
                    "call {} went to a service that was not polled ready since it was created, cloned or called",
                    state.counts.calls
                )),
            }
            if let Some(body) = body {
                state.bodies.push(Box::new(body));
            }
            (state.script.pop_front(), state.reply.clone())
        });
        // The reply is made without the lock: the closure may ask the probe.
        ProbeFuture::new(self.probe.clone(), place, script.unwrap_or_else(|| reply(&parts)))
    }
}

impl Clone for ProbeService {
    fn clone(&self) -> Self {
        Self::new(self.probe.clone())
    }
}

impl Drop for ProbeService {
    fn drop(&mut self) {
        self.probe.change(|state| {
            state.counts.clones -= 1;
            if self.reserved.is_some() {
                state.counts.held -= 1;
                state.counts.released += 1;
            }
        });
    }
}

impl fmt::Debug for ProbeService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProbeService").field("ready", &self.reserved.is_some()).finish_non_exhaustive()
    }
}
