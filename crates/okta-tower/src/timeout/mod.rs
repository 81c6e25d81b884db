//! Time limits: one for the whole call, one for each attempt.
//!
//! They are two layers because they stand in two places. The [`DeadlineLayer`] bounds everything below it,
//! waits between attempts included. The [`AttemptTimeoutLayer`] bounds one sending. Both answer with an
//! error, never with an invented response, so that nothing mistakes a timeout for an answer of the server.

mod attempt;
mod deadline;
mod future;
mod layer;

pub use attempt::{AttemptElapsed, AttemptTimeout, AttemptTimeoutLayer, PerAttempt};
pub use deadline::{Deadline, DeadlineExceeded, DeadlineLayer, PerCall};
pub use future::ResponseFuture;
pub use layer::{Timeout, TimeoutLayer, TimeoutScope};
