//! Worker: clients under load; every write is reported to the checker.

mod clients;
mod counters;
mod readers;
mod writers;

use std::{io, sync::Arc, time::Duration};

use futures_util::future::join_all;
use okta_tower::{BoxError, rate_limit::RateLimits};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

use self::{
    clients::{DEADLINE, TestClient},
    counters::Counters,
};
use super::{
    options::InjectedBug,
    protocol::{Message, Setup, WorkerReport},
    usage::Usage,
};

/// Runs the setup that the checker sends to standard input. Fails if it cannot be decoded, or a client cannot be built.
pub(crate) async fn run() -> Result<(), BoxError> {
    let setup: Setup = serde_json::from_str(&read_line()?)?;
    let counters = Arc::new(Counters::new(&setup));
    let (mut clients, mut limits) = (Vec::new(), Vec::new());
    for (index, org) in setup.orgs.iter().enumerate() {
        let (of_org, shared) = clients::for_org(org, index, setup.inject)?;
        clients.extend(of_org);
        limits.push(shared);
    }
    let mut report = WorkerReport::default();
    let mut tasks = JoinSet::new();
    for client in &clients {
        let seeded_users: Arc<[String]> = setup.orgs[client.org].seeded_users.clone().into();
        spawn_workers(&mut tasks, client, &counters, &seeded_users);
    }
    let total = Duration::from_secs(setup.seconds);
    sleep(total * 2 / 5).await;
    report.warm = Usage::now();
    sleep(total * 3 / 5).await;
    counters.stop();
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended {
            counters.violation(format!("a task panicked: {error}"));
        }
    }
    counters::send(&Message::TrafficEnded);
    read_line()?;

    join_all(clients.iter().map(|client| check_recovery(client, &counters))).await;
    for (org, limits) in limits.iter().enumerate() {
        check_idle(org, limits, &counters);
    }
    report.idle = Usage::now();
    drop((clients, limits));
    // Connections end in separate tasks.
    for _ in 0..100 {
        report.dropped = Usage::now();
        if report.dropped.tasks == 0 {
            break;
        }
        sleep(Duration::from_millis(50)).await;
    }
    report.calls = counters.calls();
    counters::send(&Message::ClientsDropped(Box::new(report)));
    read_line()?;
    Ok(())
}

/// Reads a line from the checker.
fn read_line() -> io::Result<String> {
    let mut text = String::new();
    io::stdin().read_line(&mut text)?;
    Ok(text)
}

/// Spawns the tasks of one client.
fn spawn_workers(
    tasks: &mut JoinSet<()>,
    client: &TestClient,
    counters: &Arc<Counters>,
    seeded_users: &Arc<[String]>,
) {
    for writer in 0..2 {
        let shared = Arc::new(readers::SharedUser::default());
        tasks.spawn(writers::write_users(client.clone(), writer, Arc::clone(counters), Arc::clone(&shared)));
        for reader in 0..2 {
            let (number, counters) = (writer * 2 + reader, Arc::clone(counters));
            tasks.spawn(readers::read_shared_user(client.clone(), number, counters, Arc::clone(&shared)));
        }
    }
    tasks.spawn(writers::write_groups(client.clone(), Arc::clone(counters), Arc::clone(seeded_users)));
    tasks.spawn(writers::write_apps(client.clone(), Arc::clone(counters)));
    tasks.spawn(writers::create_apps_in_bulk(client.clone(), Arc::clone(counters)));
    tasks.spawn(readers::list_users(client.clone(), Arc::clone(counters), Arc::clone(seeded_users)));
    if counters.inject() == Some(InjectedBug::Leak) {
        tasks.spawn(writers::leak_calls(client.clone(), Arc::clone(counters)));
    }
}

/// Checks that a client works after the faults ended, and keeps working. Calls started within one deadline may still
/// meet effects of the faults: a dead connection not yet detected, or a token revoked before its use.
async fn check_recovery(client: &TestClient, counters: &Counters) {
    let start = Instant::now();
    let mut successes = 0;
    while successes < 3 {
        let late = start.elapsed() > DEADLINE;
        match client.okta.users().list().limit(1).await {
            Ok(_) => successes += 1,
            Err(error) if late || successes > 0 => {
                let (elapsed, attempts, cause) = (start.elapsed(), error.attempts(), counters::chain(&error));
                counters.violation(format!(
                    "client {} does not recover: after {elapsed:?} and {attempts} attempts: {cause}",
                    client.number
                ));
                return;
            }
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}

/// Checks that the rate limits count no request as in flight or waiting.
fn check_idle(org: usize, limits: &RateLimits, counters: &Counters) {
    let snapshot = limits.snapshot();
    if snapshot.in_flight != 0 {
        counters.violation(format!("org {org}: {} requests counted as in flight", snapshot.in_flight));
    }
    for bucket in snapshot.buckets.iter().filter(|bucket| bucket.in_flight != 0 || bucket.waiting != 0) {
        counters.violation(format!(
            "org {org}, bucket {}: {} requests counted as in flight, {} as waiting",
            bucket.name, bucket.in_flight, bucket.waiting
        ));
    }
}
