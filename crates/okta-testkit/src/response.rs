//! HTTP responses of the org: scripted ones, and errors in Okta's JSON format.
//!
//! Error codes and their statuses are Okta's (its error-code reference); the wording is this crate's, because programs
//! must not depend on it.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};
use serde_json::{Value, json};

/// A response of the org, scripted or from a handler.
///
/// The org adds the headers of every Okta response (`Date`, `X-Okta-Request-Id`, cookies) unless they are set here.
///
/// ```
/// use okta_testkit::ResponseTemplate;
///
/// let busy = ResponseTemplate::new(503).header("retry-after", "1").html("<html><body>try later</body></html>");
/// assert_eq!(busy.status(), 503);
/// ```
#[derive(Clone, Debug)]
pub struct ResponseTemplate {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl ResponseTemplate {
    /// Creates a response with this status, no headers and no body.
    ///
    /// # Panics
    ///
    /// If `status` is not between 200 and 999, the statuses of final responses.
    #[must_use]
    #[track_caller]
    pub fn new(status: u16) -> Self {
        match StatusCode::from_u16(status) {
            Ok(code) if status >= 200 => Self::from_status(code),
            _ => panic!("invalid status of a final response: {status}"),
        }
    }

    pub(crate) fn from_status(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// Creates a 200 response with a JSON body.
    #[must_use]
    pub fn ok(body: impl Into<Value>) -> Self {
        Self::from_status(StatusCode::OK).json(body)
    }

    /// Creates a 204 response.
    #[must_use]
    pub fn no_content() -> Self {
        Self::from_status(StatusCode::NO_CONTENT)
    }

    /// Creates an error response in Okta's JSON format, with the status that belongs to the code (400 for codes unknown
    /// to this crate).
    ///
    /// ```
    /// use okta_testkit::ResponseTemplate;
    ///
    /// assert_eq!(ResponseTemplate::okta_error("E0000047", "slow down").status(), 429);
    /// ```
    #[must_use]
    pub fn okta_error(code: &str, summary: &str) -> Self {
        OktaError::new(code, summary).into_response("oaeScripted")
    }

    /// Creates a 429 `E0000047` response with the three rate-limit headers. A `limit` and `remaining` of 0 mean that
    /// Okta's concurrency limit is exceeded; `reset` is in seconds since the Unix epoch.
    #[must_use]
    pub fn rate_limited(limit: u64, remaining: u64, reset: u64) -> Self {
        OktaError::rate_limited().into_response("oaeScripted").rate_limit_headers(limit, remaining, reset)
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

    /// Creates a redirect (302) to `location`, which may be another origin.
    ///
    /// # Panics
    ///
    /// If `location` is not a valid header value.
    #[must_use]
    #[track_caller]
    pub fn redirect(location: &str) -> Self {
        Self::from_status(StatusCode::FOUND).header(LOCATION.as_str(), location)
    }

    /// Appends a header; values of the same name that are already set are kept.
    ///
    /// # Panics
    ///
    /// If the name or the value is not valid in HTTP.
    #[must_use]
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
            panic!("invalid header: {name:?}");
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

    /// Sets an HTML body and its content type, as in errors of proxies and edge servers.
    #[must_use]
    pub fn html(mut self, body: &str) -> Self {
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
        self.body = Bytes::copy_from_slice(body.as_bytes());
        self
    }

    /// Sets the body without a content type; [`header`](Self::header) adds one.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Returns the status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns the headers set so far.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the headers, mutably.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    /// Returns the body.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }
}

/// An error response in Okta's JSON format: `errorCode`, `errorSummary`, `errorLink`, `errorId`, `errorCauses`.
#[derive(Clone, Debug)]
pub(crate) struct OktaError {
    pub(crate) status: StatusCode,
    code: String,
    summary: String,
    causes: Vec<String>,
    headers: Vec<(HeaderName, HeaderValue)>,
    without_body: bool,
}

/// The code of errors that are this crate's, not Okta's: something that it does not support.
const TESTKIT: &str = "TESTKIT";

pub(crate) type HandlerResult = Result<ResponseTemplate, OktaError>;

/// The status of an error code, for the codes that this crate uses or that are worth scripting.
fn status_of(code: &str) -> StatusCode {
    match code {
        "E0000004" | "E0000011" | "E0000015" => StatusCode::UNAUTHORIZED,
        "E0000005" | "E0000006" | "E0000014" | "E0000016" | "E0000032" | "E0000038" | "E0000056"
        | "E0000068" | "E0000069" | "E0000079" | "E0000080" | "E0000085" | "E0000087" | "E0000095" => {
            StatusCode::FORBIDDEN
        }
        "E0000007" | "E0000008" => StatusCode::NOT_FOUND,
        "E0000009" => StatusCode::INTERNAL_SERVER_ERROR,
        "E0000010" | "E0000181" => StatusCode::SERVICE_UNAVAILABLE,
        "E0000022" => StatusCode::METHOD_NOT_ALLOWED,
        "E0000047" | "E0000109" | "E0000118" | "E0000133" | "E0000146" | "E0000147" | "E0000186"
        | "E0000204" | "E0000205" => StatusCode::TOO_MANY_REQUESTS,
        "E0000148" | "E0000149" | "E0000166" => StatusCode::FORBIDDEN,
        "E0000090" | "E0000127" | "E0000182" | "E0000183" | "E0000184" | "E0000185" | "E0000187"
        | "E0000197" | "E0000200" | "E0000201" | "E0000202" => StatusCode::CONFLICT,
        "E0000055" | "E0000112" | "E0000249" | "E0000253" | "E0000254" | "E0000268" => StatusCode::CONFLICT,
        "E0000060" | TESTKIT => StatusCode::NOT_IMPLEMENTED,
        "E0000153" => StatusCode::GONE,
        "E0000180" | "E0000239" => StatusCode::LOCKED,
        "E0000231" => StatusCode::PRECONDITION_FAILED,
        "E0000240" => StatusCode::BAD_GATEWAY,
        _ => StatusCode::BAD_REQUEST,
    }
}

impl OktaError {
    pub(crate) fn new(code: &str, summary: impl Into<String>) -> Self {
        Self {
            status: status_of(code),
            code: code.to_owned(),
            summary: summary.into(),
            causes: Vec::new(),
            headers: Vec::new(),
            without_body: false,
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

    /// Sets whether the body is left out.
    #[cfg(feature = "oauth")]
    pub(crate) fn without_body(mut self, without_body: bool) -> Self {
        self.without_body = without_body;
        self
    }

    pub(crate) fn cause(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// A request that fails the validation of `field`.
    pub(crate) fn invalid(field: &str, cause: impl Into<String>) -> Self {
        Self::new("E0000001", format!("Api validation failed: {field}")).cause(cause)
    }

    pub(crate) fn malformed_body() -> Self {
        Self::new("E0000003", "The body of the request is not valid JSON of the expected type.")
    }

    pub(crate) fn invalid_token() -> Self {
        Self::new("E0000011", "The token is missing, malformed or invalid.")
    }

    pub(crate) fn forbidden() -> Self {
        Self::new("E0000006", "The caller lacks the permission for this operation.")
    }

    pub(crate) fn not_found(id: &str, kind: &str) -> Self {
        Self::new("E0000007", format!("Not found: Resource not found: {id} ({kind})"))
    }

    /// An operation that this crate does not support; `operation` is its id, if it is documented.
    pub(crate) fn unsupported(request: &str, operation: Option<&str>, nearest: &str) -> Self {
        let id = operation.map(|id| format!(" ({id})")).unwrap_or_default();
        let hint = "script the operation with Org::when, or record it from a real org";
        Self::new(TESTKIT, format!("okta-testkit does not support {request}{id}"))
            .cause(format!("the nearest supported operation is {nearest}"))
            .cause(hint)
    }

    /// A part of a request that this crate does not carry out.
    pub(crate) fn unsupported_part(operation: &str, part: &str) -> Self {
        Self::new(TESTKIT, format!("okta-testkit does not carry out {part} of {operation}"))
            .cause("start the org with OrgBuilder::lenient to ignore it")
    }

    /// Whether the error says that this crate does not support something.
    pub(crate) fn is_unsupported(&self) -> bool {
        self.code == TESTKIT
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new("E0000022", "The endpoint does not support this method.")
    }

    pub(crate) fn invalid_cursor() -> Self {
        Self::new("E0000029", "The paging parameters are invalid.").cause("after: not a cursor of this list")
    }

    pub(crate) fn invalid_criteria(cause: impl Into<String>) -> Self {
        Self::new("E0000031", "The search criteria are invalid.").cause(cause)
    }

    pub(crate) fn wrong_user_status() -> Self {
        Self::new("E0000038", "The user's current status does not allow this operation.")
    }

    pub(crate) fn rate_limited() -> Self {
        Self::new("E0000047", "Too many requests: the rate limit is exceeded.")
    }

    pub(crate) fn unsupported_operation() -> Self {
        Self::new("E0000060", "The object does not support this operation.")
    }

    /// 411, as Okta's edge sends it: HTML, without an Okta error code.
    pub(crate) fn length_required() -> Self {
        Self { status: StatusCode::LENGTH_REQUIRED, ..Self::new("", "") }
    }

    pub(crate) fn unsupported_media_type() -> Self {
        Self::new("E0000021", "The endpoint does not support the content type of the request.")
    }

    pub(crate) fn into_response(self, error_id: &str) -> ResponseTemplate {
        let mut response = ResponseTemplate::from_status(self.status);
        if self.code.is_empty() {
            let title = self.status.canonical_reason().unwrap_or_default();
            return response.html(&format!("<html><body><h1>{title}</h1></body></html>"));
        }
        response.headers.extend(self.headers);
        if self.without_body {
            return response;
        }
        let causes: Vec<Value> = self.causes.iter().map(|cause| json!({ "errorSummary": cause })).collect();
        response.json(json!({
            "errorCode": self.code,
            "errorSummary": self.summary,
            "errorLink": self.code,
            "errorId": error_id,
            "errorCauses": causes,
        }))
    }
}
