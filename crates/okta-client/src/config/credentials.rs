//! How requests are authorized.

use std::{fmt, str::FromStr, time::Duration};

use secrecy::SecretString;

/// How requests are authorized.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Credentials {
    /// An API token, sent as `Authorization: SSWS …`.
    Ssws(SecretString),
    /// An access token that the caller got elsewhere, sent as `Authorization: Bearer …`.
    Bearer(SecretString),
    /// A service app: access tokens by client credentials, the client authenticating with a signed JWT.
    PrivateKey(PrivateKeyConfig),
    /// The program brings its own credential; the configuration was asked not to look for one.
    External,
}

/// A service app's identity and how it gets tokens.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PrivateKeyConfig {
    /// The app's client id (`clientId`).
    pub client_id: String,
    /// The scopes to ask for (`scopes`); never empty.
    pub scopes: Vec<String>,
    /// The private key (`privateKey`): PEM text, or a JWK as JSON text. A path has been read already.
    pub private_key: SecretString,
    /// The id of the key as registered with the app (`kid`). A JWK's own `kid` counts when this is `None`.
    pub key_id: Option<String>,
    /// How long before its expiry a token is renewed (`oauthTokenRenewalOffset`, default 5 minutes).
    pub renewal_offset: Duration,
    /// Whether tokens are bound to a key (`dpop`, or `dpopEnabled` of Okta's SDKs).
    pub dpop: DpopMode,
    /// How long one proof key is used (`dpopKeyRotationInterval`, default 1 day).
    pub dpop_key_rotation: Duration,
}

/// The values of `authorizationMode`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthorizationMode {
    /// An API token.
    #[default]
    Ssws,
    /// An access token that the caller got elsewhere.
    Bearer,
    /// A service app with a private key.
    PrivateKey,
}

impl AuthorizationMode {
    /// The name as it is written in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ssws => "SSWS",
            Self::Bearer => "Bearer",
            Self::PrivateKey => "PrivateKey",
        }
    }
}

impl fmt::Display for AuthorizationMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AuthorizationMode {
    type Err = &'static str;

    /// Accepts any letter case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Ssws, Self::Bearer, Self::PrivateKey]
            .into_iter()
            .find(|mode| mode.as_str().eq_ignore_ascii_case(text))
            .ok_or("one of SSWS, Bearer, PrivateKey")
    }
}

/// Whether access tokens are bound to a key of the client's (DPoP,
/// [RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DpopMode {
    /// Plain bearer tokens (`dpopEnabled: false`).
    Off,
    /// Bearer tokens, until the token endpoint says that the app requires proofs.
    #[default]
    Auto,
    /// Bound tokens from the first request on (`dpopEnabled: true`).
    Always,
}

impl DpopMode {
    /// The name as it is written in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Auto => "auto",
            Self::Always => "always",
        }
    }
}

impl fmt::Display for DpopMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for DpopMode {
    type Err = &'static str;

    /// Accepts any letter case. `no` and `false` count as `off`: YAML 1.1 readers write `off` that way.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "off" | "false" | "no" => Ok(Self::Off),
            "auto" => Ok(Self::Auto),
            "always" | "on" | "true" | "yes" => Ok(Self::Always),
            _ => Err("one of off, auto, always"),
        }
    }
}
