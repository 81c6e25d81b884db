//! Composition of observers.

use http::Request;

use super::{Observation, Observer, Outcome};

/// Observer that observes nothing.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct NoopObserver;

impl Observer for NoopObserver {
    type Observation = Self;

    fn begin<B>(&self, _: &mut Request<B>) -> Option<Self> {
        None
    }
}

impl Observation for NoopObserver {
    fn end(self, _: Outcome<'_>) {}
}

impl<O: Observer> Observer for Option<O> {
    type Observation = O::Observation;

    fn begin<B>(&self, request: &mut Request<B>) -> Option<O::Observation> {
        self.as_ref()?.begin(request)
    }
}

/// Observes with both. The first encloses the second: it begins first and ends last.
impl<P: Observer, Q: Observer> Observer for (P, Q) {
    type Observation = (Option<P::Observation>, Option<Q::Observation>);

    #[inline]
    fn begin<B>(&self, request: &mut Request<B>) -> Option<Self::Observation> {
        let first = self.0.begin(request);
        let second = match &first {
            Some(first) => first.run(|| self.1.begin(request)),
            None => self.1.begin(request),
        };
        (first.is_some() || second.is_some()).then_some((first, second))
    }
}

impl<P: Observation, Q: Observation> Observation for (Option<P>, Option<Q>) {
    fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        self.0.run(|| self.1.run(work))
    }

    fn end(self, outcome: Outcome<'_>) {
        let (first, second) = self;
        match first {
            Some(first) => {
                first.run(|| second.end(outcome));
                first.end(outcome);
            }
            None => second.end(outcome),
        }
    }
}

impl<O: Observation> Observation for Box<O> {
    fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        (**self).run(work)
    }

    fn end(self, outcome: Outcome<'_>) {
        (*self).end(outcome);
    }
}

impl<O: Observation> Observation for Option<O> {
    fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        match self {
            Some(observation) => observation.run(work),
            None => work(),
        }
    }

    fn end(self, outcome: Outcome<'_>) {
        if let Some(observation) = self {
            observation.end(outcome);
        }
    }
}
