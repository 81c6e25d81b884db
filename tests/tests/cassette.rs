//! Recording against an org, and replay after its shutdown.

use futures_util::TryStreamExt;
use okta_client::{
    Client, ClientBuilder, Error,
    config::{DpopMode, Sources},
    models::{CreateUserRequest, PasswordCredential, UserCredentialsWritable},
};
use okta_testkit::{
    KeyKind, Org, ServiceApp,
    cassette::{Cassette, Recorder, Replay, ReplayOrder, Scrub},
};
use okta_tests::{builder, new_user_profile, service_app, unauthenticated};

const PASSWORD: &str = "Correct-Horse-1";

/// Writes, reads, fails, and lists several pages.
async fn program(okta: &Client) -> Result<Vec<String>, Error> {
    let mut seen = Vec::new();
    let credentials = UserCredentialsWritable::new().password(PasswordCredential::new().value(PASSWORD));
    let request = CreateUserRequest::new().profile(new_user_profile()).credentials(credentials);
    let created = okta.users().create(request).activate(true).await?;
    seen.push(format!("{created:?}"));
    let response = okta.users().get(created.id).send().await?;
    seen.push(format!("{:?} {:?} {:?}", response.status(), response.request_id(), *response));
    let error = okta.users().get("nobody").await.unwrap_err();
    seen.push(error.to_string());
    seen.extend(read(okta).await?);
    Ok(seen)
}

async fn read(okta: &Client) -> Result<Vec<String>, Error> {
    let users = okta.users().list().limit(7).items().try_collect::<Vec<_>>().await?;
    Ok(users.iter().map(|user| format!("{user:?}")).collect())
}

/// Returns a builder of a client that replays a cassette.
fn replayed(replay: &Replay) -> ClientBuilder {
    Client::builder().sources(Sources::none()).org_url("https://replayed.example").transport(replay.clone())
}

#[tokio::test]
async fn a_replay_gives_what_the_org_gave() {
    let org = Org::builder().users(20).start().await.unwrap();
    let recorder = Recorder::new();
    let okta = builder(&org).layer_wire(recorder.clone()).build().unwrap();
    let live = program(&okta).await.unwrap();
    let text = recorder.cassette().to_string();
    assert!(!text.contains(org.token()) && !text.contains(PASSWORD), "{text}");
    assert_eq!(text.lines().count(), 1 + org.requests().len());
    // The org compresses long responses; the cassette contains them decompressed.
    assert!(text.contains(r#""body":{"json":[{"_links":"#) && !text.contains("base64"), "{text}");
    org.shutdown().await;

    for order in [ReplayOrder::ByRequest, ReplayOrder::Recorded] {
        let replay = Replay::with_options(text.parse().unwrap(), order, Scrub::new());
        let okta = replayed(&replay).token("00another").build().unwrap();
        assert_eq!(program(&okta).await.unwrap(), live);
        replay.assert_finished();
        let error = okta.users().get("somebody").await.unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("GET /api/v1/users/somebody"), "{cause}");
    }
}

#[tokio::test]
async fn token_requests_are_replayed() {
    let org = Org::builder().users(20).start().await.unwrap();
    let app = ServiceApp::new().scopes(["okta.users.read"]).key(KeyKind::P256).require_dpop(true);
    let app = org.register_app(app).unwrap();
    let recorder = Recorder::new();
    let recorded = service_app(unauthenticated(&org), &app).dpop(DpopMode::Always);
    let okta = recorded.layer_wire(recorder.clone()).build().unwrap();
    let live = read(&okta).await.unwrap();
    let cassette = recorder.cassette();
    let tokens = cassette.iter().filter(|exchange| exchange.url() == "/oauth2/v1/token");
    // A nonce challenge, then the token.
    assert_eq!(tokens.map(|exchange| exchange.status()).collect::<Vec<_>>(), [400, 200]);
    let text = cassette.to_string();
    let (header, _) = app.private_key_pem().trim().split_once('\n').unwrap();
    assert!(!text.contains("eyJ") && !text.contains(header), "{text}");
    for request in org.requests().iter() {
        for name in ["authorization", "dpop"] {
            let value = request.header(name).unwrap_or("none").split(' ').next_back().unwrap();
            assert!(value == "none" || !text.contains(value), "{name} in {text}");
        }
    }
    org.shutdown().await;

    let replay = Replay::new(text.parse::<Cassette>().unwrap());
    let okta = service_app(replayed(&replay), &app).dpop(DpopMode::Always).build().unwrap();
    assert_eq!(read(&okta).await.unwrap(), live);
    replay.assert_finished();
}

#[tokio::test]
async fn failed_attempts_are_replayed() {
    let org = Org::builder().users(3).start().await.unwrap();
    org.when("GET /api/v1/users/me")
        .times(2)
        .respond_with(okta_testkit::ResponseTemplate::new(503).header("retry-after", "0"));
    let recorder = Recorder::new();
    let okta = builder(&org).layer_wire(recorder.clone()).build().unwrap();
    let live = okta.users().get("me").send().await.unwrap();
    org.shutdown().await;
    let replay = Replay::new(recorder.cassette());
    let okta = replayed(&replay).token("00another").build().unwrap();
    let replayed = okta.users().get("me").send().await.unwrap();
    assert_eq!((live.attempts(), replayed.attempts()), (3, 3));
    assert_eq!(*live, *replayed);
    replay.assert_finished();
}
