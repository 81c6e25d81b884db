//! Timers that are used again.
//!
//! To create, register and remove a timer costs a call more than any layer does. So a thread keeps the timers of futures
//! that ended in time, registered as they are, for the next ones on the same runtime. A timer whose time comes before the
//! deadline of its user is registered again; as most timeouts are equal, that happens once per timeout, not once per
//! call.

use std::{
    cell::RefCell,
    future::Future,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Wake, Waker},
};

use tokio::{
    runtime,
    task::unconstrained,
    time::{Instant, Sleep, sleep_until},
};

/// How many unused timers a thread keeps.
const MAX_UNUSED: usize = 256;

thread_local! {
    static UNUSED: RefCell<Vec<Registered>> = const { RefCell::new(Vec::new()) };
}

/// A timer of a runtime. It wakes its alarm.
struct Registered {
    runtime: runtime::Id,
    sleep: Pin<Box<Sleep>>,
    alarm: Arc<Alarm>,
}

/// Wakes whoever uses the timer.
struct Alarm(Mutex<AlarmState>);

struct AlarmState {
    /// Whether the timer has to be polled: it is new, was set, or its time has come.
    rung: bool,
    user: Option<Waker>,
}

impl Alarm {
    fn state(&self) -> MutexGuard<'_, AlarmState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let user = {
            let mut state = self.state();
            state.rung = true;
            state.user.take()
        };
        if let Some(user) = user {
            user.wake();
        }
    }
}

impl Registered {
    fn new(runtime: runtime::Id, at: Instant) -> Self {
        let alarm = Alarm(Mutex::new(AlarmState { rung: true, user: None }));
        Self { runtime, sleep: Box::pin(sleep_until(at)), alarm: Arc::new(alarm) }
    }

    /// An unused timer of this thread, if there is one.
    fn unused(runtime: runtime::Id) -> Option<Self> {
        UNUSED.with_borrow_mut(|unused| {
            while let Some(timer) = unused.pop() {
                // A runtime that is shut down rings all alarms.
                if timer.runtime == runtime && !timer.alarm.state().rung {
                    return Some(timer);
                }
            }
            None
        })
    }

    /// Registers the alarm, unless the time has come.
    fn poll(&mut self) -> Poll<()> {
        let waker = Waker::from(Arc::clone(&self.alarm));
        // Without a budget, which the inner future may have exhausted: the timer would never be ready.
        pin!(unconstrained(self.sleep.as_mut())).poll(&mut Context::from_waker(&waker))
    }

    fn set(&mut self, at: Instant) {
        self.sleep.as_mut().reset(at);
        self.alarm.state().rung = true;
    }
}

/// A timer in use.
pub(super) struct Timer {
    at: Instant,
    registered: Option<Registered>,
}

/// The state of a [`Timer`] after a poll.
pub(super) enum TimerPoll {
    Elapsed,
    /// The waker replaces another one.
    Pending {
        replaced: Option<Waker>,
    },
}

impl Timer {
    /// Starts a timer on the runtime of the calling task.
    ///
    /// # Panics
    ///
    /// As tokio's timers do: outside of a runtime with timers.
    pub(super) fn start(at: Instant) -> Self {
        let runtime = runtime::Handle::current().id();
        let registered = match Registered::unused(runtime) {
            Some(mut timer) => {
                if timer.sleep.deadline() > at {
                    timer.set(at);
                }
                timer
            }
            None => Registered::new(runtime, at),
        };
        Self { at, registered: Some(registered) }
    }

    pub(super) const fn at(&self) -> Instant {
        self.at
    }

    pub(super) fn poll(&mut self, waker: &Waker) -> TimerPoll {
        let Some(timer) = &mut self.registered else { return TimerPoll::Elapsed };
        loop {
            {
                let mut state = timer.alarm.state();
                if !state.rung {
                    let replaced = match &mut state.user {
                        Some(user) if user.will_wake(waker) => None,
                        user => user.replace(waker.clone()),
                    };
                    return TimerPoll::Pending { replaced };
                }
                state.rung = false;
            }
            if timer.sleep.deadline() < self.at {
                timer.sleep.as_mut().reset(self.at);
            }
            if timer.poll().is_ready() {
                self.registered = None;
                return TimerPoll::Elapsed;
            }
        }
    }

