//! Sign-in with the Authentication API: passwords, factors, enrollment, recovery.

use std::time::Duration;

use okta_testkit::{Clock, Org, PASS_CODE};
use serde_json::{Value, json};

use crate::common::{Http, Response};

const PASSWORD: &str = "Abcd1234#xyz";

/// A user with a password, an org, and a client without a token.
async fn user(org: &Org) -> (Http, String) {
    let http = Http::new(org);
    let user = json!({
        "profile": {"login": "ada@example.com", "email": "ada@example.com", "firstName": "Ada", "lastName": "L"},
        "credentials": {
            "password": {"value": PASSWORD}, "recovery_question": {"question": "What?", "answer": "nothing"},
        },
    });
    let user = http.post("/api/v1/users", user).await.ok();
    (http, user["id"].as_str().unwrap().to_owned())
}

/// A sign-on policy for everyone whose only rule has this action.
async fn policy(http: &Http, action: Value) {
    let group = http.get("/api/v1/groups?q=Everyone").await.ids().remove(0);
    let policy = json!({
        "type": "OKTA_SIGN_ON", "name": "Factors", "conditions": {"people": {"groups": {"include": [group]}}},
    });
    let policy = http.post("/api/v1/policies", policy).await.ok();
    let rule = json!({"type": "SIGN_ON", "name": "R", "actions": {"signon": action}});
    http.post(&format!("/api/v1/policies/{}/rules", policy["id"].as_str().unwrap()), rule).await.ok();
}

async fn post(http: &Http, path: &str, body: Value) -> Response {
    let request = hyper::Request::post(format!("{}/api/v1/authn{path}", http.base));
    let request = request.header("content-type", "application/json").body(body.to_string().into());
    http.send(request.unwrap()).await.unwrap()
}

async fn sign_in(http: &Http) -> Response {
    post(http, "", json!({"username": "ada@example.com", "password": PASSWORD, "relayState": "/deep"})).await
}

fn token(transaction: &Value) -> &Value {
    &transaction["stateToken"]
}

#[tokio::test]
async fn factor_is_required_by_policy() {
    let org = Org::start().await.unwrap();
    let (http, user) = user(&org).await;
    assert_eq!(sign_in(&http).await.ok()["status"], "SUCCESS");
    policy(&http, json!({"access": "ALLOW", "requireFactor": true})).await;
    let sms = json!({"factorType": "sms", "provider": "OKTA", "profile": {"phoneNumber": "+15551234567"}});
    let sms = http.post(&format!("/api/v1/users/{user}/factors?activate=true"), sms).await.ok();
    let id = sms["id"].as_str().unwrap();

    let transaction = sign_in(&http).await.ok();
    assert_eq!(
        (&transaction["status"], &transaction["relayState"]),
        (&json!("MFA_REQUIRED"), &json!("/deep"))
    );
    assert_eq!(transaction["_embedded"]["factors"][0]["id"], id);
    let state = json!({"stateToken": token(&transaction)});
    assert_eq!(post(&http, "", state.clone()).await.ok()["status"], "MFA_REQUIRED");
    let verify = format!("/factors/{id}/verify");
    let challenge = post(&http, &verify, state.clone()).await.ok();
    assert_eq!(
        (&challenge["status"], &challenge["factorResult"]),
        (&json!("MFA_CHALLENGE"), &json!("CHALLENGE"))
    );
    assert_eq!(challenge["_links"]["next"]["name"], "verify");
    assert_eq!(post(&http, &format!("{verify}/resend"), state.clone()).await.ok()["status"], "MFA_CHALLENGE");
    assert_eq!(post(&http, "/previous", state.clone()).await.ok()["status"], "MFA_REQUIRED");
    post(&http, "/previous", state.clone()).await.assert_error(403, "E0000079");
    let code = |code: &str| json!({"stateToken": token(&transaction), "passCode": code});
    post(&http, &verify, code("000000")).await.assert_error(403, "E0000068");
    let success = post(&http, &verify, code(PASS_CODE)).await.ok();
    assert_eq!((&success["status"], &success["relayState"]), (&json!("SUCCESS"), &json!("/deep")));
    let session = json!({"sessionToken": success["sessionToken"]});
    assert_eq!(http.post("/api/v1/sessions", session).await.ok()["userId"], user.as_str());
    post(&http, "", state).await.assert_error(401, "E0000011");
}

