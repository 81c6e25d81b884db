//! The System Log: one event per write, in order of persistence.

use std::time::SystemTime;

use http::header::USER_AGENT;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::users::Users;
use crate::{
    call::{Call, Principal},
    clock::timestamp,
    ids::Ids,
};

/// A stored event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) sequence: u64,
    pub(crate) published: SystemTime,
    pub(crate) body: Value,
}

impl Event {
    /// Returns a key that sorts by order of persistence.
    pub(crate) fn key(&self) -> String {
        format!("{:016}", self.sequence)
    }
}

/// A target of an event.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    pub(crate) alternate_id: String,
    pub(crate) display_name: String,
}

/// All events.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Log {
    events: Vec<Event>,
}

impl Log {
    pub(crate) fn all(&self) -> &[Event] {
        &self.events
    }

    pub(crate) fn last_key(&self) -> String {
        format!("{:016}", self.events.len())
    }

    /// Stores an event; `published` may be in the past, as for late events.
    pub(crate) fn push(&mut self, published: SystemTime, body: Value) {
        let sequence = self.events.len() as u64 + 1;
        self.events.push(Event { sequence, published, body });
    }

    /// Stores an event about a request.
    pub(crate) fn record(
        &mut self,
        call: &Call<'_>,
        ids: &Ids,
        users: &Users,
        kind: &str,
        targets: &[Target],
    ) {
        let targets: Vec<Value> = targets
            .iter()
            .map(|target| {
                json!({
                    "id": target.id,
                    "type": target.kind,
                    "alternateId": target.alternate_id,
                    "displayName": target.display_name,
                    "detailEntry": null,
                })
            })
            .collect();
        let agent = call.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        let mut body = event_body(&ids.uuid(), kind, call.now);
        for (name, value) in [
            ("actor", actor(&call.principal, users)),
            ("target", Value::Array(targets)),
            ("transaction", json!({ "type": "WEB", "id": call.request_id, "detail": {} })),
            (
                "debugContext",
                json!({ "debugData": { "requestId": call.request_id, "requestUri": call.path, "url": call.path } }),
            ),
            (
                "client",
                json!({
                    "userAgent": { "rawUserAgent": agent, "os": "Unknown", "browser": "UNKNOWN" },
                    "zone": "null", "device": "Unknown", "id": null, "ipAddress": "127.0.0.1",
                    "geographicalContext": null,
                }),
            ),
        ] {
            if let Value::Object(members) = &mut body {
                members.insert(name.to_owned(), value);
            }
        }
        self.push(call.now, body);
    }
}

/// Returns an event with default members.
pub(crate) fn event_body(uuid: &str, kind: &str, published: SystemTime) -> Value {
    json!({
        "uuid": uuid,
        "published": timestamp(published),
        "eventType": kind,
        "version": "0",
        "severity": "INFO",
        "displayMessage": kind.replace(['.', '_'], " "),
        "legacyEventType": null,
        "outcome": { "result": "SUCCESS", "reason": null },
        "actor": { "id": "unknown", "type": "SystemPrincipal", "alternateId": "unknown", "displayName": "unknown",
                   "detailEntry": null },
        "target": null,
        "authenticationContext": { "authenticationProvider": null, "credentialProvider": null, "credentialType": null,
                                   "issuer": null, "interface": null, "authenticationStep": 0,
                                   "externalSessionId": "unknown" },
        "securityContext": { "asNumber": null, "asOrg": null, "isp": null, "domain": null, "isProxy": null },
        "request": { "ipChain": [{ "ip": "127.0.0.1", "geographicalContext": null, "version": "V4", "source": null }] },
    })
}

fn actor(principal: &Principal, users: &Users) -> Value {
    let actor = |id: &str, kind: &str, alternate: &str, name: &str| json!({ "id": id, "type": kind, "alternateId": alternate, "displayName": name, "detailEntry": null });
    match principal {
        Principal::User { id, .. } => match users.get(id) {
            Some(user) => actor(id, "User", user.login(), &user.display_name()),
            None => actor(id, "User", "unknown", "unknown"),
        },
        #[cfg(feature = "oauth")]
        Principal::App { client_id } => actor(client_id, "PublicClientApp", client_id, client_id),
        Principal::Anonymous => actor("unknown", "SystemPrincipal", "unknown", "unknown"),
    }
}
