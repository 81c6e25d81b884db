//! Client authentication (RFC 6749 §2.3, RFC 7523 §3, OpenID Connect Core §9): by the registered method, and by one only.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::header::AUTHORIZATION;

use super::{OAuthState, assertion, client::ClientMethod, endpoint::Form, error::OAuthError};
use crate::call::Call;

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Returns the id of the client that a request authenticates.
pub(super) fn client(
    state: &mut OAuthState,
    call: &Call<'_>,
    form: &Form,
    now: i64,
) -> Result<String, OAuthError> {
    let basic = basic(call)?;
    let (secret, assertion) = (form.field("client_secret"), form.field("client_assertion_type"));
    if usize::from(basic.is_some()) + usize::from(secret.is_some()) + usize::from(assertion.is_some()) > 1 {
        return Err(OAuthError::request(
            "invalid_request",
            "The request has more than one kind of client authentication.",
        ));
    }
    if assertion.is_some() {
        return by_assertion(state, call, form, now);
    }
    let named = form.field("client_id");
    let (id, secret, method) = match (basic, secret, named) {
        (Some((id, _)), _, Some(named)) if id != named => {
            return Err(OAuthError::client("client_id_mismatch", "The request names two clients."));
        }
        (Some((id, secret)), _, _) => (id, secret, ClientMethod::SecretBasic),
        (None, Some(secret), Some(id)) => (id.to_owned(), secret.to_owned(), ClientMethod::SecretPost),
        (None, None, Some(id)) => (id.to_owned(), String::new(), ClientMethod::None),
        (None, _, None) => {
            return Err(OAuthError::client(
                "no_client_assertion",
                "The request does not authenticate a client.",
            ));
        }
    };
    let app = state
        .apps
        .get(&id)
        .ok_or(OAuthError::client("client_not_found", "There is no client with this client id."))?;
    match app.method {
        ClientMethod::PrivateKeyJwt | ClientMethod::SecretJwt => Err(OAuthError::client(
            "no_client_assertion",
            "The client must authenticate with a signed assertion.",
        )),
        registered if registered != method => Err(OAuthError::client(
            "client_authentication_method",
            "The client is registered for another method of authentication.",
        )),
        _ if app.secret.as_deref().unwrap_or_default() != secret => {
            Err(OAuthError::client("client_secret_invalid", "The client secret is not valid."))
        }
        _ => Ok(id),
    }
}

fn by_assertion(
    state: &mut OAuthState,
    call: &Call<'_>,
    form: &Form,
    now: i64,
) -> Result<String, OAuthError> {
    if form.field("client_assertion_type") != Some(JWT_BEARER) {
        return Err(OAuthError::client(
            "client_assertion_type",
            "The type of the client assertion is unknown.",
        ));
    }
    let assertion = form
        .field("client_assertion")
        .ok_or(OAuthError::client("no_client_assertion", "The client assertion is missing."))?;
    let OAuthState { apps, assertions, .. } = state;
    let audience = call.url(call.path);
    assertion::verify(assertion, form.field("client_id"), apps, assertions, &audience, now)
}

/// The client id and secret of an `Authorization: Basic` header, each form-encoded in it (RFC 6749 §2.3.1).
fn basic(call: &Call<'_>) -> Result<Option<(String, String)>, OAuthError> {
    let Some(value) = call.headers.get(AUTHORIZATION) else { return Ok(None) };
    let malformed = OAuthError::client("authorization_header", "The Authorization header is malformed.");
    let text = value.to_str().map_err(|_| malformed.clone())?;
    let Some(encoded) = text.strip_prefix("Basic ") else { return Err(malformed) };
    let decoded = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let (id, secret) = decoded.as_deref().and_then(|pair| pair.split_once(':')).ok_or(malformed)?;
    Ok(Some((form_decode(id), form_decode(secret))))
}

fn form_decode(text: &str) -> String {
    form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}
