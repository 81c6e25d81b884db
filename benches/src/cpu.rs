//! Processor time, and ratios of it.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The processor time that this thread has used so far, user and system.
#[must_use]
pub fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// The processor time that `work` takes on this thread.
///
/// # Errors
///
/// Those of `work`.
pub fn spent<E>(work: impl FnOnce() -> Result<(), E>) -> Result<Duration, E> {
    let before = thread_time();
    work()?;
    Ok(thread_time().saturating_sub(before))
}

/// How many times as much one thing takes as another.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    /// The median of the rounds.
    pub median: f64,
    /// The smallest of the rounds.
    pub min: f64,
    /// The largest of the rounds.
    pub max: f64,
}

/// Measures `floor` and `subject` in turn, `rounds` times after one round of warming up, and gives the median
/// of each round's own ratio: what disturbs the machine for a while disturbs both.
///
/// # Errors
///
/// Those of `floor` and `subject`: a measurement of something that fails would mean nothing.
pub fn compare<E>(
    rounds: usize,
    mut floor: impl FnMut() -> Result<Duration, E>,
    mut subject: impl FnMut() -> Result<Duration, E>,
) -> Result<Ratio, E> {
    floor()?;
    subject()?;
    let mut ratios = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let floor = floor()?.as_secs_f64();
        ratios.push(subject()?.as_secs_f64() / floor);
    }
    ratios.sort_by(f64::total_cmp);
    let at = |index: usize| ratios.get(index).copied().unwrap_or(f64::NAN);
    Ok(Ratio { median: at(ratios.len() / 2), min: at(0), max: at(ratios.len().saturating_sub(1)) })
}
