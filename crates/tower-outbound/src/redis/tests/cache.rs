//! Tests of the cache store.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use proptest::{prelude::*, test_runner::TestRunner};
use tower::{Layer, ServiceExt, service_fn};

use super::*;
use crate::{
    body::Body,
    cache::{
        CacheKey, CacheLayer, CacheStatus, CacheStore, Lifetime, Lookup, MemoryStore, NewEntry, Stamp, Tag,
    },
    meta::Principal,
};

const MINUTES: Duration = Duration::from_secs(300);

fn key(name: &str) -> CacheKey {
    CacheKey::new(name.as_bytes())
}

fn entry(name: &str, tags: &[u64], stamp: Stamp) -> NewEntry {
    NewEntry {
        key: key(name),
        value: Bytes::from(format!("value of {name}")),
        tags: tags.iter().copied().map(Tag).collect(),
        stamp,
        lifetime: Lifetime { ttl: MINUTES, tti: MINUTES, kept: MINUTES * 2 },
    }
}

async fn get(store: &dyn CacheStore, name: &str) -> Lookup {
    store.get(&key(name)).await.unwrap()
}

async fn stamp(store: &dyn CacheStore) -> Stamp {
    get(store, "none").await.stamp
}

async fn fresh(store: &dyn CacheStore, name: &str) -> Option<bool> {
    get(store, name).await.found.map(|found| found.fresh)
}

async fn put(store: &dyn CacheStore, name: &str, tags: &[u64]) {
    store.put(vec![entry(name, tags, stamp(store).await)]).await.unwrap();
}

async fn invalidate(store: &dyn CacheStore, tag: u64) {
    store.invalidate(&[Tag(tag)], Duration::ZERO).await.unwrap();
}

/// Returns the only key in the database with a prefix.
async fn only_key(server: &Server, prefix: &str) -> String {
    let keys: Vec<String> = server.command(&["KEYS", &format!("{prefix}*")]).await.unwrap();
    assert_eq!(keys.len(), 1, "{keys:?}");
    keys[0].clone()
}

#[tokio::test]
async fn processes_share_entries_and_invalidations() {
    let server = started!();
    let (one, two) = (server.handle().cache(), server.handle().cache());
    put(&one, "a", &[1, 2]).await;
    let found = get(&two, "a").await.found.unwrap();
    assert_eq!((found.value, found.fresh), (Bytes::from("value of a"), true));

    let before = stamp(&one).await;
    invalidate(&two, 2).await;
    assert_eq!(fresh(&one, "a").await, None);
    one.put(vec![entry("a", &[2], before)]).await.unwrap();
    assert_eq!(fresh(&one, "a").await, None, "the fetch began before");
    put(&one, "a", &[2]).await;
    assert_eq!(fresh(&two, "a").await, Some(true));
}

#[tokio::test]
async fn prefixes_are_separate() {
    let server = started!();
    let (one, two) = (server.handle().cache(), server.handle().prefix("other").cache());
    put(&one, "a", &[1]).await;
    assert_eq!(fresh(&two, "a").await, None);
    invalidate(&two, 1).await;
    assert_eq!(fresh(&one, "a").await, Some(true));
}

#[tokio::test]
async fn entries_are_not_stored_while_settling() {
    let server = started!();
    let store = server.handle().cache();
    store.invalidate(&[Tag(1)], Duration::from_secs(3600)).await.unwrap();
    invalidate(&store, 1).await;
    put(&store, "a", &[1]).await;
    put(&store, "b", &[2]).await;
    assert_eq!(fresh(&store, "a").await, None);
    assert_eq!(fresh(&store, "b").await, Some(true));
}

#[tokio::test]
async fn entries_expire_on_the_server() {
    let server = started!();
    let store = server.handle().cache();
    put(&store, "a", &[1]).await;
    let name = only_key(&server, "tower-outbound:entry:").await;
    let left: u64 = server.command(&["PTTL", &name]).await.unwrap();
    assert!((500_000..=600_000).contains(&left), "{left}");

    let idle = async || server.command::<u64>(&["HGET", &name, "idle"]).await.unwrap();
    let before = idle().await;
    assert_eq!(fresh(&store, "a").await, Some(true));
    assert!(idle().await > before, "a hit extends the time to idle");

    for field in ["idle", "until"] {
        put(&store, "a", &[1]).await;
        let _: u8 = server.command(&["HSET", &name, field, "1000"]).await.unwrap();
        let stale = get(&store, "a").await;
        assert!(!stale.found.unwrap().fresh, "{field}");
        assert!(stale.stamp > Stamp(0));
    }
}

