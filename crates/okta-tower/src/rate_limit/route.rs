//! Which bucket a request is counted in, before any answer has said so.

use std::borrow::Cow;

use http::{Method, Request};

use crate::meta::Operation;

/// Families that have a bucket of their own below `/api/v1`.
const FAMILIES: [&str; 13] = [
    "/api/v1/agentPools",
    "/api/v1/apps",
    "/api/v1/certificateAuthorities",
    "/api/v1/device-assurances",
    "/api/v1/devices",
    "/api/v1/domains",
    "/api/v1/groups",
    "/api/v1/hook-keys",
    "/api/v1/iam",
    "/api/v1/principal-rate-limits",
    "/api/v1/push-providers",
    "/api/v1/sessions",
    "/api/v1/users",
];

/// A request's place in the rate limits: the bucket that it is believed to be counted in, and the operation,
/// which can be moved to another bucket when answers contradict the belief.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Route {
    pub(super) bucket: Cow<'static, str>,
    pub(super) operation: &'static str,
}

impl Route {
    /// From the operation's metadata, else from method and path.
    pub(super) fn of<B>(request: &Request<B>) -> Self {
        match Operation::from_request(request) {
            Some(meta) if !meta.bucket.is_empty() => {
                Self { bucket: Cow::Borrowed(meta.bucket), operation: meta.id }
            }
            other => Self {
                bucket: bucket_of(request.method(), request.uri().path()),
                operation: other.map_or("", |meta| meta.id),
            },
        }
    }
}

/// The bucket in which Okta counts a request, as far as method and path tell.
///
/// Okta counts by path: a few single resources on their own, some families together, and everything else
/// below `/api/v1` in one bucket
/// ([Okta: rate limits](https://developer.okta.com/docs/reference/rate-limits/)). Path parameters need not be
/// Okta ids. It is a first guess: what answers say corrects it.
///
/// ```
/// use http::Method;
/// use okta_tower::rate_limit::bucket_of;
///
/// assert_eq!(bucket_of(&Method::GET, "/api/v1/users/ann@example.com/groups"), "/api/v1/users");
/// assert_eq!(bucket_of(&Method::GET, "/api/v1/apps/0oa1"), "/api/v1/apps/{id}");
/// assert_eq!(bucket_of(&Method::GET, "/api/v1/zones"), "/api/v1");
/// ```
#[must_use]
pub fn bucket_of(method: &Method, path: &str) -> Cow<'static, str> {
    let mut segments = [""; 8];
    // Nearly all paths begin so.
    if let Some(rest) = path.strip_prefix("/api/v1/") {
        return Cow::Borrowed(management(method, split(rest, &mut segments)));
    }
    match split(path, &mut segments) {
        ["api", "v1", rest @ ..] => Cow::Borrowed(management(method, rest)),
        ["oauth2", "v1", "clients", ..] => Cow::Borrowed("/oauth2/v1/clients"),
        [] | [".well-known", "okta-organization"] => Cow::Borrowed("/"),
        [".well-known", name] => Cow::Owned(format!("/.well-known/{name}")),
        ["oauth2", "v1", endpoint, ..] => Cow::Owned(format!("/oauth2/v1/{endpoint}")),
        [product, "api", "v1", ..] => Cow::Owned(format!("/{product}/api/v1")),
        [first, ..] => Cow::Owned(format!("/{first}")),
    }
}

/// The segments of a path that are not empty, as many of them as there is room for.
fn split<'a, 'b>(path: &'a str, segments: &'b mut [&'a str]) -> &'b [&'a str] {
    let mut count = 0;
    let mut rest = path;
    // Byte by byte: segments are short.
    loop {
        let end = rest.bytes().position(|byte| byte == b'/').unwrap_or(rest.len());
        let (part, following) = rest.split_at(end);
        if !part.is_empty() {
            let Some(slot) = segments.get_mut(count) else { break };
            *slot = part;
            count += 1;
        }
        let Some(following) = following.strip_prefix('/') else { break };
        rest = following;
    }
    segments.get(..count).unwrap_or(&[])
}

fn management(method: &Method, rest: &[&str]) -> &'static str {
    let write = [Method::PUT, Method::DELETE].contains(method);
    match rest {
        ["users", _] if method == Method::GET => "/api/v1/users/{id:.+}",
        ["users", _] if write || method == Method::POST => "/api/v1/users/{id}",
        ["users", _, "factors", _, "verify"] => {
            "/api/v1/users/{userId}/factors/{userFactorIdOrFactorType}/verify"
        }
        ["apps", _] if write || method == Method::GET => "/api/v1/apps/{id}",
        ["groups", "rules"] => "/api/v1/groups",
        ["groups", _] if write || method == Method::GET => "/api/v1/groups/{id}",
        ["devices", _, "users"] => "/api/v1/devices/{id}/users",
        ["identity-sources", _, "sessions", _, "start-import"] => {
            "/api/v1/identity-sources/{id}/sessions/{sessionId}/start-import"
        }
        ["identity-sources", _, "sessions", _, "bulk-upsert"] => {
            "/api/v1/identity-sources/{id}/sessions/{sessionId}/bulk-upsert"
        }
        ["identity-sources", _, "sessions", _, "bulk-delete"] => {
            "/api/v1/identity-sources/{id}/sessions/{sessionId}/bulk-delete"
        }
        ["identity-sources", ..] => "/api/v1/identity-sources/{id}/sessions",
        ["org", "email", "bounces", "remove-list"] => "/api/v1/org/email/bounces/remove-list",
        ["orgs"] => "/api/v1/orgs",
        ["logs"] => "/api/v1/logs",
        [family, ..] => FAMILIES
            .iter()
            .find(|known| known.strip_prefix("/api/v1/") == Some(family))
            .copied()
            .unwrap_or("/api/v1"),
        [] => "/api/v1",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_gives_the_bucket_of_every_known_operation() {
        let table = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/reference/rate-limit-buckets.tsv");
        let Ok(table) = std::fs::read_to_string(table) else {
            eprintln!("skipped: there is no table of buckets here");
            return;
        };
        let mut operations = 0;
        for line in table.lines().skip(1) {
            let fields: Vec<_> = line.split('\t').collect();
            let [id, method, path, bucket, _] = fields[..] else { panic!("{line}") };
            assert_eq!(bucket_of(&method.parse().unwrap(), path), bucket, "{id} {method} {path}");
            operations += 1;
        }
        assert!(operations > 700, "{operations}");
    }

    #[test]
    fn odd_paths_have_a_bucket_too() {
        for (path, bucket) in [
            ("", "/"),
            ("/", "/"),
            ("//api//v1//users", "/api/v1/users"),
            ("/api/v1", "/api/v1"),
            ("/oauth2/v1/token", "/oauth2/v1/token"),
            ("/oauth2/aus1/v1/token", "/oauth2"),
            ("/api/v1/users/a/b/c/d/e/f/g/h/i/j", "/api/v1/users"),
        ] {
            assert_eq!(bucket_of(&Method::GET, path), bucket, "{path}");
        }
    }

    #[test]
    fn metadata_goes_before_the_path() {
        use crate::meta::OperationMeta;
        static META: OperationMeta = OperationMeta::new("odd", Method::GET, "/api/v1/users").bucket("mine");
        let mut request = Request::get("https://example.com/api/v1/users").body(()).unwrap();
        assert_eq!(Route::of(&request), Route { bucket: "/api/v1/users".into(), operation: "" });
        request.extensions_mut().insert(Operation(&META));
        assert_eq!(Route::of(&request), Route { bucket: "mine".into(), operation: "odd" });
    }
}
