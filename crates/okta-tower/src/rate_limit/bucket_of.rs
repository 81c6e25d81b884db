//! The bucket of a request, by method and path.

use std::borrow::Cow;

use http::Method;

use super::buckets;

/// Returns the bucket in which Okta counts a request, derived from method and path.
///
/// Okta counts by path: a few resources separately, some path prefixes together, and everything else below
/// `/api/v1` in one bucket
/// ([Okta: rate limits](https://developer.okta.com/docs/reference/rate-limits/)). Path parameters may be any
/// text. The layer corrects the bucket by what responses report.
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
    // The common case.
    if let Some(rest) = path.strip_prefix("/api/v1/") {
        return Cow::Borrowed(buckets::management(method, split(rest, &mut segments)));
    }
    let segments = split(path, &mut segments);
    if let ["api", "v1", rest @ ..] = segments {
        return Cow::Borrowed(buckets::management(method, rest));
    }
    if let Some(bucket) = buckets::other(segments) {
        return Cow::Borrowed(bucket);
    }
    match segments {
        [] => Cow::Borrowed("/"),
        [".well-known", name] => Cow::Owned(format!("/.well-known/{name}")),
        ["oauth2", "v1", endpoint, ..] => Cow::Owned(format!("/oauth2/v1/{endpoint}")),
        [product, "api", "v1", ..] => Cow::Owned(format!("/{product}/api/v1")),
        [first, ..] => Cow::Owned(format!("/{first}")),
    }
}

/// Splits a path into its non-empty segments, up to the capacity of `segments`.
fn split<'a, 'b>(path: &'a str, segments: &'b mut [&'a str]) -> &'b [&'a str] {
    let mut count = 0;
    let mut rest = path;
    loop {
        let end = rest.bytes().position(|byte| byte == b'/').unwrap_or(rest.len());
        let (part, following) = rest.split_at(end);
        if !part.is_empty() {
            let Some(segment) = segments.get_mut(count) else { break };
            *segment = part;
            count += 1;
        }
        let Some(following) = following.strip_prefix('/') else { break };
        rest = following;
    }
    segments.get(..count).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_of_matches_reference_table() {
        let table = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/reference/rate-limit-buckets.tsv");
        let Ok(table) = std::fs::read_to_string(table) else {
            eprintln!("SKIPPED: shared/reference/rate-limit-buckets.tsv not found");
            return;
        };
        let mut operations = 0;
        for record in table.lines().skip(1) {
            let fields: Vec<_> = record.split('\t').collect();
            let [id, method, path, bucket, _] = fields[..] else { panic!("{record}") };
            assert_eq!(bucket_of(&method.parse().unwrap(), path), bucket, "{id} {method} {path}");
            operations += 1;
        }
        assert!(operations > 700, "{operations}");
    }

    #[test]
    fn unusual_paths_have_a_bucket() {
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
}
