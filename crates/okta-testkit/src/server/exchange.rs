//! One request and its response: faults, rate limits, authentication, handler, in that order.

use std::{
    convert::Infallible,
    future::pending,
    io::Write,
    sync::{Arc, atomic::Ordering},
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Version,
    header::{
        ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, DATE, HOST, SET_COOKIE,
        TRANSFER_ENCODING, VARY,
    },
};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;

use super::{
    authenticate::{authenticate, revoke},
    body::ResponseBody,
    connections::{ConnectionState, Connections},
};
use crate::{
    call::Call,
    faults::{Action, BodyFault, CloseMode, DropAt, FaultPlan},
    journal::ReceivedRequest,
    limits::Quota,
    pattern::segments,
    response::{OktaError, ResponseTemplate},
    shared::OrgShared,
};

/// Maximum size of a request body in bytes; Okta accepts far less.
const MAX_BODY: usize = 16 * 1024 * 1024;

pub(super) async fn exchange(
    request: Request<Incoming>,
    shared: Arc<OrgShared>,
    connection: Arc<ConnectionState>,
) -> Result<Response<ResponseBody>, Infallible> {
    let served = connection.count(request.version());
    let (head, body) = request.into_parts();
    let plan = shared.faults.plan(&head.method, &segments(head.uri.path()));
    if let Some(mode) = plan.close_mode(DropAt::BeforeReading) {
        shared.journal.push(received(&shared, &connection, &head, Bytes::new()));
        return close_connection(&connection, mode).await;
    }
    // The client closed the connection within the body, or the body is too large.
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        return close_connection(&connection, CloseMode::Graceful).await;
    };
    let request = received(&shared, &connection, &head, body.to_bytes());
    shared.journal.push(request.clone());
    let in_flight = InFlight::new(&shared.connections);
    let quota = quota(&shared, &request, &in_flight, &plan);
    if let Some(rejection) = quota.and_then(|quota| quota.rejection(|| shared.state().ids.error())) {
        return Ok(respond(&shared, &request, rejection, None, &connection));
    }
    if !plan.delay.is_zero() {
        tokio::time::sleep(plan.delay).await;
    }
    for released in &plan.holds {
        // An error means that the handle was dropped, which releases the requests too.
        let _ = released.clone().wait_for(|released| *released).await;
    }
    if let Some(mode) = plan.close_mode(DropAt::BeforeApplying) {
        return close_connection(&connection, mode).await;
    }
    let mut fault = None;
    let mut response = match plan.main.clone() {
        Some(Action::Hang) => return pending().await,
        Some(Action::Respond(response)) => response,
        Some(Action::Script(script)) => script(&request),
        Some(Action::Body(kind)) => {
            fault = Some(kind);
            apply(&shared, &request, &authority(&head))
        }
        _ => apply(&shared, &request, &authority(&head)),
    };
    if let Some(mode) = plan.close_mode(DropAt::BeforeResponse) {
        return close_connection(&connection, mode).await;
    }
    for map in &plan.map_response {
        response = map(response);
    }
    if plan.go_away || shared.faults.is_last(served) {
        connection.drain.notify_one();
    }
    if let Some(quota) = quota {
        response = quota.write(response);
    }
    Ok(respond(&shared, &request, response, fault, &connection))
}

/// Counts the request against the rate limits, unless a rule scripts the response.
fn quota(
    shared: &OrgShared,
    request: &ReceivedRequest,
    in_flight: &InFlight<'_>,
    plan: &FaultPlan,
) -> Option<Quota> {
    if matches!(plan.main, Some(Action::Respond(_) | Action::Script(_) | Action::Hang)) {
        return None;
    }
    let too_many = shared.limits.exceeds_concurrency(in_flight.count, request.at);
    too_many.or_else(|| shared.limits.count(&request.method, &segments(&request.path), request.at))
}