    /// Ends the use of the timer. Returns the waker that it would have woken.
    pub(super) fn stop(&mut self) -> Option<Waker> {
        let timer = self.registered.take()?;
        let user = timer.alarm.state().user.take();
        // A thread that ends keeps no timers.
        _ = UNUSED.try_with(|unused| {
            if let Ok(mut unused) = unused.try_borrow_mut()
                && unused.len() < MAX_UNUSED
            {
                unused.push(timer);
            }
        });
        user
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, time::Duration};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn count() -> usize {
        UNUSED.with_borrow(Vec::len)
    }

    /// Waits for a timer. Returns how often it was polled.
    async fn wait(timer: &mut Timer) -> u32 {
        let mut polls = 0;
        poll_fn(|cx| {
            polls += 1;
            match timer.poll(cx.waker()) {
                TimerPoll::Elapsed => Poll::Ready(()),
                TimerPoll::Pending { .. } => Poll::Pending,
            }
        })
        .await;
        polls
    }

    async fn use_and_stop(after: Duration) {
        let mut timer = Timer::start(Instant::now() + after);
        assert!(matches!(timer.poll(Waker::noop()), TimerPoll::Pending { replaced: None }));
        assert!(timer.stop().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn unused_timer_serves_later_deadline() {
        use_and_stop(SECOND).await;
        tokio::time::advance(SECOND / 2).await;
        let (start, mut timer) = (Instant::now(), Timer::start(Instant::now() + SECOND));
        assert_eq!(count(), 0);
        // Woken at the deadline of the first user, and at its own.
        assert_eq!(wait(&mut timer).await, 3);
        assert_eq!(start.elapsed().as_millis(), SECOND.as_millis());
        assert!(timer.stop().is_none());
        assert_eq!(count(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn unused_timer_serves_earlier_deadline() {
        use_and_stop(SECOND * 60).await;
        let (start, mut timer) = (Instant::now(), Timer::start(Instant::now() + SECOND));
        assert_eq!(count(), 0);
        assert_eq!(wait(&mut timer).await, 2);
        assert_eq!(start.elapsed().as_millis(), SECOND.as_millis());
    }

    #[tokio::test(start_paused = true)]
    async fn timer_whose_time_has_passed_is_dropped() {
        use_and_stop(SECOND).await;
        tokio::time::sleep(SECOND * 2).await;
        assert_eq!(count(), 1);
        use_and_stop(SECOND).await;
        assert_eq!(count(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn past_deadline_elapses_at_once() {
        use_and_stop(SECOND).await;
        assert_eq!(wait(&mut Timer::start(Instant::now())).await, 1);
        assert_eq!(wait(&mut Timer::start(Instant::now())).await, 1);
    }

    #[tokio::test]
    async fn threads_keep_a_limited_number() {
        let mut timers: Vec<_> =
            (0..MAX_UNUSED + 3).map(|_| Timer::start(Instant::now() + SECOND * 60)).collect();
        for timer in &mut timers {
            timer.stop();
        }
        assert_eq!(count(), MAX_UNUSED);
    }

    #[test]
    fn each_runtime_has_its_own_timers() {
        let runtime = || {
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
        };
        let (first, second) = (runtime(), runtime());
        first.block_on(use_and_stop(SECOND));
        second.block_on(async {
            let mut timer = Timer::start(Instant::now() + SECOND);
            wait(&mut timer).await;
        });
        first.block_on(use_and_stop(SECOND));
        drop(first);
        // What is left belongs to a runtime that is shut down.
        assert_eq!(count(), 1);
        runtime().block_on(async { wait(&mut Timer::start(Instant::now() + SECOND)).await });
    }
}
