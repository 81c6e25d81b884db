//! A client id with its method of authentication.

use std::time::SystemTime;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderValue, Uri};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::{
    super::{AuthError, AuthErrorKind, static_credential},
    AssertionRequest, ClientAuthentication, Method,
};

/// `client_assertion_type` of a JWT ([RFC 7523 §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2)).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The members of a form by which a client authenticates.
pub(super) const MEMBERS: [&str; 4] =
    ["client_id", "client_secret", "client_assertion_type", "client_assertion"];

/// A client and how it authenticates.
#[derive(Clone, Debug)]
pub(in super::super) struct ClientIdentity {
    pub(in super::super) id: String,
    authentication: ClientAuthentication,
}

/// What one request needs to be authenticated.
pub(in super::super) struct ClientMembers {
    /// Members of the form.
    pub(in super::super) form: Vec<(&'static str, SecretString)>,
    pub(in super::super) authorization: Option<HeaderValue>,
}

impl ClientIdentity {
    pub(in super::super) fn new(
        id: impl Into<String>,
        authentication: impl Into<ClientAuthentication>,
    ) -> Result<Self, AuthError> {
        let id = id.into();
        if id.trim().is_empty() {
            return Err(AuthError::new(AuthErrorKind::Credential, "client id is empty"));
        }
        Ok(Self { id, authentication: authentication.into() })
    }

    /// Returns the members for one request to `endpoint`: an assertion is a new one.
    pub(in super::super) async fn members(
        &self,
        endpoint: &Uri,
        now: SystemTime,
    ) -> Result<ClientMembers, AuthError> {
        let id = || ("client_id", SecretString::from(self.id.as_str()));
        let mut authorization = None;
        let form = match &self.authentication.0 {
            Method::Assertion(source) => {
                let input = AssertionRequest::new(endpoint.to_string(), self.id.as_str(), now);
                let assertion = source.assertion_boxed(&input).await?;
                vec![("client_assertion_type", JWT_BEARER.into()), ("client_assertion", assertion)]
            }
            Method::SecretPost(secret) => vec![id(), ("client_secret", secret.clone())],
            Method::SecretBasic(secret) => {
                authorization = Some(basic_authorization(&self.id, secret)?);
                Vec::new()
            }
            Method::None => vec![id()],
        };
        Ok(ClientMembers { form, authorization })
    }
}

/// Formats `client_secret_basic`, with both parts form-encoded
/// ([RFC 6749 §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).
fn basic_authorization(client_id: &str, secret: &SecretString) -> Result<HeaderValue, AuthError> {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = Zeroizing::new(format!("{}:{}", encode(client_id), encode(secret.expose_secret())));
    static_credential::authorization_value("Basic", &STANDARD.encode(&*pair))
}