#[tokio::test]
async fn lost_log_invalidates_all_entries() {
    let server = started!();
    let store = server.handle().cache();
    put(&store, "a", &[1]).await;
    let _: u8 = server.command(&["DEL", "tower-outbound:notes"]).await.unwrap();
    assert_eq!(fresh(&store, "a").await, None);
    put(&store, "a", &[1]).await;
    assert_eq!(fresh(&store, "a").await, Some(true));
}

#[tokio::test]
async fn old_log_records_are_dropped() {
    let server = started!();
    let store = server.handle().cache();
    put(&store, "a", &[1]).await;
    let long_ago = "1700000000000000";
    let _: u8 = server.command(&["ZADD", "tower-outbound:notes", long_ago, "12345678"]).await.unwrap();
    invalidate(&store, 7).await;
    let members: u32 = server.command(&["ZCARD", "tower-outbound:notes"]).await.unwrap();
    assert_eq!(members, 4, "clock, floor, longest and the invalidated tag");
    assert_eq!(fresh(&store, "a").await, Some(true));
}

#[tokio::test]
async fn unavailable_server_falls_back_to_local_entries() {
    let mut server = started!();
    let redis = server.handle();
    let store = redis.cache();
    put(&store, "shared", &[1]).await;
    let shared_stamp = stamp(&store).await;
    server.stop().await;

    assert_eq!(fresh(&store, "shared").await, None);
    assert!(!redis.is_available());
    put(&store, "local", &[2]).await;
    assert_eq!(fresh(&store, "local").await, Some(true));
    assert!(store.invalidate(&[Tag(2)], Duration::ZERO).await.is_err(), "the server has not received it");
    assert_eq!(fresh(&store, "local").await, None);
    put(&store, "local", &[2]).await;
    assert!(store.put(vec![entry("late", &[3], shared_stamp)]).await.is_err());
    let local_stamp = stamp(&store).await;

    server.run();
    assert_eq!(fresh(&store, "shared").await, Some(true));
    assert!(redis.is_available());
    assert_eq!(fresh(&store, "local").await, None);
    store.put(vec![entry("late", &[3], local_stamp)]).await.unwrap();
    assert_eq!(fresh(&store, "late").await, None, "its stamp is from the local store");

    server.stop().await;
    assert_eq!(fresh(&store, "local").await, None, "stored during an earlier outage");
}

#[tokio::test]
async fn missed_invalidations_are_sent_before_reads() {
    let mut server = started!();
    let (one, two) = (server.handle().cache(), server.handle().cache());
    put(&one, "a", &[1]).await;
    put(&one, "b", &[2]).await;
    server.stop().await;
    assert!(one.invalidate(&[Tag(1)], Duration::ZERO).await.is_err());
    server.run();
    assert_eq!(fresh(&one, "a").await, None);
    assert_eq!(fresh(&one, "b").await, Some(true));
    assert_eq!(fresh(&two, "a").await, None);
}

#[tokio::test]
async fn too_many_missed_invalidations_invalidate_everything() {
    let mut server = started!();
    let store = server.handle().cache();
    put(&store, "a", &[1]).await;
    server.stop().await;
    let tags: Vec<_> = (1000..12_000).map(Tag).collect();
    assert!(store.invalidate(&tags, Duration::ZERO).await.is_err());
    server.run();
    assert_eq!(fresh(&store, "a").await, None);
    put(&store, "a", &[1]).await;
    assert_eq!(fresh(&store, "a").await, Some(true), "only once");
}

#[tokio::test(start_paused = true)]
async fn unavailable_server_is_retried_with_backoff() {
    let redis = Redis::open("redis+unix:///nowhere/tower-outbound").unwrap();
    let store = redis.cache();
    // One second, doubled each time, at most ten; counted from the failure.
    for seconds in [1, 2, 4, 8, 10, 10] {
        assert_eq!(fresh(&store, "a").await, None);
        let before = format!("{redis:?}");
        tokio::time::advance(Duration::from_millis(seconds * 1000 - 1)).await;
        assert_eq!(fresh(&store, "a").await, None);
        assert_eq!(format!("{redis:?}"), before, "retried before {seconds} seconds");
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(fresh(&store, "a").await, None);
        assert_ne!(format!("{redis:?}"), before, "not retried after {seconds} seconds");
    }
}

