//! Sign-ins that a client polls until the user decides: on a device, or asked through the backchannel.

use std::time::{Duration, SystemTime};

use super::{error::OAuthError, grants::Sender};

/// The decision of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    Pending,
    Denied,
    /// By the user with this id.
    Approved(String),
}

/// How often a code was polled, and until when that is of use.
#[derive(Debug)]
pub(super) struct Polling {
    pub(super) expires: SystemTime,
    polled: Option<SystemTime>,
}

impl Polling {
    pub(super) const fn until(expires: SystemTime) -> Self {
        Self { expires, polled: None }
    }

    /// Records a poll. Fails if it is too early (RFC 8628 §3.5, CIBA Core §11).
    pub(super) fn poll(&mut self, now: SystemTime, interval: Duration) -> Result<(), OAuthError> {
        let last = self.polled.replace(now);
        if last.is_some_and(|last| now < last + interval) {
            return Err(OAuthError::request("slow_down", "The client polls too often."));
        }
        Ok(())
    }
}

/// A sign-in that waits for a user.
#[derive(Debug)]
pub(super) struct PolledSignIn {
    pub(super) client_id: String,
    pub(super) scopes: Vec<String>,
    pub(super) polling: Polling,
    pub(super) decision: Decision,
}

impl PolledSignIn {
    pub(super) fn new(client_id: String, scopes: Vec<String>, expires: SystemTime) -> Self {
        Self { client_id, scopes, polling: Polling::until(expires), decision: Decision::Pending }
    }

    pub(super) fn is_pending(&self, now: SystemTime) -> bool {
        self.decision == Decision::Pending && now < self.polling.expires
    }

    /// Returns the id of the user who approved. `unknown` is the error for the code of another client.
    pub(super) fn poll(
        &mut self,
        sender: Sender<'_>,
        interval: Duration,
        unknown: OAuthError,
    ) -> Result<String, OAuthError> {
        if self.client_id != sender.client_id {
            return Err(unknown);
        }
        if sender.now >= self.polling.expires {
            return Err(OAuthError::request("expired_token", "The code has expired."));
        }
        self.polling.poll(sender.now, interval)?;
        match self.decision.clone() {
            Decision::Pending => {
                Err(OAuthError::request("authorization_pending", "The user has not decided yet."))
            }
            Decision::Denied => Err(OAuthError::request("access_denied", "The user denied access.")),
            Decision::Approved(user) => Ok(user),
        }
    }
}
