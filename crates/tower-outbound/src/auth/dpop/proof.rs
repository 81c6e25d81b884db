//! Proofs and their keys.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use aws_lc_rs::digest::{SHA256, digest};
use http::{HeaderMap, HeaderValue, Method, Uri};
use jsonwebtoken::jwk::AlgorithmParameters;
use serde::Serialize;
use tokio::time::Instant;

use super::{
    super::{AuthError, AuthErrorKind, PrivateKey, jws},
    Nonces, ProofPath,
    target::target,
};
use crate::{clock::unix_seconds, server_clock::ServerClock};

/// How far a proof's `iat` is backdated, to tolerate a server whose clock is slightly behind. Servers allow minutes
/// in the other direction.
const BACKDATE: Duration = Duration::from_secs(1);

/// A key for proofs, with the precomputed JOSE header.
pub(crate) struct ProofKey {
    key: PrivateKey,
    created: SystemTime,
    /// When this process generated or loaded the key.
    loaded: Instant,
    /// The JOSE header in base64url, followed by a dot.
    header: String,
    thumbprint: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    jti: &'a str,
    htm: &'a str,
    htu: &'a str,
    iat: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
}

impl ProofKey {
    pub(crate) fn new(key: PrivateKey, created: SystemTime) -> Result<Self, AuthError> {
        let public = key.public()?;
        let header =
            jws::Header { typ: "dpop+jwt", alg: key.algorithm().as_str(), kid: None, jwk: Some(&public) };
        let mut text = String::new();
        jws::append_json(&mut text, &header)?;
        text.push('.');
        Ok(Self { thumbprint: thumbprint(&public)?, key, created, loaded: Instant::now(), header: text })
    }

    /// Returns the local time of generation.
    pub(crate) const fn created(&self) -> SystemTime {
        self.created
    }

    /// Returns the age, by the clock that shows the most: either may stand still or be set back.
    pub(crate) fn age(&self, now: SystemTime) -> Duration {
        now.duration_since(self.created).unwrap_or_default().max(self.loaded.elapsed())
    }

    pub(crate) const fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// Creates a proof for one request.
    pub(crate) fn proof(
        &self,
        (method, uri, path): (&Method, &Uri, ProofPath),
        now: SystemTime,
        ath: Option<&str>,
        nonce: Option<&str>,
    ) -> Result<HeaderValue, AuthError> {
        let claims = Claims {
            jti: &jws::random_id()?,
            htm: method.as_str(),
            htu: &target(uri, path)?,
            iat: unix_seconds(now.checked_sub(BACKDATE).unwrap_or(now)),
            ath,
            nonce,
        };
        let mut text = String::with_capacity(self.header.len() + 512);
        text.push_str(&self.header);
        jws::append_json(&mut text, &claims)?;
        let signature = self.key.sign_now(text.as_bytes())?;
        jws::append_signature(&mut text, &signature);
        let mut value = HeaderValue::try_from(text).map_err(|error| {
            AuthError::new(AuthErrorKind::Sign, "proof is not a valid header value").with_source(error)
        })?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for ProofKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProofKey")
            .field("algorithm", &self.key.algorithm())
            .field("thumbprint", &self.thumbprint)
            .finish_non_exhaustive()
    }
}

/// Returns the hash of an access token, the `ath` of a proof.
pub(crate) fn token_hash(token: &str) -> String {
    jws::base64url(digest(&SHA256, token.as_bytes()))
}

/// Returns the JWK thumbprint with SHA-256 ([RFC 7638 §3](https://www.rfc-editor.org/rfc/rfc7638#section-3)): the
/// hash of the required members, ordered by name.
fn thumbprint(public: &AlgorithmParameters) -> Result<String, AuthError> {
    #[derive(Serialize)]
    struct Ec<'a> {
        crv: &'a jsonwebtoken::jwk::EllipticCurve,
        kty: &'static str,
        x: &'a str,
        y: &'a str,
    }
    #[derive(Serialize)]
    struct Rsa<'a> {
        e: &'a str,
        kty: &'static str,
        n: &'a str,
    }
    let json = match public {
        AlgorithmParameters::EllipticCurve(key) => {
            serde_json::to_vec(&Ec { crv: &key.curve, kty: "EC", x: &key.x, y: &key.y })
        }
        AlgorithmParameters::RSA(key) => serde_json::to_vec(&Rsa { e: &key.e, kty: "RSA", n: &key.n }),
        _ => return Err(AuthError::new(AuthErrorKind::Key, "unsupported proof key type; use RSA or EC")),
    };
    let json = json.map_err(|error| {
        AuthError::new(AuthErrorKind::Key, "error computing the key's thumbprint").with_source(error)
    })?;
    // jsonwebtoken's `thumbprint` uses the process-wide provider, which may not be installed.
    let hash = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.key_utils.compute_digest;
    match hash(&json, jsonwebtoken::jwk::ThumbprintHash::SHA256) {
        Ok(hash) => Ok(jws::base64url(hash)),
        Err(error) => {
            Err(AuthError::new(AuthErrorKind::Key, "error computing the key's thumbprint").with_source(error))
        }
    }
}

