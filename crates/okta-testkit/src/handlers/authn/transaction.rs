//! Authentication transactions: what is left to do until a sign-in or a recovery is complete.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::views;
use crate::{
    call::Call,
    clock::{parse_timestamp, timestamp},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

/// How long a transaction is valid.
pub(super) const VALIDITY: Duration = Duration::from_secs(300);

/// The collection of transactions, by state token.
const TRANSACTIONS: &str = "/api/v1/authn/$transactions";

/// The collection of session tokens, with the user of each.
pub(super) const TOKENS: &str = "/api/v1/authn/$tokens";

/// The state of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Status {
    MfaRequired,
    MfaChallenge,
    MfaEnroll,
    MfaEnrollActivate,
    PasswordExpired,
    Recovery,
    RecoveryChallenge,
    PasswordReset,
}

/// A transaction that is not complete.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Transaction {
    #[serde(default, skip_serializing)]
    pub(super) token: String,
    pub(super) user: String,
    pub(super) status: Status,
    /// The factor of the challenge or of the enrollment.
    pub(super) factor: Option<String>,
    /// What a challenge waits for: `CHALLENGE`, `WAITING`, `REJECTED`, `TIMEOUT`.
    pub(super) result: Option<String>,
    /// The transaction of a push factor.
    pub(super) push: Option<String>,
    pub(super) expires: String,
    pub(super) relay_state: Option<Value>,
    /// Whether the user is asked for all factors, rather than for one.
    pub(super) all_factors: bool,
    /// `PASSWORD` or `UNLOCK`, for recoveries.
    pub(super) recovery: Option<String>,
    /// Whether a factor was enrolled, so that others can be skipped.
    pub(super) enrolled: bool,
}

fn wrong_state() -> OktaError {
    OktaError::new("E0000079", "The state of the transaction does not allow this operation.")
}

impl Transaction {
    pub(super) fn new(
        call: &Call<'_>,
        state: &State,
        user: &str,
        status: Status,
        body: &Map<String, Value>,
    ) -> Self {
        let option = |name: &str| body.get("options").and_then(|options| options.get(name));
        Self {
            token: format!("00{}", state.ids.request()),
            user: user.to_owned(),
            status,
            factor: None,
            result: None,
            push: None,
            expires: timestamp(call.now + VALIDITY),
            relay_state: body.get("relayState").cloned(),
            all_factors: option("multiOptionalFactorEnroll") == Some(&Value::Bool(true)),
            recovery: None,
            enrolled: false,
        }
    }

    /// The transaction of a request, which has its state token.
    pub(super) fn of(call: &Call<'_>, state: &State, body: &Map<String, Value>) -> Result<Self, OktaError> {
        let token = body.get("stateToken").and_then(Value::as_str).unwrap_or_default();
        let stored = state.objects.get(TRANSACTIONS, token).cloned();
        let transaction: Option<Self> = stored.and_then(|stored| serde_json::from_value(stored).ok());
        let valid = transaction.filter(|transaction| {
            parse_timestamp(&transaction.expires).is_some_and(|expires| call.now < expires)
        });
        valid.map(|it| Self { token: token.to_owned(), ..it }).ok_or_else(OktaError::invalid_token)
    }

    /// As [`of`](Self::of), in one of these states.
    pub(super) fn at(
        call: &Call<'_>,
        state: &State,
        body: &Map<String, Value>,
        statuses: &[Status],
    ) -> Result<Self, OktaError> {
        let transaction = Self::of(call, state, body)?;
        if statuses.contains(&transaction.status) { Ok(transaction) } else { Err(wrong_state()) }
    }

    /// Enters a state.
    pub(super) fn enter(mut self, status: Status) -> Self {
        (self.status, self.factor, self.result, self.push) = (status, None, None, None);
        self
    }

    /// Stores the transaction and responds with it.
    pub(super) fn respond(self, call: &Call<'_>, state: &mut State) -> HandlerResult {
        let stored = serde_json::to_value(&self).unwrap_or_default();
        state.objects.insert(TRANSACTIONS, &self.token, stored);
        Ok(ResponseTemplate::ok(views::transaction(call, state, &self)))
    }

    /// Ends the transaction, and returns what the caller is to return to.
    pub(super) fn end(&self, state: &mut State) -> ResponseTemplate {
        state.objects.remove(TRANSACTIONS, &self.token);
        let mut response = Map::new();
        if let Some(relay_state) = &self.relay_state {
            response.insert("relayState".to_owned(), relay_state.clone());
        }
        ResponseTemplate::ok(response)
    }

    /// Ends the transaction with a session token.
    pub(super) fn succeed(self, call: &Call<'_>, state: &mut State) -> HandlerResult {
        state.objects.remove(TRANSACTIONS, &self.token);
        let token = format!("20111{}", state.ids.request());
        state.objects.insert(TOKENS, &token, json!({ "user": self.user }));
        state.record(call, "user.session.start", &[state.user_target(&self.user)]);
        let mut view = json!({
            "expiresAt": timestamp(call.now + VALIDITY), "status": "SUCCESS", "sessionToken": token,
            "_embedded": { "user": views::user(state, &self.user) },
            "_links": { "cancel": views::link(call, "/api/v1/authn/cancel") },
        });
        if let Some(relay_state) = self.relay_state {
            view["relayState"] = relay_state;
        }
        Ok(ResponseTemplate::ok(view))
    }
}
