//! Codes and refresh tokens of users who signed in.

use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};

use super::{
    OAuthState,
    backchannel::Backchannel,
    direct::{Multifactor, OutOfBand},
    error::OAuthError,
    polled::PolledSignIn,
};

/// How long an authorization code is valid.
pub(super) const CODE_LIFETIME: Duration = Duration::from_secs(300);
/// How long a device code is valid.
pub(super) const DEVICE_LIFETIME: Duration = Duration::from_secs(600);

/// The user of a token, and their session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Subject {
    /// The id of the user.
    pub(super) user: String,
    /// What all tokens since a sign-in have in common.
    pub(super) session: String,
    pub(super) nonce: Option<String>,
}

/// What a user granted to a client.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Consent {
    pub(super) client_id: String,
    pub(super) scopes: Vec<String>,
    pub(super) subject: Subject,
}

#[derive(Debug)]
pub(super) struct Code {
    pub(super) consent: Consent,
    pub(super) redirect_uri: String,
    pub(super) challenge: String,
    pub(super) expires: SystemTime,
}

#[derive(Debug)]
pub(super) struct Device {
    pub(super) user_code: String,
    pub(super) sign_in: PolledSignIn,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RefreshToken {
    consent: Consent,
    /// The thumbprint of the key that a public client proved.
    jkt: Option<String>,
    replaced: Option<SystemTime>,
}

/// What was issued to users.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    pub(super) codes: HashMap<String, Code>,
    pub(super) devices: HashMap<String, Device>,
    /// In the order of arrival.
    pub(super) backchannel: Vec<Backchannel>,
    /// Sign-ins that need a second factor, by `mfa_token`.
    pub(super) multifactor: HashMap<String, Multifactor>,
    /// By `oob_code`.
    pub(super) out_of_band: HashMap<String, OutOfBand>,
    /// Pushed parameters by request URI.
    pub(super) pushed: HashMap<String, BTreeMap<String, String>>,
    pub(super) refresh: HashMap<String, RefreshToken>,
}

impl OAuthState {
    /// Records a refresh token.
    pub(super) fn add_refresh_token(&mut self, token: String, consent: Consent, jkt: Option<String>) {
        let refresh = RefreshToken { consent, jkt, replaced: None };
        self.sessions.refresh.insert(token, refresh);
    }

    /// Uses a refresh token. Returns the consent, and whether another one has to be issued.
    pub(super) fn use_refresh_token(
        &mut self,
        token: &str,
        client_id: &str,
        jkt: Option<&str>,
        now: SystemTime,
    ) -> Result<(Consent, bool), OAuthError> {
        let invalid = OAuthError::request(
            "invalid_grant",
            "The refresh token is not valid: unknown, revoked or expired.",
        );
        let refresh = self.sessions.refresh.get_mut(token).ok_or_else(|| invalid.clone())?;
        if refresh.consent.client_id != client_id {
            return Err(invalid);
        }
        if refresh.jkt.as_deref().is_some_and(|bound| Some(bound) != jkt) {
            return Err(OAuthError::proof(
                "invalid_dpop_key_binding",
                "The refresh token is bound to another key.",
            ));
        }
        let Some(grace) = self.apps.get(client_id).and_then(|app| app.rotation) else {
            return Ok((refresh.consent.clone(), false));
        };
        if refresh.replaced.is_some_and(|replaced| now > replaced + grace) {
            let session = refresh.consent.subject.session.clone();
            self.end_session(&session);
            self.counters.reused_refresh_tokens += 1;
            return Err(invalid);
        }
        refresh.replaced.get_or_insert(now);
        Ok((refresh.consent.clone(), true))
    }

    /// Revokes all tokens since a sign-in.
    pub(super) fn end_session(&mut self, session: &str) {
        self.sessions.refresh.retain(|_, refresh| refresh.consent.subject.session != session);
        self.tokens
            .retain(|_, token| token.subject.as_ref().is_none_or(|subject| subject.session != session));
    }

    /// Revokes all tokens of a user, and what could be redeemed for one.
    pub(super) fn end_sessions_of(&mut self, user: &str) {
        self.sessions.codes.retain(|_, code| code.consent.subject.user != user);
        self.sessions.refresh.retain(|_, refresh| refresh.consent.subject.user != user);
        self.tokens.retain(|_, token| token.subject.as_ref().is_none_or(|subject| subject.user != user));
    }

    /// Returns the consent of a refresh token that is valid.
    pub(super) fn refresh_token(&self, token: &str) -> Option<&Consent> {
        self.sessions
            .refresh
            .get(token)
            .filter(|refresh| refresh.replaced.is_none())
            .map(|found| &found.consent)
    }
}
