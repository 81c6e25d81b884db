//! Reading and checking what a caller sends about a user.

use serde_json::{Map, Value};

use crate::{
    response::Refusal,
    state::{State, schema::REQUIRED, users::User},
};

/// The member `profile` of a body, as an object.
pub(super) fn of(body: &Map<String, Value>) -> Result<Option<Map<String, Value>>, Refusal> {
    match body.get("profile") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(profile)) => Ok(Some(profile.clone())),
        Some(_) => Err(Refusal::malformed()),
    }
}

/// Checks a whole profile; `id` is the user that it will belong to, if there is one already.
pub(super) fn check(profile: &Map<String, Value>, id: Option<&str>, state: &State) -> Result<(), Refusal> {
    for required in REQUIRED {
        match profile.get(required) {
            Some(Value::String(text)) if !text.is_empty() => {}
            None | Some(Value::Null | Value::String(_)) => {
                return Err(Refusal::invalid(required, format!("{required}: must not be empty")));
            }
            Some(_) => return Err(Refusal::invalid(required, format!("{required}: must be text"))),
        }
    }
    for (name, value) in profile {
        if let Some(complaint) = state.schema.complaint(name, value) {
            return Err(Refusal::invalid("profile", format!("{name}: {complaint}")));
        }
        // Okta stores characters of up to three bytes in UTF-8.
        if value.as_str().is_some_and(|text| text.chars().any(|c| c.len_utf8() > 3)) {
            return Err(Refusal::invalid(name, format!("{name}: has a character outside the basic plane")));
        }
    }
    let text = |name: &str| profile.get(name).and_then(Value::as_str).unwrap_or_default();
    for name in ["login", "email"] {
        let parts = text(name).rsplit_once('@');
        if parts.is_none_or(|(local, domain)| local.is_empty() || domain.is_empty()) {
            return Err(Refusal::invalid(name, format!("{name}: must have the form of an e-mail address")));
        }
    }
    if !(5..=100).contains(&text("login").chars().count()) {
        return Err(Refusal::invalid("login", "login: must have 5 to 100 characters"));
    }
    if state.users.login_taken(text("login"), id) {
        return Err(Refusal::invalid("login", "login: another user of this org has it"));
    }
    Ok(())
}

/// `changes` merged into `profile`: null clears an attribute.
pub(super) fn merge(profile: &mut Map<String, Value>, changes: Map<String, Value>) {
    for (name, value) in changes {
        if value.is_null() {
            profile.remove(&name);
        } else {
            profile.insert(name, value);
        }
    }
}

/// The credentials in a body, checked.
#[derive(Default)]
pub(super) struct Credentials {
    pub(super) password: Option<String>,
    recovery_question: Option<(String, String)>,
    provider: Option<(String, String)>,
}

impl Credentials {
    pub(super) fn of(body: &Map<String, Value>) -> Result<Self, Refusal> {
        let credentials = match body.get("credentials") {
            None | Some(Value::Null) => return Ok(Self::default()),
            Some(Value::Object(credentials)) => credentials,
            Some(_) => return Err(Refusal::malformed()),
        };
        let text = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).map(str::to_owned);
        let mut found = Self::default();
        if let Some(password) = credentials.get("password")
            && let Some(value) = text(password, "value")
        {
            check_password(&value)?;
            found.password = Some(value);
        }
        if let Some(question) = credentials.get("recovery_question") {
            found.recovery_question = Some(recovery_question(question)?);
        }
        if let Some(provider) = credentials.get("provider") {
            let (Some(kind), name) = (text(provider, "type"), text(provider, "name")) else {
                return Err(Refusal::invalid("provider", "type: must not be empty"));
            };
            found.provider = Some((kind.clone(), name.unwrap_or(kind)));
        }
        Ok(found)
    }

    /// Whether sign-in happens elsewhere: such users have no password here.
    pub(super) fn is_federated(&self) -> bool {
        self.provider.as_ref().is_some_and(|(kind, _)| kind == "FEDERATION" || kind == "SOCIAL")
    }

    pub(super) fn apply(self, user: &mut User, now: std::time::SystemTime) {
        if let Some(password) = self.password {
            user.set_password(password, now);
        }
        if let Some(question) = self.recovery_question {
            user.recovery_question = Some(question);
        }
        if let Some(provider) = self.provider {
            user.provider = provider;
        }
    }
}

/// A recovery question and its answer.
pub(super) fn recovery_question(value: &Value) -> Result<(String, String), Refusal> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (question, answer) = (text("question"), text("answer"));
    if question.is_empty() || answer.chars().count() < 4 {
        return Err(Refusal::invalid(
            "recovery_question",
            "recovery_question: needs a question and an answer of 4 or more characters",
        ));
    }
    Ok((question, answer))
}

/// The default password policy: eight characters, a lower-case and an upper-case letter, a digit.
pub(super) fn check_password(password: &str) -> Result<(), Refusal> {
    let good = password.chars().count() >= 8
        && password.chars().any(char::is_lowercase)
        && password.chars().any(char::is_uppercase)
        && password.chars().any(|c| c.is_ascii_digit());
    if good {
        Ok(())
    } else {
        Err(Refusal::invalid(
            "password",
            "password: needs 8 characters, with a lower-case and an upper-case letter and a digit",
        ))
    }
}
