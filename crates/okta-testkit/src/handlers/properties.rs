//! Properties of the handlers: no request panics, and rejected requests change nothing.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Version};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::route;
use crate::{
    call::{Call, Principal},
    clock::Clock,
    journal::ReceivedRequest,
    org::SeedUser,
    response::HandlerResult,
    state::State,
};

/// Path segments of existing routes, and placeholders for ids.
const SEGMENTS: [&str; 40] = [
    "api",
    "v1",
    "users",
    "groups",
    "apps",
    "logs",
    "meta",
    "rules",
    "factors",
    "lifecycle",
    "credentials",
    "me",
    "admin",
    "user1",
    "activate",
    "deactivate",
    "suspend",
    "unsuspend",
    "reset_password",
    "expire_password",
    "reset_factors",
    "change_password",
    "change_recovery_question",
    "forgot_password",
    "sessions",
    "catalog",
    "verify",
    "schemas",
    "types",
    "user",
    "default",
    "ID0",
    "ID1",
    "ID2",
    "ID3",
    "..",
    "",
    "%",
    "é",
    "a/b",
];
const PARAMETERS: [&str; 15] = [
    "limit",
    "after",
    "search",
    "filter",
    "q",
    "sortBy",
    "sortOrder",
    "since",
    "until",
    "activate",
    "provider",
    "nextLogin",
    "sendEmail",
    "removeUsers",
    "expand",
];
const VALUES: [&str; 19] = [
    "1",
    "0",
    "-1",
    "99999999999999999999",
    "true",
    "false",
    "changePassword",
    "DESCENDING",
    "desc",
    "",
    "id pr",
    "status eq \"ACTIVE\"",
    "profile.login sw \"u\"",
    "2023-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "0000-01-01T00:00:00Z",
    "+10000-01-01T00:00:00Z",
    "é",
    "\u{0}",
];

fn any_json() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec![
        "profile",
        "login",
        "email",
        "firstName",
        "lastName",
        "name",
        "label",
        "signOnMode",
        "credentials",
        "password",
        "value",
        "provider",
        "type",
        "recovery_question",
        "question",
        "answer",
        "id",
        "factorType",
        "phoneNumber",
        "passCode",
        "conditions",
        "expression",
        "actions",
        "assignUserToGroups",
        "groupIds",
        "definitions",
        "custom",
        "properties",
        "priority",
        "x",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(vec![
            "a@b.example",
            "ID1",
            "ID2",
            "sms",
            "OKTA",
            "bookmark",
            "group_rule",
            "Aa345678",
            ""
        ])
        .prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..6).prop_map(|members| members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

/// An org with a user, a group, an app and a factor, and their ids.
fn org() -> (State, [String; 4]) {
    let clock = Clock::frozen_at(1_700_000_000);
    let mut state = State::new(clock.now());
    let admin = SeedUser::new("admin@example.com").insert(&mut state, &clock);
    let user = SeedUser::new("user1@example.com").insert(&mut state, &clock);
    let mut ids = [admin, user, String::new(), String::new()];
    for (at, path, body) in [
        (2, "/api/v1/groups", json!({"profile": {"name": "Pilots"}})),
        (3, "/api/v1/apps", json!({"name": "bookmark", "label": "News"})),
    ] {
        let request = request(Method::POST, path.to_owned(), String::new(), Bytes::from(body.to_string()));
        let response = serve(&request, &mut state, &ids[0].clone()).unwrap();
        let response: Value = serde_json::from_slice(&response.body).unwrap();
        ids[at] = response["id"].as_str().unwrap().to_owned();
    }
    (state, ids)
}

fn request(method: Method, path: String, query: String, body: Bytes) -> ReceivedRequest {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    let at = Clock::frozen_at(1_700_000_100).now();
    let (query, request_id, status) = (Some(query), "id".to_owned(), Default::default());
    ReceivedRequest {
        connection: 1,
        version: Version::HTTP_11,
        method,
        path,
        query,
        headers,
        body,
        at,
        request_id,
        status,
        unsupported: Default::default(),
    }
}

fn serve(request: &ReceivedRequest, state: &mut State, admin: &str) -> HandlerResult {
    let mut call = Call::new(request, "http://org".to_owned());
    call.principal = Principal::User { id: admin.to_owned(), read_only: false };
    route(&call, state)
}

/// The state that a rejected request must not change.
fn snapshot(state: &State) -> (usize, usize, usize, usize, Vec<String>) {
    let users =
        state.users.all().map(|user| format!("{:?}", user.full_view("", Default::default()))).collect();
    (state.groups.all().count(), state.apps.0.len(), state.rules.0.len(), state.log.all().len(), users)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn prop_requests_do_not_panic_and_errors_change_nothing(
        steps in prop::collection::vec(
            (
                prop::sample::select(vec![Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH]),
                prop::sample::select(vec!["users", "groups", "apps", "logs", "meta", "other"]),
                prop::collection::vec(prop::sample::select(SEGMENTS.to_vec()), 0..4),
                prop::collection::vec(
                    (prop::sample::select(PARAMETERS.to_vec()), prop::sample::select(VALUES.to_vec())), 0..4),
                any_json(),
            ),
            1..6,
        )
    ) {
        let (mut state, ids) = org();
        for (method, family, rest, parameters, body) in steps {
            let mut text = body.to_string();
            let mut path = format!("/api/v1/{family}");
            for segment in rest {
                path += &format!("/{segment}");
            }
            for (n, id) in ids.iter().enumerate() {
                path = path.replace(&format!("ID{n}"), id);
                text = text.replace(&format!("ID{n}"), id);
            }
            let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
            let before = snapshot(&state);
            let result = serve(&request(method.clone(), path, query, text.into()), &mut state, &ids[0]);
            match result {
                Err(error) => {
                    prop_assert!(error.status.is_client_error() || error.status == 501, "{:?}", error);
                    prop_assert_eq!(snapshot(&state), before);
                }
                Ok(response) => {
                    prop_assert!(response.status.is_success());
                    if method == Method::GET {
                        prop_assert_eq!(snapshot(&state), before);
                    }
                }
            }
        }
    }
}
