//! An event hook and its verification; an inline hook and its preview.

use okta_client::models::*;
use okta_client::{Client, Error};
use serde_json::json;

async fn task(okta: &Client) -> Result<(), Error> {
    let scheme = EventHookChannelConfigAuthScheme::new()
        .type_(EventHookChannelConfigAuthSchemeType::Header)
        .key("authorization")
        .value("s3cret");
    let config = EventHookChannelConfig::new().uri("https://hooks.example.com/okta").auth_scheme(scheme);
    let channel = EventHookChannel::new().type_(EventHookChannelType::Http).version("1.0.0").config(config);
    let events = EventSubscriptions::new().type_(EventSubscriptionType::EventType);
    let hook =
        EventHook::new().name("joiners").events(events.items(["user.lifecycle.create"])).channel(channel);
    let hook = okta.event_hooks().create(hook).await?;
    let hook = okta.event_hooks().verify(&hook.id).await?;
    println!("{} {:?}", hook.id, hook.verification_status);

    let config = InlineHookHttpConfigCreate::new()
        .uri("https://hooks.example.com/token")
        .method("POST")
        .auth_scheme(json!({"type": "HEADER", "key": "authorization", "value": "s3cret"}));
    let hook = InlineHookCreate::new()
        .name("token hook")
        .type_(InlineHookType::Token)
        .version("1.0.0")
        .channel(InlineHookChannelHttpCreate::new().version("1.0.0").config(config));
    let hook = okta.inline_hooks().create(hook).await?;
    let request = TokenRequest::new()
        .source("https://example.okta.com/oauth2/default/v1/authorize")
        .data(json!({"identity": {"claims": {"sub": "ada@example.com"}}}));
    let response = okta.inline_hooks().execute(&hook.id, request).await?;
    println!("commands {:?}", response.commands);
    Ok(())
}

#[tokio::test]
async fn hooks_are_verified_and_previewed() {
    use okta_client::models::EventHookVerificationStatus;
    use okta_testkit::{Org, ResponseTemplate};

    let org = Org::start().await.unwrap();
    let okta = okta_tests::client(&org).unwrap();
    let preview = "POST /api/v1/inlineHooks/*/execute";
    org.when(preview).respond_with(ResponseTemplate::ok(json!({"commands": []})));
    task(&okta).await.unwrap();

    let hooks = okta.event_hooks().list().await.unwrap().into_items().unwrap();
    let hook = &hooks[0];
    assert_eq!((hooks.len(), hook.name.as_deref()), (1, Some("joiners")));
    assert_eq!(hook.verification_status, Some(EventHookVerificationStatus::Verified));
    let items = hook.events.as_ref().unwrap().items.as_deref();
    assert_eq!(items, Some(&["user.lifecycle.create".to_owned()][..]));
    let uri = hook.channel.as_ref().unwrap().config.as_ref().unwrap().uri.as_deref();
    assert_eq!(uri, Some("https://hooks.example.com/okta"));
    let sent = org.requests().matching("POST /api/v1/eventHooks").only().json().unwrap();
    let scheme = json!({"type": "HEADER", "key": "authorization", "value": "s3cret"});
    assert_eq!(sent["channel"]["config"]["authScheme"], scheme);

    let hooks = okta.inline_hooks().list().await.unwrap().into_items().unwrap();
    assert_eq!((hooks.len(), hooks[0].name.as_deref()), (1, Some("token hook")));
    let sent = org.requests().matching("POST /api/v1/inlineHooks").only().json().unwrap();
    assert_eq!(
        sent["channel"],
        json!({"type": "HTTP", "version": "1.0.0", "config": {
            "uri": "https://hooks.example.com/token", "method": "POST", "authScheme": scheme,
        }})
    );
    let executed = org.requests().matching(preview).only().json().unwrap();
    assert_eq!(executed["eventType"], "com.okta.oauth2.tokens.transform");
    assert_eq!(executed["data"]["identity"]["claims"]["sub"], "ada@example.com");
}
