//! Properties of recording and replay: redaction, round trips.

use std::io::Write;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::Response;
use http_body_util::Full;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    Cassette, Scrub,
    tests::{TestRequest, get, post, record, replay, response, send},
};

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// One exchange per location of a secret, by index. `wrapped` is JSON that contains the secret.
fn exchange_with_secret(
    index: usize,
    secret: &str,
    wrapped: &Value,
) -> Option<(TestRequest, Response<Full<Bytes>>)> {
    let ok = || response("application/json", "{}");
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
    let mut packed = response("application/json", gzip(&wrapped.to_string()));
    packed.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
    let mut foreign = response("application/json", secret.to_owned());
    foreign.headers_mut().insert("content-encoding", "br".parse().unwrap());
    let echoed = Some((
        with("authorization", format!("SSWS {secret}")),
        response("text/plain", format!("you: {secret}")),
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
        Some((get("/api/v1/users"), response("application/json", wrapped.to_string()))),
        Some((get("/api/v1/users"), packed)),
        Some((get("/api/v1/users"), foreign)),
        Some((get("/api/v1/users"), cookie)),
        Some((get("/api/v1/users"), link)),
        Some((get("/api/v1/users"), response("text/plain", format!("use Bearer {secret}, please")))),
        Some((get("/api/v1/users"), response("application/json", json!({"x": [jwt]}).to_string()))),
        Some((
            get("/api/v1/users"),
            response("application/json", json!({"href": format!("https://o/welcome/{secret}")}).to_string()),
        )),
        Some((
            get("/api/v1/users"),
            response(
                "text/plain",
                format!("-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----"),
            ),
        )),
        echoed,
        Some((get(&format!("/api/v1/x/{api_token}")), response("text/plain", format!("<b>{api_token}</b>")))),
    ];
    exchanges.into_iter().nth(index).flatten()
}

/// JSON with a secret member at any depth.
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
    fn prop_cassettes_contain_no_secret(
        (secret, wrapped) in "[A-Za-z]{4}[0-9][A-Za-z0-9]{12,24}".prop_flat_map(|secret| (Just(secret.clone()), wrapped(secret))),
    ) {
        let exchanges: Vec<_> =
            (0..).map_while(|index| exchange_with_secret(index, &secret, &wrapped)).collect();
        let count = exchanges.len();
        let text = record(Scrub::new(), exchanges);
        for (number, line) in text.lines().enumerate() {
            prop_assert!(!line.contains(&secret), "exchange {}: {}", number, line);
        }
        prop_assert_eq!(text.parse::<Cassette>().map(|cassette| cassette.len()), Ok(count));
    }

    #[test]
    fn prop_replay_returns_the_recorded_body(
        body in prop_oneof![
            "[ -~]{0,40}".prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..60),
            Just(br#"{"a":1.50,"b":[12345678901234567890123]}"#.to_vec()),
        ],
        query in prop::collection::vec(("[a-z]{1,4}", "[ -~é]{0,8}"), 0..3),
    ) {
        let pairs = form_urlencoded::Serializer::new(String::new()).extend_pairs(&query).finish();
        let url = format!("/api/v1/things?{pairs}");
        let request = || post(&url, "application/octet-stream", body.clone());
        let text = record(Scrub::new(), vec![(request(), response("application/octet-stream", body.clone()))]);
        let replay = replay(&text);
        let replayed = send(&replay, request()).unwrap();
        let same = match (serde_json::from_slice::<Value>(&body), serde_json::from_slice::<Value>(&replayed)) {
            (Ok(expected), Ok(actual)) => expected == actual,
            _ => replayed == body || replayed.windows(8).any(|part| part == b"REDACTED"),
        };
        prop_assert!(same, "{:?} became {:?}", body, replayed);
        replay.assert_finished();
    }
}
