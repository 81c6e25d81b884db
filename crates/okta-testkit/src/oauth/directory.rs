//! The users of the org, as the authorization server needs them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{
    call::Call,
    handlers::{self, PASS_CODE, PasswordCheck, transactions},
    state::State,
};

/// The users of the org, and their factors.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Directory<'s>(&'s Mutex<State>);

/// A factor through which a user is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    Push,
    Sms,
    Voice,
}

impl Channel {
    pub(super) fn parse(name: &str) -> Option<Self> {
        [Self::Push, Self::Sms, Self::Voice].into_iter().find(|channel| channel.name() == name)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Sms => "sms",
            Self::Voice => "voice",
        }
    }

    const fn factor_type(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Sms => "sms",
            Self::Voice => "call",
        }
    }
}

/// The factors whose codes a user reads.
const PASSCODE_FACTORS: [&str; 4] = ["token:software:totp", "token", "token:hardware", "token:hotp"];

impl<'s> Directory<'s> {
    pub(crate) const fn new(state: &'s Mutex<State>) -> Self {
        Self(state)
    }

    fn state(&self) -> MutexGuard<'s, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The id of a user.
    pub(super) fn find(&self, name: &str) -> Option<String> {
        self.state().users.resolve(name)
    }

    pub(super) fn check_password(&self, call: &Call<'_>, name: &str, password: &str) -> PasswordCheck {
        handlers::check_password(call, &mut self.state(), name, password)
    }

    pub(super) fn has_passcode_factor(&self, user: &str) -> bool {
        let state = self.state();
        let mut factors = state.factors.of_user(user).iter();
        factors.any(|factor| factor.active && PASSCODE_FACTORS.contains(&factor.kind.as_str()))
    }

    /// Whether this is the code of a factor of the user.
    pub(super) fn is_passcode(&self, user: &str, code: &str) -> bool {
        code == PASS_CODE && self.has_passcode_factor(user)
    }

    /// The id of the factor through which a user is asked.
    pub(super) fn factor(&self, user: &str, channel: Channel) -> Option<String> {
        let state = self.state();
        let mut factors = state.factors.of_user(user).iter();
        let found = factors.find(|factor| factor.active && factor.kind == channel.factor_type());
        found.map(|factor| factor.id.clone())
    }

    /// Asks a user on their device, and returns the id of the transaction.
    pub(super) fn ask(&self, call: &Call<'_>, user: &str, factor: &str) -> String {
        transactions::open(call, &mut self.state(), (user, factor))
    }

    /// What the user decided: `WAITING`, `SUCCESS`, `REJECTED` or `TIMEOUT`.
    pub(super) fn decision(&self, call: &Call<'_>, user: &str, factor: &str, id: &str) -> &'static str {
        transactions::result(call, &self.state(), (user, factor), id)
    }
}
