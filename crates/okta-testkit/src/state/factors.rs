//! Enrolled factors.

use std::{collections::BTreeMap, time::SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::timestamp;

/// A factor of a user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Factor {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) provider: String,
    pub(crate) active: bool,
    pub(crate) created: SystemTime,
    pub(crate) last_updated: SystemTime,
    pub(crate) profile: Map<String, Value>,
}

impl Factor {
    pub(crate) fn view(&self, base: &str, user: &str) -> Value {
        let at = format!("{base}/api/v1/users/{user}/factors/{}", self.id);
        let link = |href: String, method: &str| json!({ "href": href, "hints": { "allow": [method] } });
        let mut links = json!({
            "self": link(at.clone(), "GET"),
            "user": link(format!("{base}/api/v1/users/{user}"), "GET"),
        });
        if let Value::Object(links) = &mut links {
            let kind = self.kind.as_str();
            if kind == "question" {
                let questions = format!("{base}/api/v1/users/{user}/factors/questions");
                links.insert("questions".to_owned(), link(questions, "GET"));
            } else if self.active {
                links.insert("verify".to_owned(), link(format!("{at}/verify"), "POST"));
            } else {
                if kind == "push" {
                    let poll = format!("{at}/lifecycle/activate/poll");
                    links.insert("poll".to_owned(), link(poll, "POST"));
                } else {
                    links.insert("activate".to_owned(), link(format!("{at}/lifecycle/activate"), "POST"));
                }
                if ["sms", "call", "email"].contains(&kind) {
                    // An array, as in Okta's responses.
                    let mut resend = link(format!("{at}/resend"), "POST");
                    resend["name"] = json!(kind);
                    links.insert("resend".to_owned(), json!([resend]));
                }
            }
        }
        let mut profile = self.profile.clone();
        // Secrets are write-only.
        profile.remove("answer");
        if self.kind == "question" {
            let question = profile.get("question").and_then(Value::as_str).unwrap_or_default();
            profile.insert("questionText".to_owned(), json!(question.replace('_', " ")));
        }
        let mut view = json!({
            "id": self.id,
            "factorType": self.kind,
            "provider": self.provider,
            "vendorName": self.provider,
            "status": if self.active { "ACTIVE" } else { "PENDING_ACTIVATION" },
            "created": timestamp(self.created),
            "lastUpdated": timestamp(self.last_updated),
            "profile": profile,
            "_links": links,
        });
        if let (false, Some(activation)) = (self.active, self.activation(base, &at, user)) {
            view["_embedded"] = json!({ "activation": activation });
        }
        view
    }

    /// The state of a push factor that waits for its device.
    pub(crate) fn waiting_activation(&self, base: &str, user: &str) -> Value {
        let at = format!("{base}/api/v1/users/{user}/factors/{}", self.id);
        self.activation(base, &at, user).unwrap_or_default()
    }

    /// What an authenticator app or a browser needs to activate the factor.
    fn activation(&self, base: &str, at: &str, user: &str) -> Option<Value> {
        let qr_code = json!({ "href": format!("{at}/qr/{}", self.id), "type": "image/png" });
        match self.kind.as_str() {
            "token:software:totp" => Some(json!({
                "timeStep": 30,
                "sharedSecret": SHARED_SECRET,
                "encoding": "base32",
                "keyLength": 6,
                "_links": { "qrcode": qr_code },
            })),
            "push" => Some(json!({
                "factorResult": "WAITING",
                "expiresAt": timestamp(self.created + std::time::Duration::from_secs(300)),
                "_links": { "qrcode": qr_code, "poll": { "href": format!("{at}/lifecycle/activate/poll") } },
            })),
            "webauthn" => Some(json!({
                "attestation": "direct",
                "authenticatorSelection": { "userVerification": "preferred", "requireResidentKey": false },
                "challenge": format!("challenge{}", self.id),
                "excludeCredentials": [],
                "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }, { "type": "public-key", "alg": -257 }],
                "rp": { "name": "okta-testkit" },
                "u2fParams": { "appid": base },
                "user": { "id": user, "name": user, "displayName": user },
            })),
            "u2f" => {
                Some(json!({ "version": "U2F_V2", "appId": base, "nonce": format!("nonce{}", self.id) }))
            }
            _ => None,
        }
    }
}

/// The secret of every TOTP factor of an org, in Base32; no code is computed from it.
const SHARED_SECRET: &str = "JBSWY3DPEHPK3PXP";

/// Factors by user id, in order of enrollment.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Factors(BTreeMap<String, Vec<Factor>>);

impl Factors {
    pub(crate) fn of_user(&self, user: &str) -> &[Factor] {
        self.0.get(user).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn get_mut(&mut self, user: &str, id: &str) -> Option<&mut Factor> {
        self.0.get_mut(user)?.iter_mut().find(|factor| factor.id == id)
    }

    pub(crate) fn add(&mut self, user: &str, factor: Factor) {
        self.0.entry(user.to_owned()).or_default().push(factor);
    }

    /// Removes a factor, and returns whether it existed.
    pub(crate) fn remove(&mut self, user: &str, id: &str) -> bool {
        let Some(factors) = self.0.get_mut(user) else { return false };
        let before = factors.len();
        factors.retain(|factor| factor.id != id);
        factors.len() < before
    }

    /// Removes all factors of a user.
    pub(crate) fn clear(&mut self, user: &str) {
        self.0.remove(user);
    }
}