/// Creates DPoP proofs for token requests, with the nonces and the clock of the authorization server.
///
/// A [`TokenSource`](super::super::TokenSource) gets it from
/// [`TokenRequest::prover`](super::super::TokenRequest::prover).
#[derive(Clone, Debug)]
pub struct DpopProver {
    pub(crate) key: Arc<ProofKey>,
    pub(crate) nonces: Arc<Nonces>,
    pub(crate) clock: Arc<ServerClock>,
}

impl DpopProver {
    /// Creates a proof for one token request: the value of its `DPoP` header.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Sign`] if the URL is relative or signing fails.
    pub fn proof(&self, method: &Method, uri: &Uri) -> Result<HeaderValue, AuthError> {
        self.proof_with(method, uri, ProofPath::Sent)
    }

    /// Creates a proof with a form of the path.
    pub(crate) fn proof_with(
        &self,
        method: &Method,
        uri: &Uri,
        path: ProofPath,
    ) -> Result<HeaderValue, AuthError> {
        let nonce = self.nonces.get(uri);
        self.key.proof((method, uri, path), self.clock.server(), None, nonce.as_deref())
    }

    /// Stores the nonce of a response. Returns whether it is new, so that a challenged request can be retried.
    #[must_use]
    pub fn update_nonce(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        self.nonces.update(uri, headers, self.nonces.get(uri).as_deref())
    }

    /// Returns the JWK thumbprint of the key, the `cnf.jkt` of a bound token
    /// ([RFC 9449 §6.1](https://www.rfc-editor.org/rfc/rfc9449#section-6.1)).
    #[must_use]
    pub fn thumbprint(&self) -> &str {
        &self.key.thumbprint
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::Jwk};
    use serde_json::Value;

    use super::*;
    use crate::auth::SigningAlgorithm;

    fn uri(text: &str) -> Uri {
        text.parse().unwrap()
    }

    fn key(algorithm: SigningAlgorithm) -> ProofKey {
        ProofKey::new(PrivateKey::generate(algorithm).unwrap(), SystemTime::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn proof_has_rfc_claims_and_verifies() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        for (algorithm, verified) in
            [(SigningAlgorithm::Es256, Algorithm::ES256), (SigningAlgorithm::Rs256, Algorithm::RS256)]
        {
            let key = key(algorithm);
            let ath = token_hash("token");
            let proof = key
                .proof(
                    (&Method::GET, &uri("https://example.com/x?y=z"), ProofPath::Sent),
                    now,
                    Some(&ath),
                    Some("n1"),
                )
                .unwrap();
            assert!(proof.is_sensitive());
            let proof = proof.to_str().unwrap();

            let header = jsonwebtoken::decode_header(proof).unwrap();
            assert_eq!((header.typ.as_deref(), header.alg, header.kid), (Some("dpop+jwt"), verified, None));
            let jwk: Jwk = header.jwk.unwrap();
            assert_eq!(jwk.common, Default::default(), "only the public key");
            let mut validation = Validation::new(verified);
            validation.required_spec_claims.clear();
            validation.validate_exp = false;
            let decoding = DecodingKey::from_jwk(&jwk).unwrap();
            let claims = jsonwebtoken::decode::<Value>(proof, &decoding, &validation).unwrap().claims;
            assert_eq!(claims["htm"], "GET");
            assert_eq!(claims["htu"], "https://example.com/x");
            assert_eq!(claims["iat"], 1_799_999_999);
            assert_eq!(claims["nonce"], "n1");
            assert_eq!(claims["ath"], "PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A");
            assert_eq!(claims.as_object().unwrap().len(), 6);
            assert_eq!(claims["jti"].as_str().unwrap().len(), 22);
            assert_eq!(key.thumbprint, jwk.thumbprint(jsonwebtoken::jwk::ThumbprintHash::SHA256).unwrap());
        }
    }

    #[test]
    fn proof_ids_are_unique() {
        let key = key(SigningAlgorithm::Es256);
        let url = uri("https://a.example/");
        let proofs: std::collections::HashSet<Vec<u8>> = (0..100)
            .map(|_| key.proof((&Method::GET, &url, ProofPath::Sent), key.created(), None, None).unwrap())
            .map(|proof| proof.as_bytes().to_vec())
            .collect();
        assert_eq!(proofs.len(), 100);
    }

    #[test]
    fn thumbprint_matches_the_rfc() {
        // The example key of RFC 7638 §3.1.
        let public: AlgorithmParameters = serde_json::from_value(serde_json::json!({
            "kty": "RSA", "e": "AQAB",
            "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
        }))
        .unwrap();
        assert_eq!(thumbprint(&public).unwrap(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }
}
