//! The body of the probe's requests and responses.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};

use super::Gate;
use crate::BoxError;

/// A scripted body: data, trailers, errors and gates, in the order in which they were added.
///
/// It is `Send` and `Sync`, but not `Clone`, as most bodies of clients are.
///
/// ```
/// use http::HeaderMap;
/// use http_body::Body;
/// use tower_contract::{Gate, ProbeBody};
///
/// let gate = Gate::new();
/// let body = ProbeBody::empty().data("first").gate(&gate).data("second").trailers(HeaderMap::new());
/// assert!(!body.is_end_stream());
/// assert_eq!(ProbeBody::from("whole").size_hint().exact(), Some(5));
/// ```
#[derive(Debug, Default)]
pub struct ProbeBody {
    steps: VecDeque<BodyStep>,
}

#[derive(Debug)]
enum BodyStep {
    Data(Bytes),
    Trailers(HeaderMap),
    Gate(Gate),
    Error(String),
}

impl ProbeBody {
    /// Creates a body that ends at once.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Adds a frame of data.
    #[must_use]
    pub fn data(self, data: impl Into<Bytes>) -> Self {
        self.step(BodyStep::Data(data.into()))
    }

    /// Adds a frame of trailers.
    #[must_use]
    pub fn trailers(self, trailers: HeaderMap) -> Self {
        self.step(BodyStep::Trailers(trailers))
    }

    /// Stalls here until `gate` is open.
    #[must_use]
    pub fn gate(self, gate: &Gate) -> Self {
        self.step(BodyStep::Gate(gate.clone()))
    }

    /// Stalls here for ever.
    #[must_use]
    pub fn stall(self) -> Self {
        self.gate(&Gate::new())
    }

    /// Fails here with `error`.
    #[must_use]
    pub fn error(self, error: impl Into<String>) -> Self {
        self.step(BodyStep::Error(error.into()))
    }

    fn step(mut self, step: BodyStep) -> Self {
        self.steps.push_back(step);
        self
    }
}

impl From<&'static str> for ProbeBody {
    fn from(text: &'static str) -> Self {
        Self::from(Bytes::from_static(text.as_bytes()))
    }
}

impl From<Bytes> for ProbeBody {
    fn from(data: Bytes) -> Self {
        if data.is_empty() { Self::empty() } else { Self::empty().data(data) }
    }
}

impl Body for ProbeBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        while let Some(BodyStep::Gate(gate)) = self.steps.front() {
            ready!(gate.poll_open(cx));
            self.steps.pop_front();
        }
        Poll::Ready(self.steps.pop_front().map(|step| match step {
            BodyStep::Data(data) => Ok(Frame::data(data)),
            BodyStep::Trailers(trailers) => Ok(Frame::trailers(trailers)),
            BodyStep::Error(error) => {
                self.steps.clear();
                Err(error.into())
            }
            BodyStep::Gate(_) => Ok(Frame::data(Bytes::new())),
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.steps.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        let mut length = 0;
        let mut exact = true;
        for step in &self.steps {
            match step {
                BodyStep::Data(data) => length += data.len() as u64,
                BodyStep::Trailers(_) => {}
                BodyStep::Gate(_) | BodyStep::Error(_) => exact = false,
            }
        }
        let mut hint = SizeHint::new();
        if exact {
            hint.set_exact(length)
        } else {
            hint.set_lower(length)
        }
        hint
    }
}
