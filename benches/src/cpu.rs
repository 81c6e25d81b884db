//! CPU time and ratios of CPU times.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Returns the user and system CPU time of this thread.
#[must_use]
pub fn thread_cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// The field of [`from_stat`] for the process itself.
pub const OWN: usize = 14;
/// The field of [`from_stat`] for its terminated descendants.
pub const DESCENDANTS: usize = 16;

/// Reads the CPU time from the text of `/proc/PID/stat`: the sum of a field and the next, in hundredths of a second.
/// Fields are numbered as in proc(5).
#[must_use]
pub fn from_stat(stat: &str, field: usize) -> Duration {
    // The name of the program, the second field, is in parentheses and may contain spaces.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    let ticks: u64 = fields.skip(field - 3).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
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
    /// The interval that contains the true median with a confidence of 95 %.
    pub interval: (f64, f64),
}

impl Ratio {
    fn from_rounds(mut ratios: Vec<f64>) -> Self {
        ratios.sort_by(f64::total_cmp);
        let at = |index: usize| ratios.get(index).copied().unwrap_or(f64::NAN);
        let last = ratios.len().saturating_sub(1);
        // Order statistics: the number of rounds below the median is binomial.
        let width = (1.96 * (ratios.len() as f64).sqrt() / 2.0).ceil() as usize;
        let middle = ratios.len() / 2;
        let interval = (at(middle.saturating_sub(width)), at((middle + width).min(last)));
        Self { median: at(middle), interval }
    }
}

/// Measures `floor` and `subject` for `rounds` rounds after a warm-up round, and returns the ratios.
///
/// A round runs both twice, the second time in reverse order, and is one ratio, so that load on the machine affects both
/// sides, even if it rises or falls.
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
        let first = floor()?;
        let subjects = subject()? + subject()?;
        ratios.push(subjects.as_secs_f64() / (first + floor()?).as_secs_f64());
    }
    Ok(Ratio::from_rounds(ratios))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stat_has_own_and_descendants_time() {
        let stat = "1 (a) b) S 1 1 1 0 -1 0 0 0 0 0 12 3 400 5 20 0";
        let times = [OWN, DESCENDANTS].map(|field| from_stat(stat, field));
        assert_eq!(times, [150, 4050].map(Duration::from_millis));
    }

    #[test]
    fn interval_is_that_of_the_median() {
        let ratio = Ratio::from_rounds((0..=100).rev().map(f64::from).collect());
        assert_eq!((ratio.median, ratio.interval), (50.0, (40.0, 60.0)));
        let one = Ratio::from_rounds(vec![1.2]);
        assert_eq!((one.median, one.interval), (1.2, (1.2, 1.2)));
    }
}