#[tokio::test]
async fn user_without_factors_enrolls_one() {
    let org = Org::start().await.unwrap();
    let (http, user) = user(&org).await;
    policy(&http, json!({"access": "ALLOW", "requireFactor": true})).await;
    let transaction = sign_in(&http).await.ok();
    assert_eq!(transaction["status"], "MFA_ENROLL");
    let state = json!({"stateToken": token(&transaction)});
    post(&http, "/skip", state.clone()).await.assert_error(403, "E0000079");
    let mut totp = json!({"factorType": "token:software:totp", "provider": "GOOGLE"});
    totp["stateToken"] = token(&transaction).clone();
    let enrolled = post(&http, "/factors", totp.clone()).await.ok();
    assert_eq!(enrolled["status"], "MFA_ENROLL_ACTIVATE");
    assert!(enrolled["_embedded"]["factor"]["_embedded"]["activation"]["sharedSecret"].is_string());
    // A step back ends the enrollment.
    assert_eq!(post(&http, "/previous", state.clone()).await.ok()["status"], "MFA_ENROLL");
    assert_eq!(http.get(&format!("/api/v1/users/{user}/factors")).await.ok(), json!([]));
    let enrolled = post(&http, "/factors", totp).await.ok();
    let id = enrolled["_embedded"]["factor"]["id"].as_str().unwrap().to_owned();
    let mut code = state.clone();
    code["passCode"] = json!(PASS_CODE);
    let activate = format!("/factors/{id}/lifecycle/activate");
    post(&http, &activate, state).await.assert_error(403, "E0000068");
    assert_eq!(post(&http, &activate, code).await.ok()["status"], "SUCCESS");
    assert_eq!(http.get(&format!("/api/v1/users/{user}/factors/{id}")).await.ok()["status"], "ACTIVE");
    assert_eq!(sign_in(&http).await.ok()["status"], "MFA_REQUIRED");
}

#[tokio::test]
async fn further_factors_can_be_skipped() {
    let org = Org::start().await.unwrap();
    let (http, _) = user(&org).await;
    policy(&http, json!({"access": "ALLOW", "requireFactor": true})).await;
    let sign_in = json!({
        "username": "ada@example.com", "password": PASSWORD, "options": {"multiOptionalFactorEnroll": true},
    });
    let transaction = post(&http, "", sign_in).await.ok();
    let question = json!({
        "stateToken": token(&transaction), "factorType": "question", "provider": "OKTA",
        "profile": {"question": "disliked_food", "answer": "mayonnaise"},
    });
    let more = post(&http, "/factors", question).await.ok();
    assert_eq!((&more["status"], &more["_links"]["skip"]["name"]), (&json!("MFA_ENROLL"), &json!("skip")));
    let state = json!({"stateToken": token(&transaction)});
    assert_eq!(post(&http, "/skip", state).await.ok()["status"], "SUCCESS");
}

#[tokio::test]
async fn push_is_polled_until_decided() {
    let clock = Clock::frozen_at(1_700_000_000);
    let org = Org::builder().clock(clock.clone()).start().await.unwrap();
    let (http, user) = user(&org).await;
    policy(&http, json!({"access": "ALLOW", "requireFactor": true})).await;
    let push = json!({"factorType": "push", "provider": "OKTA"});
    let push = http.post(&format!("/api/v1/users/{user}/factors"), push).await.ok();
    org.decide_push(&user, true);
    let transaction = sign_in(&http).await.ok();
    let state = json!({"stateToken": token(&transaction)});
    let verify = format!("/factors/{}/verify", push["id"].as_str().unwrap());
    for _ in 0..2 {
        assert_eq!(post(&http, &verify, state.clone()).await.ok()["factorResult"], "WAITING");
    }
    org.decide_push(&user, false);
    assert_eq!(post(&http, &verify, state.clone()).await.ok()["factorResult"], "REJECTED");
    assert_eq!(post(&http, "/previous", state.clone()).await.ok()["status"], "MFA_REQUIRED");
    assert_eq!(post(&http, &verify, state.clone()).await.ok()["factorResult"], "WAITING");
    org.decide_push(&user, true);
    assert_eq!(post(&http, &verify, state).await.ok()["status"], "SUCCESS");

    let transaction = sign_in(&http).await.ok();
    clock.advance(Duration::from_secs(300));
    post(&http, "", json!({"stateToken": token(&transaction)})).await.assert_error(401, "E0000011");
}

