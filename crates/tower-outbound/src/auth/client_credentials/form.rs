//! The form of a token request.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::{
    super::{
        AuthError, TokenRequest,
        assertion::{AssertionRequest, Method},
        static_credential,
    },
    ClientCredentials,
};

/// `client_assertion_type` of a JWT ([RFC 7523 §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2)).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Builds the form of a token request, and its `Authorization` header for `client_secret_basic`.
pub(super) async fn build<S, B>(
    client: &ClientCredentials<S, B>,
    request: &TokenRequest,
) -> Result<(SecretString, Option<HeaderValue>), AuthError> {
    let mut authorization = None;
    let mut client_fields: Vec<(&str, SecretString)> = Vec::new();
    match &client.authentication.0 {
        Method::Assertion(source) => {
            let input = AssertionRequest::new(
                client.endpoint.to_string(),
                client.client_id.as_str(),
                request.server_time(),
            );
            client_fields.push(("client_assertion_type", JWT_BEARER.into()));
            client_fields.push(("client_assertion", source.assertion_boxed(&input).await?));
        }
        Method::SecretPost(secret) => {
            client_fields.push(("client_id", client.client_id.as_str().into()));
            client_fields.push(("client_secret", secret.clone()));
        }
        Method::SecretBasic(secret) => authorization = Some(basic_authorization(&client.client_id, secret)?),
    }
    let mut form = form_urlencoded::Serializer::new(String::with_capacity(4096));
    form.append_pair("grant_type", "client_credentials");
    for (name, value) in [("scope", &client.scope), ("resource", &client.resource)] {
        if let Some(value) = value {
            form.append_pair(name, value);
        }
    }
    for (name, value) in &client_fields {
        form.append_pair(name, value.expose_secret());
    }
    let form = Zeroizing::new(form.finish());
    Ok((form.as_str().into(), authorization))
}

/// Formats `client_secret_basic`, with both parts form-encoded
/// ([RFC 6749 §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).
fn basic_authorization(client_id: &str, secret: &SecretString) -> Result<HeaderValue, AuthError> {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = Zeroizing::new(format!("{}:{}", encode(client_id), encode(secret.expose_secret())));
    static_credential::authorization_value("Basic", &STANDARD.encode(&*pair))
}
