//! The worker: clients under load, each write written down.

mod clients;
mod readers;
mod tally;
mod writers;

use std::{io, sync::Arc, time::Duration};

use futures_util::future::join_all;
use okta_tower::rate_limit::RateLimits;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

use self::{
    clients::{Actor, DEADLINE},
    tally::Tally,
};
use super::{
    journal::{Line, Report, Setup},
    options::Sabotage,
    usage::Usage,
};

/// Does what the referee says on standard input.
///
/// # Errors
///
/// When the referee is not to be understood, or a client cannot be built.
pub async fn run() -> Result<(), okta_tower::BoxError> {
    let setup: Setup = serde_json::from_str(&answer()?)?;
    let tally = Arc::new(Tally::new(&setup));
    let (mut actors, mut limits) = (Vec::new(), Vec::new());
    for (org, one) in setup.orgs.iter().enumerate() {
        let (own, shared) = clients::of_org(one, org, setup.sabotage)?;
        actors.extend(own);
        limits.push(shared);
    }
    let mut report = Report::default();
    let mut tasks = JoinSet::new();
    for actor in &actors {
        let residents: Arc<[String]> = setup.orgs[actor.org].residents.clone().into();
        staff(&mut tasks, actor, &tally, &residents);
    }
    let total = Duration::from_secs(setup.seconds);
    sleep(total * 2 / 5).await;
    report.warm = Usage::now();
    sleep(total * 3 / 5).await;
    tally.stop();
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended {
            tally.violation(format!("a worker panicked: {error}"));
        }
    }
    tally::write(&Line::Calm);
    answer()?;

    join_all(actors.iter().map(|actor| recovers(actor, &tally))).await;
    for (org, limits) in limits.iter().enumerate() {
        at_rest(org, limits, &tally);
    }
    report.calm = Usage::now();
    drop((actors, limits));
    // Connections end in tasks of their own.
    for _ in 0..100 {
        report.dropped = Usage::now();
        if report.dropped.tasks == 0 {
            break;
        }
        sleep(Duration::from_millis(50)).await;
    }
    report.calls = tally.calls();
    tally::write(&Line::Dropped(Box::new(report)));
    answer()?;
    Ok(())
}

/// A line from the referee.
fn answer() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line)
}

/// Sets a client's writers and readers to work.
fn staff(tasks: &mut JoinSet<()>, actor: &Actor, tally: &Arc<Tally>, residents: &Arc<[String]>) {
    for desk in 0..2 {
        let hot = Arc::new(readers::Hot::default());
        tasks.spawn(writers::users(actor.clone(), desk, Arc::clone(tally), Arc::clone(&hot)));
        for reader in 0..2 {
            tasks.spawn(readers::hot(actor.clone(), desk * 2 + reader, Arc::clone(tally), Arc::clone(&hot)));
        }
    }
    tasks.spawn(writers::groups(actor.clone(), Arc::clone(tally), Arc::clone(residents)));
    tasks.spawn(writers::apps(actor.clone(), Arc::clone(tally)));
    tasks.spawn(writers::bulk(actor.clone(), Arc::clone(tally)));
    tasks.spawn(readers::lists(actor.clone(), Arc::clone(tally), Arc::clone(residents)));
    if tally.sabotage() == Some(Sabotage::Leak) {
        tasks.spawn(writers::leaking(actor.clone(), Arc::clone(tally)));
    }
}

/// Without faults, a client works again, and goes on working. Calls that begin within a deadline may still meet what
/// the faults left behind: a dead connection that is not known as one, or a token that was revoked before its use.
async fn recovers(actor: &Actor, tally: &Tally) {
    let calm = Instant::now();
    let mut successes = 0;
    while successes < 3 {
        let late = calm.elapsed() > DEADLINE;
        match actor.okta.users().list().limit(1).await {
            Ok(_) => successes += 1,
            Err(error) if late || successes > 0 => {
                let (when, attempts, cause) = (calm.elapsed(), error.attempts(), tally::chain(&error));
                tally.violation(format!(
                    "client {} does not recover: after {when:?} and in {attempts} attempts {cause}",
                    actor.number
                ));
                return;
            }
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}

/// Nothing is counted as under way when nothing is.
fn at_rest(org: usize, limits: &RateLimits, tally: &Tally) {
    let known = limits.snapshot();
    if known.in_flight != 0 {
        tally.violation(format!("org {org}: {} requests count as under way", known.in_flight));
    }
    for bucket in known.buckets.iter().filter(|bucket| bucket.in_flight != 0 || bucket.waiting != 0) {
        tally.violation(format!(
            "org {org}: in bucket {} {} requests count as under way and {} as waiting",
            bucket.name, bucket.in_flight, bucket.waiting
        ));
    }
}
