//! An HTTP answer: what a handler, a script or a rule sends back.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};
use serde_json::{Value, json};

/// An answer of the org, also the scripted ones.
///
/// The org adds what every answer of Okta's has (`Date`, `X-Okta-Request-Id`, cookies) unless it is set here.
///
/// ```
/// use okta_testkit::Answer;
///
/// let busy = Answer::status(503).header("retry-after", "1").html("<html><body>try later</body></html>");
/// assert_eq!(busy.code(), 503);
/// ```
#[derive(Clone, Debug)]
pub struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// An answer with this status, no headers and no body.
    ///
    /// # Panics
    ///
    /// If `status` is not between 200 and 999: nothing else can be a final answer.
    #[must_use]
    #[track_caller]
    pub fn status(status: u16) -> Self {
        match StatusCode::from_u16(status) {
            Ok(code) if status >= 200 => Self::of(code),
            _ => panic!("{status} is not the status of a final answer"),
        }
    }

    pub(crate) fn of(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// 200 with a JSON body.
    #[must_use]
    pub fn ok(body: impl Into<Value>) -> Self {
        Self::of(StatusCode::OK).json(body)
    }

    /// 204 without a body.
    #[must_use]
    pub fn no_content() -> Self {
        Self::of(StatusCode::NO_CONTENT)
    }

    /// An error in Okta's shape, with the status that belongs to the code (400 for codes unknown here).
    ///
    /// ```
    /// use okta_testkit::Answer;
    ///
    /// assert_eq!(Answer::okta_error("E0000047", "slow down").code(), 429);
    /// ```
    #[must_use]
    pub fn okta_error(code: &str, summary: &str) -> Self {
        Refusal::of_code(code, summary).into_answer("oaeScripted")
    }

    /// 429 `E0000047` with the three rate-limit headers. `limit` and `remaining` of 0 are how Okta refuses for too
    /// many requests at once; `reset` is in seconds since the Unix epoch.
    #[must_use]
    pub fn rate_limited(limit: u64, remaining: u64, reset: u64) -> Self {
        Refusal::rate_limited().into_answer("oaeScripted").rate_limit_headers(limit, remaining, reset)
    }

    pub(crate) fn rate_limit_headers(mut self, limit: u64, remaining: u64, reset: u64) -> Self {
        for (name, value) in [
            ("x-rate-limit-limit", limit),
            ("x-rate-limit-remaining", remaining),
            ("x-rate-limit-reset", reset),
        ] {
            self.headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
        self
    }

    /// A redirect (302) to `location`, which may be another origin.
    ///
    /// # Panics
    ///
    /// If `location` cannot be a header value.
    #[must_use]
    #[track_caller]
    pub fn redirect(location: &str) -> Self {
        Self::of(StatusCode::FOUND).header(LOCATION.as_str(), location)
    }

    /// Adds a header line; earlier lines of the same name stay.
    ///
    /// # Panics
    ///
    /// If the name or the value is not valid in HTTP.
    #[must_use]
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
            panic!("not a valid header: {name:?}");
        };
        self.headers.append(name, value);
        self
    }

    /// Sets a JSON body and its content type.
    #[must_use]
    pub fn json(mut self, body: impl Into<Value>) -> Self {
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.body = Bytes::from(body.into().to_string());
        self
    }

    /// Sets an HTML body, as edge servers answer.
    #[must_use]
    pub fn html(mut self, body: &str) -> Self {
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
        self.body = Bytes::copy_from_slice(body.as_bytes());
        self
    }

    /// Sets the body as it is; add the content type with [`header`](Self::header).
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// The status code.
    #[must_use]
    pub fn code(&self) -> u16 {
        self.status.as_u16()
    }

    /// The headers set so far.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The headers, to change them.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    /// The body.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }
}

/// Why a request is refused.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    code: String,
    summary: String,
    causes: Vec<String>,
    headers: Vec<(HeaderName, HeaderValue)>,
    bare: bool,
}

pub(crate) type Outcome = Result<Answer, Refusal>;

