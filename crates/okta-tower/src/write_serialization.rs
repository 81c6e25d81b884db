//! Serialization of Okta's writes that must not run concurrently.
//!
//! Re-exports [`tower_outbound::write_serialization`], and adds the key of Okta's writes.
//!
//! ```
//! use http::{Request, Response};
//! use okta_tower::{BoxError, write_serialization};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), BoxError> {
//! let server = service_fn(|_: Request<()>| async { Ok::<_, BoxError>(Response::new(())) });
//! let service = write_serialization::okta().layer(server);
//! let rule = || Request::post("/api/v1/policies/00p1/rules").body(());
//! let (one, other) = tokio::join!(service.clone().oneshot(rule()?), service.clone().oneshot(rule()?));
//! one?;
//! other?;
//! # Ok(()) }
//! ```

use http::Method;
pub use tower_outbound::write_serialization::*;

/// Creates a layer that serializes the writes listed at [`okta_key`].
pub fn okta() -> WriteSerializationLayer {
    WriteSerializationLayer::new(|head| okta_key(&head.method, head.uri.path()))
}

/// Returns the serialization key of an Okta request, from its method and path; `None` for a request that may
/// run concurrently with any other.
///
/// The listed writes rewrite a document on the server as a whole:
///
/// | Writes to | serialized per |
/// |---|---|
/// | linked object definitions | org |
/// | schemas of users, groups and applications | schema |
/// | pages of a brand | brand |
/// | rules of a policy, of an authorization server's policy | policy |
/// | an application itself | application |
///
/// ```
/// use http::Method;
/// use okta_tower::write_serialization::okta_key;
///
/// let rule = okta_key(&Method::PUT, "/api/v1/policies/00p1/rules/0pr1");
/// assert_eq!(rule, okta_key(&Method::POST, "/api/v1/policies/00p1/rules"));
/// assert_ne!(rule, okta_key(&Method::POST, "/api/v1/policies/00p2/rules"));
/// assert_eq!(okta_key(&Method::GET, "/api/v1/policies/00p1/rules"), None);
/// ```
#[must_use]
pub fn okta_key(method: &Method, path: &str) -> Option<String> {
    if method.is_safe() {
        return None;
    }
    let (_, rest) = path.split_once("/api/v1/")?;
    let parts: Vec<_> = rest.split('/').filter(|part| !part.is_empty()).collect();
    let length = match parts.as_slice() {
        ["meta", "schemas", "user", "linkedObjects", ..] => 4,
        ["meta", "schemas", "apps", _, _, ..] => 5,
        ["meta", "schemas", _, _, ..] => 4,
        ["brands", _, "pages", ..] => 3,
        ["policies", _, "rules", ..] => 2,
        ["authorizationServers", _, "policies", _, "rules", ..] => 4,
        ["apps", _] => 2,
        _ => return None,
    };
    parts.get(..length).map(|key| key.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_to_same_document_share_key() {
        let key = |method: Method, path: &str| okta_key(&method, path);
        for (path, expected) in [
            ("/api/v1/meta/schemas/user/linkedObjects", Some("meta/schemas/user/linkedObjects")),
            ("/api/v1/meta/schemas/user/linkedObjects/boss", Some("meta/schemas/user/linkedObjects")),
            ("/api/v1/meta/schemas/user/osc1", Some("meta/schemas/user/osc1")),
            ("/api/v1/meta/schemas/apps/0oa1/default", Some("meta/schemas/apps/0oa1/default")),
            ("/api/v1/brands/bnd1/pages/sign-in/customized", Some("brands/bnd1/pages")),
            ("/prefix/api/v1/policies/p/rules/r/lifecycle/activate", Some("policies/p")),
            ("/api/v1/authorizationServers/a/policies/p/rules", Some("authorizationServers/a/policies/p")),
            ("/api/v1/apps/0oa1", Some("apps/0oa1")),
            ("/api/v1/apps/0oa1/users", None),
            ("/api/v1/apps", None),
            ("/api/v1/users", None),
            ("/oauth2/v1/token", None),
            ("", None),
        ] {
            assert_eq!(key(Method::POST, path).as_deref(), expected, "{path}");
            assert_eq!(key(Method::GET, path), None);
        }
    }
}
