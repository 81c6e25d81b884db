//! How requests are authorized.

use std::{fmt, str::FromStr, time::Duration};

use secrecy::SecretString;

/// How requests are authorized.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Credentials {
    /// An API token, sent as `Authorization: SSWS …`.
    Ssws(SecretString),
    /// An access token obtained elsewhere, sent as `Authorization: Bearer …`.
    Bearer(SecretString),
    /// A service app: access tokens of the client credentials grant with private-key JWT authentication.
    PrivateKey(PrivateKeyConfig),
    /// A credential provided by the program.
    External,
}

/// The identity of a service app and the settings of its tokens.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PrivateKeyConfig {
    /// The client ID (`clientId`).
    pub client_id: String,
    /// The scopes to request (`scopes`); never empty.
    pub scopes: Vec<String>,
    /// The private key (`privateKey`): PEM text, or a JWK as JSON text. A path has been resolved to the content.
    pub private_key: SecretString,
    /// The ID of the key as registered with the app (`kid`). `None` uses the `kid` of the JWK.
    pub key_id: Option<String>,
    /// How long before its expiry a token is refreshed (`oauthTokenRenewalOffset`).
    pub renewal_offset: Duration,
    /// Whether tokens are bound to a key (`dpop`, or `dpopEnabled` of Okta's SDKs).
    pub dpop: DpopMode,
    /// How long one DPoP key is used (`dpopKeyRotationInterval`).
    pub dpop_key_rotation: Duration,
}

/// The values of `authorizationMode`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthorizationMode {
    /// An API token.
    #[default]
    Ssws,
    /// An access token obtained elsewhere.
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

/// Whether access tokens are bound to a key by DPoP (
/// [RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DpopMode {
    /// Plain bearer tokens (`dpopEnabled: false`).
    Off,
    /// Bearer tokens until the token endpoint requires proofs, bound tokens from then on.
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

    /// Accepts any letter case. `no` and `false` mean `off`, which YAML 1.1 parsers turn into a boolean.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "off" | "false" | "no" => Ok(Self::Off),
            "auto" => Ok(Self::Auto),
            "always" | "on" | "true" | "yes" => Ok(Self::Always),
            _ => Err("one of off, auto, always"),
        }
    }
}
