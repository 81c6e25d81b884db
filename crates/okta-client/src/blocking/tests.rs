//! Where blocking is allowed, and what can be waited for.

use std::{
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use futures_util::{StreamExt, stream};
use tokio::runtime::{Builder, Runtime};

use super::{BlockingExt, block_on};
use crate::{Error, ErrorKind, bulk::Bulk, wait::WaitError};

fn one() -> impl Future<Output = Result<u32, Error>> {
    ready(Ok(1))
}

fn may_block() -> bool {
    match one().wait() {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::WouldBlock);
            assert!(error.is_before_send() && !error.is_retryable());
            false
        }
    }
}

fn runtimes() -> [Runtime; 2] {
    [
        Builder::new_current_thread().enable_all().build().unwrap(),
        Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap(),
    ]
}

#[test]
fn plain_threads_may_block() {
    assert!(may_block());
    let threads: Vec<_> = (0..16).map(|_| std::thread::spawn(may_block)).collect();
    assert!(threads.into_iter().all(|thread| thread.join().unwrap()));
}

#[test]
fn futures_polled_by_tokio_may_not_block() {
    for runtime in runtimes() {
        assert!(!runtime.block_on(async { may_block() }), "in block_on");
        let task = runtime.spawn(async { may_block() });
        assert!(!runtime.block_on(task).unwrap(), "in a task");
        let local = tokio::task::LocalSet::new();
        let task = local.spawn_local(async { may_block() });
        assert!(!runtime.block_on(async { local.run_until(task).await }).unwrap(), "in a local task");
    }
}

#[test]
fn blocking_threads_of_a_runtime_may_block() {
    for runtime in runtimes() {
        let task = runtime.spawn_blocking(may_block);
        assert!(runtime.block_on(task).unwrap(), "in spawn_blocking");
        let _entered = runtime.enter();
        assert!(may_block(), "in an entered runtime");
    }
    let [_, threads] = runtimes();
    assert!(threads.block_on(async { tokio::task::block_in_place(may_block) }));
}

#[test]
fn check_preserves_the_coop_budget() {
    let [runtime, _] = runtimes();
    runtime.block_on(async {
        for _ in 0..1000 {
            assert!(!may_block());
        }
        assert!(tokio::task::coop::has_budget_remaining());
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        for number in 0..50 {
            sender.send(number).unwrap();
        }
        // Without budget `recv` would return pending.
        assert_eq!(futures_util::FutureExt::now_or_never(receiver.recv()), Some(Some(0)));
    });
}

#[test]
fn nested_wait_is_allowed() {
    assert_eq!(async { one().wait() }.wait().unwrap(), 1);
}

#[test]
fn tasks_on_the_background_thread_may_not_block() {
    let allowed = block_on(async { tokio::spawn(async { may_block() }).await.unwrap() }).unwrap();
    assert!(!allowed);
}

#[test]
fn timers_run_on_the_background_thread() {
    block_on(async { tokio::time::sleep(Duration::from_millis(1)).await }).unwrap();
}

#[test]
fn would_block_converts_to_other_error_types() {
    let [runtime, _] = runtimes();
    runtime.block_on(async {
        let error = ready(Err::<(), WaitError>(WaitError::from(Error::paging("a")))).wait().unwrap_err();
        assert_eq!(error.last_error().unwrap().kind(), ErrorKind::WouldBlock);
        let error = ready(Ok::<_, Box<dyn std::error::Error>>(())).wait().unwrap_err();
        assert!(error.to_string().contains(".await"), "{error}");
    });
}

#[test]
fn iterator_yields_would_block_once_and_ends() {
    let [runtime, _] = runtimes();
    let mut numbers = stream::iter([1, 2, 3]).map(Ok::<_, Error>).wait();
    assert_eq!(numbers.next().unwrap().unwrap(), 1);
    runtime.block_on(async {
        assert_eq!(numbers.next().unwrap().unwrap_err().kind(), ErrorKind::WouldBlock);
        assert!(numbers.next().is_none());
    });

    let mut run = Bulk::new().run([1, 2], |number| ready(Ok::<_, Error>(number))).wait();
    assert_eq!(run.next().unwrap().unwrap().input, 1);
    assert_eq!(run.progress().succeeded, 1);
    let error = runtime.block_on(async { run.next().unwrap().unwrap_err() });
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
}

#[test]
fn next_timeout_loses_no_item() {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let mut items = stream::once(async move { Ok::<u32, Error>(receiver.await.unwrap()) }).wait();
    assert!(items.next_timeout(Duration::from_millis(1)).is_pending());
    assert!(items.next_timeout(Duration::ZERO).is_pending());
    sender.send(7).unwrap();
    let Poll::Ready(Some(item)) = items.next_timeout(Duration::from_secs(60)) else {
        panic!("the item is ready")
    };
    assert_eq!(item.unwrap(), 7);
    assert!(matches!(items.next_timeout(Duration::ZERO), Poll::Ready(None)));
}

#[test]
fn iterator_is_lazy_and_drops_inside_the_runtime() {
    struct SpawnsWhenDropped(Arc<AtomicBool>);
    impl Drop for SpawnsWhenDropped {
        fn drop(&mut self) {
            tokio::spawn(ready(()));
            self.0.store(true, Ordering::SeqCst);
        }
    }
    let (dropped, polled) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let (guard, counter) = (SpawnsWhenDropped(Arc::clone(&dropped)), Arc::clone(&polled));
    let mut numbers = stream::iter(0..)
        .map(move |number| {
            let _ = &guard;
            counter.fetch_add(1, Ordering::SeqCst);
            Ok::<i32, Error>(number)
        })
        .wait();
    assert_eq!(numbers.by_ref().take(3).map(Result::unwrap).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(polled.load(Ordering::SeqCst), 3);
    drop(numbers);
    assert!(dropped.load(Ordering::SeqCst));
}
