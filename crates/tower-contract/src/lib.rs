//! A contract test for tower layers over HTTP services.
//!
//! A tower layer can pass all its tests and still deadlock in somebody else's stack: because it holds a ready
//! service while it waits, loses a wake-up when a call is dropped, or asks a body for `Sync`. This crate puts a layer
//! over a [`Probe`], a service that counts what is done to it, runs many calls through both in paused tokio time, and
//! [reports](Report) each rule of the contract as passed, failed, or not checked.
//!
//! ```
//! use std::time::Duration;
//! use http::Request;
//! use tower::timeout::TimeoutLayer;
//! use tower_contract::{ProbeBody, Rule, assert_layer_contract};
//!
//! // In a `#[test]`, without a runtime:
//! let limit = Duration::from_secs(5);
//! assert_layer_contract!(
//!     TimeoutLayer::new(limit), // a new one per scenario
//!     request(|| Request::get("https://example.com/a").body(ProbeBody::empty()).unwrap()),
//!     waits(false), // no call waits in the layer
//!     time_limit(limit),
//!     skip(Rule::TimeLimit, "tower's timer shares the budget of the inner future"),
//! );
//! ```
//!
//! # What the kit cannot know
//!
//! The options are the methods of [`Contract`]. Most layers need none; a layer that reads requests or responses needs
//! those that make it act.
//!
//! | option | of which layers | default |
//! |---|---|---|
//! | [`request`](Contract::request) | with keys, buckets or credentials; with a body type of their own | `GET` with an empty [`ProbeBody`] |
//! | [`other_request`](Contract::other_request) | that treat requests separately, by key or bucket | none |
//! | [`response`](Contract::response) | that store or parse responses | `200` with a short body |
//! | [`rejection`](Contract::rejection) | that wait or retry after an error response | `429` with `Retry-After`, `503`, `401` with a challenge |
//! | [`clock`](Contract::clock) | that read the wall clock | none |
//! | [`collects`](Contract::collects) | whose job is to buffer response bodies | no |
//! | [`waits`](Contract::waits) | that wait, or promise not to | either |
//! | [`time_limit`](Contract::time_limit) | that end calls | none |
//! | [`skip`](Contract::skip) | that break a rule by design; the report says why | |
//!
//! # Rules
//!
//! In each scenario the first call that reaches the probe succeeds, fails, is retried below the layer, or meets one of
//! the rejections. Tasks are polled only when they were woken.
//!
//! **[Readiness](Rule::Readiness).** A layer calls the service that was polled ready and leaves an unready clone behind;
//! or it is always ready, and awaits the readiness of a fresh clone in its future. Anything else panics in some services,
//! and exceeds the limits of others. The report says which it is: a `LoadShed` or `Balance` above a layer that is always
//! ready sees no load. Also: `poll_ready` reserves one place however often it is called, returns errors, and a ready
//! service that is dropped gives its place back.
//!
//! **[Held places](Rule::HeldPlaces).** No call holds a reserved place while it waits for something else: a lock, a
//! token, the end of a rate-limit window. Below the layer there may be a limit of concurrency, and what the call waits
//! for may need a place of that limit. It is checked whenever no task can run without time passing.
//!
//! **[Progress](Rule::Progress).** With one place and with two, more calls than places, and one retry or rejection, all
//! calls end, all places are given back, and no clone of the service is left. This is where held places become a
//! deadlock.
//!
//! **[Early readiness](Rule::EarlyReadiness).** A response that the layer has, or that is on its way to an equal request,
//! needs no place: a cache hit must not wait for a connection, and a request cannot join another if it waits for the
//! other's place. Whether a layer stores or shares responses is found out by calls with free places.
//!
//! **[Independence](Rule::Independence).** While a call waits, a call of another key, bucket or user passes.
//!
//! **[Unpolled calls](Rule::Unpolled).** A future that was created and never polled, or that waits and is no longer
//! polled, blocks nobody. Callers hold such futures: in a `select!`, in a `FuturesUnordered` whose owner is busy.
//!
//! **[Cancellation](Rule::Cancellation).** A call is dropped before its first poll, after its first, after its second, and
//! so on to its end; alone, behind another call, and while the service is not ready. The calls after it end, and nothing
//! is left of it. A call that was woken and is dropped before it was polled passes its turn on.
//!
//! **[Wake-ups](Rule::Wakeups).** No call stands still that would move if it were polled; also when each poll brings a new
//! waker, as when a future moves between tasks.
//!
//! **[Drop of the service](Rule::ServiceDrop).** Calls end as before if the service and its clones are dropped, as
//! `oneshot` does.
//!
//! **[Streaming](Rule::Streaming).** A response is passed on before its body is complete, its frames one by one, and an
//! error of the body as an error. So are request bodies, if they are [`ProbeBody`]. A rejection whose body stalls is not
//! held back for ever.
//!
//! **[Trailers](Rule::Trailers).** They survive, also where a layer collects bodies; gRPC sends its status there.
//!
//! **[Bounds](Rule::Bounds).** Bodies need be neither `Clone` nor `Sync` nor `Unpin`, and errors not boxed. This is found
//! out by the compiler, so only the macros check it.
//!
//! **[Clock steps](Rule::Clock).** With the wall clock set back two hours, or forward eight, between calls or while one
//! waits, calls end as without it, and hardly later. Deadlines and pauses belong to the monotonic clock.
//!
//! **[Time limit](Rule::TimeLimit).** The limit ends a call that has no response, and one whose inner future uses up
//! tokio's cooperative budget in each poll, as a busy connection does: then a timer that is polled after it does not fire.
//! `tokio::time::timeout` polls its timer with `tokio::task::coop::unconstrained` in that case.
//!
//! # Reading the report
//!
//! ```text
//! contract of my_crate::SerializeLayer
//!   readiness            passed: passes readiness on
//!   held places          FAILED: the first call is retried below the layer, with 1 place: after 10ms, 1 of 3 unfinished calls hold places that they do not use
//!   progress             FAILED: the first call is retried below the layer, with 1 place: 3 of 3 calls do not end within 3600s (places taken: 1, of them held: 1, calls in flight: 1)
//!   early readiness      not checked: each request calls the service
//! ```
//!
//! A failure names the scenario and what was seen in it. Times are tokio's, which is paused: an hour takes no time, and
//! each run sees the same. *Not checked* is no success: the text says what the layer did not do, or which option is
//! missing. Only failures make [`assert_layer_contract!`] panic; to insist on more, look at the
//! [outcomes](Report::outcome) of [`check_layer_contract!`].
//!
//! # Limits
//!
//! The layer's service must be `Clone`, and its behaviour must not depend on real time or threads. Give a layer that
//! limits concurrency more places than the four calls that the kit makes at once. A layer is checked over a [`ProbeService`],
//! so it must accept `Response<ProbeBody>` and boxed errors; request bodies may be of any type.

