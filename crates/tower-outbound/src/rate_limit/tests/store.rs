//! A budget shared among processes.

use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

#[derive(Debug, Default)]
struct FakeStore {
    reserve_calls: AtomicU32,
    settled: Mutex<Vec<Option<u64>>>,
    failing: bool,
}

impl RateLimitStore for FakeStore {
    fn reserve<'a>(&'a self, bucket: &'a str, share: u32) -> RateLimitStoreFuture<'a, Reservation> {
        Box::pin(async move {
            assert_eq!((bucket, share), ("https://example.com /users", 50));
            if self.failing {
                return Err("store unavailable".into());
            }
            let first = self.reserve_calls.fetch_add(1, Ordering::Relaxed) == 0;
            Ok(if first { Reservation::Wait(Duration::from_secs(3)) } else { Reservation::Granted })
        })
    }

    fn settle<'a>(&'a self, _: &'a str, observed: &'a ObservedResponse) -> RateLimitStoreFuture<'a, ()> {
        Box::pin(async move {
            self.settled.lock().unwrap().push(observed.snapshot.and_then(|snapshot| snapshot.remaining));
            Ok(())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn store_is_reserved_and_settled_per_request() {
    let start = Instant::now();
    let (server, _) = scripted(vec![response(200, 100, 80, 60, start)]);
    let store = Arc::new(FakeStore::default());
    let limits = builder().max_capacity(50).store(Arc::clone(&store)).build();
    let service = RateLimitLayer::new(limits).layer(server);
    let request = with_deadline(get("/users"), Duration::from_secs(1));
    assert!(service.clone().oneshot(request).await.unwrap_err().is::<Throttled>());
    assert_eq!(Instant::now(), start);
    let response = service.clone().oneshot(get("/users")).await.unwrap();
    assert_eq!(response.extensions().get(), Some(&WaitedForQuota(Duration::from_secs(3))));
    service.oneshot(get("/users")).await.unwrap_err();
    assert_eq!(*store.settled.lock().unwrap(), [Some(80), None], "a failed call is settled");
}

#[tokio::test(start_paused = true)]
async fn failing_store_falls_back_to_local_state() {
    let start = Instant::now();
    let (server, _) = scripted(vec![response(200, 100, 80, 60, start)]);
    let store = Arc::new(FakeStore { failing: true, ..FakeStore::default() });
    let limits = builder().max_capacity(50).store(Arc::clone(&store)).build();
    RateLimitLayer::new(limits).layer(server).oneshot(get("/users")).await.unwrap();
    assert!(store.settled.lock().unwrap().is_empty(), "settled without a reservation");
}

/// Fails with the texts of a Redis client.
#[cfg(feature = "trace")]
#[derive(Debug)]
struct UnreachableStore;

#[cfg(feature = "trace")]
impl UnreachableStore {
    const ERROR: &str = "cannot connect to redis://limits:hunter2@redis.internal:6379/0?password=hunter3";
}

#[cfg(feature = "trace")]
impl RateLimitStore for UnreachableStore {
    fn reserve<'a>(&'a self, bucket: &'a str, _: u32) -> RateLimitStoreFuture<'a, Reservation> {
        let reservation =
            if bucket.ends_with("/users") { Err(Self::ERROR.into()) } else { Ok(Reservation::Granted) };
        Box::pin(std::future::ready(reservation))
    }

    fn settle<'a>(&'a self, _: &'a str, _: &'a ObservedResponse) -> RateLimitStoreFuture<'a, ()> {
        Box::pin(std::future::ready(Err(Self::ERROR.into())))
    }
}

#[cfg(feature = "trace")]
#[tokio::test(start_paused = true)]
async fn password_in_store_error_is_not_logged() {
    /// What the subscriber wrote.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let (server, _) = scripted(vec![Response::new(()), Response::new(())]);
    let service = RateLimitLayer::new(builder().store(UnreachableStore).build()).layer(server);
    service.clone().oneshot(get("/users")).await.unwrap();
    service.oneshot(get("/groups")).await.unwrap();
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text.matches("rate-limit store failed").count(), 2, "{text}");
    assert!(text.contains("redis.internal:6379") && !text.contains("hunter"), "{text}");
}

