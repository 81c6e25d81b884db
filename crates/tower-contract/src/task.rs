//! Tasks that are polled only when they were woken.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use tokio::time::timeout;

use crate::lock;

/// Yields without work, after which tasks that the layer spawned have nothing left to do.
const QUIET_YIELDS: u32 = 24;
/// Yields in all, for tasks that wake themselves for ever.
const MAX_YIELDS: u32 = 20_000;

type BoxedFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// Wakes the task that polls all tasks.
#[derive(Debug, Default)]
struct Parent {
    waker: Mutex<Option<Waker>>,
}

/// Notes that its task was woken.
#[derive(Debug)]
struct Flag {
    woken: AtomicBool,
    parent: Arc<Parent>,
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        let waker = lock(&self.parent.waker).take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

struct Task<T> {
    future: Option<BoxedFuture<T>>,
    output: Option<T>,
    flag: Arc<Flag>,
    polls: u32,
    max_polls: Option<u32>,
}

impl<T> Task<T> {
    fn may_poll(&self) -> bool {
        self.future.is_some() && self.max_polls.is_none_or(|max| self.polls < max)
    }

    fn poll(&mut self) {
        let Some(future) = self.future.as_mut() else { return };
        self.polls += 1;
        self.flag.woken.store(false, Ordering::SeqCst);
        let waker = Waker::from(Arc::clone(&self.flag));
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            self.output = Some(output);
            self.future = None;
        }
    }
}

/// A set of tasks, polled in order of their creation, each only when it was woken.
pub(crate) struct Tasks<T> {
    tasks: Vec<Task<T>>,
    parent: Arc<Parent>,
}

impl<T> Tasks<T> {
    pub(crate) fn new() -> Self {
        Self { tasks: Vec::new(), parent: Arc::default() }
    }

    /// Adds a task, which is not polled before the next [`settle`](Self::settle).
    pub(crate) fn add(&mut self, future: BoxedFuture<T>) -> usize {
        let flag = Arc::new(Flag { woken: AtomicBool::new(true), parent: Arc::clone(&self.parent) });
        self.tasks.push(Task { future: Some(future), output: None, flag, polls: 0, max_polls: None });
        self.tasks.len() - 1
    }

    /// Polls a task at most `polls` times in all.
    pub(crate) fn limit(&mut self, task: usize, polls: u32) {
        self.tasks[task].max_polls = Some(polls);
    }

    /// Returns whether a task used up the polls that it has.
    pub(crate) fn is_at_limit(&self, task: usize) -> bool {
        let task = &self.tasks[task];
        task.future.is_some() && !task.may_poll()
    }

    pub(crate) fn is_woken(&self, task: usize) -> bool {
        self.tasks[task].flag.woken.load(Ordering::SeqCst)
    }

    /// Drops the future of a task.
    pub(crate) fn cancel(&mut self, task: usize) {
        self.tasks[task].future = None;
    }

    /// Drops all tasks.
    pub(crate) fn clear(&mut self) {
        self.tasks.clear();
    }

    pub(crate) fn output(&self, task: usize) -> Option<&T> {
        self.tasks[task].output.as_ref()
    }

    pub(crate) fn take_output(&mut self, task: usize) -> Option<T> {
        self.tasks[task].output.take()
    }

    /// Returns how many tasks were polled and have not ended.
    pub(crate) fn pending(&self) -> usize {
        self.tasks.iter().filter(|task| task.future.is_some() && task.polls > 0).count()
    }

    /// Returns the tasks that may be polled and have not ended.
    pub(crate) fn unfinished(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.tasks.len()).filter(|&task| self.tasks[task].may_poll())
    }

    /// Polls the tasks that were woken. Returns whether there were any.
    fn poll_woken(&mut self) -> bool {
        let mut polled = false;
        for index in 0..self.tasks.len() {
            if self.is_woken(index) && self.tasks[index].may_poll() {
                self.tasks[index].poll();
                polled = true;
            }
        }
        polled
    }

    /// Polls all tasks, each with a waker of which it has no older copy.
    pub(crate) fn poll_with_new_wakers(&mut self) {
        for index in 0..self.tasks.len() {
            if self.tasks[index].may_poll() {
                let parent = Arc::clone(&self.parent);
                self.tasks[index].flag = Arc::new(Flag { woken: AtomicBool::new(true), parent });
                self.tasks[index].poll();
            }
        }
    }

    /// Runs until nothing moves without time passing. Returns whether that is so, and not only the patience used up.
    pub(crate) async fn settle(&mut self) -> bool {
        let mut quiet = 0;
        for _ in 0..MAX_YIELDS {
            quiet = if self.poll_woken() { 0 } else { quiet + 1 };
            if quiet == QUIET_YIELDS {
                return true;
            }
            tokio::task::yield_now().await;
        }
        false
    }

    /// Polls woken tasks `rounds` times, with a fresh budget each time.
    pub(crate) async fn rounds(&mut self, rounds: u32) {
        for _ in 0..rounds {
            self.poll_woken();
            tokio::task::yield_now().await;
        }
    }

    /// Lets time pass until a task is woken. Returns `false` if none is within `patience`.
    pub(crate) async fn wait_for_wake(&self, patience: Duration) -> bool {
        let woken = poll_fn(|cx| {
            *lock(&self.parent.waker) = Some(cx.waker().clone());
            if self.unfinished().any(|task| self.is_woken(task)) { Poll::Ready(()) } else { Poll::Pending }
        });
        timeout(patience, woken).await.is_ok()
    }
}
