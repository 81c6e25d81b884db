//! GitHub's dialect.

use std::time::Duration;

use http::{HeaderName, StatusCode};

use super::{ExceededLimit, LimitHeaders, LimitedResponse, RateLimitReport, ResetFormat};

/// The headers of GitHub, Auth0 and many others.
pub(super) const HEADERS: LimitHeaders = LimitHeaders::new(
    HeaderName::from_static("x-ratelimit-limit"),
    HeaderName::from_static("x-ratelimit-remaining"),
    HeaderName::from_static("x-ratelimit-reset"),
    ResetFormat::UnixSeconds,
);

const RESOURCE: HeaderName = HeaderName::from_static("x-ratelimit-resource");

/// The pause that GitHub asks for after a secondary limit without `Retry-After`.
const SECONDARY_PAUSE: Duration = Duration::from_secs(60);

pub(super) fn read(response: &LimitedResponse<'_>) -> RateLimitReport {
    let snapshot = HEADERS.read(response);
    let report = RateLimitReport::new().snapshot(snapshot).bucket(response.headers().get(RESOURCE).cloned());
    let status = response.status();
    if status != StatusCode::FORBIDDEN && status != StatusCode::TOO_MANY_REQUESTS {
        return report;
    }
    let exhausted = snapshot.is_some_and(|snapshot| snapshot.remaining == Some(0));
    match response.retry_after() {
        Some(wait) => report.exceeded(Some(ExceededLimit::Origin)).retry_after(Some(wait)),
        None if exhausted => report.exceeded(Some(ExceededLimit::Window)),
        None if status == StatusCode::TOO_MANY_REQUESTS => {
            report.exceeded(Some(ExceededLimit::Origin)).retry_after(Some(SECONDARY_PAUSE))
        }
        None => report,
    }
}

/// The resource that GitHub counts a path in.
pub(super) fn bucket(path: &str) -> &'static str {
    // GitHub Enterprise Server serves REST below `/api/v3` and GraphQL at `/api/graphql`.
    let path = path.strip_prefix("/api/v3").or_else(|| path.strip_prefix("/api")).unwrap_or(path);
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    match (segments.next(), segments.next()) {
        (Some("search"), Some("code")) => "code_search",
        (Some("search"), _) => "search",
        (Some("graphql"), None) => "graphql",
        _ => "core",
    }
}
