//! One request and its answer: faults, limits, credentials, handler, in that order.

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
        ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, DATE, HOST,
        SET_COOKIE, TRANSFER_ENCODING, VARY,
    },
};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;

use super::{
    body::AnswerBody,
    connections::{Connections, Link},
};
use crate::{
    call::{Call, Principal},
    faults::{Action, BodyFault, DropAt, Ending, Verdict},
    journal::ReceivedRequest,
    limits::Quota,
    pattern::segments,
    response::{Answer, Refusal},
    shared::Shared,
};

/// Bodies beyond this are refused; Okta takes far less.
const MAX_BODY: usize = 16 * 1024 * 1024;

pub(super) async fn exchange(
    request: Request<Incoming>,
    shared: Arc<Shared>,
    link: Arc<Link>,
) -> Result<Response<AnswerBody>, Infallible> {
    let served = link.count(request.version());
    let (head, body) = request.into_parts();
    let verdict = shared.faults.judge(&head.method, &segments(head.uri.path()));
    if let Some(ending) = verdict.drops(DropAt::BeforeReading) {
        shared.journal.push(received(&shared, &link, &head, Bytes::new()));
        return hang_up(&link, ending).await;
    }
    // A body that breaks off is the client's failure: its connection is gone or going.
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        return hang_up(&link, Ending::Close).await;
    };
    let request = received(&shared, &link, &head, body.to_bytes());
    shared.journal.push(request.clone());
    let flight = InFlight::new(&shared.connections);
    let quota = quota(&shared, &request, &flight, &verdict);
    if let Some(refusal) = quota.and_then(|quota| quota.refusal(|| shared.state().ids.error())) {
        return Ok(respond(&shared, &request, refusal, None, &link));
    }
    if !verdict.delay.is_zero() {
        tokio::time::sleep(verdict.delay).await;
    }
    for opened in &verdict.holds {
        // The gate's end opens it.
        let _ = opened.clone().wait_for(|open| *open).await;
    }
    if let Some(ending) = verdict.drops(DropAt::BeforeApplying) {
        return hang_up(&link, ending).await;
    }
    let mut fault = None;
    let mut answer = match verdict.main.clone() {
        Some(Action::Hang) => return pending().await,
        Some(Action::Answer(answer)) => answer,
        Some(Action::Script(script)) => script(&request),
        Some(Action::Body(kind)) => {
            fault = Some(kind);
            apply(&shared, &request, &authority(&head))
        }
        _ => apply(&shared, &request, &authority(&head)),
    };
    if let Some(ending) = verdict.drops(DropAt::BeforeAnswering) {
        return hang_up(&link, ending).await;
    }
    for change in &verdict.changes {
        answer = change(answer);
    }
    if verdict.go_away || shared.faults.is_last(served) {
        link.drain.notify_one();
    }
    if let Some(quota) = quota {
        answer = quota.write(answer);
    }
    Ok(respond(&shared, &request, answer, fault, &link))
}

/// Counts the request, unless a rule answers in the org's place.
fn quota(
    shared: &Shared,
    request: &ReceivedRequest,
    flight: &InFlight<'_>,
    verdict: &Verdict,
) -> Option<Quota> {
    if matches!(verdict.main, Some(Action::Answer(_) | Action::Script(_) | Action::Hang)) {
        return None;
    }
    let too_many = shared.limits.too_many_at_once(flight.count, request.at);
    too_many.or_else(|| shared.limits.count(&request.method, &segments(&request.path), request.at))
}

