//! Who is calling: checks the credential of a request.

use std::collections::HashMap;

use http::{Method, header::AUTHORIZATION};

use crate::{
    call::{Call, Principal},
    errors::Refusal,
    shared::Shared,
};

/// API tokens and their owners.
#[derive(Default)]
pub(crate) struct Tokens(HashMap<String, Owner>);

#[derive(Clone)]
struct Owner {
    user: String,
    read_only: bool,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("count", &self.0.len()).finish()
    }
}

impl Tokens {
    pub(crate) fn add(&mut self, token: String, user: String, read_only: bool) {
        self.0.insert(token, Owner { user, read_only });
    }

    pub(crate) fn revoke(&mut self, token: &str) -> bool {
        self.0.remove(token).is_some()
    }
}

/// The caller of a request; an endpoint that is not public refuses anonymous callers.
pub(crate) fn check(shared: &Shared, call: &Call<'_>) -> Result<Principal, Refusal> {
    if is_public(&call.segments) {
        return Ok(Principal::Anonymous);
    }
    let mut values = call.headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Err(Refusal::bad_credentials()) };
    let value = value.to_str().map_err(|_| Refusal::bad_credentials())?;
    #[cfg(feature = "oauth")]
    for scheme in ["Bearer", "DPoP"] {
        if let Some(token) = value.strip_prefix(scheme).and_then(|rest| rest.strip_prefix(' ')) {
            return shared.oauth.authorize(call, scheme, token);
        }
    }
    let token = value.strip_prefix("SSWS ").ok_or_else(Refusal::bad_credentials)?;
    let owner = shared.tokens().0.get(token).cloned().ok_or_else(Refusal::bad_credentials)?;
    if owner.read_only && !matches!(*call.method, Method::GET | Method::HEAD) {
        return Err(Refusal::forbidden());
    }
    Ok(Principal::User { id: owner.user, read_only: owner.read_only })
}

fn is_public(segments: &[String]) -> bool {
    segments.first().is_some_and(|first| first == ".well-known")
}