/// Codes that this crate uses, or that are worth scripting, with their status.
const STATUSES: &[(&str, StatusCode)] = &[
    ("E0000001", StatusCode::BAD_REQUEST),
    ("E0000003", StatusCode::BAD_REQUEST),
    ("E0000004", StatusCode::UNAUTHORIZED),
    ("E0000005", StatusCode::FORBIDDEN),
    ("E0000006", StatusCode::FORBIDDEN),
    ("E0000007", StatusCode::NOT_FOUND),
    ("E0000008", StatusCode::NOT_FOUND),
    ("E0000009", StatusCode::INTERNAL_SERVER_ERROR),
    ("E0000010", StatusCode::SERVICE_UNAVAILABLE),
    ("E0000011", StatusCode::UNAUTHORIZED),
    ("E0000014", StatusCode::FORBIDDEN),
    ("E0000015", StatusCode::UNAUTHORIZED),
    ("E0000016", StatusCode::FORBIDDEN),
    ("E0000019", StatusCode::BAD_REQUEST),
    ("E0000021", StatusCode::BAD_REQUEST),
    ("E0000022", StatusCode::METHOD_NOT_ALLOWED),
    ("E0000029", StatusCode::BAD_REQUEST),
    ("E0000031", StatusCode::BAD_REQUEST),
    ("E0000032", StatusCode::FORBIDDEN),
    ("E0000038", StatusCode::FORBIDDEN),
    ("E0000047", StatusCode::TOO_MANY_REQUESTS),
    ("E0000055", StatusCode::CONFLICT),
    ("E0000056", StatusCode::FORBIDDEN),
    ("E0000060", StatusCode::NOT_IMPLEMENTED),
    ("E0000068", StatusCode::FORBIDDEN),
    ("E0000069", StatusCode::FORBIDDEN),
    ("E0000080", StatusCode::FORBIDDEN),
    ("E0000109", StatusCode::TOO_MANY_REQUESTS),
    ("E0000112", StatusCode::CONFLICT),
    ("E0000118", StatusCode::TOO_MANY_REQUESTS),
    ("E0000133", StatusCode::TOO_MANY_REQUESTS),
    ("E0000146", StatusCode::TOO_MANY_REQUESTS),
    ("E0000147", StatusCode::TOO_MANY_REQUESTS),
    ("E0000153", StatusCode::GONE),
    ("E0000180", StatusCode::LOCKED),
    ("E0000181", StatusCode::SERVICE_UNAVAILABLE),
    ("E0000186", StatusCode::TOO_MANY_REQUESTS),
    ("E0000204", StatusCode::TOO_MANY_REQUESTS),
    ("E0000205", StatusCode::TOO_MANY_REQUESTS),
    ("E0000231", StatusCode::PRECONDITION_FAILED),
    ("E0000239", StatusCode::LOCKED),
    ("E0000240", StatusCode::BAD_GATEWAY),
    ("E0000242", StatusCode::BAD_REQUEST),
    ("E0000249", StatusCode::CONFLICT),
    ("E0000253", StatusCode::CONFLICT),
    ("E0000254", StatusCode::CONFLICT),
    ("E0000268", StatusCode::CONFLICT),
];

impl Refusal {
    pub(crate) fn of_code(code: &str, summary: impl Into<String>) -> Self {
        let status =
            STATUSES.iter().find(|(known, _)| *known == code).map_or(StatusCode::BAD_REQUEST, |row| row.1);
        Self {
            status,
            code: code.to_owned(),
            summary: summary.into(),
            causes: Vec::new(),
            headers: Vec::new(),
            bare: false,
        }
    }

    #[cfg(feature = "oauth")]
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    #[cfg(feature = "oauth")]
    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Leaves the body out.
    #[cfg(feature = "oauth")]
    pub(crate) fn bare(mut self, on: bool) -> Self {
        self.bare = on;
        self
    }

    pub(crate) fn cause(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// A request that breaks a rule about `field`.
    pub(crate) fn invalid(field: &str, cause: impl Into<String>) -> Self {
        Self::of_code("E0000001", format!("Api validation failed: {field}")).cause(cause)
    }

    pub(crate) fn malformed() -> Self {
        Self::of_code("E0000003", "The body of the request is not valid JSON of the expected shape.")
    }

    pub(crate) fn bad_credentials() -> Self {
        Self::of_code("E0000011", "The token is missing, malformed or not valid.")
    }

    pub(crate) fn forbidden() -> Self {
        Self::of_code("E0000006", "This caller may not do that.")
    }

    pub(crate) fn not_found(id: &str, kind: &str) -> Self {
        Self::of_code("E0000007", format!("Not found: Resource not found: {id} ({kind})"))
    }

    pub(crate) fn no_route(path: &str) -> Self {
        Self::of_code("E0000007", format!("Not found: Resource not found: {path}"))
    }

    pub(crate) fn method() -> Self {
        Self::of_code("E0000022", "This endpoint does not take this method.")
    }

    pub(crate) fn bad_cursor() -> Self {
        Self::of_code("E0000029", "The paging parameters are not valid.")
            .cause("after: not a cursor of this list")
    }

    pub(crate) fn bad_criteria(why: impl Into<String>) -> Self {
        Self::of_code("E0000031", "The search criteria are not valid.").cause(why)
    }

    pub(crate) fn wrong_status() -> Self {
        Self::of_code("E0000038", "The user's current status does not allow this.")
    }

    pub(crate) fn rate_limited() -> Self {
        Self::of_code("E0000047", "Too many requests: the rate limit is used up.")
    }

    pub(crate) fn unsupported() -> Self {
        Self::of_code("E0000060", "This object does not support that operation.")
    }

    /// Answered by Okta's edge, not by its API: no Okta error belongs to it.
    pub(crate) fn length_required() -> Self {
        Self { status: StatusCode::LENGTH_REQUIRED, ..Self::of_code("", "") }
    }

    pub(crate) fn media_type() -> Self {
        Self::of_code("E0000021", "The content type of the request is not one that this endpoint takes.")
    }

    pub(crate) fn into_answer(self, error_id: &str) -> Answer {
        if self.code.is_empty() {
            let title = self.status.canonical_reason().unwrap_or_default();
            return Answer::of(self.status).html(&format!("<html><body><h1>{title}</h1></body></html>"));
        }
        let mut answer = Answer::of(self.status);
        answer.headers.extend(self.headers);
        if self.bare {
            return answer;
        }
        let causes: Vec<Value> = self.causes.iter().map(|cause| json!({ "errorSummary": cause })).collect();
        answer.json(json!({
            "errorCode": self.code,
            "errorSummary": self.summary,
            "errorLink": self.code,
            "errorId": error_id,
            "errorCauses": causes,
        }))
    }
}