#[tokio::test]
async fn expired_password_is_changed() {
    let org = Org::start().await.unwrap();
    let (http, user) = user(&org).await;
    http.post(&format!("/api/v1/users/{user}/lifecycle/expire_password"), None).await.ok();
    let transaction = sign_in(&http).await.ok();
    assert_eq!(
        (&transaction["status"], &transaction["_links"]["next"]["name"]),
        (&json!("PASSWORD_EXPIRED"), &json!("changePassword"))
    );
    let change = |old: &str, new: &str| json!({"stateToken": token(&transaction), "oldPassword": old, "newPassword": new});
    let path = "/credentials/change_password";
    post(&http, path, change("wrong", "Efgh5678#xyz")).await.assert_error(403, "E0000014");
    post(&http, path, change(PASSWORD, "short")).await.assert_error(403, "E0000080");
    assert_eq!(post(&http, path, change(PASSWORD, "Efgh5678#xyz")).await.ok()["status"], "SUCCESS");
    sign_in(&http).await.assert_error(401, "E0000004");
    assert_eq!(http.get(&format!("/api/v1/users/{user}")).await.ok()["status"], "ACTIVE");
}

#[tokio::test]
async fn wrong_passwords_lock_the_user_out() {
    let org = Org::start().await.unwrap();
    let (http, user) = user(&org).await;
    for _ in 0..10 {
        let wrong = json!({"username": "ada@example.com", "password": "wrong"});
        post(&http, "", wrong).await.assert_error(401, "E0000004");
    }
    let locked = sign_in(&http).await.ok();
    assert_eq!(
        (&locked["status"], &locked["_links"]["next"]["name"]),
        (&json!("LOCKED_OUT"), &json!("unlock"))
    );
    assert_eq!(http.get(&format!("/api/v1/users/{user}")).await.ok()["status"], "LOCKED_OUT");
    // Trusted apps recover with a token in the response.
    let recovery =
        http.post("/api/v1/authn/recovery/unlock", json!({"username": "ada@example.com"})).await.ok();
    let transaction = json!({"recoveryToken": recovery["recoveryToken"]});
    let transaction = post(&http, "/recovery/token", transaction).await.ok();
    assert_eq!(
        (&transaction["status"], &transaction["recoveryType"]),
        (&json!("RECOVERY"), &json!("UNLOCK"))
    );
    let answer = json!({"stateToken": token(&transaction), "answer": "nothing"});
    assert_eq!(post(&http, "/recovery/answer", answer).await.ok()["status"], "SUCCESS");
    assert_eq!(sign_in(&http).await.ok()["status"], "SUCCESS");
}

#[tokio::test]
async fn forgotten_password_is_reset() {
    let org = Org::start().await.unwrap();
    let (http, _) = user(&org).await;
    let name = json!({"username": "ada@example.com"});
    post(&http, "/recovery/password", name.clone()).await.assert_error(400, "E0000001");
    let unknown = json!({"username": "nobody@example.com", "factorType": "EMAIL"});
    let sent = post(&http, "/recovery/password", unknown).await.ok();
    assert_eq!((&sent["status"], sent.get("stateToken")), (&json!("RECOVERY_CHALLENGE"), None));
    let recovery = json!({"username": "ada@example.com", "factorType": "SMS"});
    let transaction = post(&http, "/recovery/password", recovery).await.ok();
    let code = json!({"stateToken": token(&transaction), "passCode": PASS_CODE});
    assert_eq!(post(&http, "/recovery/factors/sms/verify", code).await.ok()["status"], "RECOVERY");
    let wrong = json!({"stateToken": token(&transaction), "answer": "wrong"});
    post(&http, "/recovery/answer", wrong).await.assert_error(403, "E0000087");
    let answer = json!({"stateToken": token(&transaction), "answer": "nothing"});
    assert_eq!(post(&http, "/recovery/answer", answer).await.ok()["status"], "PASSWORD_RESET");
    let new = json!({"stateToken": token(&transaction), "newPassword": "Efgh5678#xyz"});
    assert_eq!(post(&http, "/credentials/reset_password", new).await.ok()["status"], "SUCCESS");
}

#[tokio::test]
async fn policy_denies_sign_in() {
    let org = Org::start().await.unwrap();
    let (http, _) = user(&org).await;
    policy(&http, json!({"access": "DENY"})).await;
    sign_in(&http).await.assert_error(403, "E0000085");
}

#[tokio::test]
async fn cancelled_transaction_is_over() {
    let org = Org::start().await.unwrap();
    let (http, _) = user(&org).await;
    policy(&http, json!({"access": "ALLOW", "requireFactor": true})).await;
    let transaction = sign_in(&http).await.ok();
    let state = json!({"stateToken": token(&transaction)});
    assert_eq!(post(&http, "/cancel", state.clone()).await.ok(), json!({"relayState": "/deep"}));
    post(&http, "/cancel", state).await.assert_error(401, "E0000011");
}
