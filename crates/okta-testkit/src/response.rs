//! An HTTP answer: what a handler, a script or a rule sends back.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};
use serde_json::Value;

use crate::errors::Refusal;

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
