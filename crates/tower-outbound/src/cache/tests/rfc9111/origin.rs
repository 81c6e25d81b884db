//! An origin server that replays the steps of a case, and what it saw.

use std::sync::{Arc, Mutex};

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use httpdate::fmt_http_date;

use super::super::*;
use crate::clock::Clock;

pub(super) type Fields = &'static [(&'static str, &'static str)];

/// One exchange of a case.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) request: Fields,
    pub(super) status: u16,
    /// Fields of the response; `@n` is the date in n seconds.
    pub(super) response: Fields,
    pub(super) expected: Expected,
    /// Fields of the response that the caller gets.
    pub(super) has: Fields,
    pub(super) lacks: &'static [&'static str],
    /// The least `Age`.
    pub(super) age: u64,
    /// The server closes the connection.
    pub(super) disconnects: bool,
    /// Seconds until the next step.
    pub(super) pause: u64,
}

/// What a step expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Any,
    Cached,
    NotCached,
    /// Revalidated by the entity tag.
    EtagValidated,
    /// Revalidated by the date of modification.
    LmValidated,
    /// This status without a request.
    Status(u16),
    Fails,
}

/// A `GET` whose response has these fields.
pub(super) const fn step(response: Fields) -> Step {
    Step {
        method: "GET",
        path: "/resource?q=1",
        request: &[],
        status: 200,
        response,
        expected: Expected::Any,
        has: &[],
        lacks: &[],
        age: 0,
        disconnects: false,
        pause: 0,
    }
}

impl Step {
    pub(super) const fn expect(self, expected: Expected) -> Self {
        Self { expected, ..self }
    }

    pub(super) const fn pause(self, pause: u64) -> Self {
        Self { pause, ..self }
    }

    pub(super) const fn with(self, request: Fields) -> Self {
        Self { request, ..self }
    }

    pub(super) const fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub(super) const fn has(self, has: Fields) -> Self {
        Self { has, ..self }
    }

    pub(super) const fn lacks(self, lacks: &'static [&'static str]) -> Self {
        Self { lacks, ..self }
    }

    pub(super) const fn to(self, method: &'static str, path: &'static str) -> Self {
        Self { method, path, ..self }
    }
}

#[derive(Default)]
struct Origin {
    step: Option<Step>,
    /// The fields of the previous response.
    previous: HeaderMap,
    /// The last request.
    seen: Option<HeaderMap>,
}

impl Origin {
    fn respond(&mut self, request: &Request<Body>, clock: &ManualClock) -> Result<Response<Body>, BoxError> {
        let step = self.step.clone().unwrap();
        self.seen = Some(request.headers().clone());
        if step.disconnects {
            return Err("connection closed".into());
        }
        let mut response = Response::new(Body::from(if step.status == 204 { "" } else { "{}" }));
        *response.status_mut() = StatusCode::from_u16(step.status).unwrap();
        *response.headers_mut() = fields(step.response, clock);
        let matches = |condition: &str, validator: &str| {
            let condition = request.headers().get(condition);
            condition.is_some() && condition == self.previous.get(validator)
        };
        if matches("if-none-match", "etag") || matches("if-modified-since", "last-modified") {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.body_mut() = Body::empty();
        } else {
            self.previous = response.headers().clone();
        }
        Ok(response)
    }
}

fn fields(fields: Fields, clock: &ManualClock) -> HeaderMap {
    let value = |text: &str| {
        let Some(seconds) = text.strip_prefix('@') else { return HeaderValue::from_str(text).unwrap() };
        let seconds: i64 = seconds.parse().unwrap();
        let distance = Duration::from_secs(seconds.unsigned_abs());
        let time = if seconds < 0 { clock.now() - distance } else { clock.now() + distance };
        HeaderValue::from_str(&fmt_http_date(time)).unwrap()
    };
    fields.iter().map(|(name, text)| (HeaderName::from_static(name), value(text))).collect()
}

/// Runs a case over a new cache; panics if a step is not as expected.
pub(super) async fn run(id: &str, steps: &[Step]) {
    // In 2030, and at a whole second.
    let clock = ManualClock::new(UNIX_EPOCH + Duration::from_secs(1_900_000_000));
    let origin = Arc::new(Mutex::new(Origin::default()));
    let (server, time) = (Arc::clone(&origin), clock.clone());
    let service = CacheLayer::single_user().clock(Arc::new(clock.clone())).layer(service_fn(
        move |request: Request<Body>| {
            let response = server.lock().unwrap().respond(&request, &time);
            async { response }
        },
    ));
    for (at, step) in steps.iter().enumerate() {
        let name = format!("{id}, step {at}: {step:?}");
        {
            let mut origin = origin.lock().unwrap();
            (origin.step, origin.seen) = (Some(step.clone()), None);
        }
        let mut request = Request::new(Body::empty());
        *request.method_mut() = step.method.parse::<Method>().unwrap();
        *request.uri_mut() = format!("{ORIGIN}{}", step.path).parse().unwrap();
        *request.headers_mut() = fields(step.request, &clock);
        let result = service.clone().oneshot(request).await;
        let seen = origin.lock().unwrap().seen.take();
        let Ok(response) = result else {
            assert_eq!(step.expected, Expected::Fails, "{name}");
            continue;
        };
        check(&name, step, &response, seen.as_ref(), &clock);
        let _ = bytes(response).await;
        clock.advance(Duration::from_secs(step.pause));
        tokio::time::advance(Duration::from_secs(step.pause)).await;
    }
}

fn check(
    name: &str,
    step: &Step,
    response: &Response<CollectedBody<Body>>,
    seen: Option<&HeaderMap>,
    clock: &ManualClock,
) {
    let sent = |field: &str| seen.is_some_and(|seen| seen.contains_key(field));
    let revalidated = status(response) == Some(CacheStatus::Revalidated);
    let holds = match step.expected {
        Expected::Any => true,
        Expected::Cached => seen.is_none() && is_hit(response),
        Expected::NotCached => seen.is_some() && !is_hit(response),
        Expected::EtagValidated => sent("if-none-match") && revalidated,
        Expected::LmValidated => sent("if-modified-since") && revalidated,
        Expected::Status(expected) => seen.is_none() && response.status() == expected,
        Expected::Fails => false,
    };
    assert!(holds, "{name}; server saw {seen:?}, response {:?} {:?}", response.status(), status(response));
    if step.expected == Expected::Cached {
        assert_eq!(response.status().as_u16(), step.status, "{name}");
    }
    for (field, value) in &fields(step.has, clock) {
        assert!(response.headers().get_all(field).iter().any(|found| found == value), "{name}: {field}");
    }
    for field in step.lacks {
        assert!(!response.headers().contains_key(*field), "{name}: {field}");
    }
    if step.age > 0 {
        let age: u64 = response.headers()["age"].to_str().unwrap().parse().unwrap();
        assert!(age >= step.age, "{name}: age {age}");
    }
}
