//! The authorization mode and its credentials.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::reader::{MASK, Reader};
use crate::config::{
    AuthorizationMode, ConfigSource, Credentials, DpopMode, PrivateKeyConfig, Sources, keys, parse,
};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Reader {
    pub(super) fn credentials(&mut self, sources: &Sources, external: bool) -> Option<Credentials> {
        if external {
            self.show_from(
                keys::AUTHORIZATION_MODE,
                "credential provided by the program",
                ConfigSource::Program,
            );
            return Some(Credentials::External);
        }
        let mode = match self.parsed(keys::AUTHORIZATION_MODE, |text| {
            text.trim().parse::<AuthorizationMode>().map_err(|expected| format!("must be {expected}"))
        }) {
            Some(mode) => mode,
            // The invalid mode has been reported; its required keys are unknown.
            None if self.is_set(keys::AUTHORIZATION_MODE) => return None,
            None if self.is_set(keys::PRIVATE_KEY) && !self.is_set(keys::TOKEN) => {
                let mode = AuthorizationMode::PrivateKey;
                let origin = self.origin(keys::PRIVATE_KEY);
                self.show_from(keys::AUTHORIZATION_MODE, mode.as_str(), origin);
                mode
            }
            None => AuthorizationMode::Ssws,
        };
        self.check_unused(mode, sources);
        match mode {
            AuthorizationMode::Ssws => self.token(mode).map(Credentials::Ssws),
            AuthorizationMode::Bearer => self.token(mode).map(Credentials::Bearer),
            AuthorizationMode::PrivateKey => self.service_app(sources).map(Credentials::PrivateKey),
        }
    }

    /// Checks and reports the keys of the other modes: the mode may be the mistake.
    fn check_unused(&mut self, mode: AuthorizationMode, sources: &Sources) {
        if mode == AuthorizationMode::PrivateKey {
            if self.is_set(keys::TOKEN) {
                self.checked_token();
            }
            return;
        }
        if self.is_set(keys::CLIENT_ID) {
            self.client_id();
        }
        if self.is_set(keys::SCOPES) {
            self.scopes();
        }
        if self.is_set(keys::PRIVATE_KEY) {
            self.private_key(sources);
        }
        self.checked_text(keys::KID, parse::header_text);
        self.duration(keys::RENEWAL_OFFSET);
        self.dpop();
        self.dpop_key_rotation();
    }

    fn token(&mut self, mode: AuthorizationMode) -> Option<SecretString> {
        if self.is_set(keys::DPOP) || self.is_set(keys::DPOP_ENABLED) {
            let key = if self.is_set(keys::DPOP) { keys::DPOP } else { keys::DPOP_ENABLED };
            self.warn(key, format!("has no effect with authorizationMode {mode}"));
        }
        if !self.is_set(keys::TOKEN) {
            self.fail_missing(
                keys::TOKEN,
                format!(
                    "is required by authorizationMode {mode}; set it, for example with the environment \
                     variable OKTA_CLIENT_TOKEN"
                ),
            );
            return None;
        }
        self.checked_token()
    }

    fn checked_token(&mut self) -> Option<SecretString> {
        let token = self.raw(keys::TOKEN)?;
        let text = token.expose_secret();
        if is_placeholder(text, "apiToken") {
            self.fail(keys::TOKEN, "still contains a placeholder; replace it by a token");
            return None;
        }
        let problem = if text.starts_with(['"', '\'', '`']) || text.ends_with(['"', '\'', '`']) {
            Err("starts or ends with a quotation mark; remove it".to_owned())
        } else {
            parse::visible_ascii(text)
        };
        if let Err(problem) = problem {
            self.fail(keys::TOKEN, problem);
            return None;
        }
        self.show(keys::TOKEN, MASK);
        Some(token)
    }

    fn service_app(&mut self, sources: &Sources) -> Option<PrivateKeyConfig> {
        let client_id = self.client_id();
        let scopes = self.scopes();
        let private_key = self.private_key(sources);
        let key_id = self.checked_text(keys::KID, parse::header_text);
        let renewal_offset = self.duration(keys::RENEWAL_OFFSET);
        let dpop = self.dpop();
        let dpop_key_rotation = self.dpop_key_rotation();
        Some(PrivateKeyConfig {
            client_id: client_id?,
            scopes: scopes?,
            private_key: private_key?,
            key_id,
            renewal_offset,
            dpop,
            dpop_key_rotation,
        })
    }

    fn dpop_key_rotation(&mut self) -> Duration {
        let interval = self.duration(keys::DPOP_KEY_ROTATION);
        if !(HOUR..=90 * DAY).contains(&interval) {
            self.fail(keys::DPOP_KEY_ROTATION, "must be from 1 hour to 90 days");
        } else if interval > 7 * DAY {
            self.warn(keys::DPOP_KEY_ROTATION, "is longer than a week; a shorter interval is safer");
        }
        interval
    }

    fn client_id(&mut self) -> Option<String> {
        if !self.is_set(keys::CLIENT_ID) {
            self.fail_missing(
                keys::CLIENT_ID,
                "is required by authorizationMode PrivateKey; set it to the client ID of the service app",
            );
            return None;
        }
        self.checked_text(keys::CLIENT_ID, |text| {
            if is_placeholder(text, "clientId") {
                return Err(
                    "still contains a placeholder; replace it by the client ID of the service app".to_owned()
                );
            }
            parse::visible_ascii(text)
        })
    }

    fn scopes(&mut self) -> Option<Vec<String>> {
        let text = self.raw(keys::SCOPES);
        if text.as_ref().is_some_and(|text| parse::is_quoted(text.expose_secret())) {
            self.fail(keys::SCOPES, parse::QUOTED);
            return None;
        }
        let scopes = parse::list(text.as_ref().map(ExposeSecret::expose_secret).unwrap_or_default());
        if scopes.is_empty() {
            if text.is_some() || !self.is_set(keys::SCOPES) {
                self.fail_missing(
                    keys::SCOPES,
                    "is required by authorizationMode PrivateKey; list the scopes to request, such as \
                     okta.users.read",
                );
            }
            return None;
        }
        // RFC 6749 §3.3: printable ASCII without space, quotation mark and backslash.
        if !scopes.iter().all(|scope| scope.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\'))
        {
            self.fail(keys::SCOPES, "contains a character that is not allowed in a scope");
            return None;
        }
        self.show(keys::SCOPES, scopes.join(" "));
        Some(scopes)
    }

    fn dpop(&mut self) -> DpopMode {
        let mode = self.parsed(keys::DPOP, |text| {
            text.trim().parse::<DpopMode>().map_err(|expected| format!("must be {expected}"))
        });
        let enabled = self.set_boolean(keys::DPOP_ENABLED);
        match (mode, enabled) {
            (Some(mode), Some(enabled)) if enabled != (mode == DpopMode::Always) => {
                self.warn(keys::DPOP_ENABLED, format!("is overridden by dpop: {mode}"));
                mode
            }
            (Some(mode), _) => mode,
            (None, Some(enabled)) => {
                let mode = if enabled { DpopMode::Always } else { DpopMode::Off };
                let origin = self.origin(keys::DPOP_ENABLED);
                self.show_from(keys::DPOP, mode.as_str(), origin);
                mode
            }
            (None, None) => DpopMode::default(),
        }
    }
}

fn is_placeholder(text: &str, name: &str) -> bool {
    text.contains(&format!("{{{name}}}")) || text.contains(&format!("<{name}>"))
}