/// A writer that captures the log.
#[cfg(feature = "trace")]
#[derive(Clone, Default)]
struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

#[cfg(feature = "trace")]
impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(feature = "trace")]
#[tokio::test]
async fn outage_and_reconnection_are_logged_once() {
    let mut server = started!();
    let log = Log::default();
    let writer = log.clone();
    // Global: a scoped subscriber can miss events of callsites that other tests registered.
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let store = server.handle().prefix("logged").cache();
    put(&store, "a", &[1]).await;
    server.stop().await;
    for _ in 0..3 {
        get(&store, "a").await;
    }
    server.run();
    for _ in 0..3 {
        get(&store, "a").await;
    }
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let logged = |line: &&str| line.contains("prefix=logged");
    let count = |part: &str| text.lines().filter(logged).filter(|line| line.contains(part)).count();
    assert_eq!((count("WARN"), count("unavailable"), count("reconnected")), (1, 1, 1), "{text}");
}

#[tokio::test]
async fn write_through_one_cache_invalidates_the_other() {
    let server = started!();
    let cache = |redis: Redis| {
        let inner = service_fn(|request: Request<Body>| async move {
            let body = if request.method().is_safe() { r#"{"id":"1"}"# } else { "" };
            let response = Response::builder().header("cache-control", "max-age=60");
            Ok::<_, Infallible>(response.body(Body::from(body)).unwrap())
        });
        CacheLayer::for_principal(Principal::new("me")).store(redis.cache()).layer(inner)
    };
    let (one, two) = (cache(server.handle()), cache(server.handle()));
    let uri = "https://example.com/users/1";
    let read = async |cache: &_| -> CacheStatus {
        let cache: &crate::cache::Cache<_> = cache;
        let request = Request::get(uri).body(Body::empty()).unwrap();
        *cache.clone().oneshot(request).await.unwrap().extensions().get().unwrap()
    };
    assert_eq!(read(&one).await, CacheStatus::Miss);
    assert!(matches!(read(&two).await, CacheStatus::Hit { .. }));
    let write = Request::post(format!("{uri}/suspend")).body(Body::empty()).unwrap();
    two.clone().oneshot(write).await.unwrap();
    assert_eq!(read(&one).await, CacheStatus::Miss);
    assert!(matches!(read(&two).await, CacheStatus::Hit { .. }));
}

/// An operation on a store.
#[derive(Clone, Debug)]
enum Step {
    Begin(u8),
    Put(u8, Vec<u64>),
    Invalidate(Vec<u64>),
    Read(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let tags = || prop::collection::vec(1..6_u64, 0..4);
    prop_oneof![
        (0..3_u8).prop_map(Step::Begin),
        (0..3_u8, tags()).prop_map(|(name, tags)| Step::Put(name, tags)),
        tags().prop_map(Step::Invalidate),
        (0..3_u8).prop_map(Step::Read),
    ]
}

/// The Redis store and the memory store agree on every sequence of fetches and invalidations.
#[test]
fn prop_redis_and_memory_stores_agree() {
    let server = started!();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let shared = server.handle();
    let case = std::cell::Cell::new(0);
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() });
    runner
        .run(&prop::collection::vec(step(), 1..40), |steps| {
            case.set(case.get() + 1);
            let stores: [Box<dyn CacheStore>; 2] = [
                Box::new(MemoryStore::new()),
                Box::new(shared.clone().prefix(&format!("case{}", case.get())).cache()),
            ];
            let mut seen = [const { Vec::new() }; 2];
            for (store, seen) in stores.iter().zip(&mut seen) {
                runtime.block_on(async {
                    let mut stamps = [stamp(&**store).await; 3];
                    for step in &steps {
                        match step {
                            Step::Begin(name) => stamps[usize::from(*name)] = stamp(&**store).await,
                            Step::Put(name, tags) => {
                                let new = entry(&name.to_string(), tags, stamps[usize::from(*name)]);
                                store.put(vec![new]).await.unwrap();
                            }
                            Step::Invalidate(tags) => {
                                let tags: Vec<_> = tags.iter().copied().map(Tag).collect();
                                store.invalidate(&tags, Duration::ZERO).await.unwrap();
                            }
                            Step::Read(name) => seen.push(fresh(&**store, &name.to_string()).await),
                        }
                    }
                });
            }
            prop_assert_eq!(&seen[0], &seen[1]);
            Ok(())
        })
        .unwrap();
}