/// Puts an answer on the wire.
fn respond(
    shared: &Shared,
    request: &ReceivedRequest,
    mut answer: Answer,
    fault: Option<BodyFault>,
    link: &Arc<Link>,
) -> Response<AnswerBody> {
    finish(shared, request, &mut answer);
    request.set_status(answer.code());
    let Answer { status, headers, body } = answer;
    let length = body.len();
    let empty =
        request.method == Method::HEAD || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    let body = match fault {
        Some(kind) => AnswerBody::faulty(body, kind, link.clone()),
        None if empty => AnswerBody::whole(Bytes::new()),
        None => AnswerBody::whole(body),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    if !empty && !response.headers().contains_key(CONTENT_LENGTH) {
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}

/// Ends the connection without an answer.
async fn hang_up(link: &Link, ending: Ending) -> Result<Response<AnswerBody>, Infallible> {
    link.reset.store(ending == Ending::Reset, Ordering::Relaxed);
    link.kill.notify_one();
    pending().await
}

fn received(shared: &Shared, link: &Link, head: &http::request::Parts, body: Bytes) -> ReceivedRequest {
    ReceivedRequest {
        connection: link.number,
        version: head.version,
        method: head.method.clone(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: head.headers.clone(),
        body,
        at: shared.clock.now(),
        request_id: shared.state().ids.request(),
        status: Arc::default(),
    }
}

/// Host and port that the caller used.
fn authority(head: &http::request::Parts) -> String {
    let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
    head.uri.authority().map(ToString::to_string).or_else(|| host.map(str::to_owned)).unwrap_or_default()
}

/// Serves the request as Okta would.
fn apply(shared: &Shared, request: &ReceivedRequest, authority: &str) -> Answer {
    let base = match authority {
        "" => shared.url.clone(),
        authority => format!("{}://{authority}", shared.scheme()),
    };
    let mut call = Call::new(request, base);
    let outcome = length_required(request).and_then(|()| acceptable(request)).and_then(|()| {
        #[cfg(feature = "oauth")]
        if let Some(outcome) = shared.oauth.route(&call) {
            return outcome;
        }
        call.principal = check(shared, &call)?;
        shared.lag.serve(&call, &mut shared.state())
    });
    let answer = outcome.unwrap_or_else(|refusal| refusal.into_answer(&shared.state().ids.error()));
    #[cfg(feature = "oauth")]
    let answer = shared.oauth.announce(&call, answer);
    answer
}

/// `POST` and `PUT` need a length, also when they have no body.
fn length_required(request: &ReceivedRequest) -> Result<(), Refusal> {
    let sized =
        request.headers.contains_key(CONTENT_LENGTH) || request.headers.contains_key(TRANSFER_ENCODING);
    let streamed = request.version == Version::HTTP_2 && !request.body.is_empty();
    let needed = request.method == Method::POST || request.method == Method::PUT;
    if needed && !sized && !streamed { Err(Refusal::length_required()) } else { Ok(()) }
}

/// A caller must take JSON.
fn acceptable(request: &ReceivedRequest) -> Result<(), Refusal> {
    let mut ranges =
        request.headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).peekable();
    let takes_json = |range: &str| {
        let essence = range.split(';').next().unwrap_or_default().trim();
        ["application/json", "application/*", "*/*"].iter().any(|good| essence.eq_ignore_ascii_case(good))
    };
    if ranges.peek().is_none() || ranges.any(|value| value.split(',').any(takes_json)) {
        Ok(())
    } else {
        Err(Refusal::of_code("E0000019", "The caller must accept application/json."))
    }
}

/// Adds what every answer carries.
fn finish(shared: &Shared, request: &ReceivedRequest, answer: &mut Answer) {
    let headers = &mut answer.headers;
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
    compress(shared, request, answer);
    let headers = &mut answer.headers;
    let json = HeaderValue::from_static("application/json");
    if shared.charset && headers.get(CONTENT_TYPE) == Some(&json) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json;charset=UTF-8"));
    }
}

/// Compresses a body of some size for a caller that takes gzip.
fn compress(shared: &Shared, request: &ReceivedRequest, answer: &mut Answer) {
    const WORTH_IT: usize = 512;
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
        || answer.body.len() < WORTH_IT
        || answer.headers.contains_key(CONTENT_ENCODING)
    {
        return;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    if let Ok(packed) = encoder.write_all(&answer.body).and_then(|()| encoder.finish()) {
        answer.body = packed.into();
        answer.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        answer.headers.append(VARY, HeaderValue::from_static("accept-encoding"));
    }
}

fn set_default(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let (false, Ok(value)) = (headers.contains_key(&name), HeaderValue::try_from(value)) {
        headers.insert(name, value);
    }
}

/// Counts the requests that are being served.
struct InFlight<'a> {
    connections: &'a Connections,
    /// How many there were when this one came, itself included.
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

/// The caller of a request; an endpoint that is not public refuses anonymous callers.
fn check(shared: &Shared, call: &Call<'_>) -> Result<Principal, Refusal> {
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
    let owner = shared.tokens().owner(token).cloned().ok_or_else(Refusal::bad_credentials)?;
    if owner.read_only && !matches!(*call.method, Method::GET | Method::HEAD) {
        return Err(Refusal::forbidden());
    }
    Ok(Principal::User { id: owner.user, read_only: owner.read_only })
}

fn is_public(segments: &[String]) -> bool {
    segments.first().is_some_and(|first| first == ".well-known")
}
