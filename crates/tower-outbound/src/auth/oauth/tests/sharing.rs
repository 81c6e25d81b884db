//! Tests of leases: one process at a time obtains a token.

use std::time::Duration;

use tokio::time::Instant;

use super::{
    super::super::{
        MemoryTokenStore, TokenSource, TokenStore,
        test_server::{Scripted, TestServer},
    },
    *,
};

/// Twenty processes that share a store.
fn processes(server: &TestServer, store: &MemoryTokenStore) -> Vec<TestService> {
    (0..20).map(|_| server.service(&server.builder().store(store.clone()).build())).collect()
}

async fn call_each(services: &[TestService]) {
    let results = join_all(services.iter().map(call)).await;
    assert!(results.into_iter().all(|result| result.unwrap() == StatusCode::OK));
}

#[tokio::test(start_paused = true)]
async fn processes_with_one_store_obtain_one_token() {
    for server in [TestServer::new(), TestServer::with_dpop()] {
        let services = processes(&server, &MemoryTokenStore::new());
        call_each(&services).await;
        assert_eq!(server.state().issued, 1);
        // All are due for refresh.
        server.advance(3600.0 - 230.0).await;
        let requests = server.state().token_requests;
        call_each(&services).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(server.counts(|state| (state.issued, state.token_requests)), (2, requests + 1));
        // All have expired.
        server.advance(4000.0).await;
        call_each(&services).await;
        assert_eq!(server.counts(|state| (state.issued, state.token_requests)), (3, requests + 2));
        server.assert_no_violations();
    }
}

#[tokio::test(start_paused = true)]
async fn lease_is_extended_during_a_slow_request() {
    let server = TestServer::new();
    server.state().token_script.extend([Scripted::Respond(
        429,
        [("retry-after".parse().unwrap(), "50".parse().unwrap())].into_iter().collect(),
        "",
    )]);
    call_each(&processes(&server, &MemoryTokenStore::new())).await;
    assert_eq!(server.counts(|state| (state.issued, state.token_requests)), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn lease_of_a_crashed_process_ends() {
    let (server, store) = (TestServer::new(), MemoryTokenStore::new());
    let lease = Duration::from_secs(15);
    assert!(store.acquire(&server.tokens().identity(), "crashed", lease).await.unwrap());
    let start = Instant::now();
    call_each(&processes(&server, &store)).await;
    assert!((lease..lease * 2).contains(&start.elapsed()), "{:?}", start.elapsed());
    assert_eq!(server.state().token_requests, 1);
}

#[tokio::test(start_paused = true)]
async fn failing_process_passes_the_lease_on() {
    let (server, store) = (TestServer::new(), MemoryTokenStore::new());
    server.state().token_script.push_back(Scripted::Respond(400, Default::default(), "{}"));
    let results = join_all(processes(&server, &store).iter().map(call)).await;
    assert_eq!(results.iter().filter(|result| result.is_err()).count(), 1);
    assert_eq!(server.counts(|state| (state.issued, state.token_requests)), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn memory_store_is_bounded() {
    let (server, store) = (TestServer::new(), MemoryTokenStore::new());
    call_each(&processes(&server, &store)).await;
    let token = store.load(&server.tokens().identity()).await.unwrap().unwrap();
    for number in 0..3000 {
        store.save(&number.to_string(), &token).await.unwrap();
    }
    assert_eq!(format!("{store:?}"), "MemoryTokenStore { identities: 1024 }");
}
