//! The caller of a request: API tokens, access tokens, team tokens of Privileged Access.

use http::{Method, header::AUTHORIZATION};

use crate::{
    call::{Call, Principal},
    engine,
    response::OktaError,
    shared::OrgShared,
};

/// What a path needs to be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Public,
    /// A token is verified if there is one.
    Optional,
    /// An API token or an access token.
    Org,
    /// An access token; API tokens are not for this API.
    #[cfg(feature = "oauth")]
    Gateway,
    /// The token of a team.
    Team,
}

impl Access {
    fn of(call: &Call<'_>) -> Self {
        match call.segments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [".well-known", ..] | ["oauth2", .., "logout"] => Self::Public,
            // Sign-ins need no token; apps with one are trusted.
            ["api", "v1", "authn", ..] => Self::Optional,
            ["v1", "teams", _, "service_token"] => Self::Public,
            ["v1", ..] => Self::Team,
            #[cfg(feature = "oauth")]
            ["api", "v2", ..] => Self::Gateway,
            _ => Self::Org,
        }
    }
}

/// Returns the caller of a request. Endpoints that are not public reject anonymous callers.
pub(super) fn authenticate(shared: &OrgShared, call: &Call<'_>) -> Result<Principal, OktaError> {
    let access = Access::of(call);
    let mut values = call.headers.get_all(AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        _ if access == Access::Public => return Ok(Principal::Anonymous),
        (None, _) if access == Access::Optional => return Ok(Principal::Anonymous),
        (Some(value), None) => value.to_str().map_err(|_| OktaError::invalid_token())?,
        _ => return Err(OktaError::invalid_token()),
    };
    if access == Access::Team {
        let token = value.strip_prefix("Bearer ").ok_or_else(OktaError::invalid_token)?;
        return engine::team_member(call, &shared.state(), token);
    }
    #[cfg(feature = "oauth")]
    for scheme in ["Bearer", "DPoP"] {
        if let Some(token) = value.strip_prefix(scheme).and_then(|rest| rest.strip_prefix(' ')) {
            return shared.oauth.authorize(call, scheme, token);
        }
    }
    #[cfg(feature = "oauth")]
    if access == Access::Gateway {
        return Err(OktaError::invalid_token());
    }
    // Okta also accepts a token without the blank: its Python SDK sends it so.
    let token = value.strip_prefix("SSWS").ok_or_else(OktaError::invalid_token)?;
    let token = token.strip_prefix(' ').unwrap_or(token);
    let owner = shared.tokens().owner(token).cloned().ok_or_else(OktaError::invalid_token)?;
    if owner.read_only && !matches!(*call.method, Method::GET | Method::HEAD) {
        return Err(OktaError::forbidden());
    }
    Ok(Principal::User { id: owner.user, read_only: owner.read_only })
}

/// Ends the API token of a request.
pub(super) fn revoke(shared: &OrgShared, call: &Call<'_>) {
    let sent = call.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(token) = sent.and_then(|value| value.strip_prefix("SSWS")) {
        shared.tokens().revoke(token.trim_start());
    }
}