/// Lets requests of one bucket wait, and grants the others.
#[derive(Debug)]
struct BusyStore;

impl RateLimitStore for BusyStore {
    fn reserve<'a>(&'a self, bucket: &'a str, _: u32) -> RateLimitStoreFuture<'a, Reservation> {
        let wait = Reservation::Wait(Duration::from_secs(60));
        let reservation = if bucket.ends_with("/users") { wait } else { Reservation::Granted };
        Box::pin(std::future::ready(Ok(reservation)))
    }

    fn settle<'a>(&'a self, _: &'a str, _: &'a ObservedResponse) -> RateLimitStoreFuture<'a, ()> {
        Box::pin(std::future::ready(Ok(())))
    }
}

#[tokio::test(start_paused = true)]
async fn wait_for_store_holds_no_permit() {
    let (server, requests) = scripted(vec![Response::new(())]);
    let limits = builder().max_in_flight(Some(1)).store(BusyStore).build();
    let service = RateLimitLayer::new(limits.clone()).layer(server);
    let waiting = tokio::spawn(service.clone().oneshot(get("/users")));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(limits.snapshot().in_flight, 0);
    let start = Instant::now();
    service.oneshot(get("/groups")).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_millis(10));
    assert_eq!(requests.lock().unwrap()[0].0, "/groups");
    waiting.abort();
}

/// Never completes.
#[derive(Debug)]
struct HangingStore;

impl RateLimitStore for HangingStore {
    fn reserve<'a>(&'a self, _: &'a str, _: u32) -> RateLimitStoreFuture<'a, Reservation> {
        Box::pin(std::future::pending())
    }

    fn settle<'a>(&'a self, _: &'a str, _: &'a ObservedResponse) -> RateLimitStoreFuture<'a, ()> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn hanging_store_counts_as_unavailable() {
    let (server, _) = scripted(vec![Response::new(())]);
    let service = RateLimitLayer::new(builder().store(HangingStore).build()).layer(server);
    let start = Instant::now();
    service.oneshot(get("/users")).await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}

/// Grants one request a second, in the order of the calls.
#[derive(Debug, Default)]
struct SlowStore {
    granted_at: Mutex<Option<Instant>>,
    calls: AtomicU32,
}

impl RateLimitStore for SlowStore {
    fn reserve<'a>(&'a self, _: &'a str, _: u32) -> RateLimitStoreFuture<'a, Reservation> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let mut granted_at = self.granted_at.lock().unwrap();
        let since = granted_at.map_or(Duration::MAX, |at| at.elapsed());
        let reservation = match Duration::from_secs(1).checked_sub(since) {
            None | Some(Duration::ZERO) => {
                *granted_at = Some(Instant::now());
                Reservation::Granted
            }
            Some(left) => Reservation::Wait(left),
        };
        Box::pin(std::future::ready(Ok(reservation)))
    }

    fn settle<'a>(&'a self, _: &'a str, _: &'a ObservedResponse) -> RateLimitStoreFuture<'a, ()> {
        Box::pin(std::future::ready(Ok(())))
    }
}

#[tokio::test(start_paused = true)]
async fn store_is_asked_in_order_by_few_at_once() {
    let start = Instant::now();
    let (server, requests) = scripted((0..21).map(|n| response(200, 100, 99 - n, 60, start)).collect());
    let store = Arc::new(SlowStore::default());
    let layer = RateLimitLayer::new(builder().store(Arc::clone(&store)).bucket_by(|_| "all").build());
    let service = layer.layer(server);
    service.clone().oneshot(get("/first")).await.unwrap();
    let calls = (0..20).map(|n| service.clone().oneshot(get(&format!("/{n}"))));
    futures_util::future::join_all(calls).await;
    let order: Vec<_> = requests.lock().unwrap()[1..].iter().map(|(path, _)| path.clone()).collect();
    let expected: Vec<_> = (0..20).map(|n| format!("/{n}")).collect();
    assert_eq!(order, expected);
    let calls = store.calls.load(Ordering::Relaxed);
    assert!(calls < 100, "{calls} calls of the store for 21 requests");
}
