//! Waiting in line.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::Extensions;
use tokio::time::Sleep;

use super::{
    Throttled,
    machine::{Grant, Refused, Ticket},
    registry::{Permit, Shared, now},
    route::Route,
};
use crate::{
    meta::Deadline,
    waiting::{Reason, Waiting},
};

/// Timers are no finer than this.
const TICK: Duration = Duration::from_millis(1);

/// Waits for this process's turn. Dropping the future leaves the line.
pub(super) async fn local(
    shared: &Arc<Shared>,
    route: Route,
    extensions: &Extensions,
) -> Result<Permit, Throttled> {
    let began = now();
    let _waiting = Waiting::begin(Reason::RateLimit, began.into(), extensions);
    let deadline = extensions.get::<Deadline>().map(|deadline| deadline.0);
    let name = route.bucket.clone();
    let refused = |refused: Refused| Throttled::new(name.clone().into_owned(), refused.possible, shared);
    let ticket = shared.with_core(|core| core.enqueue(route, deadline, began)).map_err(refused)?;
    let mut place = Place { shared, ticket, timer: None };
    let grant = poll_fn(|cx| place.poll(cx)).await.map_err(refused)?;
    Ok(Permit::after(Arc::clone(shared), grant, now().saturating_duration_since(began)))
}

/// A place in line, given up when dropped.
struct Place<'a> {
    shared: &'a Shared,
    ticket: Ticket,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Place<'_> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Grant, Refused>> {
        loop {
            let (now, ticket) = (now(), self.ticket);
            let answer = self.shared.with_core(|core| {
                core.pump(now);
                core.claim(ticket, cx.waker())
            });
            let look = match answer {
                Ok(decided) => return Poll::Ready(decided),
                Err(Some(look)) => look.max(now + TICK).into(),
                Err(None) => return Poll::Pending,
            };
            let timer = match &mut self.timer {
                Some(timer) => {
                    timer.as_mut().reset(look);
                    timer
                }
                none => none.insert(Box::pin(tokio::time::sleep_until(look))),
            };
            if timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let (now, ticket) = (now(), self.ticket);
        self.shared.with_core(|core| core.cancel(ticket, now));
    }
}
