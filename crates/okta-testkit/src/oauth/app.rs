//! Service apps: the clients of the token endpoint, their keys and scopes.

use std::{fmt, io, time::Duration};

use rcgen::{KeyPair, PKCS_ECDSA_P384_SHA384, PKCS_ECDSA_P521_SHA512, PKCS_RSA_SHA256, SignatureAlgorithm};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    client::{ClientMethod, SERVICE_GRANTS},
    der::{Der, OCTETS, SEQUENCE},
    jose::{Jwk, encode},
};
use crate::keys::P256Key;

/// The kind of a generated key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyKind {
    /// Elliptic curve P-256, for ES256.
    #[default]
    P256,
    /// Elliptic curve P-384, for ES384.
    P384,
    /// Elliptic curve P-521, for ES512.
    P521,
    /// RSA with 2048 bits, for RS256, RS384 and RS512. Slow to generate.
    Rsa,
}

/// A service app, registered with [`Org::register_app`](crate::Org::register_app).
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// use okta_testkit::{Org, ServiceApp};
///
/// let org = Org::start().await?;
/// let app = org.register_app(ServiceApp::new().scopes(["okta.users.read"]).require_dpop(true))?;
/// // The configuration of a client:
/// let (_id, _key, _kid) = (app.client_id(), app.private_key_pem(), app.kid());
/// # Ok::<_, std::io::Error>(()) })?;
/// # Ok::<_, std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ServiceApp {
    client_id: Option<String>,
    scopes: Vec<String>,
    require_dpop: bool,
    generated_keys: Vec<KeyKind>,
    public_keys: Vec<Value>,
}

impl ServiceApp {
    /// An app without scopes, with a generated P-256 key. It gets Bearer tokens unless it sends a DPoP proof.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the client id; the default is a generated one.
    #[must_use]
    pub fn client_id(mut self, id: &str) -> Self {
        self.client_id = Some(id.to_owned());
        self
    }

    /// Adds granted scopes.
    #[must_use]
    pub fn scopes<I>(mut self, scopes: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.scopes.extend(scopes.into_iter().map(Into::into));
        self
    }

    /// Rejects token requests without a DPoP proof, as Okta does for new apps by default. The default is `false`.
    #[must_use]
    pub fn require_dpop(mut self, require: bool) -> Self {
        self.require_dpop = require;
        self
    }

    /// Adds a generated key of this kind.
    #[must_use]
    pub fn key(mut self, kind: KeyKind) -> Self {
        self.generated_keys.push(kind);
        self
    }

    /// Adds a user-provided public key, as a JWK; assertions refer to it by its `kid`.
    #[must_use]
    pub fn public_key(mut self, jwk: Value) -> Self {
        self.public_keys.push(jwk);
        self
    }

    /// Generates the keys and returns the app as the server and as the client know it.
    pub(super) fn build(mut self, fallback_id: String) -> io::Result<(OAuthApp, RegisteredApp)> {
        if self.generated_keys.is_empty() && self.public_keys.is_empty() {
            self.generated_keys.push(KeyKind::default());
        }
        let mut keys = Vec::new();
        for jwk in &self.public_keys {
            let key = Jwk::from_value(jwk).ok_or_else(|| io::Error::other("unsupported public key"))?;
            keys.push((jwk.get("kid").and_then(Value::as_str).map(str::to_owned), key));
        }
        let client_id = self.client_id.unwrap_or(fallback_id);
        let mut private = Vec::new();
        for (n, kind) in self.generated_keys.into_iter().enumerate() {
            let kid = format!("{client_id}-key-{n}");
            let key = PrivateKey::generate(kind, kid.clone())?;
            let public = Jwk::from_value(&key.jwk).ok_or_else(unreadable_key)?;
            keys.push((Some(kid), public));
            private.push(key);
        }
        let app = OAuthApp {
            scopes: self.scopes.clone(),
            require_dpop: self.require_dpop,
            keys,
            method: ClientMethod::PrivateKeyJwt,
            secret: None,
            grants: SERVICE_GRANTS.map(str::to_owned).to_vec(),
            redirect_uris: Vec::new(),
            rotation: None,
        };
        Ok((app, RegisteredApp { client_id, scopes: self.scopes, keys: private }))
    }
}

fn unreadable_key() -> io::Error {
    io::Error::other("error reading the generated key")
}

/// An app as registered with the authorization server.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct OAuthApp {
    pub(super) scopes: Vec<String>,
    pub(super) require_dpop: bool,
    pub(super) keys: Vec<(Option<String>, Jwk)>,
    pub(super) method: ClientMethod,
    pub(super) secret: Option<String>,
    pub(super) grants: Vec<String>,
    pub(super) redirect_uris: Vec<String>,
    /// How long a refresh token that was replaced stays valid. `None`: it is not replaced.
    pub(super) rotation: Option<Duration>,
}