mod bench;
mod bounds;
mod contract;
mod probe;
mod report;
mod rules;
mod subject;
mod task;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use self::{
    contract::{ClockStep, Contract},
    probe::{Counts, Gate, Place, Probe, ProbeBody, ProbeFuture, ProbeService, Reply},
    report::{Outcome, Report, Rule},
    subject::Subject,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// A boxed error, as tower's layers use it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Locks, whether or not a holder has panicked.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Checks a layer against the contract, prints the report, and panics if the layer breaks a rule.
///
/// The first argument is an expression that creates the layer; it is evaluated for each scenario. The others are
/// methods of [`Contract`], which say what the kit cannot know:
///
/// ```
/// use std::time::Duration;
/// use tower::timeout::TimeoutLayer;
/// use tower_contract::{Rule, assert_layer_contract};
///
/// assert_layer_contract!(
///     TimeoutLayer::new(Duration::from_secs(5)),
///     time_limit(Duration::from_secs(5)),
///     waits(false),
///     skip(Rule::TimeLimit, "shown as an example"),
/// );
/// ```
///
/// # Panics
///
/// Panics if a rule fails, and within a tokio runtime: use a plain `#[test]`.
#[macro_export]
macro_rules! assert_layer_contract {
    ($layer:expr $(, $option:ident($($value:expr),* $(,)?))* $(,)?) => {
        $crate::check_layer_contract!($layer $(, $option($($value),*))*).assert()
    };
}

/// Checks a layer as [`assert_layer_contract!`] does, and returns the [`Report`].
#[macro_export]
macro_rules! check_layer_contract {
    ($layer:expr $(, $option:ident($($value:expr),* $(,)?))* $(,)?) => {{
        let contract = $crate::Contract::new(|| $layer)$(.$option($($value),*))*;
        let bounds = $crate::__layer_bounds!(contract);
        contract.bounds(bounds).check()
    }};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __layer_bounds {
    ($contract:expr) => {{
        use $crate::__private::method::*;
        let layer = $contract.layer_type();
        [
            ("request bodies that are not `Clone`", $crate::__accepts!(layer, Sent<NotClone>)),
            ("request bodies that are not `Sync`", $crate::__accepts!(layer, Sent<NotSync>)),
            ("request bodies that are not `Unpin`", $crate::__accepts!(layer, Sent<NotUnpin>)),
            ("response bodies that are not `Clone`", $crate::__accepts!(layer, Received<NotClone>)),
            ("response bodies that are not `Sync`", $crate::__accepts!(layer, Received<NotSync>)),
            ("response bodies that are not `Unpin`", $crate::__accepts!(layer, Received<NotUnpin>)),
            ("errors that are not boxed", $crate::__accepts!(layer, Failing<PlainError>)),
        ]
    }};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __accepts {
    ($layer:expr, $what:ident<$lacks:ident>) => {
        (&$crate::__private::BoundProbe::new(
            $layer,
            $crate::__private::$what::<$crate::__private::$lacks>::default(),
        ))
            .accepts()
    };
}

#[doc(hidden)]
pub mod __private {
    pub use crate::bounds::{
        BoundCheck, BoundProbe, Failing, NotClone, NotSync, NotUnpin, PlainError, Received, Sent,
    };

    pub mod method {
        pub use crate::bounds::{Accepts, Rejects};
    }
}
