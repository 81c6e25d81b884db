//! The service that is called was polled ready.

use std::{
    future::poll_fn,
    task::{Context, Poll, Waker},
};

use http::Request;
use tokio::time::timeout;
use tower_service::Service;

use super::gated;
use crate::{BoxError, Contract, Gate, Outcome, bench::Bench, contract::First, subject::Subject};

type Checked<T> = Result<T, String>;

pub(crate) fn readiness<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Outcome {
    match check(contract) {
        Ok(kind) => Outcome::Passed(kind.into()),
        Err(problem) => Outcome::Failed(problem),
    }
}

fn check<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Checked<&'static str> {
    contract.run(Some(1), First::Response, async |bench| reused(bench).await)?;
    contract.run(None, First::Response, async |bench| failing(bench).await)?;
    contract.run(Some(1), First::Response, async |bench| dropped(bench).await)?;
    contract.run(Some(1), First::Response, async |bench| {
        let gate = Gate::new();
        bench.probe.push(gated(contract, &gate));
        busy(bench, &gate).await
    })
}

fn poll_ready<S: Service<Request<B>, Error: Into<BoxError>>, B>(service: &mut S) -> Checked<bool> {
    match service.poll_ready(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(())) => Ok(true),
        Poll::Ready(Err(error)) => Err(format!("`poll_ready` fails: {}", error.into())),
        Poll::Pending => Ok(false),
    }
}

fn no_violation<L: Subject<B>, B: 'static>(bench: &Bench<'_, L, B>) -> Checked<()> {
    bench.violation().map_or(Ok(()), Err)
}

/// One service is used for several calls.
async fn reused<L: Subject<B>, B: 'static>(bench: &mut Bench<'_, L, B>) -> Checked<()> {
    let mut service = bench.service();
    for _ in 0..3 {
        let ready = timeout(bench.patience, poll_fn(|cx| service.poll_ready(cx))).await;
        match ready {
            Err(_) => return Err("a service that was used before does not become ready again".into()),
            Ok(Err(error)) => return Err(format!("`poll_ready` fails: {}", error.into())),
            Ok(Ok(())) => {}
        }
        let future = service.call(bench.request());
        let call = bench.tasks.add(Box::pin(async move { future.await.map_err(Into::into) }));
        bench.finish(&[call]).await?;
    }
    no_violation(bench)
}

/// The service below fails instead of becoming ready.
async fn failing<L: Subject<B>, B: 'static>(bench: &mut Bench<'_, L, B>) -> Checked<()> {
    bench.probe.fail_readiness("closed");
    let call = bench.start();
    bench.finish(&[call]).await.map_err(|stuck| format!("`poll_ready` below fails: {stuck}"))?;
    if bench.is_ok(call) && bench.probe.counts().calls > 0 {
        return Err("the service below was called although its `poll_ready` failed".into());
    }
    no_violation(bench)
}

/// The service becomes ready and is dropped.
async fn dropped<L: Subject<B>, B: 'static>(bench: &mut Bench<'_, L, B>) -> Checked<()> {
    let mut service = bench.service();
    let _ = poll_ready(&mut service)?;
    bench.tasks.settle().await;
    drop(service);
    bench.tasks.settle().await;
    match bench.probe.counts().used {
        0 => Ok(()),
        _ => Err("a service that was ready and is dropped does not give its place back".into()),
    }
}

/// The only place is taken.
async fn busy<L: Subject<B>, B: 'static>(bench: &mut Bench<'_, L, B>, gate: &Gate) -> Checked<&'static str> {
    let occupied = bench.probe.occupy();
    let mut service = bench.service();
    let always_ready = poll_ready(&mut service)?;
    if !always_ready {
        drop(occupied);
        propagates(bench, service, gate).await?;
        return Ok("passes readiness on");
    }
    let future = service.call(bench.request());
    let call = bench.tasks.add(Box::pin(async move { future.await.map_err(Into::into) }));
    bench.settle().await;
    no_violation(bench)?;
    if bench.probe.counts().calls > 0 {
        return Err("the service below was called while no place was free".into());
    }
    if let Some(result) = bench.tasks.output(call) {
        return Ok(match result {
            Ok(_) => "always ready; responds without the service",
            Err(_) => "always ready; rejects calls while the service is not",
        });
    }
    drop(occupied);
    gate.open();
    bench.finish(&[call]).await?;
    no_violation(bench)?;
    Ok("always ready; awaits the service's readiness in its future")
}

/// A place is free again.
async fn propagates<L: Subject<B>, B: 'static>(
    bench: &mut Bench<'_, L, B>,
    mut service: <L as Subject<B>>::Service,
    gate: &Gate,
) -> Checked<()> {
    for _ in 0..3 {
        bench.tasks.settle().await;
        if !poll_ready(&mut service)? {
            return Err("`poll_ready` is pending although the service below is ready".into());
        }
    }
    if bench.probe.counts().used > 1 {
        return Err("`poll_ready`, called again, reserves another place".into());
    }
    if bench.probe.counts().held > 0 && poll_ready(&mut service.clone())? {
        return Err("a clone of a ready service is ready".into());
    }
    let future = service.call(bench.request());
    let call = bench.tasks.add(Box::pin(async move { future.await.map_err(Into::into) }));
    bench.settle().await;
    no_violation(bench)?;
    if bench.probe.counts().in_flight > 0 && poll_ready(&mut service)? {
        return Err("the service is ready after its call, although the one below is not".into());
    }
    drop(service);
    gate.open();
    bench.finish(&[call]).await?;
    no_violation(bench)
}
