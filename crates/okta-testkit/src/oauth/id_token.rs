//! ID tokens of the org (OpenID Connect Core §2).

use serde_json::json;

use super::{
    OAuth,
    jose::{Jwk, Jws, encode, sha256_half},
    sessions::Subject,
};

/// What an ID token is issued for.
pub(super) struct IdTokenContent<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) subject: &'a Subject,
    pub(super) access_token: &'a str,
    /// Seconds since the Unix epoch.
    pub(super) issued: i64,
}

/// The lifetime of ID tokens, which cannot be configured with Okta.
const LIFETIME: i64 = 3600;

impl OAuth {
    /// Issues an ID token.
    pub(super) fn id_token(&self, content: &IdTokenContent<'_>) -> String {
        let IdTokenContent { issuer, client_id, subject, access_token, issued } = content;
        let mut claims = json!({
            "ver": 1,
            "jti": self.ids.object("ID."),
            "iss": issuer,
            "aud": client_id,
            "sub": subject.user,
            "iat": issued,
            "exp": issued.saturating_add(LIFETIME),
            "at_hash": encode(sha256_half(access_token.as_bytes())),
        });
        if let Some(nonce) = &subject.nonce {
            claims["nonce"] = json!(nonce);
        }
        self.signer.sign(None, &claims)
    }

    /// An ID token that the org issued to a client, expired or not.
    pub(super) fn own_id_token(&self, text: &str, is_audience: impl Fn(&str) -> bool) -> Option<Jws> {
        // Other tokens have a type.
        self.own_token(text)
            .filter(|token| !token.header.contains_key("typ") && token.string("aud").is_some_and(is_audience))
    }

    /// A token that has the signature of the org.
    pub(super) fn own_token(&self, text: &str) -> Option<Jws> {
        let key = Jwk::from_value(&self.signer.jwk())?;
        Jws::parse(text).filter(|token| token.is_signed_by(&key))
    }
}
