//! Readers: listings must be complete, and reads must not be stale.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::StreamExt;
use okta_client::{
    Error,
    models::{User, UserStatus},
};

use super::{clients::TestClient, counters::Counters};
use crate::{expected::ObjectState, protocol::Reported};

/// Returns the state of a user from a response; `None` if the call failed otherwise than by 404.
pub(super) fn user_state(result: &Result<User, Error>) -> Option<ObjectState> {
    match result {
        Ok(user) if user.status == Some(UserStatus::Deprovisioned) => Some(ObjectState::Deactivated),
        Ok(user) => {
            let version = user.profile.as_ref().and_then(|profile| profile.cost_center.as_deref());
            Some(ObjectState::Present(version.and_then(|text| text.parse().ok()).unwrap_or(0)))
        }
        Err(error) if error.is_not_found() => Some(ObjectState::Absent),
        Err(_) => None,
    }
}

/// Id and minimum version of a user that one task changes and others read through the same client.
#[derive(Debug, Default)]
pub(super) struct SharedUser(Mutex<Option<(String, u64)>>);

impl SharedUser {
    fn set(&self, value: Option<(String, u64)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = value;
    }

    pub(super) fn show(&self, id: &str) {
        self.set(Some((id.to_owned(), 0)));
    }

    pub(super) fn hide(&self) {
        self.set(None);
    }

    /// Sets the minimum version that reads started from now on must return.
    pub(super) fn confirm(&self, version: u64) {
        if let Some((_, minimum)) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            *minimum = version;
        }
    }

    fn get(&self) -> Option<(String, u64)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Reads a user while it is being changed: through cache and coalescing, no version older than the confirmed one.
pub(super) async fn read_shared_user(
    client: TestClient,
    number: usize,
    counters: Arc<Counters>,
    shared: Arc<SharedUser>,
) {
    let mut random = counters.random(&client, 20 + number);
    while counters.proceed(&mut random).await {
        let Some((id, minimum)) = shared.get() else { continue };
        let call = client.okta.users().get(&id).into_future();
        let Some(result) = counters.call("read of a changing user", call).await else { continue };
        if let Some(ObjectState::Present(version)) = user_state(&result)
            && version < minimum
        {
            counters.violation(format!(
                "client {}: a read of {id} returned version {version}; version {minimum} was confirmed before",
                client.number
            ));
        }
    }
}

/// Lists users: every seeded user is listed once, whatever is created and deleted concurrently.
pub(super) async fn list_users(client: TestClient, counters: Arc<Counters>, seeded_users: Arc<[String]>) {
    let mut random = counters.random(&client, 30);
    while counters.proceed(&mut random).await {
        let mut items = client.okta.users().list().limit(random.i32(20..60)).items();
        let (mut seen, mut failed, mut last_failed) = (BTreeSet::new(), 0, false);
        let complete = loop {
            match items.next().await {
                // An error that cannot pass, such as a revoked token, ends the listing.
                None => break !last_failed,
                Some(Ok(user)) => {
                    last_failed = false;
                    let id = user.id.to_string();
                    if !seen.insert(id.clone()) {
                        counters.violation(format!("client {}: {id} was listed twice", client.number));
                    }
                }
                // The next poll requests the page again.
                Some(Err(error)) => {
                    let result: Result<(), Error> = Err(error);
                    if counters.count("page", &result) == Reported::Succeeded || failed == 3 {
                        break false;
                    }
                    failed += 1;
                    last_failed = true;
                }
            }
        };
        if complete {
            counters.count::<()>("listing", &Ok(()));
            let missing = seeded_users.iter().filter(|id| !seen.contains(*id)).count();
            if missing > 0 {
                counters.violation(format!(
                    "client {}: a listing of {} users lacks {missing} seeded users",
                    client.number,
                    seen.len()
                ));
            }
        }
    }
}
