//! Parsing and validation of user profiles and credentials.

use serde_json::{Map, Value};

use crate::{
    response::OktaError,
    state::{
        State,
        schema::{REQUIRED, Schema, USER_TYPE},
        users::{Password, User},
    },
};

/// Returns the `profile` of a request body.
pub(super) fn from_body(body: &Map<String, Value>) -> Result<Option<Map<String, Value>>, OktaError> {
    match body.get("profile") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(profile)) => Ok(Some(profile.clone())),
        Some(_) => Err(OktaError::malformed_body()),
    }
}

/// Validates the attributes of a request by the schema of the user type. Null removes an attribute.
pub(super) fn check_schema(
    sent: &Map<String, Value>,
    object: &str,
    kind: &str,
    state: &State,
) -> Result<(), OktaError> {
    let base = Schema::default();
    let schema = match kind {
        USER_TYPE => &state.schema,
        kind => state.more_schemas.get(kind).unwrap_or(&base),
    };
    for (name, value) in sent.iter().filter(|(_, value)| !value.is_null()) {
        schema.check(name, value).map_err(|reason| OktaError::invalid(object, reason))?;
    }
    Ok(())
}

/// Validates a complete profile; `id` is the user to change, if it exists.
pub(super) fn check(profile: &Map<String, Value>, id: Option<&str>, state: &State) -> Result<(), OktaError> {
    for required in REQUIRED {
        match profile.get(required) {
            Some(Value::String(text)) if !text.is_empty() => {}
            None | Some(Value::Null | Value::String(_)) => {
                return Err(OktaError::invalid(required, format!("{required}: must not be empty")));
            }
            Some(_) => return Err(OktaError::invalid(required, format!("{required}: must be a string"))),
        }
    }
    for (name, value) in profile {
        // Okta stores characters of up to three bytes in UTF-8.
        if value.as_str().is_some_and(|text| text.chars().any(|c| c.len_utf8() > 3)) {
            return Err(OktaError::invalid(
                name,
                format!("{name}: must not contain characters outside the Basic Multilingual Plane"),
            ));
        }
    }
    let text = |name: &str| profile.get(name).and_then(Value::as_str).unwrap_or_default();
    for name in ["login", "email"] {
        let parts = text(name).rsplit_once('@');
        if parts.is_none_or(|(local, domain)| local.is_empty() || domain.is_empty()) {
            return Err(OktaError::invalid(name, format!("{name}: must be an email address")));
        }
    }
    if !(5..=100).contains(&text("login").chars().count()) {
        return Err(OktaError::invalid("login", "login: must have 5 to 100 characters"));
    }
    if state.users.is_login_taken(text("login"), id) {
        return Err(OktaError::invalid(
            "login",
            "login: An object with this field already exists in the current organization",
        ));
    }
    Ok(())
}

/// Merges `changes` into `profile`; null removes an attribute.
pub(super) fn merge(profile: &mut Map<String, Value>, changes: Map<String, Value>) {
    for (name, value) in changes {
        if value.is_null() {
            profile.remove(&name);
        } else {
            profile.insert(name, value);
        }
    }
}

/// Validated credentials from a request body.
#[derive(Default)]
pub(super) struct Credentials {
    pub(super) password: Option<Password>,
    recovery_question: Option<(String, String)>,
    provider: Option<(String, String)>,
}

impl Credentials {
    pub(super) fn from_body(body: &Map<String, Value>) -> Result<Self, OktaError> {
        let credentials = match body.get("credentials") {
            None | Some(Value::Null) => return Ok(Self::default()),
            Some(Value::Object(credentials)) => credentials,
            Some(_) => return Err(OktaError::malformed_body()),
        };
        let text = |object: &Value, name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
        let mut parsed = Self::default();
        if let Some(password) = credentials.get("password") {
            if let Some(value) = text(password, "value") {
                check_password(&value)?;
                parsed.password = Some(Password::Text(value));
            } else if is_imported(password)? {
                parsed.password = Some(Password::Imported);
                parsed.provider = Some(("IMPORT".to_owned(), "IMPORT".to_owned()));
            }
        }
        if let Some(question) = credentials.get("recovery_question") {
            parsed.recovery_question = Some(recovery_question(question)?);
        }
        if let Some(provider) = credentials.get("provider") {
            let (Some(kind), name) = (text(provider, "type"), text(provider, "name")) else {
                return Err(OktaError::invalid("provider", "type: must not be empty"));
            };
            parsed.provider = Some((kind.clone(), name.unwrap_or(kind)));
        }
        Ok(parsed)
    }

    /// Whether an external identity provider authenticates the user; such users have no password.
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

/// The algorithms of imported hashes.
const ALGORITHMS: [&str; 6] = ["BCRYPT", "SHA-512", "SHA-256", "SHA-1", "MD5", "PBKDF2"];

/// Whether a password is imported: as a hash, or from a hook that verifies it at the first sign-in.
fn is_imported(password: &Value) -> Result<bool, OktaError> {
    let text =
        |object: &Value, name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let hash = password.get("hash").filter(|hash| !hash.is_null());
    match hash {
        Some(hash) if !ALGORITHMS.contains(&text(hash, "algorithm").as_str()) => {
            Err(OktaError::invalid("password", "hash.algorithm: unknown or missing"))
        }
        Some(hash) if text(hash, "value").is_empty() => {
            Err(OktaError::invalid("password", "hash.value: must not be empty"))
        }
        hash => Ok(hash.is_some() || password.get("hook").is_some_and(|hook| !hook.is_null())),
    }
}

/// Parses and validates a recovery question and its answer.
pub(super) fn recovery_question(value: &Value) -> Result<(String, String), OktaError> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (question, answer) = (text("question"), text("answer"));
    if question.is_empty() || answer.chars().count() < 4 {
        return Err(OktaError::invalid(
            "recovery_question",
            "recovery_question: must have a question, and an answer of 4 or more characters",
        ));
    }
    Ok((question, answer))
}

/// Checks the default password policy: eight characters, a lowercase letter, an uppercase letter, a digit.
pub(crate) fn check_password(password: &str) -> Result<(), OktaError> {
    let valid = password.chars().count() >= 8
        && password.chars().any(char::is_lowercase)
        && password.chars().any(char::is_uppercase)
        && password.chars().any(|c| c.is_ascii_digit());
    if valid {
        Ok(())
    } else {
        Err(OktaError::invalid(
            "password",
            "password: must have 8 characters, with a lowercase letter, an uppercase letter and a digit",
        ))
    }
}
