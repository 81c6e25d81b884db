//! CPU time and ratios of CPU times.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Returns the user and system CPU time of this thread.
#[must_use]
pub fn thread_cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// Returns the CPU time of `work` on this thread.
///
/// # Errors
///
/// Returns the error of `work`.
pub fn measure<E>(work: impl FnOnce() -> Result<(), E>) -> Result<Duration, E> {
    let start = thread_cpu_time();
    work()?;
    Ok(thread_cpu_time().saturating_sub(start))
}

/// Ratio of two CPU times over several rounds.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    /// Median of the rounds.
    pub median: f64,
    /// Minimum of the rounds.
    pub min: f64,
    /// Maximum of the rounds.
    pub max: f64,
}

/// Measures `floor` and `subject` alternately for `rounds` rounds after a warm-up round, and returns the
/// ratios.
///
/// The ratio is computed per round, so that temporary load on the machine affects both sides.
///
/// # Errors
///
/// Returns the first error of `floor` or `subject`.
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