/// Converts a template into the HTTP response.
fn respond(
    shared: &OrgShared,
    request: &ReceivedRequest,
    mut response: ResponseTemplate,
    fault: Option<BodyFault>,
    connection: &Arc<ConnectionState>,
) -> Response<ResponseBody> {
    finish(shared, request, &mut response);
    request.set_status(response.status());
    let ResponseTemplate { status, headers, body } = response;
    let length = body.len();
    let empty =
        request.method == Method::HEAD || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    let body = match fault {
        Some(kind) => ResponseBody::faulty(body, kind, connection.clone()),
        None if empty => ResponseBody::complete(Bytes::new()),
        None => ResponseBody::complete(body),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    if !empty && !response.headers().contains_key(CONTENT_LENGTH) {
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}

/// Closes the connection without a response.
async fn close_connection(
    connection: &ConnectionState,
    mode: CloseMode,
) -> Result<Response<ResponseBody>, Infallible> {
    connection.reset.store(mode == CloseMode::Reset, Ordering::Relaxed);
    connection.abort.notify_one();
    pending().await
}

fn received(
    shared: &OrgShared,
    connection: &ConnectionState,
    head: &http::request::Parts,
    body: Bytes,
) -> ReceivedRequest {
    ReceivedRequest {
        connection: connection.number,
        version: head.version,
        method: head.method.clone(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: head.headers.clone(),
        body,
        at: shared.clock.now(),
        request_id: shared.state().ids.request(),
        status: Arc::default(),
        unsupported: Arc::default(),
    }
}

/// Host and port of the request.
fn authority(head: &http::request::Parts) -> String {
    let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
    head.uri.authority().map(ToString::to_string).or_else(|| host.map(str::to_owned)).unwrap_or_default()
}

/// Applies the request as Okta would.
fn apply(shared: &OrgShared, request: &ReceivedRequest, authority: &str) -> ResponseTemplate {
    let base = match authority {
        "" => shared.url.clone(),
        authority => format!("{}://{authority}", shared.scheme()),
    };
    let mut call = Call::new(request, base);
    call.lenient = shared.lenient;
    let result = check_length(request).and_then(|()| check_accept(request)).and_then(|()| {
        #[cfg(feature = "oauth")]
        if let Some(result) = shared.oauth.route(&call, crate::oauth::Directory::new(&shared.state)) {
            return result;
        }
        call.principal = authenticate(shared, &call)?;
        if *call.method == Method::HEAD {
            call.method = &Method::GET;
        }
        shared.lag.serve(&call, &mut shared.state())
    });
    if result.is_ok() && *call.method == Method::DELETE && request.path == "/api/v1/api-tokens/current" {
        revoke(shared, &call);
    }
    #[cfg(feature = "oauth")]
    if let Some(user) = call.without_tokens.get() {
        shared.oauth.end_sessions_of(user);
    }
    if call.ignored.get() || result.as_ref().is_err_and(OktaError::is_unsupported) {
        request.set_unsupported();
    }
    let response = result.unwrap_or_else(|error| error.into_response(&shared.state().ids.error()));
    #[cfg(feature = "oauth")]
    let response = shared.oauth.add_nonce(&call, response);
    response
}

/// Rejects `POST` and `PUT` requests without a length, also those without a body.
fn check_length(request: &ReceivedRequest) -> Result<(), OktaError> {
    let has_length =
        request.headers.contains_key(CONTENT_LENGTH) || request.headers.contains_key(TRANSFER_ENCODING);
    let streamed = request.version == Version::HTTP_2 && !request.body.is_empty();
    let needed = request.method == Method::POST || request.method == Method::PUT;
    if needed && !has_length && !streamed { Err(OktaError::length_required()) } else { Ok(()) }
}

/// Rejects requests that do not accept JSON, or XML where it is the metadata of an app.
fn check_accept(request: &ReceivedRequest) -> Result<(), OktaError> {
    let mut ranges =
        request.headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).peekable();
    let accepts_json = |range: &str| {
        let essence = range.split(';').next().unwrap_or_default().trim();
        let mut accepted = vec!["application/json", "application/*", "*/*"];
        if request.path.ends_with("/report") {
            accepted.push("text/csv");
        }
        if request.path.ends_with("/metadata") || request.path.ends_with("/metadata.xml") {
            accepted.extend(["text/xml", "application/xml", "text/*"]);
        }
        accepted.iter().any(|range| essence.eq_ignore_ascii_case(range))
    };
    if ranges.peek().is_none() || ranges.any(|value| value.split(',').any(accepts_json)) {
        Ok(())
    } else {
        Err(OktaError::new("E0000019", "The request must accept application/json."))
    }
}

/// Adds the headers of every response, and compresses the body.
fn finish(shared: &OrgShared, request: &ReceivedRequest, response: &mut ResponseTemplate) {
    let headers = &mut response.headers;
    set_default(headers, DATE, &httpdate::fmt_http_date(shared.clock.now()));
    set_default(headers, HeaderName::from_static("x-okta-request-id"), &request.request_id);
    set_default(headers, HeaderName::from_static("cache-control"), "no-cache, no-store");
    if !headers.contains_key(SET_COOKIE) {
        for cookie in
            ["sid=\"\"; Expires=Thu, 01-Jan-1970 00:00:10 GMT; Path=/", "JSESSIONID=0; Path=/; HttpOnly"]
        {
            headers.append(SET_COOKIE, HeaderValue::from_static(cookie));
        }
    }
    compress(shared, request, response);
    let headers = &mut response.headers;
    let json = HeaderValue::from_static("application/json");
    if shared.charset && headers.get(CONTENT_TYPE) == Some(&json) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json;charset=UTF-8"));
    }
}

/// Compresses the body for clients that accept gzip, unless it is small.
fn compress(shared: &OrgShared, request: &ReceivedRequest, response: &mut ResponseTemplate) {
    const MIN_LEN: usize = 512;
    let accepts = request
        .headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| {
            value.split(',').map(str::trim).any(|coding| coding == "gzip" || coding.starts_with("gzip;q=1"))
        });
    if !shared.gzip
        || !accepts
        || response.body.len() < MIN_LEN
        || response.headers.contains_key(CONTENT_ENCODING)
    {
        return;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    if let Ok(compressed) = encoder.write_all(&response.body).and_then(|()| encoder.finish()) {
        response.body = compressed.into();
        response.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        response.headers.append(VARY, HeaderValue::from_static("accept-encoding"));
    }
}

fn set_default(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let (false, Ok(value)) = (headers.contains_key(&name), HeaderValue::try_from(value)) {
        headers.insert(name, value);
    }
}

/// Counts the requests in flight.
struct InFlight<'a> {
    connections: &'a Connections,
    /// Requests in flight when this one arrived, itself included.
    count: usize,
}

impl<'a> InFlight<'a> {
    fn new(connections: &'a Connections) -> Self {
        let count = connections.in_flight.fetch_add(1, Ordering::Relaxed) + 1;
        Self { connections, count }
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.connections.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}
