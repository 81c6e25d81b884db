//! Origins: servers with clocks, buckets and pauses of their own.

use std::{borrow::Cow, collections::HashMap, hash::RandomState, time::Instant};

use http::Uri;

use crate::{
    rate_limit::key::{BucketKey, RequestOrigin},
    server_clock::ServerTimeBounds,
};

/// The maximum number of origins. The least recently used one without requests makes room for another.
const MAX_ORIGINS: usize = 256;

#[derive(Debug, Default)]
pub(super) struct OriginState {
    pub(super) origin: RequestOrigin,
    pub(super) clock: ServerTimeBounds,
    /// No request is sent before this moment, by a limit of the whole origin.
    pub(super) not_before: Option<Instant>,
    /// Queues by name.
    pub(super) names: HashMap<Cow<'static, str>, usize>,
    /// The result of the last lookup by name.
    pub(super) last_named: usize,
    /// Keys that the server counts in another bucket than declared, with the number of changes.
    pub(super) reassigned: HashMap<BucketKey, (usize, u8)>,
    /// Requests that wait or are in flight.
    pub(super) active: u64,
    used: u64,
}

#[derive(Debug, Default)]
pub(super) struct Origins {
    states: Vec<OriginState>,
    /// By hash.
    index: HashMap<u64, usize>,
    hasher: RandomState,
    last: usize,
    uses: u64,
}

impl Origins {
    pub(super) fn get(&self, at: usize) -> Option<&OriginState> {
        self.states.get(at)
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut OriginState> {
        self.states.get_mut(at)
    }

    /// The origin of a URI, and the state that it replaced.
    pub(super) fn lookup(&mut self, uri: &Uri) -> (usize, Option<Box<OriginState>>) {
        self.uses += 1;
        // Most programs call one origin many times.
        if let Some(state) = self.states.get_mut(self.last).filter(|state| state.origin.matches(uri)) {
            state.used = self.uses;
            return (self.last, None);
        }
        let hash = RequestOrigin::hash(uri, &self.hasher);
        let indexed = self.index.get(&hash).copied();
        if let Some(at) = indexed
            && let Some(state) = self.states.get_mut(at).filter(|state| state.origin.matches(uri))
        {
            state.used = self.uses;
            self.last = at;
            return (at, None);
        }
        let new =
            OriginState { origin: RequestOrigin::from_uri(uri), used: self.uses, ..OriginState::default() };
        let (at, evicted) = if self.states.len() < MAX_ORIGINS {
            self.states.push(new);
            (self.states.len() - 1, None)
        } else {
            match self.replace(new) {
                Some((at, evicted)) => (at, Some(Box::new(evicted))),
                // All are in use: the last one shares its state.
                None => return (MAX_ORIGINS - 1, None),
            }
        };
        self.index.insert(hash, at);
        self.last = at;
        (at, evicted)
    }

    /// Replaces the least recently used origin without requests.
    fn replace(&mut self, new: OriginState) -> Option<(usize, OriginState)> {
        let idle = self.states.iter_mut().enumerate().filter(|(_, state)| state.active == 0);
        let (at, state) = idle.min_by_key(|(_, state)| state.used)?;
        let evicted = std::mem::replace(state, new);
        self.index.retain(|_, indexed| *indexed != at);
        Some((at, evicted))
    }
}
