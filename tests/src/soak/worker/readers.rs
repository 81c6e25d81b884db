//! The readers: listings that must be complete, and reads that must not be behind.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::StreamExt;
use okta_client::{
    Error,
    models::{User, UserStatus},
};

use super::{clients::Actor, tally::Tally};
use crate::soak::{journal::Told, ledger::Life};

/// What an answer says of its user; `None` where it says nothing.
pub(super) fn life(outcome: &Result<User, Error>) -> Option<Life> {
    match outcome {
        Ok(user) if user.status == Some(UserStatus::Deprovisioned) => Some(Life::Deactivated),
        Ok(user) => {
            let version = user.profile.as_ref().and_then(|profile| profile.cost_center.as_deref());
            Some(Life::Present(version.and_then(|text| text.parse().ok()).unwrap_or(0)))
        }
        Err(error) if error.is_not_found() => Some(Life::Absent),
        Err(_) => None,
    }
}

/// A user whom one task changes and others read through the same client.
#[derive(Debug, Default)]
pub(super) struct Hot(Mutex<Option<(String, u64)>>);

impl Hot {
    fn set(&self, value: Option<(String, u64)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = value;
    }

    pub(super) fn show(&self, id: &str) {
        self.set(Some((id.to_owned(), 0)));
    }

    pub(super) fn hide(&self) {
        self.set(None);
    }

    /// The user has this version, or a later one, from now on.
    pub(super) fn confirm(&self, version: u64) {
        if let Some((_, floor)) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            *floor = version;
        }
    }

    fn get(&self) -> Option<(String, u64)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Reads a user while it is being changed: through cache and coalescing, never less than what was confirmed before.
pub(super) async fn hot(actor: Actor, number: usize, tally: Arc<Tally>, hot: Arc<Hot>) {
    let mut random = tally.random(&actor, 20 + number);
    while tally.goes_on(&mut random).await {
        let Some((id, floor)) = hot.get() else { continue };
        let Some(outcome) = tally.read("a hot read", actor.okta.users().get(&id).into_future()).await else {
            continue;
        };
        if let Some(Life::Present(version)) = life(&outcome)
            && version < floor
        {
            tally.violation(format!(
                "client {}: {id} had version {floor} when a read began that gave {version}",
                actor.number
            ));
        }
    }
}

/// Lists users: who was there all along is there once, whoever comes and goes meanwhile.
pub(super) async fn lists(actor: Actor, tally: Arc<Tally>, residents: Arc<[String]>) {
    let mut random = tally.random(&actor, 30);
    while tally.goes_on(&mut random).await {
        let mut items = actor.okta.users().list().limit(random.i32(20..60)).items();
        let (mut seen, mut broken) = (BTreeSet::new(), 0);
        let complete = loop {
            match items.next().await {
                None => break true,
                Some(Ok(user)) => {
                    let id = user.id.unwrap_or_default();
                    if !seen.insert(id.clone()) {
                        tally.violation(format!("client {}: a listing gave {id} twice", actor.number));
                    }
                }
                // The page is asked for again.
                Some(Err(error)) => {
                    let told: Result<(), Error> = Err(error);
                    if tally.count("a page", &told) == Told::Done || broken == 3 {
                        break false;
                    }
                    broken += 1;
                }
            }
        };
        if complete {
            tally.count::<()>("a listing", &Ok(()));
            let missing = residents.iter().filter(|id| !seen.contains(*id)).count();
            if missing > 0 {
                tally.violation(format!(
                    "client {}: a listing of {} left out {missing} users who were there all along",
                    actor.number,
                    seen.len()
                ));
            }
        }
    }
}