/// The client id, scopes and private keys of a registered app. `Debug` omits the keys.
#[derive(Clone, Serialize, Deserialize)]
pub struct RegisteredApp {
    client_id: String,
    scopes: Vec<String>,
    keys: Vec<PrivateKey>,
}

impl fmt::Debug for RegisteredApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegisteredApp").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

impl RegisteredApp {
    /// The client id.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The granted scopes.
    #[must_use]
    pub fn scopes(&self) -> &[String] {
        &self.scopes
    }

    /// The first generated private key as PKCS#8 PEM; empty if none was generated.
    #[must_use]
    pub fn private_key_pem(&self) -> &str {
        self.keys.first().map_or("", |key| &key.pem)
    }

    /// The `kid` of that key; empty if none was generated.
    #[must_use]
    pub fn kid(&self) -> &str {
        self.keys.first().map_or("", |key| &key.kid)
    }

    /// All generated private keys, in order.
    #[must_use]
    pub fn keys(&self) -> &[PrivateKey] {
        &self.keys
    }
}

/// A generated private key. `Debug` shows the `kid` only.
#[derive(Clone, Serialize, Deserialize)]
pub struct PrivateKey {
    kid: String,
    pem: String,
    jwk: Value,
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl PrivateKey {
    /// The key id (`kid`).
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The private key as PKCS#8 PEM.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// The private key as a JWK, `kid` included.
    #[must_use]
    pub fn jwk(&self) -> &Value {
        &self.jwk
    }

    fn generate(kind: KeyKind, kid: String) -> io::Result<Self> {
        let (pem, members) = match kind {
            KeyKind::P256 => {
                let key = P256Key::generate()?;
                (key.pem(), ec_members("P-256", key.pkcs8(), key.point()))
            }
            KeyKind::P384 => {
                generated(&PKCS_ECDSA_P384_SHA384, |der, point| ec_members("P-384", der, point))?
            }
            KeyKind::P521 => {
                generated(&PKCS_ECDSA_P521_SHA512, |der, point| ec_members("P-521", der, point))?
            }
            KeyKind::Rsa => generated(&PKCS_RSA_SHA256, |der, _| rsa_members(der))?,
        };
        let mut jwk = members.ok_or_else(unreadable_key)?;
        jwk.insert("kid".to_owned(), json!(kid));
        Ok(Self { kid, pem, jwk: Value::Object(jwk) })
    }
}

/// The members of a key as a JWK, from its PKCS#8 document and its public point.
type Members = Option<Map<String, Value>>;

/// A new key of one of the kinds that take time, as PEM and as JWK members.
fn generated(
    algorithm: &'static SignatureAlgorithm,
    members: fn(&[u8], &[u8]) -> Members,
) -> io::Result<(String, Members)> {
    let pair = KeyPair::generate_for(algorithm).map_err(io::Error::other)?;
    Ok((pair.serialize_pem(), members(pair.serialized_der(), pair.public_key_raw())))
}

/// The private key within a PKCS#8 document (RFC 5208), which holds version, algorithm and key.
fn pkcs8_key(pkcs8: &[u8]) -> Option<Der<'_>> {
    let mut document = Der(pkcs8).next(SEQUENCE)?;
    document.number()?;
    document.next(SEQUENCE)?;
    document.next(OCTETS)?.next(SEQUENCE)
}

/// An RSA key (RFC 8017 appendix A.1.2) as JWK members (RFC 7518 §6.3).
fn rsa_members(pkcs8: &[u8]) -> Option<Map<String, Value>> {
    let mut key = pkcs8_key(pkcs8)?;
    key.number()?;
    let mut jwk = Map::new();
    jwk.insert("kty".to_owned(), json!("RSA"));
    for name in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
        jwk.insert(name.to_owned(), json!(encode(key.number()?)));
    }
    Some(jwk)
}

/// An elliptic-curve key (RFC 5915) as JWK members (RFC 7518 §6.2).
fn ec_members(curve: &str, pkcs8: &[u8], point: &[u8]) -> Option<Map<String, Value>> {
    let mut key = pkcs8_key(pkcs8)?;
    key.number()?;
    let d = key.next(OCTETS)?.0;
    let (x, y) = point.strip_prefix(&[4])?.split_at_checked(point.len() / 2)?;
    let mut jwk = Map::new();
    for (name, value) in [("kty", "EC".to_owned()), ("crv", curve.to_owned())] {
        jwk.insert(name.to_owned(), json!(value));
    }
    for (name, bytes) in [("x", x), ("y", y), ("d", d)] {
        jwk.insert(name.to_owned(), json!(encode(bytes)));
    }
    Some(jwk)
}
