//! Secrets stay out, requests find their answers.

use std::{
    future::ready,
    io::{self, Write},
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::runtime::Builder;
use tower::{Layer, ServiceExt, service_fn};

use super::{Cassette, Recorder, Replay, ReplayOrder, Scrub};

type Asked = Request<Full<Bytes>>;

fn get(url: &str) -> Asked {
    Request::get(format!("https://org.example{url}")).body(Full::default()).unwrap()
}

fn post(url: &str, content_type: &str, body: impl Into<Bytes>) -> Asked {
    let request = Request::post(format!("https://org.example{url}")).header("content-type", content_type);
    request.body(Full::new(body.into())).unwrap()
}

fn reply(content_type: &str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    Response::builder().header("content-type", content_type).body(Full::new(body.into())).unwrap()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    Builder::new_current_thread().build().unwrap().block_on(future)
}

/// What a recorder with these rules writes about exchanges.
fn record(scrub: Scrub, exchanges: Vec<(Asked, Response<Full<Bytes>>)>) -> String {
    let recorder = Recorder::with_scrub(scrub);
    run(async {
        for (request, response) in exchanges {
            let server = service_fn(move |_: Asked| ready(Ok::<_, io::Error>(response.clone())));
            let answer = recorder.layer(server).oneshot(request).await.unwrap();
            answer.into_body().collect().await.unwrap();
        }
    });
    recorder.cassette().to_string()
}

fn replay(text: &str) -> Replay {
    Replay::new(text.parse().unwrap())
}

fn ask(replay: &Replay, request: Asked) -> Result<Bytes, String> {
    run(async {
        let answer = replay.clone().oneshot(request).await.map_err(|error| error.to_string())?;
        Ok(answer.into_body().collect().await.unwrap().to_bytes())
    })
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Every place at which a secret is looked for. `wrapped` is JSON with the secret somewhere inside.
fn planted(place: usize, secret: &str, wrapped: &Value) -> Option<(Asked, Response<Full<Bytes>>)> {
    let ok = || reply("application/json", "{}");
    let with = |name: &str, value: String| {
        let mut request = get("/api/v1/users");
        request.headers_mut().append(http::HeaderName::try_from(name).unwrap(), value.parse().unwrap());
        request
    };
    let jwt = format!("eyJhbGciOiJub25lIn0.{secret}.{secret}");
    let api_token = format!("00{secret}{}", "a".repeat(40 - secret.len()));
    let form = |name: &str| {
        post("/oauth2/v1/token", "application/x-www-form-urlencoded", format!("a=b&{name}={secret}"))
    };
    let mut cookie = ok();
    cookie.headers_mut().append("set-cookie", format!("sid={secret}; Path=/").parse().unwrap());
    let mut link = ok();
    let target = format!("<https://org.example/x?after=1&token={secret}>; rel=\"next\"");
    link.headers_mut().append("link", target.parse().unwrap());
    let mut packed = reply("application/json", gzip(&wrapped.to_string()));
    packed.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
    let mut foreign = reply("application/json", secret.to_owned());
    foreign.headers_mut().insert("content-encoding", "br".parse().unwrap());
    let echoed = Some((
        with("authorization", format!("SSWS {secret}")),
        reply("text/plain", format!("you: {secret}")),
    ));
    let exchanges = [
        Some((with("authorization", format!("SSWS {secret}")), ok())),
        Some((with("authorization", format!("Bearer {secret}")), ok())),
        Some((with("dpop", jwt.clone()), ok())),
        Some((with("cookie", format!("sid={secret}")), ok())),
        Some((with("x-my-own", secret.to_owned()), ok())),
        Some((get(&format!("/api/v1/authn?token={secret}&limit=1")), ok())),
        Some((get(&format!("/api/v1/sessions/{secret}")), ok())),
        Some((get(&format!("/api/v1/users/{jwt}")), ok())),
        Some((form("client_assertion"), ok())),
        Some((form("client_secret"), ok())),
        Some((form("password"), ok())),
        Some((form("code"), ok())),
        Some((post("/api/v1/users", "application/json", wrapped.to_string()), ok())),
        Some((post("/api/v1/users", "text/plain", wrapped.to_string()), ok())),
        Some((get("/api/v1/users"), reply("application/json", wrapped.to_string()))),
        Some((get("/api/v1/users"), packed)),
        Some((get("/api/v1/users"), foreign)),
        Some((get("/api/v1/users"), cookie)),
        Some((get("/api/v1/users"), link)),
        Some((get("/api/v1/users"), reply("text/plain", format!("use Bearer {secret}, please")))),
        Some((get("/api/v1/users"), reply("application/json", json!({"x": [jwt]}).to_string()))),
        Some((
            get("/api/v1/users"),
            reply("application/json", json!({"href": format!("https://o/welcome/{secret}")}).to_string()),
        )),
        Some((
            get("/api/v1/users"),
            reply("text/plain", format!("-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----")),
        )),
        echoed,
        Some((get(&format!("/api/v1/x/{api_token}")), reply("text/plain", format!("<b>{api_token}</b>")))),
    ];
    exchanges.into_iter().nth(place).flatten()
}

/// A member that holds a secret, somewhere inside of JSON.
fn wrapped(secret: String) -> impl Strategy<Value = Value> {
    let member = prop::sample::select(vec![
        json!({"password": secret}),
        json!({"password": {"value": secret}}),
        json!({"password": {"hash": {"algorithm": "MD5", "salt": secret, "value": secret}}}),
        json!({"recovery_question": {"question": "?", "answer": secret}}),
        json!({"access_token": secret, "token_type": "Bearer"}),
        json!({"refresh_token": secret, "id_token": secret}),
        json!({"client_secret": secret, "secret_hash": secret}),
        json!({"clientSecret": secret}),
        json!({"activationToken": secret, "activationUrl": secret}),
        json!({"resetPasswordUrl": secret, "tempPassword": secret}),
        json!({"sharedSecret": secret, "passCode": secret, "nextPassCode": secret}),
        json!({"token": secret, "api-key": secret, "API_TOKEN": [secret]}),
        json!({"kty": "EC", "crv": "P-256", "x": "a", "y": "b", "d": secret}),
        json!({"kty": "oct", "k": secret}),
        json!({"channel": {"config": {"authScheme": {"type": "HEADER", "key": "x", "value": secret}}}}),
        json!({"headers": [{"key": "x-api", "value": secret}]}),
        json!({"privateKey": secret}),
        json!({"password": {"headers": [{"key": secret}], "_links": secret}}),
        json!({"href": format!("https://org.example/a?b=c&sessionToken={secret}#d")}),
    ]);
    let other =
        prop::sample::select(vec![json!(1), json!(null), json!("text"), json!({"a": []}), json!([true])]);
    (member, prop::collection::vec((any::<bool>(), "[a-z]{1,8}", other), 0..5)).prop_map(
        |(member, around)| {
            around.into_iter().fold(member, |inner, (list, name, other)| match list {
                true => json!([other, inner]),
                false => json!({ name: inner, "zz": other }),
            })
        },
    )
}

proptest! {
    #[test]
    fn no_secret_reaches_a_cassette(
        (secret, wrapped) in "[A-Za-z]{4}[0-9][A-Za-z0-9]{12,24}".prop_flat_map(|secret| (Just(secret.clone()), wrapped(secret))),
    ) {
        let exchanges: Vec<_> = (0..).map_while(|place| planted(place, &secret, &wrapped)).collect();
        let places = exchanges.len();
        let text = record(Scrub::new(), exchanges);
        for (place, line) in text.lines().enumerate() {
            prop_assert!(!line.contains(&secret), "place {}: {}", place, line);
        }
        prop_assert_eq!(text.parse::<Cassette>().map(|cassette| cassette.len()), Ok(places));
    }

    #[test]
    fn what_is_recorded_is_replayed(
        body in prop_oneof![
            "[ -~]{0,40}".prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..60),
            Just(br#"{"a":1.50,"b":[12345678901234567890123]}"#.to_vec()),
        ],
        query in prop::collection::vec(("[a-z]{1,4}", "[ -~é]{0,8}"), 0..3),
    ) {
        let pairs = form_urlencoded::Serializer::new(String::new()).extend_pairs(&query).finish();
        let url = format!("/api/v1/things?{pairs}");
        let asked = || post(&url, "application/octet-stream", body.clone());
        let text = record(Scrub::new(), vec![(asked(), reply("application/octet-stream", body.clone()))]);
        let replay = replay(&text);
        let answer = ask(&replay, asked()).unwrap();
        let same = match (serde_json::from_slice::<Value>(&body), serde_json::from_slice::<Value>(&answer)) {
            (Ok(ours), Ok(theirs)) => ours == theirs,
            _ => answer == body || answer.windows(8).any(|part| part == b"REDACTED"),
        };
        prop_assert!(same, "{:?} became {:?}", body, answer);
        replay.assert_finished();
    }
}

#[test]
fn what_looks_like_a_secret_and_is_none_is_kept() {
    let body = json!({
        "passwordChanged": "2024-01-01T00:00:00.000Z",
        "accessTokenLifetimeMinutes": 60,
        "settings": {"password": {"complexity": {"minLength": 8, "excludeAttributes": ["firstName"]}, "age": {"maxAgeDays": 90}}},
        "_links": {"resetPassword": {"href": "https://org.example/api/v1/users/1/lifecycle/reset_password", "method": "POST"}},
        "errorCode": "E0000011",
        "token_type": "Bearer",
        "password": {},
        "d": "not a key"
    });
    let challenge =
        "DPoP error=\"use_dpop_nonce\", error_description=\"Authorization server requires nonce\"";
    let mut answer = reply("application/json", body.to_string());
    answer.headers_mut().insert("www-authenticate", challenge.parse().unwrap());
    let text = record(Scrub::new(), vec![(get("/api/v1/sessions/me"), answer)]);
    assert!(!text.contains("REDACTED"), "{text}");
    assert!(text.contains(&challenge.replace('"', "\\\"")) && text.contains("/api/v1/sessions/me"), "{text}");
}

#[test]
fn callers_add_rules() {
    let scrub = Scrub::new()
        .keep_header("x-trace")
        .secret_name("cost_center")
        .secret("classified")
        .replace("org.example", "example.okta.com")
        .rule(|text| text.starts_with("00u").then(|| "00uUSER".to_owned()));
    let mut answer =
        reply("application/json", r#"{"id":"00u77","costCenter":"R-1","note":"it is classified"}"#);
    answer.headers_mut().insert("x-trace", "https://org.example/00u".parse().unwrap());
    let text = record(scrub.clone(), vec![(get("/api/v1/users/00u77?q=a%20b"), answer)]);
    let expected = concat!(
        r#"{"request":{"method":"GET","url":"/api/v1/users/00uUSER?q=a+b"},"response":{"status":200,"#,
        r#""headers":[["content-type","application/json"],["x-trace","https://example.okta.com/00u"]],"#,
        r#""body":{"json":{"id":"00uUSER","costCenter":"REDACTED","note":"it is REDACTED"}}}}"#
    );
    assert_eq!(text.lines().nth(1), Some(expected));
    // The same rules make another id the same request.
    let replay = Replay::with_options(text.parse().unwrap(), ReplayOrder::ByRequest, scrub);
    assert!(ask(&replay, get("/api/v1/users/00u99?q=a+b")).is_ok());
}

#[test]
#[should_panic(expected = "carries credentials")]
fn credentials_cannot_be_kept() {
    let _ = Scrub::new().keep_header("Authorization");
}

#[test]
fn a_request_finds_its_own_answer_whatever_the_order() {
    let answers = |url: &str, body: &'static str| (get(url), reply("text/plain", body));
    let text = record(
        Scrub::new(),
        vec![answers("/a?x=1&y=2", "one"), answers("/b", "two"), answers("/a?x=1&y=2", "three")],
    );
    let replay = replay(&text);
    assert_eq!(ask(&replay, get("/b")).unwrap(), "two");
    assert_eq!(ask(&replay, get("/a?y=2&x=1")).unwrap(), "one");
    assert_eq!(replay.unused(), ["3: GET /a?x=1&y=2"]);
    assert_eq!(ask(&replay, get("/a?x=1&y=2")).unwrap(), "three");
    replay.assert_finished();
    let error = ask(&replay, get("/b")).unwrap_err();
    assert_eq!(error, "GET /b was recorded 1 times, and all of its answers have been given");
    replay.rewind();
    assert_eq!(ask(&replay, get("/b")).unwrap(), "two");
}

#[test]
fn an_unknown_request_is_told_what_comes_closest() {
    let json = |body: &str| post("/api/v1/groups", "application/json", body.to_owned());
    let text = record(
        Scrub::new(),
        vec![
            (get("/api/v1/users?limit=2"), reply("text/plain", "")),
            (json(r#"{"a":1,"b":2}"#), reply("text/plain", "made")),
        ],
    );
    let replay = replay(&text);
    assert_eq!(ask(&replay, json(r#"{ "b": 2, "a": 1 }"#)).unwrap(), "made");
    assert_eq!(
        ask(&replay, get("/api/v1/users?limit=3")).unwrap_err(),
        "GET /api/v1/users?limit=3 was not recorded; the closest is exchange 1 (GET /api/v1/users?limit=2), \
         whose query differs"
    );
    let error = ask(&replay, json(r#"{"a":2}"#)).unwrap_err();
    assert!(error.contains("exchange 2 (POST /api/v1/groups), whose body differs"), "{error}");
    let error = ask(&Replay::new(Cassette::default()), get("/")).unwrap_err();
    assert_eq!(error, "GET / was not recorded: the cassette is empty");
}

#[test]
fn the_recorded_order_can_be_demanded() {
    let exchanges = ["/a", "/b"].map(|url| (get(url), reply("text/plain", url)));
    let text = record(Scrub::new(), exchanges.into());
    let strict = || Replay::with_options(text.parse().unwrap(), ReplayOrder::Recorded, Scrub::new());
    let replay = strict();
    assert_eq!(
        ask(&replay, get("/b")).unwrap_err(),
        "GET /b came where exchange 1 (GET /a) is recorded; the path differs"
    );
    assert_eq!(ask(&replay, get("/a")).unwrap(), "/a");
    assert_eq!(ask(&replay, get("/b")).unwrap(), "/b");
    let error = ask(&replay, get("/b")).unwrap_err();
    assert_eq!(error, "GET /b came after the last of 2 recorded exchanges");
}

#[test]
fn uploads_with_another_boundary_are_the_same() {
    let upload = |boundary: &str| {
        let body = format!("--{boundary}\r\ncontent-type: image/png\r\n\r\n\u{1}x\r\n--{boundary}--\r\n");
        post("/api/v1/apps/1/logo", &format!("multipart/form-data; boundary={boundary}"), body)
    };
    let text = record(Scrub::new(), vec![(upload("abc123"), reply("text/plain", "fine"))]);
    assert!(!text.contains("abc123"), "{text}");
    assert_eq!(ask(&replay(&text), upload("zzz")).unwrap(), "fine");
}

#[test]
fn answers_that_are_not_read_to_their_end() {
    use futures_util::{StreamExt, stream};
    let recorder = Recorder::new();
    run(async {
        fn pieces(
            last: io::Result<&'static str>,
        ) -> Response<impl http_body::Body<Data = Bytes, Error = io::Error>> {
            let pieces = stream::iter([Ok("one"), last]);
            let frames = pieces.map(|piece| piece.map(|text| http_body::Frame::data(Bytes::from(text))));
            Response::new(http_body_util::StreamBody::new(frames))
        }
        let whole = service_fn(async |_: Asked| Ok::<_, io::Error>(pieces(Ok("two"))));
        let mut answer = recorder.layer(whole).oneshot(get("/left")).await.unwrap().into_body();
        answer.frame().await.unwrap().unwrap();
        assert!(recorder.cassette().is_empty());
        drop(answer);
        let cut = service_fn(async |_: Asked| Ok::<_, io::Error>(pieces(Err(io::Error::other("cut")))));
        let answer = recorder.layer(cut).oneshot(get("/cut")).await.unwrap();
        answer.into_body().collect().await.unwrap_err();
        let gone =
            service_fn(async |_: Asked| Err::<Response<Full<Bytes>>, _>(io::Error::other("no connection")));
        recorder.layer(gone).oneshot(get("/gone")).await.unwrap_err();
    });
    let replay = Replay::new(recorder.cassette());
    assert_eq!(ask(&replay, get("/left")).unwrap(), "one");
    replay.assert_finished();
}

#[test]
fn a_file_that_is_no_cassette_is_told_by_name_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.jsonl");
    let text = record(Scrub::new(), vec![(get("/a"), reply("text/plain", "a"))]);
    text.parse::<Cassette>().unwrap().save(&path).unwrap();
    assert_eq!(Cassette::load(&path).unwrap().to_string(), text);
    std::fs::write(&path, format!("{text}{{\"request\":1}}\n")).unwrap();
    let error = Cassette::load(&path).unwrap_err().to_string();
    assert!(error.contains("calls.jsonl: line 3: "), "{error}");
    let error = Cassette::load(folder.path().join("none.jsonl")).unwrap_err();
    assert!(error.kind() == io::ErrorKind::NotFound && error.to_string().contains("none.jsonl"), "{error}");
    assert_eq!("".parse::<Cassette>().unwrap_err().line(), 1);
    let newer = r#"{"cassette":"okta-testkit","version":2}"#.parse::<Cassette>().unwrap_err();
    assert_eq!(newer.to_string(), "line 1: version 2 is newer than this crate");
}
