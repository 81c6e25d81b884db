//! An issuer of ID tokens, with its keys, which are fetched when they are needed.

use std::{fmt, time::Duration};

use http::{
    HeaderMap, Method, Uri,
    header::{CACHE_CONTROL, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, de::DeserializeOwned};
use tokio::{sync::Mutex, time::Instant};

use super::{
    AuthError, AuthErrorKind, ExpectedClaims, IdToken,
    keys::{Header, KeySet, Keys},
};
use crate::meta::{OperationMeta, Security};

static METADATA: OperationMeta =
    OperationMeta::new("openidConfiguration", Method::GET, "/.well-known/openid-configuration")
        .security(Security::None);
static KEYS: OperationMeta = OperationMeta::new("keys", Method::GET, "/keys").security(Security::None);

/// For how long keys are used without `Cache-Control`.
const DEFAULT_AGE: Duration = Duration::from_secs(3600);
/// The limits of `Cache-Control`: a server that rotates its keys in a hurry is not waited for longer than a day.
const AGES: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(86_400));
/// The shortest time between two fetches because of an unknown key, so that tokens with invented ones cause no more.
const PAUSE: Duration = Duration::from_secs(30);

/// Fetches a document with a `GET` request.
pub(crate) trait Fetch: Sync {
    /// Returns the headers and the body of a successful response.
    fn fetch<T: DeserializeOwned>(
        &self,
        url: &Uri,
        operation: &'static OperationMeta,
    ) -> impl Future<Output = Result<(HeaderMap, T), AuthError>> + Send;
}

/// An issuer ([OpenID Connect Discovery](https://openid.net/specs/openid-connect-discovery-1_0.html)).
pub(crate) struct Issuer {
    id: String,
    /// Held during a fetch: there is one at a time.
    keys: Mutex<Option<FetchedKeys>>,
}

struct FetchedKeys {
    keys: Keys,
    fetched: Instant,
    age: Duration,
}

/// [OpenID Connect Discovery §3](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata).
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
    #[serde(default = "default_algorithms")]
    id_token_signing_alg_values_supported: Vec<String>,
}

fn default_algorithms() -> Vec<String> {
    vec!["RS256".to_owned()]
}

impl Issuer {
    pub(crate) fn new(id: String) -> Self {
        Self { id, keys: Mutex::new(None) }
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Fetches the keys unless they are cached.
    pub(crate) async fn prepare(&self, fetch: &impl Fetch) -> Result<(), AuthError> {
        self.keys(fetch, |_| true).await.map(|_| ())
    }

    /// Validates an ID token.
    pub(crate) async fn validate(
        &self,
        token: SecretString,
        expected: &ExpectedClaims<'_>,
        fetch: &impl Fetch,
    ) -> Result<IdToken, AuthError> {
        let text = token.expose_secret();
        let header = Header::parse(text)?;
        // An issuer that replaces its key publishes the new one earlier, but a cache may not have it.
        let keys = self.keys(fetch, |keys| keys.contains(&header)).await?;
        let claims = keys.verify(text, &header)?;
        expected.check(&claims)?;
        Ok(IdToken { token, claims })
    }

    /// Returns the keys, which are fetched if they are too old, or do not suffice and were not fetched just now.
    async fn keys(&self, fetch: &impl Fetch, suffice: impl Fn(&Keys) -> bool) -> Result<Keys, AuthError> {
        let mut cached = self.keys.lock().await;
        if let Some(known) = &*cached {
            let age = known.fetched.elapsed();
            if age < known.age && (age < PAUSE || suffice(&known.keys)) {
                return Ok(known.keys.clone());
            }
        }
        let fetched = self.fetch(fetch).await?;
        let keys = fetched.keys.clone();
        *cached = Some(fetched);
        Ok(keys)
    }

    async fn fetch(&self, fetch: &impl Fetch) -> Result<FetchedKeys, AuthError> {
        let url = format!("{}/.well-known/openid-configuration", self.id.trim_end_matches('/'));
        let (_, metadata): (_, Metadata) = fetch.fetch(&uri(&url, "issuer")?, &METADATA).await?;
        if metadata.issuer != self.id {
            return Err(AuthError::new(
                AuthErrorKind::IdToken,
                format!("the metadata of the issuer {} names another issuer", self.id),
            )
            .with_hint("set TokenEndpoint::issuer to the issuer identifier in the server's metadata"));
        }
        let (headers, set): (_, KeySet) = fetch.fetch(&uri(&metadata.jwks_uri, "jwks_uri")?, &KEYS).await?;
        let keys = Keys::new(set, &metadata.id_token_signing_alg_values_supported)?;
        Ok(FetchedKeys { keys, fetched: Instant::now(), age: age(&headers) })
    }
}

fn uri(text: &str, name: &str) -> Result<Uri, AuthError> {
    text.parse().map_err(|error| {
        AuthError::new(AuthErrorKind::IdToken, format!("the {name} is not a URL"))
            .with_source(http::Error::from(error))
    })
}

/// For how long keys may be used ([RFC 9111 §5.2.2.1](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.1)).
fn age(headers: &HeaderMap) -> Duration {
    let values = headers.get_all(CACHE_CONTROL).iter().filter_map(|value: &HeaderValue| value.to_str().ok());
    let seconds = values.flat_map(|value| value.split(',')).find_map(|directive| {
        let (name, seconds) = directive.trim().split_once('=')?;
        name.eq_ignore_ascii_case("max-age").then(|| seconds.trim_matches('"').parse().ok())?
    });
    seconds.map_or(DEFAULT_AGE, |seconds| Duration::from_secs(seconds).clamp(AGES.0, AGES.1))
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Issuer").field(&self.id).finish()
    }
}
